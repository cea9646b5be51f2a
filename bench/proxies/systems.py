"""What stands between client and PostgreSQL. Each is started with the same pool size, and takes the same SCRAM logins."""
import os
import subprocess
from pathlib import Path

from database import PASSWORD, ROLE
from machine import Failed, Process, free_port, listener_of

POOL = 20             # servers for the transactions of all clients
SESSION_POOL = 100    # PgBouncer 1.18 has prepared statements only where every client keeps a server
CLIENTS = 2000


class System:
    """`name` in tables and for --only. uri(prepared) is where clients go."""
    name = "direct"
    proxy = False

    def __init__(self, database, folder):
        self.database, self.folder = database, folder
        self.process = None
        self.port = database.port

    def uri(self, prepared=False):
        database = self.database_name(prepared)
        return f"postgresql://{ROLE}@127.0.0.1:{self.port}/{database}?sslmode=disable&gssencmode=disable"

    def database_name(self, prepared):
        return self.database.name

    def start(self, wrapper=()):
        pass

    def stop(self):
        if self.process:
            self.process.stop()
        self.process = None

    @property
    def pid(self):
        return self.process.pid

    def start_process(self, command, wrapper):
        self.process = Process(command, self.folder / "log", wrapper)
        self.process.wait_until(lambda: answers(self.uri()), 60 if wrapper else 20)

    def write(self, file, text):
        path = self.folder / file
        path.write_text(text)
        return path


class HAProxy(System):
    name = "HAProxy"
    proxy = True

    def start(self, wrapper=()):
        self.port = free_port()
        settings = self.write("haproxy.cfg", f"""
global
  nbthread 1
  maxconn {CLIENTS}
defaults
  mode tcp
  timeout connect 10s
  timeout client 1h
  timeout server 1h
listen bench
  bind 127.0.0.1:{self.port}
  server postgresql 127.0.0.1:{self.database.port}
""")
        self.start_process(["/usr/sbin/haproxy", "-db", "-f", settings], wrapper)


class PgBouncer(System):
    name = "PgBouncer"
    proxy = True
    server, more = "127.0.0.1", ""

    def database_name(self, prepared):
        return "bench_session" if prepared else "bench"

    def start(self, wrapper=()):
        self.port = free_port()
        users = self.write("users.txt", f'"{ROLE}" "{self.database.verifier()}"\n')
        to = f"host={self.server} port={self.database.port} dbname={self.database.name}"
        settings = self.write("pgbouncer.ini", f"""
[databases]
bench = {to} pool_mode=transaction pool_size={POOL}
bench_session = {to} pool_mode=session pool_size={SESSION_POOL}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {self.port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
max_client_conn = {CLIENTS}
log_connections = 0
log_disconnections = 0
log_stats = 0
{self.more}
""")
        self.start_process(["/usr/sbin/pgbouncer", settings], wrapper)


class TunedPgBouncer(PgBouncer):
    name = "PgBouncer tuned"
    more = "pkt_buf = 65536"

    @property
    def server(self):
        return self.database.folder


class Gateway(System):
    name = "gateway"
    proxy = True
    how, more, servers = "tcp", "", POOL

    def __init__(self, database, folder, ringfence, policy):
        super().__init__(database, folder)
        self.ringfence, self.policy = ringfence, policy

    def start(self, wrapper=()):
        self.port = free_port()
        settings = self.write("gateway.toml", f"""
ring     = "us"
policy   = "{self.policy}"
listen   = ["127.0.0.1:{self.port}"]
database = "{self.database.uri(self.how)}"
clients  = {CLIENTS}
{self.more}
[pool]
servers = {self.servers}
""")
        self.start_process([self.ringfence, "serve", "--settings", settings], wrapper)


class GatewayByUnixSocket(Gateway):
    name = "gateway, Unix"
    how = "unix"


class GatewayWithMoreServers(Gateway):
    """As many as PgBouncer has for prepared statements."""
    name = f"gateway, {SESSION_POOL}"
    servers = SESSION_POOL


class GatewayElsewhere(System):
    """One that runs already, before a database of its own with the benchmark's tables. It is not started, nor ended."""
    name = "gateway at URI"
    proxy = True

    def __init__(self, database, folder, uri):
        super().__init__(database, folder)
        self.given = uri
        port = subprocess.run(["psql", "-XAtd", uri, "-c", r"\echo :PORT"], capture_output=True, text=True).stdout
        if not port.strip():
            raise Failed(f"{uri} does not answer")
        self.there = listener_of(int(port))

    def start(self, wrapper=()):
        core = os.sched_getaffinity(0)
        if os.sched_getaffinity(self.there) != core:
            raise Failed(f"process {self.there} is not on core {min(core)} alone: start it and its PostgreSQL with taskset -c N, and say --core N")

    def uri(self, prepared=False):
        return self.given

    @property
    def pid(self):
        return self.there


def answers(uri):
    return subprocess.run(["psql", "-XAtd", uri, "-c", "SELECT abalance FROM pgbench_accounts WHERE aid = 1"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def can_serve(ringfence):
    """Whether the program has the command at all."""
    if not Path(ringfence).exists():
        return False
    told = subprocess.run([ringfence, "--help"], capture_output=True, text=True).stdout
    return any(line.split()[:1] == ["serve"] for line in told.splitlines())
