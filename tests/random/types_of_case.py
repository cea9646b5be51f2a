"""The types that one case may use: those of every PostgreSQL, those of extensions, and its own."""
import values
from names import literal, quote


class Types(list):
    """(SQL type, maker) pairs; `keys` are types fit for keys, `homes` for a plain column of ISO codes."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.keys, self.homes = [], []


def _of_extensions(case, types, rng):
    for name in rng.sample(sorted(values.OF_EXTENSIONS), rng.randrange(3)):
        schema = rng.choice(case.schemas)
        case.extensions[name] = schema
        for sql_type, make in values.OF_EXTENSIONS[name]:
            types.append((sql_type.format(s=quote(schema)), make))
        if name == 'citext':
            types.keys.append(quote(schema) + '.citext')
            types.homes.append(quote(schema) + '.citext')


def _own(case, names, rng, what, definition):
    schema = rng.choice(case.schemas)
    name = quote(schema) + '.' + quote(names.fresh(('relation', schema)))
    case.statements.append('CREATE %s %s %s' % (what, name, definition))
    return name


def make(case, names, rng):
    types = Types(values.BUILT_IN)
    _of_extensions(case, types, rng)
    if rng.random() < 0.7:
        labels = ['happy', "it's", 'Ünï', '中', 'a b', 'q"q']
        enum = _own(case, names, rng, 'TYPE', 'AS ENUM (%s)' % ', '.join(map(literal, labels)))
        types += [(enum, values.one_of(*labels)), (enum + '[]', values.array(values.one_of(*labels)))]
    if rng.random() < 0.4:
        types.homes.append(_own(case, names, rng, 'TYPE', "AS ENUM ('us', 'ZZ', 'BR', 'CN', 'DE', 'FR', 'GB', 'HK', 'IN', 'IT', 'JP', 'PL', 'PR', 'US')"))
    if rng.random() < 0.4:
        types.homes.append(_own(case, names, rng, 'DOMAIN', "AS character varying(5) CHECK (VALUE <> 'XX')"))
    if rng.random() < 0.6:
        positive = _own(case, names, rng, 'DOMAIN', 'AS bigint DEFAULT 7 CHECK (VALUE > 0)')
        types.append((positive, values.fixed_number(1, 10**12)))
        types.keys.append(positive)
        words = _own(case, names, rng, 'DOMAIN', "AS text CHECK (VALUE <> 'it''s \\ forbidden')")
        types += [(words, values.text), (words + '[]', values.array(values.text))]
    if rng.random() < 0.6:
        pair = _own(case, names, rng, 'TYPE', 'AS ("a b" integer, text text, moment timestamp with time zone)')
        maker = values.record(values.integer(32), values.text, values.moment)
        types += [(pair, maker), (pair + '[]', values.array(maker))]
        nested = _own(case, names, rng, 'TYPE', 'AS (inner_one %s, n numeric)' % pair)
        types.append((nested, values.record(maker, values.number)))
    if rng.random() < 0.3:
        band = _own(case, names, rng, 'TYPE', 'AS RANGE (subtype = double precision)')
        types.append((band, values.span(values.fixed_number(1000, 9999))))
    return types
