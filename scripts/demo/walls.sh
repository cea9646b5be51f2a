# Does PostgreSQL itself refuse a row in the wrong ring? Tried with real rows of other rings. Sourced.

# Statements that put one row of each table of people from ring $1 somewhere else, each undone at once.
tries_from() {
  local table columns insertable kind left
  while IFS=$'\t' read -r table columns insertable; do
    kind=$(kind_of "$table")
    [ "$kind" = subject ] || [ "$kind" = owned ] || continue
    table=${table#ONLY }
    cat <<END
SELECT format(E'\\\\warn == %s %s\\nBEGIN;\\nINSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM jsonb_populate_record(NULL::%s, %L);\\nROLLBACK;',
  '$kind', \$\$$table\$\$, \$\$$table\$\$, \$\$$insertable\$\$, \$\$$insertable\$\$, \$\$$table\$\$, (SELECT to_jsonb(r) FROM $table r LIMIT 1))
WHERE EXISTS (SELECT FROM $table);
END
  done <"$work/tables" | sql "$(ring_uri "$1")" -f -
}

# plain NAME: as split and the source both write it, without quotes and without the schema public.
plain() { sed 's/^ONLY //; s/"//g; s/^public\.//' <<<"$1"; }
kind_of() { awk -F'\t' -v name="$(plain "$1")" '{ t = $1; gsub(/"/, "", t); sub(/^public\./, "", t) } t == name { print $2; exit }' "$work/kinds"; }

# Each ring's rows are tried in the ring after it, as superuser. 23514: a CHECK; 23503: a foreign key; 23502: NOT NULL.
wrong_ring_is_refused() {
  local i from to tried refused
  : >"$work/said"
  for i in "${!ring_names[@]}"; do
    from=${ring_names[i]} to=${ring_names[(i + 1) % ${#ring_names[@]}]}
    tries_from "$from" >"$work/tries"
    psql -X -q -A -t -v VERBOSITY=verbose -d "$(ring_uri "$to")" -f "$work/tries" 2>&1 |
      sed -E "s/^psql:.*: (ERROR|WARNING|NOTICE): /\1: /; s/^== (.*)$/== $from $to \1/" >>"$work/said"
  done
  tried=$(grep -c '^== ' "$work/said" || true)
  refused=$(grep -cE '^ERROR: +23(514|503|502): ' "$work/said" || true)
  show_first subject
  show_first owned
  fact "A row in the wrong ring: tried with $tried rows as superuser, refused by PostgreSQL $refused times" \
    "$([ "$tried" -gt 0 ] && same "$tried" "$refused" || echo no)"
  [ "$tried" = "$refused" ] || grep -vE '^(LOCATION|DETAIL|SCHEMA NAME|TABLE NAME|CONSTRAINT NAME):' "$work/said" |
    awk '/^== /{ if (open) print "      taken: " head; head = $0; open = 1; next } /^ERROR: +23(514|503|502)/{ open = 0; next } /^ERROR/{ print "      " head ": " $0; open = 0 }
         END { if (open) print "      taken: " head }'
}

# What PostgreSQL said, word for word, to the first row of a table of this kind.
show_first() {
  awk -v kind="$1" '/^== /{ if (shown) exit; if ($4 == kind) { shown = 1; sub(/^public\./, "", $5)
      print "    a row of " $5 " that is at home in ring " $2 ", put into ring " $3 " by a superuser:" } ; next }
    shown && /^(ERROR|DETAIL|HINT):/{ print "      " $0 }' "$work/said" | sed -E 's/^(.{150}).+/\1…/'
}
