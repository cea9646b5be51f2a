# pgx 4 for Go, from Debian's golang-github-jackc-pgx-v4-dev: the driver, its pool and its database/sql side.
format=go
set_up='CREATE EXTENSION hstore; CREATE DOMAIN uint64 AS numeric(20, 0)'   # as pgx's own set-up makes them
packages="github.com/jackc/pgx/v4 github.com/jackc/pgx/v4/stdlib github.com/jackc/pgx/v4/pgxpool"

prepare() {
  has go && has /usr/share/gocode/src/github.com/jackc/pgx/v4/conn_test.go || return 1
  build_go $packages
}

run_tests() {
  export PGX_TEST_DATABASE="host=$PGHOST port=$PGPORT user=$PGUSER password=$PGPASSWORD dbname=$PGDATABASE sslmode=disable"
  export PGX_TEST_PGBOUNCER_CONN_STRING="$PGX_TEST_DATABASE"
  run_go $packages
}
