#!/usr/bin/env bash
# psql.sh APP_URI MIGRATE_URI: psql as a person uses it.
set -uo pipefail
. "$(dirname "$0")/tried.sh"
app=$1 migrate=$2
client=psql version=$(psql --version | grep -o '[0-9][0-9.]*' | head -1)
ask() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

describe() { ask -d "$app" -c '\d' | grep -q 'public|post|table'; }
describe_table() { ask -d "$app" -c '\d+ post' | grep -q 'author_id|bigint|'; }
list_roles() { ask -d "$app" -c '\du' -c '\l' -c '\dn' -c '\df' >/dev/null; }
# What the TAB key asks: the names of relations, and of a table's columns.
complete() {
  ask -d "$app" -c "SELECT pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class c
    WHERE c.relkind IN ('r', 'S', 'v', 'm', 'f', 'p') AND substring(pg_catalog.quote_ident(c.relname),1,2) = 'po'
      AND pg_catalog.pg_table_is_visible(c.oid) UNION SELECT pg_catalog.quote_ident(n.nspname) || '.'
    FROM pg_catalog.pg_namespace n WHERE substring(pg_catalog.quote_ident(n.nspname) || '.',1,2) = 'po'" | grep -qx post
}
copy_out() {
  [ "$(ask -d "$app" -c "SET ringfence.viewer = 'US'" \
    -c '\copy (SELECT id FROM post WHERE author_id = 7) TO STDOUT' | wc -l)" = 5 ]
}
copy_in() {
  seq 101 110 | sed 's/$/\tfrom a file/' | ask -d "$migrate" -c '\copy tag FROM STDIN' &&
    [ "$(ask -d "$migrate" -c 'SELECT count(*) FROM tag WHERE id BETWEEN 101 AND 110')" = 10 ] &&
    ask -d "$migrate" -c 'DELETE FROM tag WHERE id > 100'
}
copy_in_refused() {
  ! printf 'x\ty\n' | ask -d "$migrate" -c '\copy tag FROM STDIN' 2>/dev/null &&
    [ "$(ask -d "$migrate" -c 'SELECT 1')" = 1 ]
}
watch_it() {
  local lines
  lines=$(timeout -s INT 4 psql -X -q -A -t -d "$app" 2>/dev/null <<'SQL' | grep -c '^[0-9-]*$'
SELECT balance FROM account WHERE person_id = 3 \watch 1
SQL
  )
  [ "$lines" -ge 2 ]
}
several() {
  [ "$(ask -d "$app" <<'SQL' | tr '\n' ' '
BEGIN;
UPDATE account SET balance = 5 WHERE person_id = 3 RETURNING balance;
SAVEPOINT s;
\set ON_ERROR_STOP 0
SELECT balance / 0 FROM account WHERE person_id = 3;
\set ON_ERROR_STOP 1
ROLLBACK TO s;
SELECT balance FROM account WHERE person_id = 3;
ROLLBACK;
SELECT balance FROM account WHERE person_id = 3;
SQL
  )" = "5 5 0 " ] 2>/dev/null
}
cursor() {
  [ "$(ask -d "$app" -v FETCH_COUNT=2 -c "SET ringfence.viewer = 'US'" -c 'SELECT id FROM post WHERE author_id = 7' | wc -l)" = 5 ]
}
gdesc() { ask -d "$app" <<<'SELECT person_id, balance FROM account WHERE person_id = 3 \gdesc' | grep -qx 'balance|bigint'; }
cancel() {
  local begin=$SECONDS
  timeout -s INT 1 psql -X -q -d "$migrate" -c 'SELECT pg_sleep(20)' >/dev/null 2>&1
  [ $((SECONDS - begin)) -lt 10 ]
}

tried '`\d`, `\d+ table`' both describe describe_table
tried '`\du`, `\l`, `\dn`, `\df`' list_roles
tried 'completion of names' complete
tried '`\copy` out' copy_out
tried '`\copy` in, and one that fails (purpose migrate)' both copy_in copy_in_refused
tried '`\watch`' watch_it
tried 'a transaction, a savepoint, an error' several
tried '`FETCH_COUNT` (a cursor)' cursor
tried '`\gdesc` (Describe)' gdesc
tried 'Ctrl-C (cancel)' cancel
exit $failed
