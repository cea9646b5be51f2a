"""Random rows for a random schema, and for each the ring it must end in: the oracle that the split is held against."""
import values
from model import Row


def _key_value(sql_type, n, rng):
    if sql_type == 'uuid':
        return values.identifier(rng)
    if 'citext' in sql_type or sql_type.startswith(('text', 'character')):
        return values.text(rng)[:30].strip('\x01 ') + '#%d' % n
    return str(n)


class Filler:
    def __init__(self, case, maker):
        self.case, self.rng, self.codes = case, maker.rng, maker.codes
        self.spelled = {}

    def ring_of(self, code):
        return next(ring for ring, codes in self.codes.items() if code in codes)

    # Tables before those that look into them: homes through shared tables, anchors through their owners.
    def order(self):
        out = []

        def visit(table):
            if table in out:
                return
            for to in table.home.tables[::-1] if table.home else []:
                visit(to)
            if table.kind == 'owned':
                visit(table.anchor.to)
            if table.parent:
                visit(table.parent)
            out.append(table)
        for table in self.case.tables:
            visit(table)
        return out

    def base_row(self, table, n):
        rng, out = self.rng, {}
        for column in table.columns:
            if column.name == table.rid:
                out[column.name] = str(n)
            elif column.make == 'key':
                out[column.name] = _key_value(column.type, n, rng)
            elif column.generated or column.late:
                continue
            elif column.make:
                out[column.name] = None if not column.not_null and rng.random() < 0.15 else column.make(rng)
            else:
                out[column.name] = None
        return out

    def home_row(self, table, row):
        rng, home = self.rng, table.home
        code = rng.choice(self.codes[rng.choice(list(self.codes))])
        row.ring = self.ring_of(code)
        bad = self.case.place and rng.random() < 0.1
        if home.form == 'path':
            end = rng.choice(home.tables[0].rows) if home.tables[0].rows else None
            self.point(row, next(k for k in table.foreign_keys if k.columns == [home.column]), end)
            code = end.end if end else None
            if code is None and home.otherwise:
                code = home.otherwise
            row.astray = code is None
            row.ring = self.ring_of(code) if code else ''
        elif home.form == 'codes':
            row.values[home.column] = next(v for v, c in home.codes.items() if c == code)
            if home.otherwise and rng.random() < 0.2 or bad:
                row.values[home.column] = rng.choice([None, '-5'])
                row.ring, row.astray = self.ring_of(home.otherwise) if home.otherwise else '', not home.otherwise
        else:
            row.values[home.column] = code
            if bad:
                row.values[home.column], row.ring, row.astray = rng.choice([None, 'us', 'ZZ']), '', True
        if row.astray:
            row.ring = '' if self.case.place == 'leave' else self.ring_of('US')

    # What a row of a table on a home path comes to in the end: a code, or nothing.
    def home_table_row(self, table, row):
        for subject in self.case.tables:
            home = subject.home
            if not home or table not in home.tables:
                continue
            at = home.tables.index(table)
            if at + 1 < len(home.tables):
                key = next(k for k in table.foreign_keys if k.columns == [home.path[at + 1]])
                end = self.rng.choice(key.to.rows)
                self.point(row, key, end)
                row.end = end.end
                continue
            code = self.rng.choice(sorted(c for codes in self.codes.values() for c in codes))
            row.values[home.path[-1]] = next((v for v, c in home.codes.items() if c == code), code)
            row.end = code
            if (self.case.place or home.otherwise) and self.rng.random() < 0.1:
                row.values[home.path[-1]], row.end = self.rng.choice([None, '-5']), None

    def point(self, row, key, to):
        for column, target in zip(key.columns, key.to_columns):
            row.values[column] = to.values[target] if to else None

    def own(self, table, row):
        rng, anchor = self.rng, table.anchor
        if table.unowned and len(anchor.columns) == 1 and anchor.columns[0] not in table.key and rng.random() < 0.25:
            row.ring = table.unowned
            return True
        if self.case.place and not table.unowned and not table.parent and not set(anchor.columns) & set(table.key) and rng.random() < 0.06:
            row.astray = True  # of nobody, and nobody said where such rows rest: it stays behind
            return True
        if not anchor.to.rows:
            return False
        owner = rng.choice(anchor.to.rows)
        self.point(row, anchor, owner)
        row.ring = owner.ring
        return row.ring not in table.never_in

    def rows_of(self, table):
        rng = self.rng
        on_path = any(t.home and table in t.home.tables for t in self.case.tables)
        count = rng.choice([0, 1, 5, 20, 40, 60]) if not on_path and table.kind != 'subject' else rng.randrange(5, 60)
        if rng.random() < 0.02:
            count = 3000
        for n in range(1, count + 1):
            row = Row(self.base_row(table, n))
            row.end = None
            if table.kind == 'subject':
                self.home_row(table, row)
            elif table.kind == 'shared':
                row.ring = '*'
                self.home_table_row(table, row)
            elif table.kind == 'bound':
                row.ring = table.ring
            elif not self.own(table, row):
                continue
            table.rows.append(row)
            if not table.key and rng.random() < 0.05 and not table.odds:
                table.rows.append(row)

    def extra(self, table, key):
        rng = self.rng
        homes = {(t.home.column, id(t)) for t in self.case.tables if t.home and t.home.form == 'path'}
        steps = {step for t in self.case.tables if t.home for step in t.home.path if table in t.home.tables}
        if key.anchor or table.parent or (key.columns[0], id(table)) in homes or key.columns[0] in steps:
            return
        for row in table.rows:
            targets = [to for to in key.to.rows if to.ring and (not key.local or to.ring == row.ring)]
            if key.local and not row.ring:
                targets = []
            self.point(row, key, rng.choice(targets) if targets and rng.random() < 0.7 else None)

    def settle_not_null(self, table):
        for key in table.foreign_keys:
            for name in key.columns:
                column = table.column(name)
                if not table.parent and 'SET NULL' not in key.options and not table.children and table.rows and all(r.values[name] is not None for r in table.rows):
                    column.not_null = column.not_null or self.rng.random() < 0.6

    def fill(self):
        for table in self.order():
            self.rows_of(table)
        for table in self.case.tables:
            for key in table.foreign_keys:
                self.extra(table, key)
            self.settle_not_null(table)
        if not any(row.astray for t in self.case.tables for row in t.rows):
            self.case.place = ''
