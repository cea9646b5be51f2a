# Sourced after case.sh by cases that run rings of their own in $dir: stopped at the end, whatever happens.
dir="$scratch/rings"
"$RINGFENCE" up --help >/dev/null 2>&1 || skip "this build has no command up"

stop_rings() {
  local status=$?
  for one in "$scratch"/*/rings.json; do
    [ ! -e "$one" ] || "$RINGFENCE" down --dir "$(dirname "$one")" >/dev/null 2>&1 || true
  done
  return $status
}
# Under -e a trap ends at the first command that fails, and would leave everything behind.
at_exit stop_rings

# write_policy RING …: the last one takes every jurisdiction that no other has.
write_policy() {
  local codes=(US DE BR JP) i=0
  printf '[platform]\nname = "meridian"\n' >"$scratch/ringfence.toml"
  while [ $# -gt 1 ]; do
    printf '[ring.%s]\njurisdictions = ["%s"]\n' "$1" "${codes[$i]}" >>"$scratch/ringfence.toml"
    i=$((i + 1)); shift
  done
  printf '[ring.%s]\njurisdictions = ["*"]\n' "$1" >>"$scratch/ringfence.toml"
}

up() { "$RINGFENCE" up --dir "$dir" --policy "$scratch/ringfence.toml" "$@"; }
# ring_uri RING: as status prints it.
ring_uri() { "$RINGFENCE" status --dir "$dir" | awk -v ring="$1" '$1 == ring { print $NF }'; }
# gateway_address SERVICE RING: the URI of the ring's gateway for that service.
gateway_address() {
  "$RINGFENCE" status --dir "$dir" --json |
    python3 -c "import json, sys; print(next(r['gateway'] for r in json.load(sys.stdin)['rings'] if r['name'] == '$2'))" | sed "s,//[^@]*@,//$1@,"
}
postmaster_pid() { as_server head -1 "$dir/$1/data/postmaster.pid"; }
