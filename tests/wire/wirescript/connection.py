"""One connection of a script: bytes out (whole, or cut in pieces), messages in, and the two things that need arithmetic:
TLS and SCRAM-SHA-256 (RFC 5802, 7677)."""
import base64
import hashlib
import hmac
import os
import re
import select
import socket
import ssl
import struct
import time

from . import codec

PATIENCE = float(os.environ.get("WIRE_PATIENCE", "20"))


class Closed(Exception):
    """The server has closed the connection."""


class Silence(Exception):
    """The server says nothing."""


class Connection:
    def __init__(self, target, cut=0):
        self.target, self.cut = target, cut
        self.received, self.waiting, self.closed = bytearray(), bytearray(), False
        self.process, self.key = "0", "00000000"
        if target["host"].startswith("/"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(f"{target['host']}/.s.PGSQL.{target['port']}")
        else:
            self.socket = socket.create_connection((target["host"], int(target["port"])), PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(PATIENCE)

    def send(self, data):
        self.waiting += data

    def flush(self):
        """In pieces of `cut` bytes (0: whole), each a write of its own. Large ones get larger pieces: what is cut at every
        byte are the messages' heads and ends."""
        data, self.waiting = bytes(self.waiting), bytearray()
        at = 0
        while at < len(data):
            near_an_end = min(at, len(data) - at) < 2000
            size = (self.cut if near_an_end else max(self.cut, 5000)) or len(data)
            try:
                self.write(data[at:at + size])
            except (BrokenPipeError, ConnectionResetError):
                return  # what the server said before it left is still to be read
            at += size
            if self.cut and at < len(data):
                time.sleep(0)

    def write(self, data):
        """Reads what comes meanwhile: a server that cannot send stops receiving."""
        ready = select.poll()  # select() knows no descriptor past 1023
        ready.register(self.socket, select.POLLIN | select.POLLOUT)
        while data:
            events = [event for _, event in ready.poll(PATIENCE * 1000)]
            if not events:
                raise Silence("the server takes no more bytes")
            if events[0] & select.POLLIN and not self.closed:
                self.fill(wait=False)
            if events[0] & ~select.POLLIN:
                data = data[self.socket.send(data):]

    def fill(self, wait=True):
        try:
            data = self.socket.recv(65536)
        except socket.timeout:
            raise Silence(f"nothing for {PATIENCE:.0f} s") from None
        except ConnectionResetError:
            data = b""
        except ssl.SSLWantReadError:
            return
        if not data:
            self.closed = True
            if wait:
                raise Closed("the server closed the connection")
        self.received += data

    def take(self, count):
        while len(self.received) < count:
            if self.closed:
                raise Closed("the server closed the connection")
            self.fill()
        data = bytes(self.received[:count])
        del self.received[:count]
        return data

    def message(self):
        letter, size = struct.unpack("!cI", self.take(5))
        if size < 4 or size > 1 << 30:
            raise ValueError(f"the server sent a message of length {size}")
        return codec.decode(letter.decode("latin-1"), self.take(size - 4))

    def start_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket, server_hostname="localhost")

    def login(self, password):
        """From the first Authentication to the first ReadyForQuery. Returns the error's fields where it is refused."""
        scram = Scram(password)
        while True:
            name, words = self.message()
            if name == "Authentication" and words[0] == "SASL":
                first = scram.first().encode()
                self.send(codec.framed("p", b"SCRAM-SHA-256\0" + struct.pack("!i", len(first)) + first))
            elif name == "Authentication" and words[0] == "SASLContinue":
                self.send(codec.framed("p", scram.final(words[1]).encode()))
            elif name == "Authentication" and words[0] == "SASLFinal":
                scram.verify(words[1])
            elif name == "BackendKeyData":
                self.process, self.key = words
            elif name == "ErrorResponse":
                return words[0]
            elif name == "ReadyForQuery":
                return None
            self.flush()

    def close(self):
        self.socket.close()


class Scram:
    def __init__(self, password):
        self.password = password.encode()
        self.nonce = base64.b64encode(os.urandom(18)).decode()
        self.bare = f"n=,r={self.nonce}"

    def first(self):
        return "n,," + self.bare

    def final(self, server_first):
        parts = dict(re.findall(r"(\w)=([^,]*)", server_first))
        if not parts["r"].startswith(self.nonce):
            raise ValueError("the server's nonce does not begin with ours")
        salted = hashlib.pbkdf2_hmac("sha256", self.password, base64.b64decode(parts["s"]), int(parts["i"]))
        without_proof = f"c=biws,r={parts['r']}"
        signed = ",".join([self.bare, server_first, without_proof]).encode()
        client_key = hmac.digest(salted, b"Client Key", "sha256")
        signature = hmac.digest(hashlib.sha256(client_key).digest(), signed, "sha256")
        proof = bytes(a ^ b for a, b in zip(client_key, signature))
        self.expected = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), signed, "sha256")
        return without_proof + ",p=" + base64.b64encode(proof).decode()

    def verify(self, server_final):
        if server_final != "v=" + base64.b64encode(self.expected).decode():
            raise ValueError("the server does not know the password")
