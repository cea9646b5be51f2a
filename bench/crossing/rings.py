"""What is measured: four rings of `ringfence up` with people and their posts, one PostgreSQL that has all rows, and one that
reads ring eu by plain postgres_fdw. All of them are the benchmark's own and gone at its end."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "proxies"))
from machine import Failed, free_port, run, server_user

HERE = Path(__file__).resolve().parent
RINGS = ("us", "eu", "cn", "row")   # number n's people are n * 10,000,000 and up; `us` is where everybody reads
FIRST = 10_000_000
WORDS = 5000


def first_of(ring):
    return RINGS.index(ring) * FIRST


class Rings:
    def __init__(self, folder, ringfence, people, posts):
        self.folder, self.dir, self.ringfence = folder, folder / "rings", ringfence
        self.people, self.posts = people, posts
        self.relay, self.gateways, self.passwords = None, {}, folder / "passwords"
        self.delayed = {}

    def make(self, tell):
        tell("starting four rings")
        shutil.copy(HERE / "policy.toml", self.folder / "ringfence.toml")
        self.up()
        self.read_status()
        tell(f"making {self.people:,} people and {self.posts:,} posts a ring, and all of them in one PostgreSQL")
        self.sql("us", "CREATE DATABASE unfenced", "CREATE DATABASE plain")
        for ring in RINGS:
            self.fill(self.uri(ring), [ring])
        self.fill(self.uri("us", "unfenced"), RINGS)
        run([self.ringfence, "apply", "--dir", self.dir])
        self.up()
        self.make_plain()
        for ring in RINGS:
            self.sql(ring, "VACUUM ANALYZE person, post")
            self.sql(ring, "CHECKPOINT")
        self.sql("us", "VACUUM ANALYZE person, post", database="unfenced")

    def up(self):
        run([self.ringfence, "up", "--dir", self.dir, "--policy", self.folder / "ringfence.toml"])

    def read_status(self):
        status = json.loads(run([self.ringfence, "status", "--dir", self.dir, "--json"]))
        self.of = {ring["name"]: ring for ring in status["rings"]}
        self.passwords.touch(0o600)
        self.passwords.write_text("".join((self.dir / file).read_text() for file in ("pgpass", "services.pgpass")))
        os.environ["PGPASSFILE"] = str(self.passwords)
        os.environ.pop("PGPASSWORD", None)   # bench/proxies has one for its own

    def uri(self, ring, database=None):
        """Of the ring's own PostgreSQL, as superuser."""
        given = self.of[ring]["database"].split("?")[0]
        return re.sub(r"/[^/]*$", f"/{database}", given) if database else given

    def gateway_uri(self):
        return self.of["us"]["gateway"].split("?")[0]

    def sql(self, ring, *statements, database=None):
        commands = [part for statement in statements for part in ("-c", statement)]
        return run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.uri(ring, database), *commands])

    def fill(self, uri, rings):
        run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", uri, "-f", HERE / "tables.sql"])
        for ring in rings:
            run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-v", f"first={first_of(ring)}", "-v", f"ring={RINGS.index(ring)}",
                 "-v", f"country={dict(us='US', eu='DE', cn='CN', row='IN')[ring]}", "-v", f"people={self.people}",
                 "-v", f"posts={self.posts}", "-v", f"words={WORDS}", "-d", uri, "-f", HERE / "fill.sql"])
        run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", uri, "-f", HERE / "indexes.sql"])

    def make_plain(self):
        """Database `plain` of ring us reads the others by postgres_fdw as it comes: a schema for each of them, and `world` with own
        and others' posts in one view."""
        self.fill(self.uri("us", "plain"), ["us"])
        statements = ["CREATE EXTENSION postgres_fdw"]
        columns = "id bigint NOT NULL, author_id bigint NOT NULL, created timestamptz NOT NULL, kind text NOT NULL, content text NOT NULL, words tsvector"
        password = next(line.split(":")[4] for line in (self.dir / "pgpass").read_text().splitlines() if line.startswith("127.0.0.1:"))
        for ring in RINGS[1:]:
            host, port, database = re.search(r"@([^:/]+):(\d+)/(.+)", self.uri(ring)).groups()
            statements += [
                f"CREATE SERVER {ring}_server FOREIGN DATA WRAPPER postgres_fdw"
                f" OPTIONS (host '{host}', port '{port}', dbname '{database}', sslmode 'disable', async_capable 'true')",
                f"CREATE USER MAPPING FOR CURRENT_USER SERVER {ring}_server OPTIONS (user 'postgres', password '{password}')",
                f"CREATE SCHEMA {ring}_ring",
                f"CREATE FOREIGN TABLE {ring}_ring.post ({columns}) SERVER {ring}_server OPTIONS (schema_name 'public', table_name 'post')"]
        parts = [f"SELECT id, author_id, created, kind, content, words FROM {schema}.post" for schema in ("public", *(f"{r}_ring" for r in RINGS[1:]))]
        self.sql("us", *statements, "CREATE SCHEMA world", f"CREATE VIEW world.post AS {' UNION ALL '.join(parts)}", database="plain")
        self.sql("us", "VACUUM ANALYZE person, post", database="plain")

    def beside(self, name):
        """Where what is compared with is read: the schema is said to PostgreSQL itself."""
        database, schema = {"plain": ("plain", "eu_ring"), "plain world": ("plain", "world"), "unfenced": ("unfenced", "public")}[name]
        return f"{self.uri('us', database)}?options=-csearch_path%3D{schema}"

    def delay(self, milliseconds):
        """From now on all that leaves ring us for another takes so long each way."""
        peers = {ring: self.settings("us", f"peer.{ring}", "gateway") for ring in RINGS[1:]}
        plain = {ring: re.search(r"@([^/]+)/", self.uri(ring))[1] for ring in RINGS[1:]}
        ports = {there: free_port() for there in (*peers.values(), *plain.values())}
        self.relay = subprocess.Popen([sys.executable, HERE / "relay.py", str(milliseconds), *(f"{port}={there}" for there, port in ports.items())],
                                      stdout=subprocess.PIPE, text=True)
        if self.relay.stdout.readline() != "ready\n":
            raise Failed("the relay did not start")
        settings = self.dir / "us/gateway.toml"
        text = settings.read_text()
        for there in peers.values():
            text = text.replace(f'gateway = "{there}"', f'gateway = "127.0.0.1:{ports[there]}"')
        settings.write_text(text)
        self.restart_gateway("us")
        self.sql("us", *(f"ALTER SERVER {ring}_server OPTIONS (SET port '{ports[there]}')" for ring, there in plain.items()), database="plain")

    def settings(self, ring, section, key):
        text = (self.dir / ring / "gateway.toml").read_text()
        return re.search(rf'^\[{re.escape(section)}\]\n{key} = "([^"]*)"', text, re.M)[1]

    def restart_gateway(self, ring):
        """With the settings as they are now; `up` would write its own."""
        port = int(self.of[ring]["gateway"].split("@")[1].split(":")[1].split("/")[0])
        old = next(int(p.name) for p in Path("/proc").glob("[0-9]*") if self.is_gateway(p, ring))
        os.kill(old, signal.SIGTERM)
        self.await_(lambda: not Path(f"/proc/{old}").exists())
        with open(self.dir / ring / "gateway.log", "ab") as log:
            self.gateways[ring] = subprocess.Popen([self.ringfence, "serve", "--settings", self.dir / ring / "gateway.toml"],
                                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **server_user())
        self.await_(lambda: self.answers())
        return port

    def is_gateway(self, process, ring):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return b"serve" in words and str(self.dir / ring / "gateway.toml").encode() in words

    def answers(self):
        """All rings, one after the other, and at once: links are made, and the others' directories pulled."""
        done = subprocess.run(["psql", "-XqAtd", self.gateway_uri(), "-c", "SELECT count(*) FROM person WHERE name = 'nobody'",
                               "-c", f"SELECT count(*) FROM post WHERE author_id = {first_of('eu') + 1}"], capture_output=True)
        return done.returncode == 0

    @staticmethod
    def await_(ready, seconds=60):
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise Failed("the gateway of ring us did not come back")
            time.sleep(0.1)

    def end(self):
        for one in (*self.gateways.values(), self.relay):
            if one:
                one.terminate()
                one.wait()
        if (self.dir / "rings.json").exists():
            subprocess.run([self.ringfence, "down", "--dir", self.dir], capture_output=True)
