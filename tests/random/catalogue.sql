-- What a database holds besides rows, a line each: kind, what, how. Ringfence's own schema and objects of extensions left out.
SET search_path = '';
CREATE TEMP VIEW theirs AS SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e';
CREATE TEMP VIEW spaces AS SELECT oid, nspname FROM pg_catalog.pg_namespace
  WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'ringfence');
CREATE TEMP VIEW relations AS SELECT c.*, pg_catalog.format('%I.%I', s.nspname, c.relname) AS called FROM pg_catalog.pg_class c
  JOIN pg_temp.spaces s ON s.oid = c.relnamespace WHERE c.oid NOT IN (SELECT objid FROM pg_temp.theirs WHERE classid = 'pg_catalog.pg_class'::pg_catalog.regclass);
SELECT pg_catalog.regexp_replace(pg_catalog.concat_ws(' | ', kind, what, how), '[\n\r]', '⏎', 'g') FROM (
  SELECT 'relation', called, pg_catalog.concat_ws(' ', relkind, relpersistence, reloptions, pg_catalog.pg_get_partkeydef(oid), pg_catalog.pg_get_expr(relpartbound, oid),
    relrowsecurity, relforcerowsecurity, relreplident, relispopulated, relowner::pg_catalog.regrole, relacl) FROM pg_temp.relations WHERE relkind NOT IN ('i', 'I', 'S')
  UNION ALL SELECT 'column', pg_catalog.format('%s.%I', called, attname), pg_catalog.concat_ws(' ', pg_catalog.format_type(atttypid, atttypmod), attnotnull,
    attcollation::pg_catalog.regcollation, pg_catalog.pg_get_expr(adbin, adrelid), attidentity, attgenerated, attstattarget,
    -- pg_dump writes the inherited columns of a child first, wherever they were.
    CASE WHEN relispartition OR NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = attrelid) THEN pg_catalog.row_number() OVER (PARTITION BY attrelid ORDER BY attnum) END)
    FROM pg_temp.relations r JOIN pg_catalog.pg_attribute a ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped AND relkind NOT IN ('i', 'I', 'S')
    LEFT JOIN pg_catalog.pg_attrdef ON adrelid = attrelid AND adnum = attnum
  UNION ALL SELECT 'constraint', pg_catalog.format('%s.%I', called, conname), pg_catalog.concat_ws(' ', pg_catalog.pg_get_constraintdef(k.oid), convalidated, contype = 'c' AND connoinherit, condeferrable, condeferred)
    FROM pg_temp.relations r JOIN pg_catalog.pg_constraint k ON conrelid = r.oid WHERE contype NOT IN ('f', 't')
  UNION ALL SELECT 'domain', pg_catalog.format_type(t.oid, NULL), pg_catalog.concat_ws(' ', pg_catalog.format_type(typbasetype, typtypmod), typdefault, typnotnull,
    (SELECT pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname) FROM pg_catalog.pg_constraint k WHERE contypid = t.oid),
    (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(enumlabel), ',' ORDER BY enumsortorder) FROM pg_catalog.pg_enum WHERE enumtypid = t.oid))
    FROM pg_catalog.pg_type t JOIN pg_temp.spaces s ON s.oid = typnamespace WHERE typtype IN ('d', 'e', 'r')
    AND t.oid NOT IN (SELECT objid FROM pg_temp.theirs WHERE classid = 'pg_catalog.pg_type'::pg_catalog.regclass)
  UNION ALL SELECT 'index', called, pg_catalog.concat_ws(' ', pg_catalog.pg_get_indexdef(r.oid), indisclustered, indisvalid, indisreplident)
    FROM pg_temp.relations r JOIN pg_catalog.pg_index ON indexrelid = r.oid
  UNION ALL SELECT 'trigger', pg_catalog.format('%s.%I', called, tgname), pg_catalog.concat_ws(' ', pg_catalog.pg_get_triggerdef(t.oid), tgenabled)
    FROM pg_temp.relations r JOIN pg_catalog.pg_trigger t ON tgrelid = r.oid WHERE NOT tgisinternal
  UNION ALL SELECT 'function', p.oid::pg_catalog.regprocedure::text, CASE prokind WHEN 'a' THEN 'aggregate' ELSE pg_catalog.pg_get_functiondef(p.oid) END
    FROM pg_catalog.pg_proc p JOIN pg_temp.spaces s ON s.oid = pronamespace WHERE p.oid NOT IN (SELECT objid FROM pg_temp.theirs WHERE classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)
  UNION ALL SELECT 'view', called, pg_catalog.pg_get_viewdef(oid) FROM pg_temp.relations WHERE relkind IN ('v', 'm')
  UNION ALL SELECT 'policy', pg_catalog.format('%s.%I', called, polname), pg_catalog.concat_ws(' ', polcmd, polpermissive, polroles::pg_catalog.regrole[], pg_catalog.pg_get_expr(polqual, polrelid), pg_catalog.pg_get_expr(polwithcheck, polrelid))
    FROM pg_temp.relations r JOIN pg_catalog.pg_policy ON polrelid = r.oid
  UNION ALL SELECT 'statistics', pg_catalog.quote_ident(stxname), pg_catalog.pg_get_statisticsobjdef(x.oid) FROM pg_catalog.pg_statistic_ext x JOIN pg_temp.spaces s ON s.oid = stxnamespace
  UNION ALL SELECT 'sequence', called, pg_catalog.concat_ws(' ', seqtypid::pg_catalog.regtype, seqcycle) FROM pg_temp.relations r JOIN pg_catalog.pg_sequence ON seqrelid = r.oid
  UNION ALL SELECT 'extension', extname, nspname::text FROM pg_catalog.pg_extension JOIN pg_catalog.pg_namespace n ON n.oid = extnamespace
  UNION ALL SELECT 'operator', o.oid::pg_catalog.regoperator::text, o.oprcode::text FROM pg_catalog.pg_operator o JOIN pg_temp.spaces s ON s.oid = oprnamespace
    WHERE o.oid NOT IN (SELECT objid FROM pg_temp.theirs WHERE classid = 'pg_catalog.pg_operator'::pg_catalog.regclass)
  UNION ALL SELECT 'collation', collname, pg_catalog.concat_ws(' ', s.nspname, collcollate, collprovider) FROM pg_catalog.pg_collation JOIN pg_temp.spaces s ON s.oid = collnamespace
  UNION ALL SELECT 'text search', cfgname, s.nspname::text FROM pg_catalog.pg_ts_config JOIN pg_temp.spaces s ON s.oid = cfgnamespace
  UNION ALL SELECT 'event trigger', evtname, pg_catalog.concat_ws(' ', evtevent, evtfoid::pg_catalog.regproc, evtenabled) FROM pg_catalog.pg_event_trigger WHERE evtname !~ 'ringfence'
  UNION ALL SELECT 'default rights', defaclrole::pg_catalog.regrole::text, pg_catalog.concat_ws(' ', (SELECT nspname FROM pg_catalog.pg_namespace n WHERE n.oid = defaclnamespace), defaclobjtype, defaclacl)
    FROM pg_catalog.pg_default_acl
  UNION ALL SELECT 'schema', pg_catalog.quote_ident(nspname), (SELECT nspacl::text FROM pg_catalog.pg_namespace n WHERE n.oid = spaces.oid) FROM pg_temp.spaces
  UNION ALL SELECT 'inherits', inhrelid::pg_catalog.regclass::text, inhparent::pg_catalog.regclass::text FROM pg_catalog.pg_inherits JOIN pg_temp.relations r ON r.oid = inhrelid
  UNION ALL SELECT 'comment', (SELECT type || ' ' || identity FROM pg_catalog.pg_identify_object(classoid, objoid, objsubid)), description FROM pg_catalog.pg_description
    WHERE (classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND objoid IN (SELECT oid FROM pg_temp.relations))
       OR (classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND objoid IN (SELECT p.oid FROM pg_catalog.pg_proc p JOIN pg_temp.spaces s ON s.oid = pronamespace)
           AND objoid NOT IN (SELECT objid FROM pg_temp.theirs))
) AS all_of_it (kind, what, how) ORDER BY 1;
