# Asking PostgreSQL the same question in the same words on every side. Sourced.
# What values look like as text is fixed, so that equal rows read equal.
export PGOPTIONS="-c search_path= -c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=3 -c bytea_output=hex"

# sql URI [PSQL-OPTION …]: values only, fields apart by tabs, the first error ends it.
sql() { local to=$1; shift; psql -X -q -A -t -F $'\t' -v ON_ERROR_STOP=1 -d "$to" "$@"; }

# json FILE "SELECT … :'json' …": PostgreSQL reads the JSON, so that nothing else has to be installed.
json() { sql "$source" -f - <<<"\\set json \`cat '${1//\'/\'\\\'\'}'\`
$2"; }

# Every table of the source that is the application's own, as "quoted name, columns to compare, columns to insert" lines. A child by
# INHERITS counts for itself, a partition within its parent.
tables_sql="
  SELECT format('%s%I.%I', CASE WHEN c.relkind = 'r' THEN 'ONLY ' END, n.nspname, c.relname),
    (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p' AND n.nspname !~ '^(pg_|information_schema\$|ringfence\$)'
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'
                    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)
  ORDER BY n.nspname, c.relname"

# One statement that answers with "table, rows, digest" lines. The digest is a sum over the rows, so their order does
# not matter and those of the rings add up to the source's.
digest_statement() {
  local table columns insertable between=
  while IFS=$'\t' read -r table columns insertable; do
    printf "%s SELECT '%s', count(*), coalesce(sum(('x' || substr(md5(ROW(%s)::text), 1, 16))::bit(64)::bigint::numeric), 0) FROM %s\n" \
      "$between" "$(sed "s/^ONLY //; s/'/''/g" <<<"$table")" "$columns" "$table"
    between="UNION ALL"
  done
}
