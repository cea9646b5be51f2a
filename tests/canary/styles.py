"""One statement in every way that a client can send it. Each function gives (bytes, how many ReadyForQuery they are answered by); a
statement that may write is rolled back, so that what it is aimed at stays."""
from client import SYNC, close, describe, execute, query
from wirescript.codec import bind, parse

READS = ('SELECT', 'WITH', 'VALUES', 'TABLE', '(')


def reads(sql):
    return sql.lstrip().upper().startswith(READS)


def kept_whole(sql):
    """BEGIN and ROLLBACK belong to the attack."""
    return sql.lstrip().upper().startswith(('BEGIN', 'SET', 'COMMIT', 'LISTEN'))


def leaves_something(sql):
    text = sql.lstrip().upper()
    return text.startswith(('SET', 'RESET', 'DISCARD', 'LISTEN', 'PREPARE', 'BEGIN')) or 'SET_CONFIG' in text


def within(sql, data, ready):
    if reads(sql) and 'INSERT' not in sql.upper() and 'DELETE' not in sql.upper() and 'UPDATE' not in sql.upper() or kept_whole(sql):
        return data, ready
    return query('BEGIN') + data + query('ROLLBACK'), ready + 2


def simple(sql):
    return within(sql, query(sql), 1)


def extended(sql, form=0):
    return within(sql, parse('', sql) + bind('', '', results=[form]) + describe('P') + execute() + SYNC, 1)


def extended_binary(sql):
    return extended(sql, 1)


def prepared(sql):
    """The name is given back, whatever came of it; twice executed, in text and in binary."""
    once = bind('', 'one', results=[0]) + execute() + SYNC
    again = bind('two', 'one', results=[1]) + describe('P', 'two') + execute('two') + SYNC
    data, ready = within(sql, parse('one', sql) + describe('S', 'one') + SYNC + once + again, 3)
    return data + close('S', 'one') + SYNC, ready + 1


def copy(sql, how='text'):
    return within(sql, query('COPY (%s) TO STDOUT (FORMAT %s)' % (sql, how)), 1)


def copy_binary(sql):
    return copy(sql, 'binary')


def copy_csv(sql):
    return copy(sql, 'csv')


def cursor(sql):
    both = [query('DECLARE c CURSOR FOR ' + sql), query('FETCH 2 FROM c'), query('FETCH ALL FROM c'), query('MOVE BACKWARD 1 FROM c'),
            query('ROLLBACK'), query('BEGIN'), query('DECLARE b BINARY SCROLL CURSOR FOR ' + sql), query('FETCH ALL FROM b'),
            query('FETCH FIRST FROM b')]
    return query('BEGIN') + b''.join(both) + query('ROLLBACK'), len(both) + 2


def portals(sql):
    """A portal taken a row at a time, beside another of the same statement."""
    steps = parse('', sql) + bind('p', '', results=[0]) + bind('q', '', results=[1]) + execute('p', 1) + execute('q', 1) + execute('p', 1) + \
        execute('p') + execute('q') + SYNC
    return query('BEGIN') + steps + query('ROLLBACK'), 3


def pipeline(sql):
    """Behind an error, which all but the Sync is passed over for, and in front of one."""
    one = parse('', sql) + bind('', '') + execute()
    bad = parse('', 'SELECT 1/0') + bind('', '') + execute()
    return query('BEGIN') + one + one + bad + one + SYNC + one + SYNC + query('ROLLBACK') + bad + SYNC + query('BEGIN') + one + SYNC + \
        query('ROLLBACK'), 8


STYLES = {'simple': simple, 'extended': extended, 'extended, binary': extended_binary, 'prepared': prepared, 'COPY': copy,
          'COPY binary': copy_binary, 'COPY csv': copy_csv, 'cursors': cursor, 'portals': portals, 'pipeline': pipeline}


def in_style(style, sql):
    """None: this statement has no such form."""
    if style.startswith(('COPY', 'cursors')) and (not reads(sql) or ';' in sql):
        return None
    if style != 'simple' and ';' in sql:
        return None
    return STYLES[style](sql)
