"""A client that an attacker would write: it says whatever it likes, and keeps every byte that it is told, as it came out of TLS."""
import pathlib
import socket
import ssl
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'wire'))
from wirescript import codec  # noqa: E402
from wirescript.codec import framed  # noqa: E402
from wirescript.connection import Closed, Connection, Silence  # noqa: E402


class Refused(Exception):
    """Not let in."""


class Answer:
    """What came up to the last ReadyForQuery that was waited for."""

    def __init__(self):
        self.rows, self.errors, self.closed, self.states, self.messages = 0, [], False, [], []


class Recorded(Connection):
    """Writes down what it receives before anybody looks at it."""

    def __init__(self, target, record, authority, certificate):
        self.record = open(record, 'ab', buffering=0)
        self.authority, self.certificate = authority, certificate
        super().__init__(target)

    def fill(self, wait=True):
        before = len(self.received)
        try:
            super().fill(wait)
        finally:
            self.record.write(self.received[before:])

    def start_tls(self):
        self.send(codec.unframed(codec.SSL_REQUEST))
        self.flush()
        if self.socket.recv(1) != b'S':
            raise Refused('no TLS')
        context = ssl.create_default_context(cafile=self.authority)
        if self.certificate:
            context.load_cert_chain('%s.crt' % self.certificate, '%s.key' % self.certificate)
        self.socket = context.wrap_socket(self.socket, server_hostname='127.0.0.1')

    def close(self):
        super().close()
        self.record.close()


class Client:
    def __init__(self, port, user, password, record, authority=None, settings=(), database='canary', certificate=None):
        """With an authority: over TLS, which is ended here; and with a certificate of one's own, STEM.crt and STEM.key."""
        self.connection = Recorded({'host': '127.0.0.1', 'port': str(port)}, record, authority, certificate)
        try:
            if authority:
                self.connection.start_tls()
            self.send(codec.startup('3.0', [('user', user), ('database', database), *settings]))
            refused = self.connection.login(password)
        except (Closed, Silence, OSError) as error:
            refused = {'C': '08006', 'M': str(error)}
        if refused:
            self.connection.close()
            raise Refused('%s %s' % (refused['C'], refused['M']))

    def send(self, data):
        self.connection.send(data)
        self.connection.flush()

    def answer(self, ready=1):
        """Reads up to the `ready`-th ReadyForQuery, or the close of the connection."""
        answer = Answer()
        take = self.connection.take
        while len(answer.states) < ready:
            try:
                letter, size = struct.unpack('!cI', take(5))
                body = take(size - 4)
            except (Closed, Silence, OSError):
                answer.closed = True
                self.connection.close()
                return answer
            answer.messages.append(letter + body)
            if letter in b'Dd':
                answer.rows += 1
            elif letter == b'E':
                answer.errors.append({part[:1].decode(): part[1:].decode('utf-8', 'replace') for part in body.split(b'\0') if part})
            elif letter == b'G':
                self.send(framed('f', b'no\0'))
            elif letter == b'Z':
                answer.states.append(body)
        return answer

    def say(self, data, ready=1):
        """Bytes of our choice, and what comes of them. 57P01 and the like close the connection, which is an answer too."""
        self.send(data)
        return self.answer(ready)

    def last_words(self, data, silent=False):
        """Then Terminate, or with `silent` no more than the end of the stream: whatever comes until the other end closes."""
        self.send(data if silent else data + framed('X'))
        try:
            self.connection.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return self.answer(1 << 30)

    def query(self, sql):
        return self.say(query(sql))

    def close(self):
        self.connection.close()


def query(sql):
    return framed('Q', sql.encode() + b'\0')


def execute(portal='', rows=0):
    return framed('E', portal.encode() + b'\0' + struct.pack('!I', rows))


def describe(kind, name=''):
    return framed('D', kind.encode() + name.encode() + b'\0')


def close(kind, name=''):
    return framed('C', kind.encode() + name.encode() + b'\0')


SYNC, FLUSH = framed('S'), framed('H')
