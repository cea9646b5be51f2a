# Go packages as Debian has them, outside any module. Sourced.
export GOPATH=/usr/share/gocode GO111MODULE=off GOFLAGS=-mod=mod GOCACHE="$cache/go"
unset GOFLAGS

build_go() {
  local package
  mkdir -p "$cache/go-tests"
  for package in "$@"; do
    [ -x "$cache/go-tests/${package//\//_}" ] && continue
    nice go test -c -o "$cache/go-tests/${package//\//_}" "$package" || return 1
  done
}

# Tests read and write files of their package's folder, which belongs to Debian: they run in a copy.
run_go() {
  local package copy
  for package in "$@"; do
    copy="$scratch/go/$package"
    mkdir -p "$copy"
    cp -rL "$GOPATH/src/$package/." "$copy/"
    echo "# package $package"
    (cd "$copy" && timeout 900 "$cache/go-tests/${package//\//_}" -test.v -test.timeout 600s -test.count 1 2>&1)
    echo "# exit $?"
  done
}
