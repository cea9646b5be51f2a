"""A script: what a client sends and what it must be answered, one line a message. README.md has the format."""
import re
import struct
import time

from . import codec
from .connection import Closed, Connection, Silence

IGNORED = {"ParameterStatus"}


class Mismatch(Exception):
    pass


def words_of(line, variables):
    """Words as a shell has them; "x"*1000 is repeated, $name replaced, \\n \\t \\0 \\\\ read inside double quotes."""
    found = []
    for token in re.findall(r'"(?:[^"\\]|\\.)*"(?:\*\d+)?|\[[^\]]*\]|\([^)]*\)|[^\s"]+', line):
        found.append(word(token, variables))
    return found


def word(token, variables):
    quoted = re.fullmatch(r'"((?:[^"\\]|\\.)*)"(?:\*(\d+))?', token, re.S)
    if quoted:
        text = re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "0": "\0"}.get(m[1], m[1]), quoted[1])
        text = re.sub(r"\$\{(\w+)\}", lambda m: variables.get(m[1], m[0]), text)
        return text * int(quoted[2] or 1)
    return re.sub(r"\$(\w+)", lambda m: variables.get(m[1], m[0]), token)


def numbers(token):
    return [int(n) for n in token.strip("[]").split()] if token else []


def parameters(token):
    """(1 "two" NULL x'00ff'): values of Bind, as bytes."""
    made = []
    for one in re.findall(r'"(?:[^"\\]|\\.)*"(?:\*\d+)?|\S+', token.strip()[1:-1]):
        if one == "NULL":
            made.append(None)
        elif one.startswith("x'"):
            made.append(bytes.fromhex(one[2:-1]))
        else:
            made.append(word(one, {}).encode())
    return made


def hexadecimal(tokens):
    return bytes.fromhex("".join(tokens))


def request(kind, args):
    """The bytes of one line `> Kind args`."""
    a = args + [""] * 6
    if kind in ("Query", "Password", "CopyFail"):
        return codec.framed({"Query": "Q", "Password": "p", "CopyFail": "f"}[kind], codec.text(a[0]))
    if kind == "Parse":
        return codec.parse(a[0], a[1], numbers(a[2]))
    if kind == "Bind":
        bracketed = [numbers(x) for x in args[2:] if x.startswith("[")] + [[], []]
        given = next((x for x in args[2:] if x.startswith("(")), "()")
        return codec.bind(a[0], a[1], parameters(given), bracketed[0], bracketed[1])
    if kind in ("Describe", "Close"):
        return codec.framed(kind[0], a[0].encode() + codec.text(a[1]))
    if kind == "Execute":
        return codec.framed("E", codec.text(a[0]) + struct.pack("!i", int(a[1] or 0)))
    if kind in ("Flush", "Sync", "Terminate", "CopyDone"):
        return codec.framed({"Flush": "H", "Sync": "S", "Terminate": "X", "CopyDone": "c"}[kind], b"")
    if kind == "CopyData":
        return codec.framed("d", hexadecimal([a[0][2:-1]]) if a[0].startswith("x'") else a[0].encode())
    if kind == "FunctionCall":
        return codec.function_call(int(a[0]), parameters(a[1] or "()"))
    if kind == "StartupMessage":
        return codec.startup(a[0], [tuple(x.split("=", 1)) for x in args[1:]])
    if kind in ("SSLRequest", "GSSENCRequest"):
        return codec.unframed(codec.SSL_REQUEST if kind == "SSLRequest" else codec.GSSENC_REQUEST)
    if kind == "CancelRequest":
        return codec.unframed(codec.CANCEL_REQUEST, struct.pack("!I", int(a[0])) + bytes.fromhex(a[1]))
    if kind == "Frame":  # a letter, the length that it claims, a body in hexadecimal
        return codec.framed(a[0], hexadecimal(args[2:]), int(a[1], 0))
    if kind == "Bytes":
        return hexadecimal(args)
    raise Mismatch(f"no such message: {kind}")


def matches(pattern, actual, variables):
    if isinstance(actual, dict):  # an error or notice: its SQLSTATE, or one of several
        return str(actual.get("C")) in pattern.split("|")
    if pattern == "*":
        return True
    if re.fullmatch(r"\$\w+", pattern):  # captured
        variables[pattern[1:]] = actual
        return True
    return pattern == actual


def short(words):
    text = " ".join(f"{w.get('S')} {w.get('C')} \"{w.get('M')}\"" if isinstance(w, dict) else repr(w) for w in words)
    return text if len(text) < 400 else text[:400] + "…"


