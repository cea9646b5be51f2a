"""PostgreSQL's protocol 3 as a client and as a server speak it, written from the manual (chapter 55) and from nothing of the
gateway's, so that the two can disagree. Messages of the client are made from arguments; those of the server are taken apart
into words that a script compares."""
import struct

PROTOCOL = {"3.0": 196608, "3.2": 196610, "2.0": 131072, "9.0": 589824, "3.9999": 196608 + 9999}
SSL_REQUEST, GSSENC_REQUEST, CANCEL_REQUEST = 80877103, 80877104, 80877102


def text(value):
    return value.encode() + b"\0"


def framed(letter, body=b"", length=None):
    return letter.encode() + struct.pack("!I", (len(body) + 4 if length is None else length) & 0xFFFFFFFF) + body


def unframed(code, body=b""):
    return struct.pack("!II", len(body) + 8, code) + body


def startup(version, settings):
    body = b"".join(text(k) + text(v) for k, v in settings) + b"\0"
    return unframed(PROTOCOL[version], body)


def int16s(values):
    return struct.pack(f"!H{len(values)}h", len(values), *values)


def values(items):
    return struct.pack("!H", len(items)) + b"".join(
        struct.pack("!i", -1) if item is None else struct.pack("!i", len(item)) + item for item in items)


def parse(name, sql, types=()):
    return framed("P", text(name) + text(sql) + struct.pack(f"!H{len(types)}I", len(types), *types))


def bind(portal, statement, parameters=(), formats=(), results=()):
    return framed("B", text(portal) + text(statement) + int16s(formats) + values(parameters) + int16s(results))


def function_call(oid, arguments):
    return framed("F", struct.pack("!I", oid) + int16s([]) + values(arguments) + struct.pack("!h", 0))


class Reader:
    """A message's body, taken apart from the front. What is left over is an error of the server's."""

    def __init__(self, body):
        self.body, self.at = body, 0

    def take(self, count):
        if count < 0 or self.at + count > len(self.body):
            raise ValueError("the message is shorter than it says")
        self.at += count
        return self.body[self.at - count:self.at]

    def number(self, form):
        return struct.unpack("!" + form, self.take(struct.calcsize("!" + form)))[0]

    def text(self):
        end = self.body.index(b"\0", self.at)
        return self.take(end + 1 - self.at)[:-1].decode("utf-8", "replace")

    def value(self):
        size = self.number("i")
        return None if size == -1 else self.take(size)

    def done(self):
        if self.at != len(self.body):
            raise ValueError(f"{len(self.body) - self.at} bytes are left over")


def fields(reader):
    found = {}
    while (kind := reader.take(1)) != b"\0":
        found[kind.decode()] = reader.text()
    return found


def column(reader):
    name, _table, _number = reader.text(), reader.number("I"), reader.number("h")
    kind, _size, _modifier, form = reader.number("I"), reader.number("h"), reader.number("i"), reader.number("h")
    return f"{name}:{kind}" + ("b" if form else "")


def shown(value):
    """A value as a script writes it: text, hexadecimal where it is none, NULL."""
    if value is None:
        return "NULL"
    try:
        return value.decode() if b"\0" not in value else "x'" + value.hex() + "'"
    except UnicodeDecodeError:
        return "x'" + value.hex() + "'"


def copy_response(reader):
    form = "binary" if reader.number("b") else "text"
    return [form] + [str(reader.number("h")) for _ in range(reader.number("h"))]


def authentication(reader):
    kind = reader.number("i")
    names = {0: "Ok", 3: "Cleartext", 5: "MD5", 10: "SASL", 11: "SASLContinue", 12: "SASLFinal"}
    rest = reader.take(len(reader.body) - reader.at)
    return [names.get(kind, str(kind))] + ([rest.rstrip(b"\0").decode().replace("\0", ",")] if kind == 10 else
                                           [rest.decode()] if kind in (11, 12) else [])


SERVER = {
    "R": ("Authentication", authentication),
    "S": ("ParameterStatus", lambda r: [r.text(), r.text()]),
    "K": ("BackendKeyData", lambda r: [str(r.number("I")), r.take(len(r.body) - r.at).hex()]),
    "Z": ("ReadyForQuery", lambda r: [r.take(1).decode()]),
    "T": ("RowDescription", lambda r: [column(r) for _ in range(r.number("H"))]),
    "D": ("DataRow", lambda r: [shown(r.value()) for _ in range(r.number("H"))]),
    "C": ("CommandComplete", lambda r: [r.text()]),
    "I": ("EmptyQueryResponse", lambda r: []),
    "1": ("ParseComplete", lambda r: []),
    "2": ("BindComplete", lambda r: []),
    "3": ("CloseComplete", lambda r: []),
    "n": ("NoData", lambda r: []),
    "t": ("ParameterDescription", lambda r: [str(r.number("I")) for _ in range(r.number("H"))]),
    "s": ("PortalSuspended", lambda r: []),
    "E": ("ErrorResponse", lambda r: [fields(r)]),
    "N": ("NoticeResponse", lambda r: [fields(r)]),
    "A": ("NotificationResponse", lambda r: [str(r.number("I")), r.text(), r.text()]),
    "G": ("CopyInResponse", copy_response),
    "H": ("CopyOutResponse", copy_response),
    "W": ("CopyBothResponse", copy_response),
    "d": ("CopyData", lambda r: [shown(r.take(len(r.body)))]),
    "c": ("CopyDone", lambda r: []),
    "V": ("FunctionCallResponse", lambda r: [shown(r.value())]),
    "v": ("NegotiateProtocolVersion", lambda r: [str(r.number("i")), *[r.text() for _ in range(r.number("i"))]]),
}


def decode(letter, body):
    """(name, words): strict, like the gateway's own decoders."""
    if letter not in SERVER:
        return f"Unknown({letter!r})", []
    name, take_apart = SERVER[letter]
    reader = Reader(body)
    words = take_apart(reader)
    reader.done()
    return name, words
