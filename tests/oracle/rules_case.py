"""One random policy over random rows, and what a reader may see of them by the policy's own words: kept apart from any SQL."""
import datetime
import random

from conditions import random_condition
from values import MASKS, TYPES, literal, masked, random_value

PURPOSES = ['p', 'q']


class Table:
    def __init__(self, name, columns, rows, public):
        self.name, self.columns, self.rows, self.public = name, columns, rows, public

    def ddl(self):
        extra = {'id': ' PRIMARY KEY', 'country': ' NOT NULL', 'owner': ' NOT NULL REFERENCES person'}
        return 'CREATE TABLE %s (%s)' % (self.name, ', '.join('%s %s%s' % (n, t, extra.get(n, '')) for n, t in self.columns.items()))

    def fill(self):
        return ['INSERT INTO %s VALUES (%s)' % (self.name, ', '.join(literal(row[n]) for n in self.columns)) for row in self.rows]


class Rule:
    def __init__(self, name, purposes, columns, filters, masks, expires, write):
        self.name, self.purposes, self.columns, self.filters = name, purposes, columns, filters
        self.masks, self.expires, self.write = masks, expires, write

    def admits(self, table, column):
        return (table.name, column) in self.columns or ((table.name, None) in self.columns and column in table.public)

    def speaks_of(self, table):
        return any(name == table.name for name, _ in self.columns)

    def lets_out(self, table, row):
        return self.filters[table.name][1](row) is True if table.name in self.filters else True

    def toml(self):
        columns = ', '.join('"%s%s"' % (t, '.' + c if c else ':public') for t, c in sorted(self.columns, key=str))
        lines = ['[[transfer]]', 'name = "%s"' % self.name, 'from = "eu"', 'to = "us"', 'basis = "b"',
                 'purpose = [%s]' % ', '.join('"%s"' % p for p in self.purposes), 'columns = [%s]' % columns]
        lines += ['rows.%s = """%s"""' % (t, sql.replace('\\', '\\\\')) for t, (sql, _) in sorted(self.filters.items())]
        masks = ', '.join('"%s.%s" = "%s"' % (t, c, m) for (t, c), m in sorted(self.masks.items()))
        return lines + (['mask = { %s }' % masks] if masks else []) + (['expires = %s' % self.expires] if self.expires else []) + \
            (['write = true'] if self.write else [])


class Case:
    def __init__(self, seed, most):
        self.dice = random.Random(seed)
        self.today = datetime.datetime.now(datetime.timezone.utc).date()
        self.key = b''
        self.make_tables(most)
        self.masks = {}
        self.rules = [self.make_rule(i) for i in range(self.dice.randint(1, min(most, 5)))]

    def make_tables(self, most):
        dice, self.tables = self.dice, []
        for number in range(dice.randint(1, min(most, 3))):
            columns = {'id': 'bigint', 'country' if number == 0 else 'owner': 'text' if number == 0 else 'bigint'}
            columns.update({'c%d' % i: dice.choice(TYPES) for i in range(dice.randint(1, min(most + 1, 6)))})
            people = [row['id'] for row in self.tables[0].rows] if number else []
            rows = []
            for i in range(dice.randint(0 if number else 1, most * 3)):
                row = {name: random_value(dice, kind) for name, kind in columns.items()}
                row.update({'id': i} if number else {'id': i, 'country': dice.choice(['DE', 'FR'])})
                row.update({'owner': dice.choice(people)} if number else {})
                rows.append(row)
            public = [name for name in columns if dice.random() < 0.5]
            self.tables.append(Table(['person', 'post', 'note'][number], columns, rows, public))

    def make_rule(self, number):
        dice, columns, filters, masks = self.dice, set(), {}, {}
        purposes = dice.sample(PURPOSES, dice.randint(1, 2))
        for table in dice.sample(self.tables, dice.randint(1, len(self.tables))):
            if table.public and dice.random() < 0.3:
                columns.add((table.name, None))
            columns.update((table.name, c) for c in dice.sample(sorted(table.columns), dice.randint(1, len(table.columns))))
            if dice.random() < 0.6:
                filters[table.name] = random_condition(dice, table.columns)
        rule = Rule('r%d' % number, purposes, columns, filters, masks, dice.choice([None, None, None, -1, 0, 30]), dice.random() < 0.25)
        rule.expires = rule.expires if rule.expires is None else self.today + datetime.timedelta(days=rule.expires)
        # One mask a column, whoever reads: two that differ would be an error of the policy.
        for table in self.tables:
            for name, kind in table.columns.items():
                mask = self.masks.setdefault((table.name, name), dice.choice(MASKS[kind]) if dice.random() < 0.3 else None)
                if mask and rule.admits(table, name):
                    masks[table.name, name] = mask
        return rule

    def policy(self, eu, us):
        lines = ['[platform]', 'name = "oracle"', '[ring.eu]', 'jurisdictions = ["DE", "FR"]', 'database = "%s"' % eu, '[ring.us]',
                 'jurisdictions = ["*"]', 'database = "%s"' % us, '[service.web-us]', 'location = "US"', 'purposes = ["p", "q"]']
        for table in self.tables:
            lines += ['[table.%s]' % table.name] + (['subject = "id"', 'home = "country"'] if table.name == 'person' else ['subject = "owner"'])
            lines += ['public = [%s]' % ', '.join('"%s"' % name for name in table.public)] if table.public else []
        for rule in self.rules:
            lines += rule.toml()
        return '\n'.join(lines) + '\n'

    def in_force(self, purpose, table):
        return [r for r in self.rules if purpose in r.purposes and r.speaks_of(table) and (r.expires is None or r.expires >= self.today)]

    def has_view(self, purpose, table):
        return any(r.admits(table, c) for r in self.in_force(purpose, table) for c in table.columns)

    def shown(self, purpose, table):
        """Pairs: a row as the reader sees it, and the row itself."""
        seen = []
        for row in table.rows:
            letting = [r for r in self.in_force(purpose, table) if r.lets_out(table, row)]
            if letting:
                seen.append(({n: self.value(letting, table, row, n) for n in table.columns}, row))
        return seen

    def value(self, letting, table, row, name):
        if not any(r.admits(table, name) for r in letting):
            return None
        mask = self.masks[table.name, name]
        return row[name] if mask is None else masked(row[name], mask, table.columns[name], self.key)

    def may_write(self, purpose, table, row):
        return any(r.write and r.lets_out(table, row) for r in self.in_force(purpose, table))