class Player:
    """Plays one script against one server. Connections have names: `B> …` and `B< …`; the first has none."""

    def __init__(self, target, cut=0):
        self.target, self.cut = target, cut
        self.variables = {k: v for k, v in target.items() if isinstance(v, str)}
        self.variables["long"] = "z" * 1000000
        self.connections, self.watched, self.settings, self.put_back = {}, set(), [], {}

    def connection(self, name, log_in=True):
        if name not in self.connections:
            made = self.connections[name] = Connection(self.target, self.cut)
            if log_in:
                settings = [("user", self.target["user"]), ("database", self.target["database"])] + self.settings
                made.send(codec.startup("3.0", settings))
                made.flush()
                refused = made.login(self.target["password"])
                if refused:
                    raise Mismatch(f"not let in: {refused.get('C')} {refused.get('M')}")
                self.variables["process" + name], self.variables["key" + name] = made.process, made.key
        return self.connections[name]

    def next_message(self, connection):
        if connection in self.put_back:
            return self.put_back.pop(connection)
        while True:
            name, words = connection.message()
            if name not in IGNORED or name in self.watched:
                return name, words

    def expect(self, connection, kind, patterns):
        if kind == "Closed":
            try:
                name, words = self.next_message(connection)
            except Closed:
                return
            raise Mismatch(f"expected the connection to be closed, got {name} {short(words)}")
        if kind == "Rest":  # whatever it is, and then the end
            try:
                while True:
                    connection.take(1)
            except Closed:
                return
        if kind == "Byte":
            byte = connection.take(1).decode()
            if byte not in patterns[0]:
                raise Mismatch(f"expected the byte {patterns[0]}, got {byte}")
            return
        name, words = self.next_message(connection)
        self.compare(name, words, kind, patterns)

    def compare(self, name, words, kind, patterns):
        if name != kind:
            raise Mismatch(f"expected {kind} {' '.join(patterns)[:200]}, got {name} {short(words)}")
        if patterns and patterns[-1] == "...":
            patterns, words = patterns[:-1], words[:len(patterns) - 1]
        if patterns and isinstance(words[0] if words else None, dict):
            good = matches(patterns[0], words[0], self.variables) and all(p in words[0].get("M", "") for p in patterns[1:])
        else:
            good = not patterns or (len(patterns) == len(words) and
                                    all(matches(p, w, self.variables) for p, w in zip(patterns, words)))
        if not good:
            raise Mismatch(f"expected {kind} {' '.join(patterns)[:200]}, got {name} {short(words)}")

    def expect_perhaps(self, connection, kind, patterns):
        try:
            name, words = self.next_message(connection)
        except Closed:
            return
        if name == kind:
            return self.compare(name, words, kind, patterns)
        self.put_back[connection] = (name, words)

    def skip_to(self, connection, kind, patterns):
        while True:
            name, words = self.next_message(connection)
            if name == kind and (not patterns or [str(w) for w in words] == patterns):
                return

    def login_line(self, connection, args):
        refused = connection.login(args[0] if args else self.target["password"])
        wanted = args[1] if len(args) > 1 else None
        if (refused or {}).get("C") not in (wanted.split("|") if wanted else [None]):
            raise Mismatch(f"login: expected {wanted or 'to be let in'}, got {refused}")
        connection_name = next(k for k, v in self.connections.items() if v is connection)
        self.variables["process" + connection_name] = connection.process
        self.variables["key" + connection_name] = connection.key

    def refused_in_tls(self, connection):
        """The handshake fails, or an error comes through it: nobody is asked for a password."""
        try:
            connection.start_tls()
            while True:
                name, words = connection.message()
                if name != "ErrorResponse":
                    raise Mismatch(f"expected to be refused, got {name} {short(words)}")
        except (OSError, Closed):
            return

    def line(self, line):
        named = re.match(r"(\w*)(>|<\.\.\.|<\?|<)\s*(\w+)\s*(.*)", line, re.S)
        if not named:
            return self.directive(line)
        name, arrow, kind, rest = named.groups()
        args = words_of(rest, self.variables if arrow == ">" or kind != "x" else {})
        connection = self.connection(name)
        if arrow == ">":
            return connection.send(request(kind, args))
        for one in self.connections.values():
            one.flush()
        if arrow == "<...":
            return self.skip_to(connection, kind, args)
        if arrow == "<?":
            return self.expect_perhaps(connection, kind, args)
        return self.expect(connection, kind, args)

    def directive(self, line):
        verb, *args = words_of(line, self.variables)
        if verb == "raw":
            self.connection(args[0] if args else "", log_in=False)
        elif verb == "as":
            self.target = {**self.target, "user": args[0], "password": args[1]}
            self.variables.update(user=args[0], password=args[1])
        elif verb == "startup":
            self.settings = [tuple(x.split("=", 1)) for x in args]
        elif verb == "watch":
            self.watched.update(args)
        elif verb == "tls" and args:
            self.refused_in_tls(self.connection(""))
        elif verb == "tls":
            self.connection("").start_tls()
        elif verb == "login":
            for one in self.connections.values():
                one.flush()
            self.login_line(self.connection("", log_in=False), args)
        elif verb == "sleep":
            for one in self.connections.values():
                one.flush()
            time.sleep(float(args[0]))
        elif verb == "hangup":
            connection = self.connections.pop(args[0] if args else "")
            connection.flush()
            connection.close()
        elif verb not in ("only", "needs"):
            raise Mismatch(f"not understood: {line}")

    def play(self, text):
        """None, or what went wrong with the number of its line."""
        number = 0
        try:
            for number, line in enumerate(text.splitlines(), 1):
                if line.strip() and not line.lstrip().startswith("#"):
                    self.line(line.strip())
            for one in self.connections.values():
                one.flush()
            return None
        except (Mismatch, Closed, Silence, ValueError, KeyError, OSError, struct.error) as error:
            return f"line {number}: {error}"
        finally:
            for one in self.connections.values():
                one.close()


def header(text):
    """What a script says of itself: {"only": "postgres"}, {"needs": "tls"}."""
    return {m[1]: m[2] for m in re.finditer(r"^(only|needs) (\w+)", text, re.M)}
