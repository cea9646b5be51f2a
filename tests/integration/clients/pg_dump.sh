#!/usr/bin/env bash
# pg_dump.sh APP_URI MIGRATE_URI EMPTY_URI: one ring dumped, and read back into an empty database that is not a ring.
set -uo pipefail
. "$(dirname "$0")/tried.sh"
migrate=$2 empty=$3
client=pg_dump version=$(pg_dump --version | grep -o '[0-9][0-9.]*' | head -1)
file=$(mktemp /tmp/rf-dump.XXXXXX)
trap 'rm -f "$file"' EXIT

dump() { pg_dump -d "$migrate" -n public --no-owner --no-privileges "$@" >"$file"; }
# Without what comes after the rows: a ring's triggers belong to a schema that is not dumped here.
restore() {
  dump --section=pre-data --section=data && psql -X -q -v ON_ERROR_STOP=1 -d "$empty" -c 'DROP SCHEMA public CASCADE' -f "$file" >/dev/null &&
    [ "$(count "$empty")" = "$(count "$migrate")" ]
}
count() { psql -X -A -t -d "$1" -c 'SELECT count(*), sum(id) FROM public.person'; }

tried 'plain text of the tables' dump
tried 'the same with `--inserts`' dump --inserts --rows-per-insert=100
tried 'read back: the same people' restore
exit $failed
