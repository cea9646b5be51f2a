"""The rows of all rings: tests/golden/statements' people, with canaries in every private column and in every row that a rule hides."""
from canaries import Canary

HOME = {1: 'us', 2: 'cn', 3: 'eu', 4: 'row', 5: 'us', 6: 'cn', 7: 'eu', 8: 'row'}
CODE = {'us': 'US', 'cn': 'CN', 'eu': 'DE', 'row': 'IN'}
RINGS = list(CODE)
# Attackers name the people 5 to 8 by these: what they know already is no secret of theirs.
KNOWN = {5, 6, 7, 8}
# What the rule `travel` of rules.toml lets ring us read and write in ring eu: its traffic is told apart.
TRAVEL = {('person', 'email'), ('person', 'memo')}

PERSON = {'born': 'date', 'memo': 'text', 'phone': 'text', 'salary': 'numeric', 'tags': 'texts', 'marks': 'bigints', 'face': 'bytea',
          'seen': 'timestamptz', 'token': 'uuid', 'extra': 'json', 'raw': 'json', 'number': 'bigint', 'weight': 'float8'}
VAULT = {'word': 'text', 'amount': 'numeric', 'due': 'date', 'scan': 'bytea', 'notes': 'json', 'words': 'texts', 'code': 'bigint'}
MANY = {3: 150, 4: 150}  # posts, 120 of them to be seen: more than one window of a read


def quoted(name):
    return name if name.isidentifier() and name.islower() and name.isascii() else '"%s"' % name.replace('"', '""')


class Rows:
    """`canaries` and, for each ring, `statements` that fill it."""

    def __init__(self, salt=''):
        self.salt, self.canaries, self.statements = salt, [], {ring: [] for ring in RINGS}
        for ring in RINGS:
            self.add(ring, 'tag', "(1, 'A', 7), (7, 'a', 8), (8, 'b', 5)")
        self.add('us', 'setting', "('theme', %s)" % self.canary('us', 'setting', 'value', 'theme', 'text'))
        for person, ring in HOME.items():
            self.person(ring, person)

    def add(self, ring, table, values):
        self.statements[ring].append('INSERT INTO %s VALUES %s' % (table, values))

    def canary(self, ring, table, column, row, kind):
        made = Canary(ring, table, column, '%s%s' % (row, self.salt), kind)
        made.key = row
        self.canaries.append(made)
        return made.sql

    def person(self, ring, n):
        def secret(table, column, row, kind='text'):
            return self.canary(ring, table, column, row, kind)
        email = "'p%d@x'" % n if n in KNOWN else secret('person', 'email', n, 'email')
        rest = {column: secret('person', column, n, kind) for column, kind in PERSON.items()}
        self.statements[ring].append("INSERT INTO person (id, country, email, first_name, %s) VALUES (%d, '%s', %s, 'name%d', %s)" % (
            ', '.join(rest), n, CODE[ring], email, n, ', '.join(rest.values())))
        for k in range(2):
            row = n * 10 + k
            if ring != 'cn':
                self.add(ring, 'mail', '(%d, %d, %s, 1)' % (row, n, secret('mail', 'body', row)))
            self.post(secret, ring, n, row, hidden=k == 1)
            self.add(ring, 'comment', '(%d, %d, %s)' % (row, row, secret('comment', 'body', row)))
        for row in range(n * 1000, n * 1000 + MANY.get(n, 0)):
            self.post(secret, ring, n, row, hidden=row % 5 == 1)
        self.add(ring, 'knows', '(%d, %d, %s)' % (n, 1 + n % 8, secret('knows', 'since', n, 'integer')))
        tenant = 'xy'[n % 2]
        login = "'l%d'" % n if n in KNOWN else secret('account', 'login', n)
        self.add(ring, 'account', "('%s', 'h%d', '%s', %s)" % (tenant, n, CODE[ring], login))
        self.add(ring, 'note', "('%s', 'h%d', %d, %s)" % (tenant, n, n, secret('note', 'body', n)))
        self.add(ring, '"日记"', '(%d, %d, %s)' % (n, n, secret('日记', '内容', n)))
        self.add(ring, '"Per son"', '(%d, %d, %s)' % (n, n, secret('Per son', 'x"y', n)))
        at = n * 10 % 100
        self.add(ring, 'visit', '(%d, %d, %s)' % (at, n, "'page %d'" % n if at < 50 else secret('visit', 'page', at)))
        columns = {column: secret('vault', column, n, kind) for column, kind in VAULT.items()}
        self.statements[ring].append('INSERT INTO vault (id, owner_id, %s) VALUES (%d, %d, %s)' % (', '.join(columns), n, n, ', '.join(columns.values())))

    def post(self, secret, ring, n, row, hidden):
        content = secret('post', 'content', row) if hidden else "'post of %d'" % n
        places = secret('post', 'places', row, 'texts') if row < 1000 else 'NULL'
        self.add(ring, 'post', '(%d, %d, %s, %d, %s, %s)' % (row, n, content, hidden, secret('post', 'draft', row), places))
