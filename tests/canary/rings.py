"""Four rings that `ringfence up` started, filled, and with a man in the middle on every way between them."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import people
from relay import Relays, Tap

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'wire'))
from gateways import gateway_pid  # noqa: E402

GOLDEN = HERE.parent / 'golden' / 'statements'
PURPOSES = ['serve', 'feed', 'support', 'travel']
SERVICE = '[service.%s-%s]\nlocation = "%s"\npurposes = [%s]\n%s'


class Rings:
    def __init__(self, program):
        self.program = program
        self.root = pathlib.Path(tempfile.mkdtemp(prefix='rf-canary.', dir='/tmp'))
        self.root.chmod(0o755)
        self.dir, self.records = self.root / 'rings', self.root / 'records'
        self.records.mkdir()
        self.policy = self.root / 'ringfence.toml'
        self.policy.write_text((HERE / 'ringfence.toml').read_text() + ''.join(services()) + (HERE / 'rules.toml').read_text())
        self.rows, self.relays = people.Rows(), None

    def ringfence(self, command, *more):
        done = subprocess.run([self.program, command, '--dir', self.dir, *more], capture_output=True, text=True)
        if done.returncode:
            raise AssertionError('ringfence %s: %s%s' % (command, done.stdout, done.stderr))
        return done.stdout

    def start(self):
        self.ringfence('up', '--policy', self.policy)
        self.read()
        for ring in people.RINGS:
            self.sql(ring, (GOLDEN / 'schema.sql').read_text() + (HERE / 'columns.sql').read_text())
        self.ringfence('apply')
        self.ringfence('up')
        for ring in people.RINGS:
            self.sql(ring, ';\n'.join(self.rows.statements[ring]) + ";\nALTER DATABASE canary SET statement_timeout = '4s'")
        self.tap()

    def read(self):
        status = json.loads(self.ringfence('status', '--json'))
        self.policy_sha256 = status['policy_sha256']
        self.rings = {ring['name']: ring for ring in status['rings']}
        for ring in self.rings.values():
            ring['port'] = int(ring['database'].split('@127.0.0.1:')[1].split('/')[0])
            ring['gateway_port'] = int(ring['gateway'].split('@127.0.0.1:')[1].split('/')[0])

    def tap(self):
        """Gateways call each other, and PostgreSQL its own gateway, by way of us."""
        taps = {}
        for one in people.RINGS:
            for other in (ring for ring in people.RINGS if ring != one):
                to = ('127.0.0.1', self.rings[other]['gateway_port'])
                taps[one, other] = Tap('link.%s.%s' % (one, other), to, self.dir / other / 'gateway', self.dir / one / 'gateway', 'ring:' + one)
            to = ('127.0.0.1', self.rings[one]['gateway_port'])
            taps[one, one] = Tap('fdw.%s.%s' % (one, one), to, self.dir / one / 'gateway', self.dir / one / 'database', 'database:' + one)
        self.relays = Relays(list(taps.values()), self.dir / 'authority.crt', self.records)
        for one in people.RINGS:
            settings = self.dir / one / 'gateway.toml'
            text = settings.read_text()
            for other in (ring for ring in people.RINGS if ring != one):
                text = text.replace('[peer.%s]\ngateway = "127.0.0.1:%d"' % (other, self.rings[other]['gateway_port']),
                                    '[peer.%s]\ngateway = "127.0.0.1:%d"' % (other, taps[one, other].port))
                self.sql(one, 'ALTER SERVER ringfence_%s OPTIONS (SET port \'%d\')' % (other, taps[one, one].port))
            settings.write_text(text)
            os.kill(gateway_pid(self.dir, one), signal.SIGHUP)
        self.wait_for(lambda: all(list(self.records.glob(tap.name + '.*.answered')) for pair, tap in taps.items() if pair[0] != pair[1]),
                      'not every gateway calls its peers by way of the relay')

    def wait_for(self, what, or_else, seconds=30):
        until = time.monotonic() + seconds
        while not what():
            if time.monotonic() > until:
                raise AssertionError(or_else)
            time.sleep(0.1)

    def password(self, user, file='services.pgpass'):
        for line in (self.dir / file).read_text().splitlines():
            parts = line.split(':')
            if len(parts) > 4 and parts[-2] == user:
                return parts[-1]
        return 'nobody gave it one'

    def sql(self, ring, text, database=None):
        """Straight to the ring's PostgreSQL, as superuser."""
        uri = self.rings[ring]['database']
        if database:
            uri = uri.replace('/canary?', '/%s?' % database)
        done = subprocess.run(['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', uri, '-f', '-'], input=text, capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(text[:300] + ': ' + done.stderr)
        return done.stdout.strip()

    def close(self, keep=False):
        subprocess.run([self.program, 'down', '--dir', self.dir], capture_output=True)
        if self.relays:
            self.relays.close()
        if not keep:
            shutil.rmtree(self.root, ignore_errors=True)


def services():
    for ring, code in people.CODE.items():
        purposes = ', '.join('"%s"' % purpose for purpose in PURPOSES)
        yield SERVICE % ('home', ring, code, purposes, '')
        yield SERVICE % ('world', ring, code, purposes, 'scope = "world"\n')
