# lib/pq for Go, from Debian's golang-github-lib-pq-dev: the package and its hstore.
format=go

prepare() {
  has go && has /usr/share/gocode/src/github.com/lib/pq/conn_test.go || return 1
  build_go github.com/lib/pq github.com/lib/pq/hstore
}

run_tests() { run_go github.com/lib/pq github.com/lib/pq/hstore; }
