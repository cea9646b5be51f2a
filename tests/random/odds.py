"""What hangs on tables in real databases: checks, indexes, triggers, views, functions, comments, policies, statistics."""
from ddl import full
from names import literal, quote

COMMENT = "says \"x\", it's \\ 中文\nsecond line"
ARMED = "current_setting('random.armed', true) IS DISTINCT FROM 'off'"


def _constraints(table, rng):
    name, rid = full(table), quote(table.rid)
    lone = table.key and not table.partitioning and not table.parent
    if rng.random() < 0.3:
        tail = rng.choice(['', ' NOT VALID', '' if table.partitioning else ' NO INHERIT'])
        yield "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s > 0 AND 'it''s \"' <> '')%s" % (name, quote('Check of ' + table.name[:10]), rid, tail)
    if lone and rng.random() < 0.3:
        yield 'ALTER TABLE %s ADD UNIQUE %s(%s)%s' % (name, rng.choice(['', 'NULLS NOT DISTINCT ']), rid, rng.choice(['', ' DEFERRABLE INITIALLY DEFERRED']))
    if lone and rng.random() < 0.2:
        yield 'ALTER TABLE %s ADD EXCLUDE USING gist (int8range(%s, %s + 1) WITH &&) WHERE (%s > 1)' % (name, rid, rid, rid)
    if rng.random() < 0.2 and not table.partitioning:
        yield 'ALTER TABLE %s SET (fillfactor = 70), ALTER COLUMN %s SET STATISTICS 77' % (name, rid)
    if rng.random() < 0.1 and not table.partitioning:
        yield 'ALTER TABLE %s REPLICA IDENTITY FULL' % name


def _indexes(table, rng):
    name, rid = full(table), quote(table.rid)
    if rng.random() < 0.3:
        yield 'CREATE INDEX ON %s ((%s %% 7), %s DESC NULLS LAST) WHERE %s > 3' % (name, rid, rid, rid)
    if rng.random() < 0.2:
        yield 'CREATE INDEX ON %s USING hash (%s)' % (name, rid)
    for column in table.columns:
        if column.type == 'jsonb' and rng.random() < 0.5:
            yield 'CREATE INDEX ON %s USING gin (%s jsonb_path_ops)' % (name, quote(column.name))
    if rng.random() < 0.1:
        yield 'CREATE STATISTICS %s (ndistinct) ON %s, (%s + 1) FROM %s' % (full(table, 'stat ' + table.name[:9]), rid, rid, name)


def _triggers(table, rng, n):
    if rng.random() > 0.35:
        return
    call = full(table, 'trig%d_"f"' % n)
    free = [c for c in table.columns if c.type == 'text' and callable(c.make)]
    body = "NEW.%s := 'touched';" % quote(free[0].name) if free else ''
    yield ("CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN IF %s THEN %s RAISE EXCEPTION 'fired: it''s \\ 中'; END IF; RETURN NEW; END $body$"
           % (call, ARMED, body))
    timing = rng.choice(['BEFORE INSERT OR UPDATE', 'AFTER INSERT OR DELETE', 'BEFORE UPDATE OF ' + quote(table.rid)])
    name = quote('~z last' if rng.random() < 0.3 else 'Trig')
    yield 'CREATE TRIGGER %s %s ON %s FOR EACH ROW EXECUTE FUNCTION %s()' % (name, timing, full(table), call)
    if rng.random() < 0.3 and not table.partitioning:
        yield 'ALTER TABLE %s %s TRIGGER %s' % (full(table), rng.choice(['DISABLE', 'ENABLE ALWAYS']), name)


def _security(table, rng):
    if rng.random() < 0.15:
        yield 'ALTER TABLE %s ENABLE ROW LEVEL SECURITY' % full(table)
        yield 'CREATE POLICY %s ON %s FOR SELECT USING (%s > 0)' % (quote('only "mine"'), full(table), quote(table.rid))
        if rng.random() < 0.5:
            yield 'ALTER TABLE %s FORCE ROW LEVEL SECURITY' % full(table)
    if rng.random() < 0.2:
        yield 'GRANT SELECT ON %s TO PUBLIC' % full(table)


