"""Random statements of a reader, each with what it must come to: rows, or that PostgreSQL refuses it."""
import collections
import copy

from conditions import random_condition
from values import literal, printed, random_value


class Question:
    def __init__(self, role, sql, rows=None, after=None):
        self.role, self.sql, self.rows, self.after = role, sql, rows, after  # rows None: refused; after: a table's rows then


def as_text(rows):
    return collections.Counter(tuple(map(printed, row)) for row in rows)


def random_question(case):
    dice = case.dice
    purpose, table = dice.choice(['p', 'q']), dice.choice(case.tables)
    role = 'transfer_us_' + purpose
    if not any(case.in_force(purpose, each) for each in case.tables):
        return Question(role, None)  # there is no such role
    if not case.has_view(purpose, table):
        return Question(role, 'SELECT * FROM %s' % table.name)
    if dice.random() < 0.2:
        return random_write(case, role, purpose, table)
    seen = [row for row, _ in case.shown(purpose, table)]
    sql, holds = random_condition(dice, table.columns)
    chosen = [row for row in seen if holds(row) is True]
    names = dice.sample(sorted(table.columns), dice.randint(1, len(table.columns)))
    shape = dice.randint(0, 4)
    if shape == 0:
        return Question(role, 'SELECT * FROM %s WHERE %s' % (table.name, sql), as_text(row.values() for row in chosen))
    if shape == 1:
        return Question(role, 'SELECT %s FROM %s WHERE %s' % (', '.join(names), table.name, sql), as_text([row[n] for n in names] for row in chosen))
    if shape == 2:
        counts = [len(chosen)] + [sum(row[n] is not None for row in chosen) for n in names]
        return Question(role, 'SELECT count(*), %s FROM %s WHERE %s' % (', '.join('count(%s)' % n for n in names), table.name, sql), as_text([counts]))
    if shape == 3:
        groups = collections.Counter(row[names[0]] for row in chosen)
        return Question(role, 'SELECT %s, count(*) FROM %s WHERE %s GROUP BY 1' % (names[0], table.name, sql), as_text(groups.items()))
    return random_join(case, role, purpose, table, seen, sql, holds)


def random_join(case, role, purpose, table, seen, sql, holds):
    other = case.dice.choice(case.tables)
    if not case.has_view(purpose, other):
        return Question(role, 'SELECT * FROM %s AS a, %s AS b' % (table.name, other.name))
    column = 'id' if other.name == table.name or table.name == 'person' else 'owner'
    condition = 'a.%s = b.id AND %s' % (column, qualified(sql, table))
    pairs = [(a['id'], b['id']) for a in seen if holds(a) is True for b, _ in case.shown(purpose, other)
             if a[column] is not None and a[column] == b['id']]
    return Question(role, 'SELECT a.id, b.id FROM %s AS a JOIN %s AS b ON %s' % (table.name, other.name, condition), as_text(pairs))


def qualified(sql, table):
    return '(SELECT %s FROM (SELECT a.*) AS one)' % sql


def is_plain(case, purpose, table, name):
    """As it is, in every row that is seen."""
    rules = case.in_force(purpose, table)
    admitting = [r for r in rules if r.admits(table, name)]
    everywhere = len(admitting) == len(rules) or any(table.name not in r.filters and r.expires is None for r in admitting)
    return bool(admitting) and everywhere and case.masks[table.name, name] is None


def is_writable(case, purpose, table, name):
    """By the word of every rule that writes."""
    writing = [r for r in case.in_force(purpose, table) if r.write]
    return is_plain(case, purpose, table, name) and bool(writing) and all(r.admits(table, name) for r in writing)


def random_write(case, role, purpose, table):
    dice = case.dice
    sql, holds = random_condition(dice, table.columns)
    seen = case.shown(purpose, table)
    chosen = [row for shown, row in seen if holds(shown) is True]
    rows = copy.deepcopy(table.rows)
    writes = any(r.write for r in case.in_force(purpose, table)) and any(is_plain(case, purpose, table, n) for n in table.columns)
    if table.name != 'person' and dice.random() < 0.3:
        statement = 'DELETE FROM %s WHERE %s' % (table.name, sql)
        if not writes or not all(case.may_write(purpose, table, row) for row in chosen):
            return Question(role, statement, None, rows)
        return Question(role, statement, collections.Counter(), [row for row in rows if row not in chosen])
    name = dice.choice([n for n in table.columns if n.startswith('c') and n != 'country'])
    value = random_value(dice, table.columns[name])
    statement = 'UPDATE %s SET %s = %s WHERE %s' % (table.name, name, literal(value), sql)
    if not is_writable(case, purpose, table, name):
        return Question(role, statement, None, rows)
    changed = [dict(row, **{name: value}) if row in chosen else row for row in rows]
    allowed = all(case.may_write(purpose, table, row) and case.may_write(purpose, table, dict(row, **{name: value})) for row in chosen)
    return Question(role, statement, collections.Counter(), changed) if allowed else Question(role, statement, None, rows)
