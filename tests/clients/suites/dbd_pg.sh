# DBD::Pg for Perl, from Debian's source package libdbd-pg-perl.
format=tap

prepare() {
  has /usr/lib/x86_64-linux-gnu/perl5/5.36/DBI.pm || has /usr/share/perl5/DBI.pm || return 1
  fetch_source libdbd-pg-perl || return 1
  cd "$cache/sources/libdbd-pg-perl"
  [ -e blib/lib/DBD/Pg.pm ] || { perl Makefile.PL && make; } >build.log 2>&1 || { echo "see $PWD/build.log"; return 1; }
}

run_tests() {
  cd "$cache/sources/libdbd-pg-perl"
  rm -f README.testdatabase
  export DBI_DSN="dbi:Pg:dbname=$PGDATABASE;host=$PGHOST;port=$PGPORT" DBI_USER="$PGUSER" DBI_PASS="$PGPASSWORD"
  local test
  for test in t/[0-9]*.t; do
    echo "# file $test"
    timeout 300 perl -Mblib "$test" 2>&1
    echo "# exit $?"
  done
}
