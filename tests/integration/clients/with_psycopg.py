#!/usr/bin/env python3
"""with_psycopg.py APP_URI MIGRATE_URI: psycopg 3, its pipelines included."""
import sys

import psycopg

APP, MIGRATE = sys.argv[1:3]
failed = False


def tried(what):
    def run(function):
        global failed
        try:
            with psycopg.connect(APP, autocommit=True) as connection:
                connection.execute("SET ringfence.viewer = 'US'")
                function(connection)
            result = "works"
        except Exception as error:
            failed, result = True, "failed: " + str(error).splitlines()[0]
        print(f"psycopg | {psycopg.__version__} | {what} | {result}", flush=True)
    return run


@tried("parameters, text and binary")
def _(connection):
    for binary in (False, True):
        with connection.cursor(binary=binary) as cursor:
            cursor.execute("SELECT id, born FROM person WHERE id = %s", (7,))
            assert cursor.fetchone()[0] == 7


@tried("statements prepared after five uses")
def _(connection):
    for i in range(40):
        row = connection.execute("SELECT balance FROM account WHERE person_id = %s", (1 + i % 3,)).fetchone()
        assert row is not None
    connection.prepare_threshold = 0
    for table in ("account", "payment", "post"):  # more names than the cache holds: DEALLOCATE
        connection.prepared_max = 1
        column = "author_id" if table == "post" else "person_id"
        connection.execute(f"SELECT 1 FROM {table} WHERE {column} = %s", (5,))


@tried("transactions and savepoints")
def _(connection):
    with connection.transaction(force_rollback=True):
        connection.execute("INSERT INTO post (author_id, content) VALUES (%s, %s)", (9, "in a transaction"))
        try:
            with connection.transaction():
                connection.execute("INSERT INTO account (person_id) VALUES (%s)", (9,))
            raise AssertionError("the key is there twice")
        except psycopg.errors.UniqueViolation as error:
            assert error.diag.constraint_name == "account_pkey"
        found = connection.execute("SELECT count(*) FROM post WHERE author_id = %s", (9,)).fetchone()[0]
        assert found == 6, found
    found = connection.execute("SELECT count(*) FROM post WHERE author_id = %s", (9,)).fetchone()[0]
    assert found == 5, found


@tried("pipeline of 100 statements")
def _(connection):
    with connection.pipeline():
        cursors = [connection.execute("SELECT balance, %s::int FROM account WHERE person_id = %s", (i, i))
                   for i in range(1, 101)]
    assert [cursor.fetchone()[1] for cursor in cursors] == list(range(1, 101))


@tried("an error in the middle of a pipeline")
def _(connection):
    try:
        with connection.pipeline():
            connection.execute("SELECT balance FROM account WHERE person_id = %s", (1,))
            connection.execute("INSERT INTO account (person_id) VALUES (%s)", (1,))
            connection.execute("SELECT balance FROM account WHERE person_id = %s", (2,))
        raise AssertionError("no error")
    except psycopg.errors.UniqueViolation:
        pass
    assert connection.execute("SELECT 1").fetchone() == (1,)


@tried("executemany (a pipeline of its own)")
def _(connection):
    with connection.transaction(force_rollback=True):
        connection.cursor().executemany("INSERT INTO post (author_id, content) VALUES (%s, %s)",
                                        [(11, str(i)) for i in range(50)])
        assert connection.execute("SELECT count(*) FROM post WHERE author_id = 11").fetchone()[0] == 55


@tried("a cursor on the server")
def _(connection):
    with connection.transaction(), connection.cursor(name="some") as cursor:
        cursor.itersize = 2
        cursor.execute("SELECT id FROM post WHERE author_id = %s", (12,))
        assert len(list(cursor)) == 5


@tried("COPY of one person's rows")
def _(connection):
    with connection.cursor().copy("COPY (SELECT id, content FROM post WHERE author_id = 13) TO STDOUT") as copy:
        assert len(list(copy.rows())) == 5


@tried("one statement stopped, the session goes on")
def _(connection):
    connection.execute("SET statement_timeout = '200ms'")
    try:
        connection.execute("SELECT pg_sleep(5) FROM account WHERE person_id = 1")
        raise AssertionError("no timeout")
    except psycopg.errors.QueryCanceled:
        pass
    connection.execute("RESET statement_timeout")
    assert connection.execute("SELECT 1").fetchone() == (1,)


@tried("COPY into a table, binary (purpose migrate)")
def _(_):
    with psycopg.connect(MIGRATE) as connection:
        with connection.cursor().copy("COPY tag (id, name) FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(["int4", "text"])
            for i in range(1000, 1100):
                copy.write_row((i, f"tag {i}"))
        assert connection.execute("SELECT count(*) FROM tag WHERE id >= 1000").fetchone()[0] == 100
        connection.rollback()


@tried("LISTEN and NOTIFY (purpose migrate)")
def _(_):
    with psycopg.connect(MIGRATE, autocommit=True) as connection, psycopg.connect(MIGRATE, autocommit=True) as other:
        connection.execute("LISTEN here")
        other.execute("NOTIFY here, 'hello'")
        notice = next(connection.notifies())
        assert (notice.channel, notice.payload) == ("here", "hello")


@tried("temporary tables (purpose migrate)")
def _(_):
    with psycopg.connect(MIGRATE, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE clients_seen (id bigint)")
        connection.execute("INSERT INTO clients_seen SELECT generate_series(1, 10)")
        assert connection.execute("SELECT count(*) FROM clients_seen").fetchone()[0] == 10


sys.exit(failed)
