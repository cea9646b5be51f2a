"""Every statement of a file, a line each, by the simple and the extended protocol: what the gateway answers is what one PostgreSQL
with all rows answers, names and types of columns included."""
import sys

import psycopg

gateway_uri, wide_uri, plain_uri, statements = sys.argv[1:]
failed = 0


def answer(connection, statement, extended):
    cursor = connection.cursor() if extended else psycopg.ClientCursor(connection)
    cursor.execute(statement, prepare=extended or None)
    columns = [(column.name, column.type_code) for column in cursor.description]
    return columns, cursor.fetchall()


with psycopg.connect(gateway_uri, autocommit=True) as gateway, psycopg.connect(wide_uri, autocommit=True) as wide, \
        psycopg.connect(plain_uri, autocommit=True) as plain:
    lines = [line.strip() for line in open(statements) if line.strip()]
    for line in lines:
        for extended in (False, True):
            try:
                got, wanted = (answer(connection, line, extended) for connection in (gateway, plain))
            except psycopg.Error as error:
                got, wanted = str(error), "an answer"
            # Without an order any is good.
            if "ORDER BY" not in line and not isinstance(got, str):
                got, wanted = ((columns, sorted(rows, key=repr)) for columns, rows in (got, wanted))
            if got != wanted:
                failed += 1
                print(f"{'extended' if extended else 'simple'}: {line}\n  gateway    {got}\n  PostgreSQL {wanted}")
    # With values that are bound, some of them null.
    for least in (10, 40, None):
        bound = "SELECT kind, count(*), max(score) FROM post WHERE score >= %s::int OR %s::int IS NULL GROUP BY kind ORDER BY kind"
        got, wanted = (c.execute(bound, (least, least), prepare=True).fetchall() for c in (gateway, plain))
        if got != wanted:
            failed += 1
            print(f"bound to {least}: {got}, not {wanted}")
    # PostgreSQL takes a parameter's type from where it stands first.
    for bound in ("SELECT count(*) + %(a)s AS n FROM post WHERE weight > %(a)s", "SELECT kind, count(*) * %(a)s AS n FROM post WHERE kind > %(a)s GROUP BY kind"
                  " ORDER BY kind", "SELECT id, worth + %(a)s AS n FROM post WHERE kind > %(a)s ORDER BY id LIMIT 5"):
        got, wanted = ((c.description[-1].type_code, c.fetchall()) for c in
                       (connection.execute(bound, {"a": "3"}, prepare=True) for connection in (wide, plain)))
        if got != wanted:
            failed += 1
            print(f"{bound}: {got}, not {wanted}")
print(f"{statements.rsplit('/', 1)[-1]}: {len(lines)} statements, simple and extended: {failed} are not as one PostgreSQL has them")
sys.exit(1 if failed else 0)
