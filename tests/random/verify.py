"""Holds rings against the oracle, by plain SQL. Every function returns what is wrong, a line each; nothing: all is well."""
import collections
import pathlib
import subprocess

from cluster import SqlError
from ddl import full, listed
from names import literal, quote

REFUSED = {'23514', '23503', '23502'}
CATALOGUE = pathlib.Path(__file__).with_name('catalogue.sql').read_text()


def _from(table):
    return 'ONLY ' + full(table) if table.children else full(table)


def _rows_query(table, n):
    home = table.home.column if table.home and table.home.form == 'plain' else None
    columns = [c.name for c in table.columns if c.name != home]
    return "SELECT %d, %s, md5(ROW(%s)::text), %s FROM %s" % (
        n, quote(table.rid), listed(columns), 'md5(coalesce(%s::text, $$NULL$$))' % quote(home) if home else "''", _from(table))


def read_rows(cluster, database, case):
    """Table number -> multiset of (row number, digest of the row, digest of its home)."""
    out = [collections.Counter() for _ in case.tables]
    text = cluster.sql(database, [_rows_query(t, n) for n, t in enumerate(case.tables)])
    for line in text.splitlines():
        table, rid, digest, home = line.split('|')
        out[int(table)][int(rid), digest, home] += 1
    return out


def _expected(table, found, ring):
    """The part of the source's rows that the oracle puts into a ring; the home of a row that a person placed is left open."""
    here = collections.Counter(int(r.values[table.rid]) for r in table.rows if r.ring in (ring, '*'))
    astray = {int(r.values[table.rid]) for r in table.rows if r.astray}
    out = collections.Counter()
    for (rid, digest, home), count in found.items():
        if rid in here:
            out[rid, digest, '' if rid in astray else home] = count
    return out, astray


def rows(cluster, case, before, databases):
    wrong = []
    for ring, database in databases.items():
        found = read_rows(cluster, database, case)
        for n, table in enumerate(case.tables):
            expected, astray = _expected(table, before[n], ring)
            actual = collections.Counter()
            for (rid, digest, home), count in found[n].items():
                actual[rid, digest, '' if rid in astray else home] += count
            missing, extra = expected - actual, actual - expected
            if missing or extra:
                wrong.append('%s in %s: %d of %d rows missing %s, %d too many %s' % (
                    full(table), ring, missing.total(), expected.total(), sorted(k[0] for k in missing)[:5], extra.total(), sorted(k[0] for k in extra)[:5]))
    return wrong


def read_catalogue(cluster, database):
    return set(cluster.sql(database, CATALOGUE).splitlines())


def catalogues(cluster, source, databases):
    theirs, wrong = read_catalogue(cluster, source), []
    for ring, database in databases.items():
        ours = read_catalogue(cluster, database)
        wrong += ['not carried to %s: %s' % (ring, line[:400]) for line in sorted(theirs - ours)]
        wrong += ['only in %s: %s' % (ring, line[:400]) for line in sorted(ours - theirs) if 'ringfence' not in line]
    return wrong


def _fate(table, key):
    if key.anchor or key.to.kind == 'shared' or key.local:
        return 'kept'
    if key.to.kind == 'subject' and sorted(key.to_columns) == sorted(key.to.subject_columns):
        return 'directory'
    return 'kept' if table.kind == key.to.kind == 'bound' and table.ring == key.to.ring else ''


def references(cluster, case, databases):
    """Each foreign key that must have survived: where it was, or turned to the directory."""
    checks = []
    for table in case.tables:
        for key in table.foreign_keys:
            fate = _fate(table, key)
            if fate and (key.declared or key.anchor) and 'NOT VALID' not in key.options:
                target = "n.nspname = 'ringfence'" if fate == 'directory' else 'k.confrelid = %s::regclass' % literal(full(key.to))
                label = '%s (%s) -> %s: %s' % (full(table), listed(key.columns), full(key.to), fate)
                label = label.replace('\n', '⏎')
                checks.append("SELECT %s WHERE NOT EXISTS (SELECT FROM pg_constraint k JOIN pg_class c ON c.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
                              "WHERE k.contype = 'f' AND k.convalidated AND k.conrelid = %s::regclass AND %s AND (SELECT array_agg(attname::text ORDER BY attname::text COLLATE \"C\") FROM pg_attribute "
                              "WHERE attrelid = k.conrelid AND attnum = ANY (k.conkey)) = %s)" % (
                                  literal(label), literal(full(table)), target, 'ARRAY[%s]::text[]' % ', '.join(literal(c) for c in sorted(key.columns, key=str.encode))))
    wrong = []
    for ring, database in databases.items():
        wrong += ['foreign key lost in %s: %s' % (ring, line) for line in cluster.sql(database, checks).splitlines()] if checks else []
    return wrong


