"""Column types, each with a maker of values; a value is the text that COPY would print, or None for NULL."""
import json
import uuid

TEXTS = ['', ' ', 'x', 'NULL', '\\N', '\\.', 'tab\there', 'line\nbreak', 'cr\rlf\r\n', 'back\\slash\\', '"quoted"', "it's",
         '中文内容', 'emoji 😀👩‍👩‍👧', 'a,b;c|d', '\u202eright to left', 'e\u0301', '\x01control', '%s %d {}', '$1', '-- ', "'); DROP", '\\x41']


def text(rng):
    if rng.random() < 0.02:
        return rng.choice(TEXTS[6:15]) * rng.randrange(1, 4000)
    return rng.choice(TEXTS) + (str(rng.randrange(1000)) if rng.random() < 0.6 else '')


def short(size):
    return lambda rng: text(rng)[:size]


def array(maker, dims=1):
    def make(rng):
        def item():
            value = None if rng.random() < 0.1 else maker(rng)
            return 'NULL' if value is None else '"' + value.replace('\\', '\\\\').replace('"', '\\"') + '"'
        if dims == 2:
            return '{{%s,%s},{%s,%s}}' % (item(), item(), item(), item())
        return '{' + ','.join(item() for _ in range(rng.randrange(4))) + '}'
    return make


def record(*makers):
    def make(rng):
        out = []
        for maker in makers:
            value = None if rng.random() < 0.15 else maker(rng)
            out.append('' if value is None else '"' + value.replace('\\', '\\\\').replace('"', '""') + '"')
        return '(' + ','.join(out) + ')'
    return make


