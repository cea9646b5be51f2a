# Building, proposing a policy, timing the alternative, and what is said at the end. Sourced.

build() {
  local begun log=$dir/.demo/build.log
  begun=$(now)
  if [ -e build/release ] && [ ! -w build/release ]; then
    stop "build/release belongs to $(stat -c %U build/release), not to $(id -un)" "run ./demo as that user, or remove build/"
  fi
  if [ ! -e build/release/build.ninja ]; then
    step "Building Ringfence (some minutes on two cores)"
    # The tests need more packages than the demo: ./check has them built.
    cmake --preset release >"$log" 2>&1 || { tail -30 "$log" >&2; stop "cmake failed" "the lines above say why"; }
  fi
  cmake --build --preset release -j "$(nproc)" --target ringfence meridian >"$log" 2>&1 ||
    { grep -E 'error|FAILED' "$log" | head -30 >&2; stop "the build failed" "the lines above say why"; }
  step "build/release/ringfence is up to date ($(seconds_since "$begun") s)"
}

propose_policy() {
  step "Proposing a policy for your database"
  local answer=0
  "$ringfence" init --from "$source" >"$work/proposed.toml" || answer=$?
  [ -s "$work/proposed.toml" ] || stop "ringfence init proposed nothing" "write $policy yourself; docs/policy.md explains every key"
  mv "$work/proposed.toml" "$policy"
  if ! "$ringfence" check --policy "$policy" --database "$source" >"$work/check" 2>&1 && grep -q ': error:' "$work/check"; then answer=1; fi
  [ "$answer" -eq 0 ] && return
  cat "$work/check" 2>/dev/null >&2 || true
  stop "the proposed policy needs your decision" "edit $policy (the lines above say where), then run the same ./demo again"
}

# The same source into one database by PostgreSQL's own means, with the same settings.
how_long() {
  local note="ringfence split took $split_took s"
  if [ -z "$compare" ] && { [ -n "$from" ] || [ "$people" -gt 200000 ]; }; then
    fact "$note (pg_dump and pg_restore were not timed: ask for it with --compare)" yes
    return
  fi
  start_server one
  local one begun took
  one=$(server_uri one copy)
  sql "$(server_uri one postgres)" -c "CREATE DATABASE copy"
  begun=$(now)
  "$pg_bin/pg_dump" -Fd -j2 -f "$work/dump" -d "$source"
  PGOPTIONS= "$pg_bin/pg_restore" -j2 --no-owner --no-privileges -d "$one" "$work/dump" 2>"$work/restore" ||
    { sed 's/^/      /' "$work/restore"; fact "pg_restore took the dump" no; }
  took=$(seconds_since "$begun")
  stop_server one immediate
  rm -rf "$work/dump"
  fact "$note, verified; pg_dump -Fd -j2 and pg_restore -j2 into one database, unverified, $took s: $(awk -v a="$took" -v b="$split_took" 'BEGIN { printf "%.2f", a / b }') × its speed" yes
}

print_kept() {
  title "Left up"
  local ring
  [ -n "$from" ] || echo "  source  psql '$source'"
  for ring in "${ring_names[@]}"; do printf "  %-7s psql '%s'\n" "$ring" "$(ring_uri "$ring")"; done
  echo "  To stop and remove all of it: ./demo --stop --dir $dir"
}
