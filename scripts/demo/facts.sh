# The facts that hold for every database, each looked up in the rings themselves and not believed of the split. Sourced.

# rings: name and URI of each, from `ringfence status`.
read_rings() {
  "$ringfence" status --dir "$dir" --json >"$work/status.json"
  json "$work/status.json" "SELECT r->>'name', r->>'database' FROM json_array_elements(:'json'::json->'rings') r" >"$work/rings"
  mapfile -t ring_names < <(cut -f1 "$work/rings")
}
ring_uri() { awk -F'\t' -v ring="$1" '$1 == ring { print $2 }' "$work/rings"; }

# Rows and digests of every table, in the source and in each ring, all at the same time.
count_everything() {
  sql "$source" -c "$tables_sql" >"$work/tables"
  digest_statement <"$work/tables" >"$work/digest.sql"
  [ -s "$work/digest.sql" ] || stop "the source has no tables" "name another database with --from"
  local ring jobs=()
  sql "$source" -f "$work/digest.sql" | LC_ALL=C sort >"$work/rows.source" & jobs+=($!)
  for ring in "${ring_names[@]}"; do
    sql "$(ring_uri "$ring")" -f "$work/digest.sql" >"$work/rows.$ring" & jobs+=($!)
  done
  for ring in "${jobs[@]}"; do wait "$ring" || stop "a table of the source could not be read in a ring" "the lines above say which"; done
  json "$work/split.json" "SELECT t->>'table', t->>'kind', coalesce((t->>'left_behind')::bigint, 0)
    FROM json_array_elements(:'json'::json->'tables') t" >"$work/kinds.all"
  # The split tells of partitions, the page of whole tables.
  sql "$source" -c "SELECT c.oid::pg_catalog.regclass, pg_catalog.pg_partition_root(c.oid) FROM pg_catalog.pg_class c WHERE c.relispartition" >"$work/partitions"
  awk -F'\t' -v OFS='\t' 'function plain(name) { sub(/^public\./, "", name); gsub(/"/, "", name); return name }
    FILENAME ~ /\/partitions$/ { whole[plain($1)] = plain($2); next }
    { name = plain($1); if (name in whole) name = whole[name]; kind[name] = $2; left[name] += $3 }
    END { for (name in kind) print name, kind[name], left[name] }' "$work/partitions" "$work/kinds.all" >"$work/kinds"
}

# table → rows by ring, and a verdict a table: shared rows are in every ring, all others in exactly one.
print_rows() {
  local files=() ring
  for ring in "${ring_names[@]}"; do files+=("$work/rows.$ring"); done
  ( printf 'table\tkind\tsource'; printf '\t%s' "${ring_names[@]}"; printf '\n'
    awk -F'\t' -v OFS='\t' -v rings="${#ring_names[@]}" '
      FILENAME ~ /\/kinds$/ { name = $1; kind[plain(name)] = $2; next }
      FILENAME ~ /\/rows.source$/ { order[++n] = $1; rows[$1, 0] = $2; next }
      FNR == 1 { ring++ }
      { rows[$1, ring] = $2 }
      function plain(name) { sub(/^public\./, "", name); gsub(/"/, "", name); return name }
      END { for (i = 1; i <= n; i++) { t = order[i]; line = plain(t) OFS kind[plain(t)] OFS rows[t, 0]
              for (r = 1; r <= rings; r++) line = line OFS rows[t, r] + 0
              print line } }' "$work/kinds" "$work/rows.source" "${files[@]}" ) >"$work/table"
  awk -F'\t' '{ for (i = 1; i <= NF; i++) { cell[NR, i] = NR > 1 && i > 2 ? commas($i) : $i
                  if (length(cell[NR, i]) > width[i]) width[i] = length(cell[NR, i]) } columns = NF }
    function commas(n,  text) { for (; length(n) > 3; n = substr(n, 1, length(n) - 3)) text = "," substr(n, length(n) - 2) text; return n text }
    END { for (r = 1; r <= NR; r++) { line = "  "
            for (i = 1; i <= columns; i++) line = line sprintf((i > 2 ? "%" : "%-") width[i] "s  ", cell[r, i])
            sub(/ +$/, "", line); print line } }' "$work/table"
}

nothing_lost() {
  local ring files=()
  for ring in "${ring_names[@]}"; do files+=("$work/rows.$ring"); done
  # Sums of 64-bit digests are larger than awk's numbers: PostgreSQL adds them.
  { echo "CREATE TEMP TABLE pg_temp.digest (side text, name text, rows bigint, digest numeric);"
    echo "CREATE TEMP TABLE pg_temp.kind (name text, kind text, left_behind bigint);"
    for ring in source "${ring_names[@]}"; do
      echo "COPY pg_temp.digest FROM STDIN;"; sed "s/^/$ring\t/" "$work/rows.$ring"; echo '\.'
    done
    echo "COPY pg_temp.kind FROM STDIN;"; cat "$work/kinds"; echo '\.'
    cat <<'END'
CREATE TEMP VIEW judged AS
  SELECT s.name, k.kind, s.rows, k.left_behind, CASE k.kind
      WHEN 'shared' THEN bool_and(r.rows = s.rows AND r.digest = s.digest)
      ELSE sum(r.rows) + k.left_behind = s.rows AND (k.left_behind > 0 OR sum(r.digest) = s.digest) END AS equal
  FROM pg_temp.digest s JOIN pg_temp.digest r USING (name)
    LEFT JOIN pg_temp.kind k ON replace(k.name, '"', '') IN (replace(s.name, '"', ''), replace(regexp_replace(s.name, '^public\.', ''), '"', ''))
  WHERE s.side = 'source' AND r.side <> 'source' GROUP BY s.name, k.kind, s.rows, k.left_behind, s.digest;
SELECT count(*), sum(rows), count(*) FILTER (WHERE equal IS NOT TRUE), coalesce(string_agg(name, ', ') FILTER (WHERE equal IS NOT TRUE), '-'),
  coalesce(sum(left_behind), 0) FROM pg_temp.judged;
END
  } | sql "$(ring_uri "${ring_names[0]}")" -f - >"$work/judged" || stop "the digests could not be compared" "the lines above say why"
  local tables rows unequal names left
  IFS=$'\t' read -r tables rows unequal names left <"$work/judged"
  fact "Nothing lost: $(with_commas "$rows") rows of $tables tables, counts and digests of the rings equal the source's" "$(same "$unequal" 0)"
  [ "$unequal" = 0 ] || echo "      differ: $names"
  [ "$left" = 0 ] || echo "      $left of them left behind, as the file of placements says"
}

drift_is_clean() {
  local clean=no
  if "$ringfence" drift --dir "$dir" >"$work/drift" 2>&1; then clean=yes; fi
  fact "ringfence drift: the databases are what the policy says" $clean
  [ $clean = yes ] || sed 's/^/      /' "$work/drift"
}