def document(rng, depth=0):
    kind = rng.randrange(7 if depth < 3 else 5)
    if kind == 5:
        return [document(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind == 6:
        return {text(rng)[:20].replace('\x00', ''): document(rng, depth + 1) for _ in range(rng.randrange(4))}
    return [None, True, rng.randrange(-10**9, 10**9), round(rng.uniform(-9, 9), 6), text(rng)[:50]][kind]


def one_of(*options):
    return lambda rng: rng.choice(options)


def integer(bits):
    top = 2**(bits - 1)
    return lambda rng: str(rng.choice([0, 1, -1, top - 1, -top, rng.randrange(-top, top), rng.randrange(100)]))


def span(maker):
    def make(rng):
        low, high = sorted([maker(rng), maker(rng)])
        return rng.choice(['empty', '[%s,%s)' % (low, high), '(,%s]' % high, '[%s,)' % low, '(,)'])
    return make


def number(rng):
    return rng.choice(['0', '-0.000', 'NaN', '1e-40', '-12345678901234567890.123456789',
                       '%d.%0*d' % (rng.randrange(-10**6, 10**6), rng.randrange(1, 30), rng.randrange(10**9))])


def day(rng):
    return '%04d-%02d-%02d' % (rng.randrange(1600, 2400), rng.randrange(1, 13), rng.randrange(1, 29))


def moment(rng):
    return rng.choice(['infinity', '-infinity', '0044-03-15 12:00:00 BC', '%s %02d:%02d:%02d.%06d+00' % (
        day(rng), rng.randrange(24), rng.randrange(60), rng.randrange(60), rng.randrange(10**6))])


def identifier(rng):
    return str(uuid.UUID(int=rng.getrandbits(128)))


def raw(rng):
    return '\\x' + bytes(rng.getrandbits(8) for _ in range(rng.choice([0, 1, 7, 300]))).hex()


def fixed_number(low, high):
    return lambda rng: str(rng.randrange(low, high))


# Types that every PostgreSQL has. (SQL type, maker, whether btree can index it)
BUILT_IN = [
    ('smallint', integer(16)), ('integer', integer(32)), ('bigint', integer(64)), ('numeric', number),
    ('numeric(12,3)', lambda rng: '%.3f' % rng.uniform(-10**6, 10**6)),
    ('real', one_of('0', '-0', 'NaN', 'Infinity', '-Infinity', '1.17549435e-38', '3.1415927', '1e10')),
    ('double precision', one_of('0', '-0', 'NaN', 'Infinity', '5e-324', '0.1', '1.7976931348623157e+308', '123456.789')),
    ('text', text), ('text', text), ('character varying(40)', short(40)), ('character(9)', short(9)), ('name', short(12)),
    ('"char"', one_of('a', '', 'Z')), ('bytea', raw), ('boolean', one_of('t', 'f')),
    ('date', one_of('infinity', '0001-01-01 BC', '2024-02-29', '1582-10-04', '5874897-12-31')),
    ('timestamp without time zone', lambda rng: moment(rng).replace('+00', '')), ('timestamp with time zone', moment),
    ('timestamp(0) with time zone', one_of('2024-01-01 00:00:01+00', '1999-12-31 23:59:59+00')),
    ('time without time zone', one_of('00:00:00', '24:00:00', '12:34:56.789')), ('time with time zone', one_of('12:00:00+05:30', '00:00:00-12')),
    ('interval', one_of('1 year 2 mons -3 days +04:05:06.7', '-178000000 years', '00:00:00', '1 mon -1 days')),
    ('uuid', identifier), ('inet', one_of('10.0.0.1/8', '::1', '2001:db8::/32', '192.168.1.1')), ('cidr', one_of('10.0.0.0/8', '::/0')),
    ('macaddr', one_of('08:00:2b:01:02:03')), ('macaddr8', one_of('08:00:2b:01:02:03:04:05')),
    ('json', lambda rng: json.dumps(document(rng), ensure_ascii=rng.random() < 0.5, indent=rng.choice([None, 1]))),
    ('jsonb', lambda rng: json.dumps(document(rng))), ('jsonpath', one_of('$."a"[*]?(@ > 3)', '$')),
    ('int4range', span(fixed_number(1000, 9999))), ('numrange', span(fixed_number(1000, 9999))),
    ('daterange', span(day)), ('int4multirange', one_of('{}', '{[1,3),[5,9)}', '{(,)}')),
    ('tstzrange', one_of('["2020-01-01 00:00:00+00","2021-01-01 00:00:00+00")', 'empty')),
    ('integer[]', array(integer(32))), ('text[]', array(text)), ('text[]', array(text, 2)), ('bigint[]', one_of('[0:1]={7,8}', '{}')),
    ('jsonb[]', array(lambda rng: json.dumps(document(rng)))), ('uuid[]', array(identifier)), ('bytea[]', array(raw)),
    ('point', one_of('(1,-2.5)', '(Infinity,NaN)')), ('box', one_of('(3,4),(1,2)')), ('path', one_of('[(0,0),(1,1)]', '((0,0),(2,0),(1,1))')),
    ('polygon', one_of('((0,0),(2,0),(1,1))')), ('circle', one_of('<(1,2),3>')), ('line', one_of('{1,-1,0}')), ('lseg', one_of('[(0,0),(1,1)]')),
    ('tsvector', one_of("'a':1A 'fat':2,4B '中':3", '')), ('tsquery', one_of("'a' & !'b':*A | 'c' <2> 'd'", '')),
    ('bit(8)', one_of('10101010')), ('bit varying', one_of('', '1', '010101010101')), ('money', one_of('$1.23', '-$9,999,999.01')),
    ('oid', one_of('0', '4294967295')), ('pg_lsn', one_of('16/B374D848', '0/0')), ('txid_snapshot', one_of('10:20:10,14,15')),
    ('xml', one_of('<a b="c">&amp;中</a>', 'plain', '<?xml version="1.0"?><r/>')), ('xid8', one_of('0', '18446744073709551615')),
]
OF_EXTENSIONS = {
    'citext': [('{s}.citext', text), ('{s}.citext[]', array(text))],
    'hstore': [('{s}.hstore', one_of('"a"=>NULL, "b c"=>"\\"x\\"", "中"=>"1"', ''))],
    'ltree': [('{s}.ltree', one_of('Top.Science.Astronomy', '')), ('{s}.lquery', one_of('Top.*{1,2}.A|B'))],
    'cube': [('{s}.cube', one_of('(1, 2),(3, 4)', '(0)'))],
    'isn': [('{s}.isbn13', one_of('978-3-16-148410-0'))],
    'seg': [('{s}.seg', one_of('1.5 .. 2.50', '~3'))],
}
