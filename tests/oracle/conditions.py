"""Conditions as SQL and as a function of a row, in SQL's logic of three values."""
import operator

from values import literal, random_value

OPERATORS = {'=': operator.eq, '<>': operator.ne, '<': operator.lt, '>=': operator.ge}


def both(a, b):
    return False if a is False or b is False else None if a is None or b is None else True


def negated(a):
    return None if a is None else not a


def random_condition(dice, columns, depth=2):
    """(SQL, function of a row). `columns`: name -> type."""
    if depth > 0 and dice.random() < 0.45:
        left, of_left = random_condition(dice, columns, depth - 1)
        right, of_right = random_condition(dice, columns, depth - 1)
        if dice.random() < 0.5:
            return '(%s AND %s)' % (left, right), lambda row: both(of_left(row), of_right(row))
        return '(%s OR %s)' % (left, right), lambda row: negated(both(negated(of_left(row)), negated(of_right(row))))
    if depth > 0 and dice.random() < 0.15:
        inner, of_inner = random_condition(dice, columns, depth - 1)
        return 'NOT %s' % inner, lambda row: negated(of_inner(row))
    name = dice.choice(sorted(columns))
    kind = columns[name]
    if dice.random() < 0.15:
        return '%s IS NULL' % name, lambda row: row[name] is None
    if kind in ('text', 'varchar(40)') and dice.random() < 0.2:
        return "%s LIKE '%%b%%'" % name, lambda row: None if row[name] is None else 'b' in row[name]
    if dice.random() < 0.3:
        some = [random_value(dice, kind, False) for _ in range(2)]
        return '%s IN (%s)' % (name, ', '.join(map(literal, some))), lambda row: None if row[name] is None else row[name] in some
    sign = dice.choice(['=', '<>']) if kind in ('boolean', 'uuid') else dice.choice(sorted(OPERATORS))
    value = random_value(dice, kind, False)
    return '%s %s %s' % (name, sign, literal(value)), lambda row: None if row[name] is None else OPERATORS[sign](row[name], value)
