# How ./demo talks. Sourced. Colours only on a terminal.
bold= green= red= plain=
if [ -t 1 ]; then bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'; fi

false_facts=0
title() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }
step() { printf '%s· %s%s\n' "$bold" "$1" "$plain"; }
# stop "what is wrong" ["what to do"]
stop() {
  printf '%serror: %s%s\n' "$red" "$1" "$plain" >&2
  [ $# -lt 2 ] || printf '  help: %s\n' "$2" >&2
  exit 1
}
# fact "what holds" yes|no: one line of the page; the demo's exit code is 0 only if every one is yes.
fact() {
  if [ "$2" = yes ]; then printf '  %s✓%s %s\n' "$green" "$plain" "$1"
  else printf '  %s✗ not true: %s%s\n' "$red" "$1" "$plain"; false_facts=$((false_facts + 1)); fi
}
# yes where both are the same
same() { if [ "$1" = "$2" ]; then echo yes; else echo no; fi; }
now() { date +%s.%N; }
seconds_since() { awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.1f", to - from }'; }
with_commas() { printf '%s' "$1" | sed -E ':a; s/^([0-9]+)([0-9]{3})/\1,\2/; ta'; }