def _comments(table, rng):
    if rng.random() < 0.3:
        yield 'COMMENT ON TABLE %s IS %s' % (full(table), literal(COMMENT))
        yield 'COMMENT ON COLUMN %s.%s IS %s' % (full(table), quote(table.rid), literal(COMMENT))


def _views(table, rng, n):
    chosen = ', '.join(quote(c.name) for c in table.columns)
    view = full(table, 'view%d "of"' % n)
    if rng.random() < 0.4:
        yield 'CREATE VIEW %s AS SELECT %s FROM %s WHERE %s > 2' % (view, chosen, full(table), quote(table.rid))
        yield 'CREATE VIEW %s WITH (security_barrier) AS SELECT count(*) AS "how many" FROM %s' % (full(table, 'view%d on view' % n), view)
    if rng.random() < 0.15:
        yield 'CREATE MATERIALIZED VIEW %s AS SELECT %s FROM %s' % (full(table, 'mat%d' % n), chosen, full(table))
        yield 'CREATE INDEX ON %s (%s)' % (full(table, 'mat%d' % n), quote(table.rid))
    if rng.random() < 0.2:
        yield "CREATE FUNCTION %s(x %s) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT x.%s + 1'" % (
            full(table, 'fun%d' % n), full(table), quote(table.rid).replace("'", "''").replace('\\', '\\'))
        yield 'COMMENT ON FUNCTION %s IS %s' % (full(table, 'fun%d' % n), literal(COMMENT))
    if rng.random() < 0.1:
        yield 'CREATE PROCEDURE %s() LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM %s; END $$' % (full(table, 'pro%d' % n), full(table))


def _sequences(case, rng):
    schema = quote(rng.choice(case.schemas))
    if rng.random() < 0.5:
        yield 'CREATE SEQUENCE %s."seq Uence" INCREMENT %d START 100' % (schema, rng.choice([1, 5]))
        yield "SELECT nextval(%s)" % literal('%s."seq Uence"' % schema)
    if rng.random() < 0.2:
        yield 'CREATE SEQUENCE %s.down AS integer INCREMENT -1 MINVALUE -1000000 MAXVALUE -1' % schema
    if rng.random() < 0.2:
        yield 'CREATE AGGREGATE %s.total(bigint) (SFUNC = pg_catalog.int8pl, STYPE = bigint, INITCOND = 0)' % schema


def _loose(case, rng):
    schema = quote(rng.choice(case.schemas))
    if rng.random() < 0.2:
        yield "CREATE COLLATION %s.\"by Code\" (provider = libc, locale = 'C')" % schema
        yield 'CREATE TEXT SEARCH CONFIGURATION %s."con Fig" (COPY = pg_catalog.simple)' % schema
    if rng.random() < 0.2:
        yield 'CREATE OPERATOR %s.=== (FUNCTION = pg_catalog.int8eq, LEFTARG = bigint, RIGHTARG = bigint)' % schema
    if rng.random() < 0.2:
        yield "CREATE FUNCTION %s.loud() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'ddl'; END $$" % schema
        yield 'CREATE EVENT TRIGGER "loud Trigger" ON ddl_command_end EXECUTE FUNCTION %s.loud()' % schema
    if rng.random() < 0.2:
        yield 'ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT SELECT ON TABLES TO "app User"' % schema
    yield from ('GRANT USAGE ON SCHEMA %s TO "app User"' % quote(each) for each in case.schemas)
    for table in rng.sample(case.tables, min(2, len(case.tables))):
        if rng.random() < 0.4:
            yield 'ALTER TABLE %s OWNER TO "app User"' % full(table)
        yield 'GRANT INSERT, UPDATE (%s) ON %s TO "app User" WITH GRANT OPTION' % (quote(table.rid), full(table))


def closing(case, rng):
    out = []
    for n, table in enumerate(case.tables):
        for make in (_constraints, _indexes, _security, _comments):
            out += make(table, rng)
        out += _triggers(table, rng, n)
        out += _views(table, rng, n)
    return out + list(_sequences(case, rng)) + list(_loose(case, rng))
