"""Two rings that `ringfence up` started, and one more gateway of ring us whose way to PostgreSQL is a relay."""
import glob
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from client import Client, Closed, Refused
from relay import Relay

POLICY = '''[platform]
name = "fault"
[ring.us]
jurisdictions = ["US"]
[ring.eu]
jurisdictions = ["*"]
[table.tag]
shared = true
[table.person]
subject = "id"
home = "country"
[table.post]
subject = "author_id"
[service.web-us]
location = "US"
purposes = ["serve"]
[service.web-eu]
location = "DE"
purposes = ["serve"]
'''
TABLES = '''CREATE TABLE tag (id int PRIMARY KEY, name text);
CREATE TABLE person (id bigint PRIMARY KEY, country text NOT NULL, name text);
CREATE TABLE post (id bigserial PRIMARY KEY, author_id bigint NOT NULL REFERENCES person, body text);'''


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as one:
        return one.getsockname()[1]


def pg_bin():
    return os.environ.get('PG_BIN') or sorted(glob.glob('/usr/lib/postgresql/*/bin'))[-1]


class World:
    def __init__(self, program):
        self.program = program
        self.root = pathlib.Path(tempfile.mkdtemp(prefix='rf-gateway.', dir='/tmp'))
        self.root.chmod(0o755)
        self.dir, self.policy = self.root / 'rings', self.root / 'ringfence.toml'
        self.policy.write_text(POLICY)
        self.process = self.relay = None

    def start(self):
        self.ringfence('up', '--policy', self.policy)
        self.read()
        for ring in self.rings:
            self.sql(ring, TABLES)
        self.ringfence('apply')
        self.sql('us', "INSERT INTO person VALUES (1, 'US', 'a'), (2, 'US', 'b'); INSERT INTO tag VALUES (1, 'one')")
        self.sql('eu', "INSERT INTO person VALUES (3, 'DE', 'c'); INSERT INTO tag VALUES (1, 'one')")
        self.relay = Relay(('127.0.0.1', self.rings['us']['port']))
        self.port = free_port()
        self.settings = self.root / 'gateway.toml'
        here = self.dir / 'us'
        for name in ('gateway.crt', 'gateway.key'):
            shutil.copy(here / name, self.root)
        self.serve_policy = self.root / 'serve.toml'
        shutil.copy(self.policy, self.serve_policy)
        self.write_settings('postgresql://postgres:%s@127.0.0.1:%d/fault?sslmode=disable' % (self.password('postgres', 'pgpass'), self.relay.address[1]))
        self.serve()

    def write_settings(self, database):
        self.settings.write_text('\n'.join([
            'ring = "us"', 'policy = "serve.toml"', 'database = "%s"' % database, 'listen = ["127.0.0.1:%d"]' % self.port,
            '[tls]', 'certificate = "gateway.crt"', 'key = "gateway.key"', 'authority = "%s/authority.crt"' % self.dir,
            '[server]', 'tls = "off"', '[pool]', 'patience = "4s"', 'retry = "200ms"', '[time]', 'drain = "8s"', 'schema = "500ms"', '[peer.eu]',
            'gateway = "127.0.0.1:%d"' % self.rings['eu']['gateway_port'], '']))

    def ringfence(self, command, *more):
        done = subprocess.run([self.program, command, '--dir', self.dir, *more], capture_output=True, text=True)
        if done.returncode:
            raise AssertionError('ringfence %s: %s%s' % (command, done.stdout, done.stderr))
        return done.stdout

    def read(self):
        self.rings = {ring['name']: ring for ring in json.loads(self.ringfence('status', '--json'))['rings']}
        for ring in self.rings.values():
            ring['port'] = int(ring['database'].split('@127.0.0.1:')[1].split('/')[0])
            ring['gateway_port'] = int(ring['gateway'].split('@127.0.0.1:')[1].split('/')[0])

    def password(self, user, file='services.pgpass'):
        for line in (self.dir / file).read_text().splitlines():
            parts = line.split(':')
            if parts[-2] == user:
                return parts[-1]
        raise AssertionError('no password of ' + user)

    def sql(self, ring, text):
        """Straight to the ring's PostgreSQL, as superuser."""
        done = subprocess.run(['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', self.rings[ring]['database'], '-c', text],
                              capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(text + ': ' + done.stderr)
        return done.stdout.strip()

    def as_server(self, *command):
        prefix = ['runuser', '-u', 'postgres', '--'] if os.getuid() == 0 else []
        return subprocess.run([*prefix, *map(str, command)], cwd='/', check=True, capture_output=True)

    def restart_postgres(self, ring='us', mode='immediate'):
        data = self.dir / ring / 'data'
        self.as_server(pg_bin() + '/pg_ctl', '-D', data, '-m', mode, '-w', 'stop')
        self.ringfence('up')

    def serve(self):
        self.log = open(self.root / 'gateway.log', 'ab')
        self.process = subprocess.Popen([self.program, 'serve', '--settings', self.settings], stderr=self.log)
        self.wait_for(lambda: self.client().close() is None, 'the gateway lets nobody in')

    def client(self, port=None, user='web-us', **settings):
        return Client(('127.0.0.1', port or self.port), user, self.password(user), 'fault', **settings)

    def wait_for(self, what, or_else, seconds=15):
        until, last = time.monotonic() + seconds, None
        while time.monotonic() < until:
            try:
                if what():
                    return
            except (OSError, Closed, Refused, AssertionError) as error:
                last = error
            time.sleep(0.1)
        raise AssertionError('%s (last: %s)' % (or_else, last))

    def log_lines(self, what):
        return (self.root / 'gateway.log').read_text().count(what)

    def mend(self):
        """After a case that failed, the next one finds everything up."""
        self.relay.mend()
        if self.process.poll() is not None:
            self.serve()

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        if self.relay:
            self.relay.close()
        subprocess.run([self.program, 'down', '--dir', self.dir], capture_output=True)
        shutil.rmtree(self.root, ignore_errors=True)
