#!/usr/bin/env bash
# pgbench.sh APP_URI: reads and TPC-B-like transactions of one person's rows, in each of pgbench's three protocols.
set -uo pipefail
here=$(dirname "$0")
. "$here/tried.sh"
app=$1
client=pgbench version=$(pgbench --version | grep -o '[0-9][0-9.]*' | head -1)

bench() {
  local out
  out=$(pgbench -n -M "$1" -c 8 -j 8 -t 100 -f "$here/$2" "$app" 2>&1) || { echo "$out"; return 1; }
  grep -q 'number of transactions actually processed: 800/800' <<<"$out" || { echo "$out"; return 1; }
}

for protocol in simple extended prepared; do
  tried "reads by key, protocol $protocol" bench "$protocol" pgbench-read.sql
  tried "TPC-B-like transactions, protocol $protocol" bench "$protocol" pgbench-write.sql
done
balance=$(psql -X -A -t -d "$app" -c 'SELECT balance FROM account WHERE person_id = 42')
paid=$(psql -X -A -t -d "$app" -c 'SELECT coalesce(sum(amount), 0) FROM payment WHERE person_id = 42')
tried "its books balance afterwards" [ "$balance" = "$paid" ]
exit $failed
