"""SQL of a case: tables first, then the rows by COPY, then keys and everything that would get in the way of loading."""
from names import literal, quote


def full(table, name=None):
    return quote(table.schema) + '.' + quote(name or table.name)


def listed(names):
    return ', '.join(map(quote, names))


def _column(table, column, in_partition=False):
    out = quote(column.name) + ' '
    if column.serial and not in_partition:
        out += 'bigserial' if column.type == 'bigint' else 'serial'
    else:
        out += column.type
    if column.collate:
        out += ' COLLATE ' + column.collate
    if column.generated:
        out += ' GENERATED ALWAYS AS (%s) STORED' % column.generated.format(rid=quote(table.rid))
    elif column.identity and not in_partition:
        out += ' GENERATED %s AS IDENTITY' % column.identity
    elif column.default:
        out += ' DEFAULT ' + column.default
    return out + (' NOT NULL' if column.not_null else '')


def _columns(table, columns, backwards=False):
    out = [_column(table, c, backwards) for c in columns if not c.late]
    for position in ([] if backwards else table.dropped):
        out.insert(min(position, len(out)), '"gone%d" text DEFAULT \'x\'' % position)
    return out[::-1] if backwards else out


def _partitions(table, of, partitioning):
    out = []
    for name, bound, below, attached in partitioning.parts:
        bound = bound if bound == 'DEFAULT' else 'FOR VALUES ' + bound
        if attached:
            out.append('CREATE TABLE %s (%s)' % (full(table, name), ', '.join(_columns(table, table.columns, backwards=True))))
            out.append('ALTER TABLE %s ATTACH PARTITION %s %s' % (full(table, of), full(table, name), bound))
        else:
            out.append('CREATE TABLE %s PARTITION OF %s %s%s' % (full(table, name), full(table, of), bound, _by(below)))
        if below:
            out += _partitions(table, name, below)
    return out


def _by(partitioning):
    return ' PARTITION BY %s (%s)' % (partitioning.method, quote(partitioning.column)) if partitioning else ''


def tables(case):
    out = []
    for schema in case.schemas:
        out.append('CREATE SCHEMA IF NOT EXISTS ' + quote(schema))
    for name, schema in case.extensions.items():
        out.append('CREATE EXTENSION %s SCHEMA %s' % (name, quote(schema)))
    out += case.statements
    for table in case.tables:
        columns, tail = table.columns, _by(table.partitioning)
        if table.parent:
            columns, tail = [c for c in columns if c not in table.parent.columns], ' INHERITS (%s)' % full(table.parent)
        out.append('CREATE %sTABLE %s (%s)%s' % ('UNLOGGED ' if table.unlogged else '', full(table), ', '.join(_columns(table, columns)), tail))
        if table.dropped:
            out += ['ALTER TABLE %s DROP COLUMN "gone%d"' % (full(table), p) for p in sorted(set(table.dropped))]
        if table.partitioning:
            out += _partitions(table, table.name, table.partitioning)
    return out


def _field(value):
    if value is None:
        return '\\N'
    return value.replace('\\', '\\\\').replace('\t', '\\t').replace('\n', '\\n').replace('\r', '\\r')


def copies(case):
    """(statement, rows as COPY reads them) for each table that has rows."""
    for table in case.tables:
        if table.rows:
            columns = [c.name for c in table.columns if not c.generated and not c.late]
            lines = ['\t'.join(_field(row.values[c]) for c in columns) for row in table.rows]
            yield 'COPY %s (%s) FROM STDIN' % (full(table), listed(columns)), '\n'.join(lines)


def _keys(table):
    if table.key and table.key_form == 'index':
        yield 'CREATE UNIQUE INDEX ON %s (%s)' % (full(table), listed(table.key))
    elif table.key:
        yield 'ALTER TABLE %s ADD %s (%s)' % (full(table), 'PRIMARY KEY' if table.key_form == 'primary' else 'UNIQUE', listed(table.key))
    for column in table.columns:
        late = not (table.parent and column in table.parent.columns)
        if column.late and late:
            yield 'ALTER TABLE %s ADD COLUMN %s' % (full(table), _column(table, column))
        if (column.serial or column.identity) and late:
            yield 'SELECT setval(pg_get_serial_sequence(%s, %s), %d)' % (literal(full(table)), literal(column.name), len(table.rows) + 3)


def _foreign_keys(table):
    for key in table.foreign_keys:
        if key.declared:
            yield 'ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s (%s)%s' % (
                full(table), quote(key.name), listed(key.columns), full(key.to), listed(key.to_columns), key.options)


def after(case):
    out = []
    for table in case.tables:
        out += _keys(table)
    for table in case.tables:
        out += _foreign_keys(table)
    return out
