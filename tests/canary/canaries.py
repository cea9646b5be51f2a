"""Values that occur nowhere but in one private place, and every form in which they could come out of it: as PostgreSQL writes them in
text and in binary, then in hexadecimal, base64, UTF-16, upper case and backwards, and as a digest that a dictionary could undo."""
import base64
import datetime
import hashlib
import struct

TEXT_LENGTH, WINDOW, STEP = 24, 12, 4
ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
EPOCH = datetime.datetime(2000, 1, 1)


class Canary:
    """One value in one place. `sql` is its literal; `forms` are (encoding, bytes)."""

    def __init__(self, ring, table, column, row, kind):
        self.ring, self.table, self.column, self.row = ring, table, column, row
        self.seed = hashlib.sha256(('%s/%s/%s/%s' % (ring, table, column, row)).encode()).digest()
        self.sql, forms = KINDS[kind](self)
        self.forms = {encoded: how for how, encoded in forms if len(encoded) >= 4}

    def __str__(self):
        return '%s of row %s of %s in ring %s' % (self.column, self.row, self.table, self.ring)

    def number(self, low, high, salt=b''):
        return low + int.from_bytes(hashlib.sha256(self.seed + salt).digest()[:12], 'big') % (high - low)

    def token(self, salt=b''):
        digest = hashlib.sha512(self.seed + salt).digest()
        return ''.join(ALPHABET[byte % 36] for byte in digest[:TEXT_LENGTH])


def windows(data):
    """Pieces such that any WINDOW + STEP - 1 bytes of the value hold a whole one."""
    return [data[at:at + WINDOW] for at in range(0, len(data) - WINDOW + 1, STEP)] or [data]


def base64_forms(data):
    """What of the data's base64 does not depend on its neighbours, wherever in a larger text it stands."""
    for before in range(3):
        encoded = base64.b64encode(b'\0' * before + data)
        first = (before * 8 + 5) // 6
        whole = encoded[first:(before + len(data)) * 8 // 6]
        if len(whole) >= 7:
            yield 'base64, alignment %d' % before, whole


def bytes_forms(data, what):
    yield what, data
    yield what + ' in hexadecimal', data.hex().encode()
    yield what + ' in HEXADECIMAL', data.hex().upper().encode()
    for how, encoded in base64_forms(data):
        yield what + ' in ' + how, encoded


def text_forms(text, whole=None):
    for part in windows(text):
        yield from bytes_forms(part.encode(), 'text')
        yield 'text in upper case', part.upper().encode()
        yield 'text backwards', part[::-1].encode()
        for name in ('utf-16-le', 'utf-16-be'):
            yield from bytes_forms(part.encode(name), 'text as ' + name)
    for name in ('md5', 'sha256'):
        yield from bytes_forms(hashlib.new(name, (whole or text).encode()).digest(), name)


def number_forms(text, binary):
    """Numbers of 18 digits and more are known by 14 of them."""
    yield from bytes_forms(text.encode(), 'text')
    for at in range(0, len(text) - 13, 2):
        yield 'part of its text', text[at:at + 14].encode()
    if len(text) > 6:
        yield 'text backwards', text[::-1].encode()
        yield 'text as utf-16-le', text.encode('utf-16-le')
        yield 'text as utf-16-be', text.encode('utf-16-be')
        yield 'md5', hashlib.md5(text.encode()).hexdigest().encode()
    yield from bytes_forms(binary, 'binary')
    if len(binary) >= 8:
        yield 'binary backwards', binary[::-1]


def text(canary):
    value = canary.token()
    return "'%s'" % value, list(text_forms(value))


def email(canary):
    value = canary.token() + '@mail.example'
    return "'%s'" % value, list(text_forms(canary.token(), value))


def texts(canary):
    values = [canary.token(), canary.token(b'2')]
    return "'{%s}'" % ','.join(values), [form for value in values for form in text_forms(value)]


def json(canary):
    value = canary.token()
    return """'{"secret": ["%s", %d]}'""" % (value, canary.number(10**17, 10**18)), \
        list(text_forms(value)) + [('text', str(canary.number(10**17, 10**18)).encode())]


def bigint(canary, salt=b''):
    value = canary.number(4 * 10**18, 9 * 10**18, salt)
    return str(value), list(number_forms(str(value), struct.pack('!q', value)))


def bigints(canary):
    (one, forms), (other, more) = bigint(canary), bigint(canary, b'2')
    return "'{%s,%s}'" % (one, other), forms + more


def integer(canary):
    value = canary.number(1_100_000_000, 2_100_000_000)
    return str(value), list(number_forms(str(value), struct.pack('!i', value)))


def numeric(canary):
    """20 digits before the point and 8 behind it: seven groups of four, as the binary form has them."""
    whole, fraction = canary.number(10**19, 10**20), canary.number(10**7, 10**8, b'f')
    digits = '%020d%08d' % (whole, fraction)
    groups = [int(digits[at:at + 4]) for at in range(0, 28, 4)]
    return '%d.%08d' % (whole, fraction), list(number_forms(str(whole), struct.pack('!7h', *groups)))


def float8(canary):
    value = struct.unpack('!d', struct.pack('!q', 0x4200000000000000 + canary.number(1, 1 << 52)))[0]
    return repr(value), list(number_forms(repr(value), struct.pack('!d', value)))


def bytea(canary):
    value = bytes(byte | 0x80 for byte in hashlib.sha256(canary.seed).digest()[:24])
    forms = [form for part in windows(value) for form in bytes_forms(part, 'binary')]
    return "'\\x%s'" % value.hex(), forms + [('octal', ''.join('\\%03o' % byte for byte in value[:8]).encode())]


def civil(days):
    """Year, month, day of a day number from 2000-01-01, in the Gregorian calendar extended: years past 9999 too."""
    cycle, rest = divmod(days, 146097)
    date = datetime.date(2000, 1, 1) + datetime.timedelta(rest)
    return date.year + 400 * cycle, date.month, date.day


def date(canary):
    """A hundred thousand years away, where four bytes are rare; never on a first of January, which a mask may show."""
    days = canary.number(36_000_000, 105_000_000)
    while civil(days)[1:] == (1, 1):
        days += 1
    value = '%d-%02d-%02d' % civil(days)
    return "'%s'" % value, list(number_forms(value, struct.pack('!i', days)))


def timestamptz(canary):
    """Known by minutes, seconds and microseconds too, which no time zone changes."""
    micros = canary.number(10**18, 8 * 10**18)
    days, rest = divmod(micros, 86400 * 10**6)
    clock = (EPOCH + datetime.timedelta(microseconds=rest)).strftime('%H:%M:%S.%f')
    forms = list(number_forms('%d-%02d-%02d %s' % (*civil(days), clock), struct.pack('!q', micros)))
    if not clock.endswith('0'):
        forms.append(('text', clock[3:].encode()))
    return "'%d-%02d-%02d %s+00'" % (*civil(days), clock), forms


def uuid(canary):
    value = hashlib.sha256(canary.seed).digest()[:16]
    words = '-'.join(value.hex()[a:b] for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))
    return "'%s'" % words, list(bytes_forms(value, 'binary')) + list(bytes_forms(words.encode(), 'text')) + \
        [('text in upper case', words.upper().encode()), ('text backwards', words[::-1].encode())]


KINDS = {'text': text, 'email': email, 'texts': texts, 'json': json, 'bigint': bigint, 'bigints': bigints, 'integer': integer,
         'numeric': numeric, 'float8': float8, 'bytea': bytea, 'date': date, 'timestamptz': timestamptz, 'uuid': uuid}
