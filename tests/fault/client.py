"""A client for what these tests do: it asks, and sees every message and the close of the connection. How bytes come and go and
how one logs in is that of tests/wire."""
import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'wire'))
from wirescript import codec  # noqa: E402
from wirescript.codec import framed  # noqa: E402,F401
from wirescript.connection import Closed, Connection, Silence  # noqa: E402,F401


class Refused(Exception):
    """Not let in."""

    def __init__(self, sqlstate, message):
        super().__init__(sqlstate + ': ' + message)
        self.sqlstate = sqlstate


def fields(body):
    return {part[:1].decode(): part[1:].decode() for part in body.split(b'\0') if part}


class Answer:
    """Up to a ReadyForQuery, or up to the close of the connection."""

    def __init__(self):
        self.rows, self.tags, self.errors, self.status, self.closed, self.copies_in = [], [], [], None, False, False

    @property
    def sqlstate(self):
        return self.errors[0]['C'] if self.errors else None

    def __str__(self):
        errors = ['%s %s: %s %s %s' % (e['S'], e['C'], e['M'], e.get('D', ''), e.get('H', '')) for e in self.errors]
        return 'rows %d, tags %s, errors %s, status %s%s' % (len(self.rows), self.tags, errors, self.status, ', closed' if self.closed else '')


class Client:
    def __init__(self, address, user, password, database, **settings):
        self.connection = Connection({'host': address[0], 'port': str(address[1])})
        self.send(codec.startup('3.0', [('user', user), ('database', database), *settings.items()]))
        refused = self.connection.login(password)
        if refused:
            raise Refused(refused['C'], refused['M'])

    def send(self, data):
        self.connection.send(data)
        self.connection.flush()

    def message(self):
        """A message's letter and body, as they are."""
        letter, size = struct.unpack('!cI', self.connection.take(5))
        return letter.decode(), self.connection.take(size - 4)

    def ask(self, sql):
        self.send(framed('Q', sql.encode() + b'\0'))

    def answer(self, until='Z'):
        """Reads up to a message of this type, ReadyForQuery, or the close."""
        answer = Answer()
        while True:
            try:
                letter, body = self.message()
            except Closed:
                answer.closed = True
                return answer
            if letter == 'D':
                answer.rows.append(self.row(body))
            elif letter == 'C':
                answer.tags.append(body[:-1].decode())
            elif letter == 'E':
                answer.errors.append(fields(body))
            elif letter == 'Z':
                answer.status = body.decode()
            elif letter == 'G':
                answer.copies_in = True
            if letter in (until, 'Z'):
                return answer

    @staticmethod
    def row(body):
        at, values = 2, []
        for _ in range(struct.unpack('!H', body[:2])[0]):
            size = struct.unpack('!i', body[at:at + 4])[0]
            values.append(None if size < 0 else body[at + 4:at + 4 + size].decode())
            at += 4 + max(size, 0)
        return values

    def query(self, sql):
        self.ask(sql)
        return self.answer()

    def run(self, sql):
        """What must work; its rows."""
        answer = self.query(sql)
        if answer.errors or answer.closed:
            raise AssertionError('%s → %s' % (sql, answer))
        return answer.rows

    @staticmethod
    def extended(sql):
        """Parse, Bind, Execute of a text without parameters."""
        return codec.parse('', sql) + codec.bind('', '') + framed('E', b'\0' + struct.pack('!I', 0))

    def close(self):
        self.connection.close()
