# psycopg 3 for Python, from Debian's source package psycopg3, run with the python3-psycopg that is installed.
format=pytest

prepare() {
  /usr/bin/python3 -c 'import psycopg, pytest' 2>/dev/null || { echo "python3-psycopg and python3-pytest are missing"; return 1; }
  fetch_source psycopg3
}

run_tests() {
  cd "$cache/sources/psycopg3"
  timeout 1500 /usr/bin/python3 -m pytest -p no:cacheprovider -v --tb=line -m "not slow and not timing and not mypy" \
    --test-dsn="host=$PGHOST port=$PGPORT user=$PGUSER password=$PGPASSWORD dbname=$PGDATABASE" tests 2>&1
}
