# PostgreSQL's own regression scripts, from Debian's source package postgresql-15, as psql says them: one after the other,
# in the order of the schedule. Passed is a script whose output is, to the letter, what a direct connection gave (`--against
# direct` keeps it); skipped is one whose output differs between two direct runs already. The scripts ask for a superuser, so
# that the role is one here, and for a new server; all three have the walls that the gateway needs, since scripts list what
# is in a database.
format=plain
new_server=1 walls=1
once_started="ALTER ROLE $role SUPERUSER"
regress="$cache/sources/postgresql-15/src/test/regress"
told="$cache/regress"

prepare() {
  fetch_source postgresql-15 || return 1
  cd "$cache/sources/postgresql-15"
  [ -e "$regress/autoinc.so" ] && return 0
  { ./configure --without-readline --without-zlib && make -s -C src/backend generated-headers && make -s -C "$regress" regress.so &&
    for module in refint autoinc; do
      gcc -O1 -w -fPIC -shared -Isrc/include -o "$regress/$module.so" "contrib/spi/$module.c" || return 1
    done; } >build.log 2>&1 || { echo "see $PWD/build.log"; return 1; }
}

# Servers read and write these folders: they must be the server's, and be called the same in every run.
as_pg_regress_has_it() {
  mkdir -p "$scratch/regress/results"
  cp -r "$regress/data" "$regress"/*.so "$scratch/regress/"
  [ "$(id -u)" -ne 0 ] || chown -R postgres: "$scratch/regress"
  export PG_ABS_SRCDIR="$scratch/regress" PG_ABS_BUILDDIR="$scratch/regress" PG_LIBDIR="$scratch/regress" PG_DLSUFFIX=.so
  export PGTZ=America/Los_Angeles PGDATESTYLE="Postgres, MDY" LC_MESSAGES=C
  local setting
  for setting in "intervalstyle TO postgres_verbose" "lc_messages TO 'C'" "lc_monetary TO 'C'" "lc_numeric TO 'C'" "lc_time TO 'C'" \
    "bytea_output TO hex" "timezone_abbreviations TO 'Default'"; do
    echo "ALTER DATABASE $database SET $setting;"
  done | psql -X -q -d "$ring_uri"
}

# say_scripts FOLDER: each script's output becomes a file there; names of this run's own are taken out of it.
say_scripts() {
  local script
  rm -rf "$1"; mkdir -p "$1"
  for script in $(sed -n 's/^test: //p' "$regress/parallel_schedule"); do
    PGAPPNAME="pg_regress/$script" timeout 120 psql -X -a -q -v HIDE_TABLEAM=on -v HIDE_TOAST_COMPRESSION=on \
      <"$regress/sql/$script.sql" 2>&1 | sed "s,$scratch,SCRATCH,g; s/port $PGPORT/port PORT/g" >"$1/$script.out"
  done
}

# compared FOLDER: with what the direct connection gave, script by script.
compared() {
  local script one
  for script in $(sed -n 's/^test: //p' "$regress/parallel_schedule"); do
    one=pass
    if [ -e "$told/direct again" ] && ! cmp -s "$told/direct/$script.out" "$told/direct again/$script.out"; then one=skip
    elif ! cmp -s "$told/direct/$script.out" "$1/$script.out"; then one=fail
    fi
    echo "$one $script"
    [ $one != fail ] || diff -U2 "$told/direct/$script.out" "$1/$script.out" | head -60 | sed 's/^/  /'
  done
}

run_tests() {
  as_pg_regress_has_it
  if [ "$where" = direct ]; then
    say_scripts "$told/direct again"
    rm -rf "$told/direct"; mv "$told/direct again" "$told/direct"
    prepare_servers direct >&2 && as_pg_regress_has_it
    PGPORT=$middle_port say_scripts "$told/direct again"
  elif [ ! -e "$told/direct again" ]; then
    echo "there is nothing to compare with: run it --against direct first"
  else
    say_scripts "$told/$where"
  fi
  compared "$told/$where"
}
