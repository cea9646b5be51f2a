"""Attacks that no statement makes: on the protocol itself."""
import struct

from client import FLUSH, SYNC, Client, Refused, close, describe, execute, query
from wirescript.codec import bind, framed, function_call, parse

# pg_proc's numbers of what a function call by number would be after.
FUNCTIONS = {'pg_read_file': 2624, 'lo_get': 3458, 'lo_open': 952, 'loread': 954, 'pg_get_viewdef': 1641, 'query_to_xml': 2925, 'set_config': 2078,
             'pg_notify': 3036, 'table_to_xml': 2923, 'textcat': 1258, 'pg_logical_emit_message': 3577}
TEXT = 25


def person(n):
    return struct.pack('!q', n)


def conversations(wanted, other):
    """(name, bytes)."""
    one = 'SELECT * FROM person WHERE id = $1'
    yield 'Parse and Describe only', parse('a', one) + describe('S', 'a') + parse('b', 'SELECT * FROM vault') + describe('S', 'b') + SYNC
    yield 'Describe of a portal never executed', parse('', one, [20]) + bind('', '', [person(wanted)], [1], [1]) + describe('P') + SYNC
    yield 'one statement bound to one person after another', parse('s', one, [20]) + b''.join(
        bind('', 's', [person(n)], [1], [n % 2]) + execute() for n in range(0, 10)) + SYNC + close('S', 's') + SYNC
    yield 'parameters of other types', b''.join(
        parse('', one, [kind]) + bind('', '', [str(wanted).encode()]) + execute() + SYNC for kind in (0, 25, 1700, 700, 705, 2249, 3802))
    yield 'a parameter longer than its type', parse('', one, [20]) + bind('', '', [b'\0' * 9 + person(wanted)], [1]) + execute() + SYNC
    yield 'formats for columns that are not there', parse('', one, [20]) + bind('', '', [person(wanted)], [1], [1] * 40) + execute() + SYNC
    yield 'formats that are none', parse('', one, [20]) + bind('', '', [person(wanted)], [1], [7]) + execute() + SYNC
    yield 'many portals at once', query('BEGIN') + b''.join(
        parse('', one, [20]) + bind('p%d' % n, '', [person(wanted)], [1], [n % 2]) for n in range(50)) + b''.join(
        execute('p%d' % n, 1) + describe('P', 'p%d' % n) for n in range(50)) + SYNC + query('ROLLBACK')
    yield 'portals of two people', query('BEGIN') + parse('', one, [20]) + bind('p', '', [person(wanted)], [1]) + bind('q', '', [person(other)], [1]) + \
        execute('p', 1) + execute('q') + execute('p') + SYNC + query('ROLLBACK')
    yield 'a portal after its transaction', query('BEGIN') + parse('', one, [20]) + bind('p', '', [person(wanted)], [1]) + execute('p', 1) + SYNC + \
        query('COMMIT') + execute('p') + SYNC
    yield 'after an error, without a Sync', parse('', 'SELECT 1/0') + bind('', '') + execute() + b''.join(
        parse('', 'SELECT memo FROM person WHERE id = %d' % wanted) + bind('', '') + execute() for _ in range(20)) + SYNC
    yield 'Query inside a pipeline', parse('', one, [20]) + bind('', '', [person(wanted)], [1]) + execute() + query('SELECT * FROM vault') + SYNC
    yield 'Flush instead of Sync', parse('', one, [20]) + bind('', '', [person(wanted)], [1]) + execute() + FLUSH + execute() + FLUSH + SYNC
    yield 'a statement replaced under its name', parse('s', 'SELECT name FROM tag') + parse('s', 'SELECT memo FROM person') + bind('', 's') + execute() + \
        SYNC + close('S', 's') + SYNC
    yield 'unnamed statement changed under its portal', parse('', 'SELECT name FROM tag') + bind('p', '') + parse('', 'SELECT * FROM vault') + \
        execute('p') + bind('', '') + execute() + SYNC
    yield 'two statements in one Parse', parse('', 'SELECT 1; SELECT * FROM vault') + bind('', '') + execute() + SYNC
    yield 'a savepoint and what comes behind an error', query('BEGIN') + query('SAVEPOINT s') + query('SELECT memo::int FROM person WHERE id = %d' % wanted) + \
        query('ROLLBACK TO s') + query('SELECT * FROM post WHERE author_id = %d' % wanted) + query('ROLLBACK')
    yield 'COPY in that nobody asked for', framed('d', b'1\t2\n') + framed('c') + query('SELECT 1')
    yield 'COPY into a table of theirs', query('COPY person (id, country) FROM STDIN')
    for name, oid in FUNCTIONS.items():
        yield 'FunctionCall of ' + name, function_call(oid, [b'person', b'memo', b'x'][:1 + oid % 3])
    yield 'a Close of everything', b''.join(close(kind, name) for kind in 'SP' for name in ('', 'a', 'b', 'p', 's')) + SYNC


