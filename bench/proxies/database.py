"""The PostgreSQL behind all proxies: a cluster of its own, with pgbench's tables under the benchmark's policy."""
import os
import subprocess
from pathlib import Path

from machine import Failed, free_port, run

HERE = Path(__file__).resolve().parent
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
ROLE, PASSWORD = "web", "correct horse battery"
SETTINGS = """
listen_addresses = '127.0.0.1'
max_connections = 1400       # HAProxy opens one for every client
shared_buffers = 256MB
fsync = off                  # the disk is no part of the question
autovacuum = off             # done between the rounds
checkpoint_timeout = 1h
max_wal_size = 4GB
max_wal_senders = 0
wal_level = minimal
"""
# The gateway and the maker of the tables come as postgres, the clients and what they come through as web.
ACCESS = """
local all postgres trust
host  all postgres 127.0.0.1/32 trust
local all all scram-sha-256
host  all all 127.0.0.1/32 scram-sha-256
"""


class Database:
    name = "bench"

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.data = folder / "data"

    def uri(self, how="tcp", database=None):
        """Of postgres, by TCP or by its Unix socket."""
        place = f"127.0.0.1:{self.port}/{database or self.name}"
        if how == "unix":
            place = f"/{database or self.name}?host={self.folder}&port={self.port}"
        return f"postgresql://postgres@{place}"

    def sql(self, *statements, database=None):
        commands = [part for statement in statements for part in ("-c", statement)]
        return run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.uri(database=database), *commands])

    def start(self):
        run([PROGRAMS / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
            as_server=True, cwd="/")
        with open(self.data / "postgresql.conf", "a") as settings:
            settings.write(SETTINGS + f"port = {self.port}\nunix_socket_directories = '{self.folder}'\n")
        (self.data / "pg_hba.conf").write_text(ACCESS)
        # Not by run(): the server keeps what it inherits open, and a pipe to us would never end.
        command = [PROGRAMS / "pg_ctl", "-D", self.data, "-l", self.folder / "postgresql.log", "-w", "start"]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        if subprocess.run(command, stdout=subprocess.DEVNULL, cwd="/").returncode != 0:
            raise Failed(f"PostgreSQL did not start: {(self.folder / 'postgresql.log').read_text()[-500:]}")

    def fill(self):
        self.sql(f"CREATE DATABASE {self.name}", f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'", database="postgres")
        run(["pgbench", "-i", "-q", "-s", "1", "-F", "50", self.uri()])
        run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", self.uri(), "-f", HERE / "tables.sql"])

    def apply_policy(self, ringfence, more=""):
        """The walls and the directory, the same for whoever is measured. Without the program there are none."""
        policy = self.folder / "ringfence.toml"
        policy.write_text((HERE / "policy.toml").read_text() + more)
        self.sql(f"CREATE DATABASE {self.name}_row TEMPLATE {self.name}", database="postgres")
        self.sql("TRUNCATE pgbench_accounts, pgbench_history, account_teller, account_branch, letter", database=f"{self.name}_row")
        run([ringfence, "apply", "--policy", policy], env={
            **os.environ, "BENCH_DATABASE": self.uri(), "BENCH_ROW_DATABASE": self.uri(database=f"{self.name}_row")})
        return policy

    def verifier(self):
        return self.sql(f"SELECT rolpassword FROM pg_authid WHERE rolname = '{ROLE}'").strip()

    def tidy(self):
        self.sql("TRUNCATE pgbench_history", "VACUUM (ANALYZE)", "CHECKPOINT")

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            run([PROGRAMS / "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop"], as_server=True, cwd="/")
