# Sourced after rings.sh by the cases of `ringfence doctor`: two rings of up that are well, and how to ask what is not.
[[ $("$RINGFENCE" --help) == *'  doctor '* ]] || skip "this build has no doctor"
mkdir "$scratch/bin"; ln -s "$RINGFENCE" "$scratch/bin/ringfence"; PATH="$scratch/bin:$PATH"
write_policy us row
cat >>"$scratch/ringfence.toml" <<'TOML'
[table.person]
subject = "id"
home = "country"
lookup = ["email"]
[table.post]
subject = "author_id"
[service.web-us]
location = "US"
purposes = ["serve"]
[service.web-row]
location = "IN"
purposes = ["serve"]
TOML

# doctor: what it says is in $scratch/said, a line a check as people see it; its exit code is returned.
doctor() {
  local code=0
  ringfence doctor --dir "$dir" --json >"$scratch/said.json" 2>"$scratch/errors" || code=$?
  python3 - "$scratch/said.json" >"$scratch/said" <<'PY'
import json, sys
for ring in json.load(open(sys.argv[1]))["rings"]:
    for c in ring["checks"]:
        print(f"  {c['state']:<10} {' '.join(filter(None, (c['check'], c['of'])))}: {c['message']}")
PY
  return $code
}
well() {
  ringfence doctor --dir "$dir" >"$scratch/said" || { cat "$scratch/said"; fail "doctor does not say that all is well $1"; }
  expect_equal "rings that are well $1" "$(grep -c ': all is well: ' "$scratch/said")" 2
  ! grep -E '^  (warning|wrong|not looked)' "$scratch/said" || fail "something is not well $1"
}
# says KIND OF "what it must say": of any ring.
says() {
  grep -qE -- "^  wrong +$1${2:+ $2}: .*$3" "$scratch/said" || { cat "$scratch/said"; fail "doctor does not say: $1 $2: $3"; }
}
# mend KIND OF: the way out, as it is written there.
mend() {
  python3 - "$scratch/said.json" "$1" "$2" <<'PY'
import json, sys
found = [c for r in json.load(open(sys.argv[1]))["rings"] for c in r["checks"]
         if (c["check"], c["of"], c["state"]) == (sys.argv[2], sys.argv[3], "wrong")]
print(found[0]["mend"])
PY
}
# broken KIND OF "what it must say": named.
broken() {
  if doctor; then cat "$scratch/said"; fail "doctor finds nothing wrong: $1 $2"; fi
  says "$1" "$2" "$3"
  echo "named: $1 $2: $3"
}
mended() { well "after: $1"; echo "mended: $1"; }
on() { sql "$(ring_uri "$1")" -c "$2"; }
gateway_pid() { pgrep -f "^[^ ]* serve --settings $dir/$1/gateway.toml\$"; }

# two_rings: started, with tables, walls and a person.
two_rings() {
  up >"$scratch/out" 2>&1 || { cat "$scratch/out"; fail "up failed"; }
  if doctor; then fail "doctor is content with databases that have no walls"; fi
  for ring in us row; do
    sql "$(ring_uri $ring)" <<'SQL'
CREATE TABLE person (id bigint PRIMARY KEY, country text NOT NULL, email text);
CREATE TABLE post (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES person);
SQL
  done
  ringfence apply --dir "$dir" >"$scratch/out" 2>&1 || { cat "$scratch/out"; fail "apply failed"; }
  on us "INSERT INTO person VALUES (1, 'US', 'ann@example.org')"
  until doctor && ! grep -q 'nothing has come from there yet' "$scratch/said"; do
    if grep -q '^  wrong' "$scratch/said"; then cat "$scratch/said"; fail "two rings of up are not well"; fi
  done
}
