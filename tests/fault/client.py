"""A client of PostgreSQL's protocol 3, as small as these tests need: it sees every message, and the close of the connection."""
import base64
import hashlib
import hmac
import os
import re
import socket
import struct

PATIENCE = 20


class Closed(Exception):
    """The other side closed the connection."""


class Refused(Exception):
    """Not let in."""

    def __init__(self, sqlstate, message):
        super().__init__(sqlstate + ': ' + message)
        self.sqlstate = sqlstate


def framed(letter, body=b''):
    return letter.encode() + struct.pack('!I', len(body) + 4) + body


def fields(body):
    return {part[:1].decode(): part[1:].decode() for part in body.split(b'\0') if part}


class Answer:
    """Up to a ReadyForQuery, or up to the close of the connection."""

    def __init__(self):
        self.rows, self.tags, self.errors, self.status, self.closed = [], [], [], None, False

    @property
    def sqlstate(self):
        return self.errors[0]['C'] if self.errors else None

    def __str__(self):
        errors = ['%s %s: %s %s %s' % (e['S'], e['C'], e['M'], e.get('D', ''), e.get('H', '')) for e in self.errors]
        return 'rows %d, tags %s, errors %s, status %s%s' % (len(self.rows), self.tags, errors, self.status, ', closed' if self.closed else '')


class Client:
    def __init__(self, address, user, password, database, **settings):
        self.socket = socket.create_connection(address, PATIENCE)
        self.socket.settimeout(PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b''
        self.user, self.password = user, password
        body = struct.pack('!I', 196608)
        for name, value in {'user': user, 'database': database, **settings}.items():
            body += name.encode() + b'\0' + value.encode() + b'\0'
        self.socket.sendall(struct.pack('!I', len(body) + 5) + body + b'\0')
        self.log_in()

    def log_in(self):
        nonce = base64.b64encode(os.urandom(18)).decode()
        bare = 'n=,r=' + nonce
        while True:
            letter, body = self.message()
            if letter == 'E':
                raise Refused(fields(body)['C'], fields(body)['M'])
            if letter == 'Z':
                return
            if letter != 'R':
                continue
            kind, rest = struct.unpack('!I', body[:4])[0], body[4:]
            if kind == 10:
                first = ('n,,' + bare).encode()
                self.send(framed('p', b'SCRAM-SHA-256\0' + struct.pack('!i', len(first)) + first))
            elif kind == 11:
                self.send(framed('p', self.proof(bare, rest.decode()).encode()))

    def proof(self, bare, challenge):
        said = dict(re.findall(r'(\w)=([^,]*)', challenge))
        salted = hashlib.pbkdf2_hmac('sha256', self.password.encode(), base64.b64decode(said['s']), int(said['i']))
        without = 'c=biws,r=' + said['r']
        key = hmac.digest(salted, b'Client Key', 'sha256')
        signature = hmac.digest(hashlib.sha256(key).digest(), ','.join([bare, challenge, without]).encode(), 'sha256')
        return without + ',p=' + base64.b64encode(bytes(a ^ b for a, b in zip(key, signature))).decode()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # what was said before the close is still to be read

    def message(self):
        head = self.take(5)
        return chr(head[0]), self.take(struct.unpack('!I', head[1:])[0] - 4)

    def take(self, count):
        while len(self.buffer) < count:
            try:
                data = self.socket.recv(65536)
            except ConnectionResetError:
                data = b''
            if not data:
                raise Closed('the connection was closed')
            self.buffer += data
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

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
        return (framed('P', b'\0' + sql.encode() + b'\0\0\0') + framed('B', b'\0\0' + struct.pack('!HHH', 0, 0, 0)) +
                framed('E', b'\0' + struct.pack('!I', 0)))

    def close(self):
        self.socket.close()
