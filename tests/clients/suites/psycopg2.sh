# psycopg2 for Python, from Debian's source package psycopg2, built from the same source.
format=unittest
set_up='CREATE EXTENSION hstore'

prepare() {
  fetch_source psycopg2 || return 1
  cd "$cache/sources/psycopg2"
  [ -n "$(ls build/lib*/psycopg2/_psycopg*.so 2>/dev/null)" ] || /usr/bin/python3 setup.py build >build.log 2>&1 ||
    { echo "see $PWD/build.log"; return 1; }
}

run_tests() {
  cd "$cache/sources/psycopg2"
  export PSYCOPG2_TESTDB="$PGDATABASE" PSYCOPG2_TESTDB_HOST="$PGHOST" PSYCOPG2_TESTDB_PORT="$PGPORT"
  export PSYCOPG2_TESTDB_USER="$PGUSER" PSYCOPG2_TESTDB_PASSWORD="$PGPASSWORD"
  PYTHONPATH=$(ls -d "$PWD"/build/lib*) timeout 900 /usr/bin/python3 -c \
    'import unittest; unittest.main(module="tests", defaultTest="test_suite", verbosity=2)' 2>&1
}
