# pgconn for Go, from Debian's golang-github-jackc-pgconn-dev: the protocol below pgx, with its cache of statements.
format=go
packages="github.com/jackc/pgconn github.com/jackc/pgconn/stmtcache"

prepare() {
  has go && has /usr/share/gocode/src/github.com/jackc/pgconn/pgconn_test.go || return 1
  build_go $packages
}

run_tests() {
  export PGX_TEST_CONN_STRING="host=$PGHOST port=$PGPORT user=$PGUSER password=$PGPASSWORD dbname=$PGDATABASE sslmode=disable"
  export PGX_TEST_DATABASE="$PGX_TEST_CONN_STRING" PGX_TEST_TCP_CONN_STRING="$PGX_TEST_CONN_STRING"
  unset PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE PGSSLMODE   # some tests say what holds without them
  run_go $packages
}