def _foreign_rows(cluster, case, databases, rng):
    """(table, ring it is at home in, its values as SQL literals, the leaf table it rests in)."""
    for ring, database in databases.items():
        queries, tables = [], []
        for table in case.tables:
            here = [r for r in table.rows if r.ring == ring]
            if here and table.kind != 'shared':
                row = rng.choice(here)
                columns = [c.name for c in table.columns if not c.generated]
                queries.append("SELECT encode(convert_to(concat_ws(', ', %s), 'UTF8'), 'hex'), encode(convert_to(tableoid::regclass::text, 'UTF8'), 'hex') FROM %s WHERE %s = %s LIMIT 1" % (
                    ', '.join('quote_nullable(%s::text)' % quote(c) for c in columns), _from(table), quote(table.rid), row.values[table.rid]))
                tables.append((table, columns))
        lines = cluster.sql(database, queries).splitlines() if queries else []
        for (table, columns), line in zip(tables, lines):
            values, leaf = (bytes.fromhex(part).decode() for part in line.split('|'))
            for target in {full(table), leaf}:
                yield ring, 'INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)' % (target, listed(columns), values)


def wrong_ring(cluster, case, databases, rng):
    """A row of every table, sent to every ring that is not its own: PostgreSQL must refuse it."""
    attempts, wrong = list(_foreign_rows(cluster, case, databases, rng)), []
    for ring, database in databases.items():
        script = ["SET random.armed = 'off'; CREATE TEMP TABLE said (n int, state text)"]
        mine = [insert for home, insert in attempts if home != ring]
        for n, insert in enumerate(mine):
            script.append("DO %s" % literal(
                "DECLARE state text; BEGIN EXECUTE %s; SET CONSTRAINTS ALL IMMEDIATE; RAISE EXCEPTION USING ERRCODE = 'P9999'; EXCEPTION WHEN OTHERS THEN GET STACKED DIAGNOSTICS "
                "state = RETURNED_SQLSTATE; INSERT INTO pg_temp.said VALUES (%d, state || ' ' || SQLERRM); END" % (literal(insert), n)))
        script.append("SELECT n, replace(state, E'\\n', ' ') FROM said")
        for line in cluster.sql(database, script).splitlines() if mine else []:
            n, state = line.split('|', 1)
            if state[:5] not in REFUSED:
                wrong.append('ring %s %s: %s' % (ring, 'accepted' if state[:5] == 'P9999' else 'said ' + state[:200], mine[int(n)][:300]))
    return wrong


SEQUENCES = ("SELECT encode(convert_to(format('%I.%I', schemaname, sequencename), 'UTF8'), 'hex'), coalesce(last_value, 0) FROM pg_sequences "
             "WHERE schemaname <> 'ringfence' ORDER BY 1")


def sequences(cluster, source, databases):
    wrong, last = [], {}
    for line in cluster.sql(source, SEQUENCES).splitlines():
        name, value = line.split('|')
        last[bytes.fromhex(name).decode()] = int(value)
    given = {name: [] for name in last}
    calls = ['SELECT %d, nextval(%s) FROM generate_series(1, 5)' % (n, literal(name)) for n, name in enumerate(last)]
    for database in databases.values():
        for line in cluster.sql(database, calls).splitlines() if calls else []:
            n, value = line.split('|')
            given[list(last)[int(n)]].append(int(value))
    for name, numbers in given.items():
        if len(set(numbers)) != 5 * len(databases):
            wrong.append('sequence %s gives one number in two rings: %s' % (name, numbers))
        if last[name] > 1 and min(numbers) <= last[name]:
            wrong.append('sequence %s gives a number that was given before: %s after %s' % (name, min(numbers), last[name]))
    return wrong


def at_home(cluster, case, databases):
    """The walls let a row that is at home be written."""
    wrong = []
    for ring, database in databases.items():
        for table in case.tables:
            try:
                cluster.sql(database, ["SET random.armed = 'off'; BEGIN", 'UPDATE %s SET %s = %s' % (full(table), quote(table.rid), quote(table.rid)), 'ROLLBACK'])
            except SqlError as error:
                wrong.append('%s in %s cannot be updated: %s' % (full(table), ring, str(error)[:300]))
    return wrong


def schema_text(cluster, database):
    """What pg_dump says of a schema, without the random word that it guards each dump with."""
    text = subprocess.run(['pg_dump', '-s', '-d', cluster.uri(database)], check=True, capture_output=True).stdout
    return [line for line in text.splitlines() if not line.startswith((b'\\restrict', b'\\unrestrict'))]
