# Sourced by every integration case. A case owns what it makes: one scratch directory, PostgreSQL servers in it, nothing
# on a TCP port, nothing left behind. Exit 0: passed; 77: skipped, with a line that says why; anything else: failed.
set -euo pipefail

: "${RINGFENCE:?set RINGFENCE to the binary under test, or run ./check}"
export LC_ALL=C.UTF-8
case_dir=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
project=$(cd "$case_dir/../../.." && pwd)
pg_bin=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)}
scratch=$(mktemp -d /tmp/rf-case.XXXXXX)
chmod 755 "$scratch"
servers=()

# PostgreSQL will not run as root: there the servers run as the user that Debian's package made.
if [ "$(id -u)" -eq 0 ]; then
  as_server() { (cd / && runuser -u postgres -- "$@"); }
else
  as_server() { "$@"; }
fi

clean_up() {
  local status=$?
  for data in "${servers[@]}"; do as_server "$pg_bin/pg_ctl" -D "$data" -m immediate -w stop >/dev/null 2>&1 || true; done
  if [ -n "${KEEP:-}" ]; then echo "kept: $scratch"; else rm -rf "$scratch"; fi
  exit $status
}
trap clean_up EXIT

# until_so WHAT COMMAND …: waits until the command says so.
until_so() { local what=$1 end=$((SECONDS + 60)); shift; until "$@"; do [ $SECONDS -lt $end ] || fail "not within a minute: $what"; sleep 0.2; done; }
# at_exit COMMANDS: done before the rest is cleaned up, whatever comes of them; the case's own end stays what it was.
at_exit() { trap "ended=\$?; set +e; $1; (exit \$ended); clean_up" EXIT; }

fail() { echo "FAILED: $1" >&2; [ $# -lt 2 ] || echo "  what to do: $2" >&2; exit 1; }
skip() { echo "skipped: $1"; exit 77; }

# start_postgres NAME [SETTING=VALUE …]: a server of its own; afterwards $(uri NAME DATABASE) connects to it.
start_postgres() {
  local name=$1; shift
  local data="$scratch/$name/data" socket="$scratch/$name"
  mkdir -p "$socket"
  [ "$(id -u)" -ne 0 ] || chown postgres: "$socket"
  as_server "$pg_bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$scratch/$name.initdb" 2>&1 ||
    { cat "$scratch/$name.initdb"; fail "initdb did not work"; }
  { printf "listen_addresses = ''\nunix_socket_directories = '%s'\nfsync = off\nfull_page_writes = off\n" "$socket"
    printf "autovacuum = off\nmax_connections = 200\nshared_buffers = 64MB\n"
    for setting in "$@"; do echo "$setting"; done; } | as_server tee -a "$data/postgresql.conf" >/dev/null
  as_server "$pg_bin/pg_ctl" -D "$data" -l "$data/log" -w -t 60 start >/dev/null ||
    { as_server cat "$data/log"; fail "PostgreSQL did not start"; }
  servers+=("$data")
}

# A libpq URI as superuser postgres.
uri() { echo "postgresql://postgres@/${2:-postgres}?host=$(printf %s "$scratch/$1" | sed 's,/,%2F,g')"; }
# sql URI [PSQL-OPTION …]: psql that stops at the first error, values only.
sql() { local to=$1; shift; psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$to" "$@"; }
# refused URI "SQL" SQLSTATE: the statement must fail with exactly this SQLSTATE.
refused() {
  local out
  if out=$(psql -X -q -A -t -v ON_ERROR_STOP=1 -v VERBOSITY=verbose -d "$1" -c "$2" 2>&1); then
    fail "PostgreSQL accepted: $2"
  fi
  grep -q "$3" <<<"$out" || fail "expected SQLSTATE $3 for: $2; got: $out"
}
# expect_equal "what" ACTUAL EXPECTED
expect_equal() { [ "$2" = "$3" ] || fail "$1: got «$2», expected «$3»"; }
