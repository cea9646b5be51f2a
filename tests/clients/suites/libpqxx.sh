# libpqxx for C++, from Debian's source package libpqxx: its old tests and its unit tests.
format=libpqxx

prepare() {
  fetch_source libpqxx || return 1
  cd "$cache/sources/libpqxx"
  [ -x test/runner ] && [ -x test/unit/runner ] && return 0
  # 6.4 asks for an unfinished C++14: what this compiler has stopped to offer by itself is included by hand.
  { ./configure --disable-documentation --enable-shared=no CXXFLAGS="-O1 -w -include limits -include cstdint" &&
    make -j2 -C src && make -j2 -C test runner && make -j2 -C test/unit runner; } >build.log 2>&1 ||
    { echo "see $PWD/build.log"; return 1; }
}

run_tests() {
  cd "$cache/sources/libpqxx/test"
  timeout 600 ./runner 2>&1
  cd unit
  timeout 600 ./runner 2>&1
}