BROKEN = [('a message of no kind', framed('@', b'x')), ('a length below four', framed('Q', b'', length=3)), ('a length of gigabytes', framed('Q', b'x', length=1 << 31)),
          ('a Query that does not end', framed('Q', b'SELECT * FROM person')), ('a Bind that says too much', framed('B', b'\0\0\0\1\0\1\0\2\0\0\0\7')),
          ('a second password', framed('p', b'x\0')), ('NUL in a text', framed('Q', b'SELECT 1\0; SELECT * FROM vault\0'))]

STARTUPS = [[('options', '-c ringfence.viewer=DE -c search_path=public')], [('options', '-c role=postgres')], [('options', '-c session_replication_role=replica')],
            [('ringfence.purpose', 'travel')], [('ringfence.purpose', 'migrate')], [('ringfence.subject', '7')], [('ringfence.link', '0' * 24)],
            [('replication', 'database')], [('replication', 'true')], [('search_path', 'transfer_us_support')], [('application_name', 'rf-1')],
            [('bytea_output', 'escape')], [('client_min_messages', 'debug5')], [('DateStyle', 'SQL'), ('TimeZone', 'Asia/Tokyo')],
            [('client_encoding', 'UTF16')], [('client_encoding', 'LATIN1')], [('row_security', 'off')], [('_pq_.leak', 'on')]]

LOOKS = ['SELECT * FROM person', 'SELECT * FROM post WHERE author_id = 7', 'SELECT * FROM vault WHERE owner_id = 7', 'SHOW search_path', 'IDENTIFY_SYSTEM']

# What one gateway asks another by HOME, LOOKUP and PULL (docs/peer-protocol.md), and what it has no business to ask.
ASKED = ["HELLO 1 '%s'" % ('0' * 64), "HOME 'person' '7'", "HOME 'account' 'y' 'h7'", "HOME 'vault' '7'", "HOME 'person' '7' '8'",
         "LOOKUP 'person' 'email' 1 '%s'" % ('0' * 64), "LOOKUP 'person' 'memo' 1 '%s'" % ('0' * 64), "PULL 'person' AFTER '' LIMIT 10000",
         "PULL 'account' AFTER '' LIMIT 10000", "PULL 'vault' AFTER '' LIMIT 10", "PULL 'person' AFTER ''' OR true --' LIMIT 10",
         'SELECT * FROM person', "PULL 'public.person' AFTER '' LIMIT 10", "PULL 'ringfence.pseudonym_key' AFTER '' LIMIT 10"]


def openings(wanted):
    """(settings, bytes, whether they end in silence): each a connection of its own."""
    other = 8 if wanted != 8 else 6
    for _, data in conversations(wanted, other):
        yield [], data, False
    for _, data in BROKEN:
        yield [], data + SYNC, True
    for settings in STARTUPS:
        yield settings, b''.join(query(sql.replace('7', str(wanted))) for sql in LOOKS), False


def attack(position, number, tally):
    settings, data, silent = list(openings(position.wanted))[number]
    try:
        client = position.open(settings)
    except Refused:
        tally.not_let_in['%s, by a startup of its own' % position.kind] += 1
        return
    tally.sessions[position.kind] += 1
    tally.answered(position.kind, client.last_words(data, silent))


def ask_as_gateway(position, tally):
    """With a ring's certificate, for its directory."""
    rings = position.rings
    record = rings.records / ('peer.%s.%s.directory.gateway.0' % (position.ring, position.owner))
    client = Client(rings.rings[position.owner]['gateway_port'], 'ringfence_peer', '', record, rings.dir / 'authority.crt', (), 'ringfence_peer',
                    rings.dir / position.ring / 'gateway')
    tally.sessions['peer'] += 1
    for question in ASKED:
        answer = client.query(question)
        tally.answered('peer', answer)
        if answer.closed:
            return
    client.close()
