"""A PostgreSQL of our own in a scratch directory, reached by a Unix socket and through psql."""
import glob
import os
import pathlib
import shutil
import subprocess
import tempfile
from urllib.parse import quote as percent


class SqlError(Exception):
    pass


class Cluster:
    def __init__(self, directory=None):
        self.bin = os.environ.get('PG_BIN') or sorted(glob.glob('/usr/lib/postgresql/*/bin'))[-1]
        self.root = pathlib.Path(directory or tempfile.mkdtemp(prefix='rf-random.', dir='/tmp'))
        self.root.chmod(0o755)
        self.socket = self.root / 'server'
        self.data = self.socket / 'data'

    # PostgreSQL will not run as root: there it runs as the user that Debian's package made.
    def as_server(self, *command, **more):
        prefix = ['runuser', '-u', 'postgres', '--'] if os.getuid() == 0 else []
        return subprocess.run([*prefix, *map(str, command)], cwd='/', check=True, stdout=subprocess.DEVNULL, **more)

    def start(self, settings=()):
        self.socket.mkdir()
        if os.getuid() == 0:
            shutil.chown(self.socket, 'postgres')
        self.as_server(self.bin + '/initdb', '-D', self.data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync')
        lines = ["listen_addresses = ''", "unix_socket_directories = '%s'" % self.socket, 'fsync = off', 'full_page_writes = off',
                 'autovacuum = off', 'max_connections = 200', 'shared_buffers = 128MB', "timezone = 'UTC'", 'max_locks_per_transaction = 256', *settings]
        with open(self.data / 'postgresql.conf', 'a') as file:
            file.write('\n'.join(lines) + '\n')
        self.up()

    def up(self):
        self.as_server(self.bin + '/pg_ctl', '-D', self.data, '-l', self.data / 'log', '-w', '-t', '60', 'start')

    def stop(self, mode='immediate'):
        try:
            self.as_server(self.bin + '/pg_ctl', '-D', self.data, '-m', mode, '-w', 'stop', stderr=subprocess.DEVNULL)
        except subprocess.CalledProcessError:
            pass

    def close(self, keep=False):
        self.stop()
        if not keep:
            shutil.rmtree(self.root, ignore_errors=True)

    def uri(self, database='postgres'):
        return 'postgresql://postgres@/%s?host=%s' % (database, percent(str(self.socket), safe=''))

    def sql(self, database, statements, stop=True):
        """Runs statements (text, or a list) and returns standard output; fails with what psql said."""
        if not isinstance(statements, str):
            statements = ';\n'.join(statements) + ';\n'
        done = subprocess.run(['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=%d' % stop, '-d', self.uri(database), '-f', '-'],
                              input=statements.encode(), capture_output=True, env={**os.environ, 'PGCLIENTENCODING': 'UTF8'})
        if done.returncode or (done.stderr and stop and b'ERROR' in done.stderr):
            raise SqlError(done.stderr.decode())
        return done.stdout.decode()

    def fresh(self, *databases):
        out = []
        for name in databases:
            out += ['DROP DATABASE IF EXISTS "%s" WITH (FORCE)' % name, 'CREATE DATABASE "%s" TEMPLATE template0' % name]
        self.sql('postgres', out)
