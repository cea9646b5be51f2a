"""Columns, values, and what a value looks like: as a literal, as PostgreSQL prints it, behind each mask."""
import datetime
import hashlib
import hmac
import uuid

UTC = datetime.timezone.utc
TYPES = ['text', 'varchar(40)', 'bigint', 'date', 'timestamptz', 'uuid', 'boolean']
WORDS = ['', 'a', 'b', 'public', 'private', 'Ab', "o'x", 'a@b', 'x@y@z.example', '@', 'ä', 'back\\slash', 'two\nlines', ' b ']
MASKS = {'text': ['null', 'hash', 'domain', 'truncate(1)', 'truncate(3)'], 'varchar(40)': ['null', 'hash', 'domain', 'truncate(2)'],
         'bigint': ['null', 'hash'], 'date': ['null', 'year'], 'timestamptz': ['null', 'year'], 'uuid': ['null', 'hash'], 'boolean': ['null']}


def random_value(dice, kind, nullable=True):
    if nullable and dice.random() < 0.2:
        return None
    if kind in ('text', 'varchar(40)'):
        return dice.choice(WORDS)
    if kind == 'bigint':
        return dice.choice([0, 1, 2, 3, -1, 2 ** 40])
    if kind == 'date':
        return datetime.date(dice.choice([1970, 1999, 2000, 2024]), dice.choice([1, 6, 12]), dice.choice([1, 28]))
    if kind == 'timestamptz':
        return datetime.datetime(dice.choice([1999, 2000]), dice.choice([1, 12]), dice.choice([1, 31]), dice.choice([0, 23]), 30, 0, tzinfo=UTC)
    if kind == 'uuid':
        return uuid.UUID(int=dice.choice([1, 2, 2 ** 100]))
    return dice.random() < 0.5


def printed(value):
    """As PostgreSQL prints it in zone UTC; None for NULL."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return 't' if value else 'f'
    if isinstance(value, datetime.datetime):
        return value.strftime('%Y-%m-%d %H:%M:%S+00')
    return str(value)


def literal(value):
    if value is None:
        return 'NULL'
    if isinstance(value, (bool, int)):
        return str(value).lower()
    text = printed(value).replace("'", "''")
    return "E'%s'" % text.replace('\\', '\\\\') if '\\' in text else "'%s'" % text


def masked(value, mask, kind, key):
    if value is None or mask == 'null':
        return None
    if mask == 'domain':
        return value.rpartition('@')[2] if '@' in value else None
    if mask.startswith('truncate'):
        return value[:int(mask[9:-1])]
    if mask == 'year':
        return value.replace(month=1, day=1, **({'hour': 0, 'minute': 0} if kind == 'timestamptz' else {}))
    digest = hmac.new(key, printed(value).encode(), hashlib.sha256)
    if kind == 'bigint':
        return int.from_bytes(digest.digest()[:8], 'big', signed=True)
    if kind == 'uuid':
        return uuid.UUID(bytes=digest.digest()[:16])
    return digest.hexdigest()[:40] if kind == 'varchar(40)' else digest.hexdigest()
