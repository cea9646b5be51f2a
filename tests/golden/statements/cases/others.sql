DO $$BEGIN DELETE FROM mail; END$$
-- => refused: DoStmt
SELECT query_to_xml('SELECT * FROM mail', true, false, '')
-- => refused: query_to_xml may do anything
SELECT table_to_xml('mail', true, false, '')
-- => refused: table_to_xml may do anything
SELECT ts_stat('SELECT to_tsvector(body) FROM mail')
-- => refused: ts_stat may do anything
SELECT ts_rewrite('a'::tsquery, 'SELECT ''a''::tsquery, body::tsquery FROM mail')
-- => refused: ts_rewrite may do anything
SELECT pg_read_file('postgresql.conf')
-- => refused: pg_read_file may do anything
SELECT lo_get(1)
-- => refused: lo_get may do anything
SELECT most_common_vals FROM pg_stats WHERE tablename = 'mail'
-- => refused: holds values from rows
SELECT stavalues1 FROM pg_catalog.pg_statistic
-- => refused: holds values from rows
SELECT data FROM pg_largeobject
-- => refused: holds values from rows
SELECT relname FROM pg_class WHERE relname = 'mail'
-- => here
SELECT upper(body), length(body), md5(body) FROM mail WHERE owner_id = 7 ORDER BY id
-- => eu
SELECT string_agg(body, ',' ORDER BY id), jsonb_agg(m ORDER BY id), row_to_json(m) IS NULL FROM mail m WHERE owner_id = 7 GROUP BY m
-- => eu
SELECT app.lower(body) FROM mail WHERE owner_id = 7
-- => refused: app.lower may do anything
SELECT body === 'x' FROM mail WHERE owner_id = 7
-- => refused: operator ===
SELECT m.nonsense FROM mail m WHERE owner_id = 7
-- => refused: has no column
SELECT m FROM mail m WHERE owner_id = 7
-- => eu
EXPLAIN (COSTS off) SELECT * FROM mail WHERE owner_id = 7
-- => eu
EXPLAIN ANALYZE DELETE FROM mail
-- => refused: nothing holds mail.owner_id
SELECT body FROM mail WHERE owner_id = 7; SELECT first_name FROM person WHERE id = 7
-- => eu
SELECT body FROM mail WHERE owner_id = 7; SELECT body FROM mail
-- => refused: nothing holds mail.owner_id
SELECT body FROM mail WHERE owner_id = 7; ; DELETE FROM visit WHERE visitor = 7;
-- => eu
SET search_path = app, public; SELECT body FROM mail WHERE owner_id = 7
-- => refused: search_path stays
SET search_path = public; SELECT body FROM mail WHERE owner_id = 7
-- => eu
SELECT set_config('search_path', 'pg_temp, public', false)
-- => refused: search_path stays
SET standard_conforming_strings = off; SELECT body FROM mail WHERE owner_id = '7\' OR true --'
-- => refused: standard_conforming_strings stays on
SET client_encoding = 'BIG5'; SELECT 1
-- => refused: client_encoding stays UTF8
SET ROLE postgres
-- => refused: SET ROLE
PREPARE one AS SELECT body FROM mail WHERE owner_id = 7
-- => eu
PREPARE all_of_them AS SELECT body FROM mail
-- => refused: nothing holds mail.owner_id
EXECUTE one
-- => refused: prepared earlier
DECLARE c CURSOR FOR SELECT body FROM mail WHERE owner_id = 7
-- => eu
DECLARE c CURSOR FOR SELECT body FROM mail
-- => refused: nothing holds mail.owner_id
UPDATE mail SET body = 'x' WHERE CURRENT OF c
-- => refused: nothing holds mail.owner_id
CREATE TEMP TABLE mine AS SELECT * FROM mail WHERE owner_id = 7
-- => eu
CREATE TEMP TABLE mine AS SELECT * FROM mail
-- => refused: nothing holds mail.owner_id
CREATE TEMP TABLE mail (owner_id int)
-- => refused: in place of the real one
SELECT * INTO TEMP mine FROM mail WHERE owner_id = 7
-- => eu
CREATE VIEW everything AS SELECT * FROM mail
-- => refused: ViewStmt
CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'
-- => refused: CreateFunctionStmt
ALTER TABLE mail ADD COLUMN x int
-- => refused: AlterTableStmt
SELECT nextval('pg_catalog.mail_seq') FROM mail
-- => refused: nothing holds mail.owner_id
SELECT body FROM mail WHERE owner_id = 7 AND body ~ '^(a+)+$'
-- => eu
SELECT xmlelement(name a, body) FROM mail WHERE owner_id = 7
-- => refused: XmlExpr
