"""From a seed, a random schema: tables, keys, foreign keys, partitions, and how each table's rows belong to somebody."""
import random

import types_of_case
import values
from model import Case, Column, ForeignKey, Home, Partitioning, Table
from names import Names

RINGS = {'us': (['US', 'PR'], ['US', 'PR']), 'eu': (['EU'], ['DE', 'FR', 'IT', 'PL']), 'cn': (['CN'], ['CN']),
         'row': (['*'], ['IN', 'BR', 'JP', 'HK', 'GB'])}


class Maker:
    def __init__(self, seed, most_tables):
        self.rng = random.Random(seed)
        rng = self.rng
        self.names = Names(rng, rng.choice([0, 0.3, 0.8]))
        others = ['eu', 'cn', 'row']
        rings = ['us'] + rng.sample(others, rng.randrange(1, 4))
        self.case = Case(seed, {r: RINGS[r][0] for r in RINGS if r in rings}, ['public'], {}, [])
        for _ in range(rng.choice([0, 1, 1, 2])):
            self.case.schemas.append(self.names.fresh('schema'))
        self.names.used['schema'] = set(self.case.schemas) | {'public'}
        self.codes = {r: RINGS[r][1] for r in self.case.rings}
        self.types = types_of_case.make(self.case, self.names, rng)
        self.size = min(most_tables, rng.choice([3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 25]))
        self.place = rng.choice(['', '', '', 'leave', 'US'])

    # One table with its number column, no key yet.
    def table(self, kind):
        rng = self.rng
        schema = rng.choice(self.case.schemas)
        made = Table(schema, self.names.fresh(('relation', schema)), kind)
        made.rid = self.column(made, 'bigint', None, not_null=True).name
        self.case.tables.append(made)
        return made

    def column(self, table, sql_type, make, plain=False, **more):
        name = self.names.fresh(('column', id(table)), plain)
        if name.lower() in ('tableoid', 'ctid', 'xmin', 'xmax', 'cmin', 'cmax'):
            return self.column(table, sql_type, make, plain, **more)
        made = Column(name, sql_type, make, **more)
        table.columns.append(made)
        return made

    def constraint(self, plain=False):
        return self.names.fresh('constraint', plain) + ('_fk%d' % self.rng.randrange(10**6) if plain else '')

    def ordinary_columns(self, table, most=7):
        rng = self.rng
        for _ in range(rng.randrange(most)):
            sql_type, make = rng.choice(self.types)
            column = self.column(table, sql_type, make, not_null=rng.random() < 0.2)
            if sql_type == 'text' and rng.random() < 0.2:
                column.collate = rng.choice(['pg_catalog."C"', 'pg_catalog."POSIX"', 'pg_catalog."default"'])
        if rng.random() < 0.2:
            self.column(table, 'bigint', None, generated='{rid} * 2 + 1')
        if rng.random() < 0.15:
            self.column(table, 'integer', None, late=True, not_null=True, default='42')
        if rng.random() < 0.2:
            table.dropped.append(rng.randrange(len(table.columns) + 1))

    def key(self, table, needed=True):
        rng = self.rng
        if not needed and rng.random() < 0.25:
            return
        key = []
        if table.anchor and rng.random() < 0.25 and not table.unowned:
            key += table.anchor.columns
        for _ in range(rng.choice([1, 1, 1, 2])):
            sql_type = rng.choice(['bigint', 'bigint', 'integer', 'uuid', 'text', 'numeric', 'character varying(200)'] + self.types.keys)
            key.append(self.column(table, sql_type, 'key', plain=rng.random() < 0.5, not_null=True).name)
            column = table.columns[-1]
            if sql_type in ('bigint', 'integer'):
                column.identity = rng.choice(['', 'ALWAYS', 'BY DEFAULT'])
                column.serial = not column.identity and rng.random() < 0.5
        rng.shuffle(key)
        table.key, table.key_form = key, rng.choice(['primary', 'primary', 'primary', 'unique', 'index'])
        if table.partitioning:
            for part in self.partition_columns(table.partitioning):
                if part not in table.key:
                    table.key.insert(rng.randrange(len(table.key) + 1), part)
            table.column(table.partitioning.column).not_null = True

    def partition_columns(self, partitioning):
        out = [partitioning.column]
        for _, _, below, _ in partitioning.parts:
            out += self.partition_columns(below) if below else []
        return out

    # Partitions of a table by a column of its own; `codes`: by its home.
    def partition(self, table, depth=0, home=None):
        rng = self.rng
        method = 'list' if home else rng.choice(['list', 'range', 'hash'])
        name = lambda: self.names.fresh(('relation', table.schema))
        if method == 'hash':
            column, bounds = table.rid, ['WITH (MODULUS 3, REMAINDER %d)' % i for i in range(3)]
        elif method == 'range':
            column = self.column(table, 'integer', values.fixed_number(0, 100), not_null=True).name
            bounds = ['FROM (MINVALUE) TO (30)', 'FROM (30) TO (60)', 'FROM (60) TO (MAXVALUE)']
        elif home:
            column, bounds = home, ["IN ('US','DE')", "IN ('CN','IN','FR')", 'DEFAULT']
        else:
            column = self.column(table, 'text', values.one_of('a', 'b', '中', "it's"), not_null=True).name
            bounds = ["IN ('a')", "IN ('b', '中')", 'DEFAULT']
        made = Partitioning(method, column, [])
        for bound in bounds:
            below = self.partition(table, depth + 1) if depth == 0 and rng.random() < 0.2 else None
            made.parts.append((name(), bound, below, not below and rng.random() < 0.4))
        return made

    def refer(self, table, to, **more):
        rng = self.rng
        columns = [self.column(table, to.column(c).type, None, plain=rng.random() < 0.5).name for c in to.key]
        options = rng.choice(['', '', '', ' ON DELETE CASCADE', ' ON UPDATE CASCADE ON DELETE SET NULL', ' DEFERRABLE INITIALLY DEFERRED', ' DEFERRABLE'])
        if len(columns) > 1 and rng.random() < 0.1:
            options = ' MATCH FULL' + options
        made = ForeignKey(self.constraint(plain=rng.random() < 0.6), columns, to, list(to.key), options, **more)
        table.foreign_keys.append(made)
        return made

    def shared(self):
        table = self.table('shared')
        if self.rng.random() < 0.1:
            table.partitioning = self.partition(table)
        self.key(table)
        self.ordinary_columns(table)
        return table

    def home(self, table):
        rng = self.rng
        form = rng.choice(['plain', 'plain', 'codes', 'path'])
        flat = sorted(code for codes in self.codes.values() for code in codes)
        if form == 'plain':
            sql_type = rng.choice(['text', 'character(2)', 'character varying(9)'] + self.types.homes)
            return Home('plain', self.column(table, sql_type, None).name)
        spelled = rng.choice([lambda c: c.lower(), lambda c: str(flat.index(c)), lambda c: 'Land «%s» 国' % c])
        codes = {spelled(code): code for code in flat}
        otherwise = rng.choice(['', '', 'US'])
        sql_type = 'integer' if '0' in codes else 'text'
        if form == 'codes':
            return Home('codes', self.column(table, sql_type, None, plain=True).name, codes=codes, otherwise=otherwise)
        tables = [self.shared() for _ in range(rng.randrange(1, 3))]
        for to in tables:
            to.partitioning, to.key_form = None, 'primary'
            to.key = [self.column(to, 'bigint', 'key', plain=True, not_null=True).name]
        steps, at = [], table
        for to in tables:
            steps.append(self.plain_step(at, to))
            at = to
        plain = rng.random() < 0.5
        last = self.column(at, 'text' if plain else sql_type, None, plain=True).name
        return Home('path', steps[0].columns[0], [s.columns[0] for s in steps] + [last], tables, {} if plain else codes, otherwise)

    def plain_step(self, at, to):
        column = self.column(at, 'bigint', None, plain=True)
        made = ForeignKey(self.constraint(plain=True), [column.name], to, list(to.key))
        at.foreign_keys.append(made)
        return made

    def subject(self):
        rng = self.rng
        table = self.table('subject')
        table.home = self.home(table)
        if rng.random() < 0.15 and table.home.form == 'plain' and not self.place:
            table.partitioning = self.partition(table, home=rng.choice([table.home.column, None]))
        self.key(table)
        table.subject_columns = list(table.key)
        self.ordinary_columns(table)
        return table

    def depth(self, table):
        return 0 if table.kind == 'subject' else 1 + self.depth(table.anchor.to)

    def subjects(self):
        return [t for t in self.case.tables if t.kind == 'subject']

    def owned(self):
        rng = self.rng
        parents = [t for t in self.case.tables if t.personal and t.key and not t.parent and self.depth(t) < 4]
        to = rng.choice(self.subjects() if rng.random() < 0.5 else parents)
        table = self.table('owned')
        anchor = self.refer(table, to, anchor=True, declared=to.kind == 'owned' or len(self.subjects()) > 1 or rng.random() < 0.75)
        if to.kind == 'owned':
            anchor.name = self.constraint(plain=True)
        if 'SET NULL' in anchor.options:
            anchor.options = ''
        table.unowned = to.unowned  # rows that follow a row of nobody rest with it
        if rng.random() < 0.15 and len(anchor.columns) == 1 and not table.unowned:
            table.unowned = rng.choice(list(self.case.rings))
        if rng.random() < 0.1:
            table.never_in = [r for r in [rng.choice(list(self.case.rings))] if r != table.unowned]
        if rng.random() < 0.2:
            table.partitioning = self.partition(table)
        self.key(table, needed=False)
        # A path names one column or a constraint: what has neither cannot be a step to somebody else.
        anchor.declared = anchor.declared or bool(table.key and len(anchor.columns) > 1)
        self.ordinary_columns(table)
        if rng.random() < 0.1 and not table.partitioning:
            self.child(table)

    def child(self, parent):
        rng = self.rng
        child = Table(parent.schema, self.names.fresh(('relation', parent.schema)), parent.kind, list(parent.columns), parent.rid,
                      parent=parent, ring=parent.ring, unowned=parent.unowned, never_in=parent.never_in)
        self.names.used[('column', id(child))] = {c.name for c in parent.columns}
        for key in parent.foreign_keys:
            child.foreign_keys.append(ForeignKey(self.constraint(), key.columns, key.to, key.to_columns, '', key.anchor,
                                                 declared=rng.random() < 0.5))
        self.ordinary_columns(child, 3)
        parent.children.append(child)
        self.case.tables.append(child)

    def bound(self):
        table = self.table('bound')
        table.ring = self.rng.choice(list(self.case.rings))
        if self.rng.random() < 0.1:
            table.partitioning = self.partition(table)
        self.key(table, needed=False)
        self.ordinary_columns(table)

    def extra_keys(self):
        rng = self.rng
        targets = [t for t in self.case.tables if t.key and not t.parent]
        for _ in range(rng.randrange(len(self.case.tables) + 2)):
            table, to = rng.choice(self.case.tables), rng.choice(targets)
            if rng.random() < 0.15 and table.key:
                to = table
            if table.parent or table.children or to.parent or not to.key:
                continue
            made = self.refer(table, to)
            made.options += rng.choice([' NOT VALID' if not (table.partitioning or to.partitioning) else '', '', '', '', '', '', ''])
            made.local = table.personal and to.kind == 'owned' and rng.random() < 0.3

    def make(self):
        rng = self.rng
        for _ in range(rng.choice([1, 1, 1, 1, 2, 3])):
            self.subject()
        while len(self.case.tables) < self.size:
            rng.choices([self.owned, self.shared, self.bound], [6, 2, 1])[0]()
        self.extra_keys()
        for table in self.case.tables:
            table.unlogged = not table.partitioning and rng.random() < 0.05
            if not table.parent and not table.children:
                rng.shuffle(table.columns)
        self.case.place = self.place
        return self.case


def unlogged_rules(case):
    """A logged table may not refer to an unlogged one."""
    for _ in case.tables:
        for table in case.tables:
            for key in table.foreign_keys:
                if key.declared and key.to.unlogged and not table.unlogged:
                    key.to.unlogged = False


def make(seed, most_tables=25):
    maker = Maker(seed, most_tables)
    case = maker.make()
    unlogged_rules(case)
    return case, maker
