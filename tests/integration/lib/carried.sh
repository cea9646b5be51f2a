# Two rings, a rule between them, and people in both. Sourced after rings.sh; $app is the address of web-us at its gateway.

transfer_world() {
  write_policy us eu
  cat >>"$scratch/ringfence.toml" <<'TOML'
[table.person]
subject = "id"
home = "country"
public = ["id", "name"]
[service.web-us]
location = "US"
purposes = ["feed"]
[[transfer]]
name = "public-feed"
from = "*"
to = "*"
purpose = ["feed"]
columns = ["person:public"]
basis = "contract"
TOML
  up >"$scratch/out" 2>&1 || { cat "$scratch/out"; fail "up failed"; }
  local ring
  for ring in us eu; do
    sql "$(ring_uri $ring)" -c "CREATE TABLE person (id bigint PRIMARY KEY, country text NOT NULL, name text)"
  done
  "$RINGFENCE" apply --dir "$dir" >"$scratch/apply" 2>&1 || { cat "$scratch/apply"; fail "apply failed"; }
  up >/dev/null
  sql "$(ring_uri us)" -c "INSERT INTO person VALUES (1, 'US', 'Ann')"
  sql "$(ring_uri eu)" -c "INSERT INTO person VALUES (2, 'DE', 'Berta')"
  export PGPASSFILE="$dir/services.pgpass"
  app=$(gateway_address web-us us)
}
gateway_pid_of() { pgrep -f -- "serve --settings $dir/$1/gateway.toml"; }
# copy_ledger RING: as outsiders have it, to $scratch/RING.ledger; ${keys[@]} has its key afterwards.
copy_ledger() {
  rm -rf "$scratch/$1.ledger" && cp -r "$dir/$1/ledger" "$scratch/$1.ledger"
  keys+=(--key "$(cat "$scratch/$1.ledger/ledger.vkey")")
}
