# Go packages as Debian has them, outside any module. Sourced.
debian_go=/usr/share/gocode
export GOPATH="$cache/go-path:$debian_go" GO111MODULE=off GOCACHE="$cache/go"
unset GOFLAGS

# pgx asks for semver under the name that modules give it; Debian has the same version without the /v3.
mkdir -p "$cache/go-path/src/github.com/Masterminds/semver"
ln -sfn "$debian_go/src/github.com/Masterminds/semver" "$cache/go-path/src/github.com/Masterminds/semver/v3"

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
    cp -rL "$debian_go/src/$package/." "$copy/"
    echo "# package $package"
    (cd "$copy" && timeout 900 "$cache/go-tests/${package//\//_}" -test.v -test.timeout 600s -test.count 1 2>&1)
    echo "# exit $?"
  done
}
