# Rings us and row, a server and a ledger each, people in both, authorities and officers. Sourced after case.sh.

# officer NAME PERSON MAY …: makes the key $scratch/NAME.key; its entry on standard output.
officer() {
  local name=$1 person=$2; shift 2
  printf '[officer.%s]\nperson = "%s"\nkey = "%s"\nmay = [' "$name" "$person" "$("$RINGFENCE" demand key "$scratch/$name.key")"
  printf '"%s", ' "$@" | sed 's/, $//'
  printf ']\n'
}
# authority NAME REACH STANDING: its standing since 2020; empty: it stayed as it was
authority() {
  local since=
  [ -z "$3" ] || since=", { from = 2020-07-06, is = \"$3\", why = \"review of the law\" }"
  printf '[[authority]]\nname = "%s"\nreach = ["%s"]\ncontact = "+852 1"\nkey = "%s"\ninstruments = ["warrant"]\n' "$1" "$2" "$(cat "$scratch/police.pub")"
  printf 'standing = [ { from = 1997-07-01, is = "accept" }%s ]\n' "$since"
}
# demand_policy [STANDING]: of the police of Hong Kong since 2020.
demand_policy() {
  cat >"$scratch/ringfence.toml" <<TOML
[platform]
name = "demands"
[ring.us]
jurisdictions = ["US"]
database = "$us"
[ring.row]
jurisdictions = ["*"]
database = "$row"
[table.person]
subject = "id"
home = "country"
public = ["id", "name"]
[table.post]
subject = "author_id"
public = ["id", "author_id"]
content = true
addresses = ["https://demands.example/post/{key}"]
[table.post_tag]
public = ["post_id", "tag"]
TOML
  { authority Police HK "${1:-}"; authority FBI US ""; cat "$scratch/officers"; } >>"$scratch/ringfence.toml"
}
demand_world() {
  age-keygen -o "$scratch/police.key" 2>/dev/null
  age-keygen -y "$scratch/police.key" >"$scratch/police.pub"
  { officer fay Fay file; officer vic Vic verify; officer ann Ann approve; officer bob Bob approve; officer ann2 Ann approve
    officer fay2 Fay approve; officer eli Eli execute; officer rex Rex review; } >"$scratch/officers"
  start_postgres us; start_postgres row
  us=$(uri us app) row=$(uri row app)
  local each
  for each in us row; do
    sql "$(uri $each)" -c "CREATE DATABASE app"
    sql "$(uri $each app)" -c "CREATE TABLE person (id bigint PRIMARY KEY, country text NOT NULL, name text, email text);
      CREATE TABLE post (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES person, content text, extra json);
      CREATE TABLE post_tag (post_id bigint NOT NULL REFERENCES post ON DELETE CASCADE, tag text, PRIMARY KEY (post_id, tag));"
    "$RINGFENCE" ledger init "$scratch/$each.ledger" --name "demands.example/$each" >/dev/null
  done
  demand_policy
  apply_demands
  sql "$us" -c "INSERT INTO person VALUES (1, 'US', 'Ann', 'ann@us')"
  sql "$row" -c "INSERT INTO person VALUES (42, 'HK', 'Chan, \"Tai Man\"', 'chan@hk'), (43, 'HK', 'Lee', 'lee@hk'), (44, 'JP', 'Sato', NULL);
    INSERT INTO post VALUES (1, 42, E'first\nsecond line', E'{\"a\":\n1}'), (2, 42, E'back\\\\slash', NULL), (3, 43, 'of another', NULL);
    INSERT INTO post_tag VALUES (1, 'x'), (3, 'y')"
}
apply_demands() {
  "$RINGFENCE" apply --policy "$scratch/ringfence.toml" --ledger us="$scratch/us.ledger" --ledger row="$scratch/row.ledger" >"$scratch/apply" 2>&1 ||
    { cat "$scratch/apply"; fail "apply failed"; }
}

ring=row pids=()
here=(--policy "$scratch/ringfence.toml")
# by OFFICER STEP [ID] [OPTION …]: `ringfence demand STEP` by that officer; the JSON in $scratch/json, what is said in $scratch/said.
by() {
  local name=$1 step=$2 ledger=${ledger:-$scratch/$ring.ledger}; shift 2
  "$RINGFENCE" demand "$step" "$@" "${here[@]}" --ring "$ring" --ledger "$ledger" --as "$name" --key "$scratch/$name.key" --json >"$scratch/json" 2>"$scratch/said"
}
told() { python3 -c "import json, sys; print(json.load(open('$scratch/json'))['$1'])"; }
# does OFFICER STEP …: it must go well, or end in another state than was meant ("ends STATE OFFICER STEP …").
does() { by "$@" || { cat "$scratch/said" "$scratch/json"; fail "ringfence demand $*"; }; }
ends() {
  local state=$1; shift
  by "$@" && fail "it went as it was meant: $*"
  [ -s "$scratch/json" ] || { cat "$scratch/said"; fail "ringfence demand $*"; }
  expect_equal "state after $*" "$(told state)" "$state"
}
# refuses "WORDS" OFFICER STEP …
refuses() {
  local words=$1; shift
  by "$@" && fail "it was taken: $*"
  grep -q -- "$words" "$scratch/said" || { cat "$scratch/said"; fail "refused, but not with \"$words\": $*"; }
}
# files [OPTION …]: a demand of the police; its id is $id afterwards.
files() {
  does fay file --authority Police --jurisdiction HK --instrument "warrant 17" --court --official "$@"
  id=$(told id)
}
version() { "$RINGFENCE" demand show "$id" "${here[@]}" --ring "$ring" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["version"])'; }
approved_by_two() {
  does ann approve "$id" --version "$(version)"
  does bob approve "$id" --version "$(version)"
}
