# node-postgres for JavaScript: pg's own integration tests, file by file, from Debian's source package node-postgres (that of
# sid: older ones are no longer kept). What they need besides is npm's, in the versions that pg's package.json says.
format=plain
node_pg="$cache/sources/node-postgres/packages/pg"

prepare() {
  has node && has npm || { echo "node and npm are missing: they are not among what scripts/install-dependencies installs"; return 1; }
  fetch_source node-postgres sid || return 1
  cd "$cache/sources/node-postgres"
  [ -e node_modules/.complete ] && return 0
  mkdir -p "$cache/node-pg"
  local wanted='const p = require("./packages/pg/package.json")
    console.log("pg@" + p.version, ...["async", "bluebird", "co", "pg-copy-streams"].map((name) => name + "@" + p.devDependencies[name]))'
  npm install --no-save --prefix "$cache/node-pg" $(node -e "$wanted") >build.log 2>&1 || { echo "see $PWD/build.log"; return 1; }
  ln -sfn "$cache/node-pg/node_modules" node_modules
  touch node_modules/.complete
}

run_tests() {
  cd "$node_pg"
  local test uri="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE"
  timeout 60 node script/create-test-tables.js "$uri" 2>&1 | sed 's/^/  /'
  for test in $(find test/integration -name '*-tests.js' | sort); do
    if timeout 60 node "$test" "$uri" >"$scratch/node" 2>&1; then echo "pass ${test#test/integration/}"
    else echo "fail ${test#test/integration/}"
    fi
    sed 's/^/  /' "$scratch/node"
  done
}
