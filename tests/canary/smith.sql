-- What sqlsmith makes statements of, in a database of its own: tables whose rows can all be one person's, without those whose names
-- it does not quote, and of PostgreSQL's functions and operators those that applications use, on types of these tables. With all of them, 99 of 100 statements
-- have a polygon in them and are refused for it. It looks no further than pg_proc of the first schema that has one, and takes
-- no tables of information_schema.
DROP TABLE "Per son", "日记", vault, setting, visit, note, account;
CREATE TABLE visit (at int NOT NULL, visitor bigint NOT NULL REFERENCES person, page text);
CREATE TEMP TABLE types AS SELECT unnest(ARRAY['bool', 'int4', 'int8', 'numeric', 'float8', 'text', 'varchar', 'bpchar', 'date', 'timestamptz',
  'timestamp', 'interval', 'bytea', 'uuid', 'jsonb', '_text', '_int8', 'phone', '_int4'])::regtype::oid AS oid;
CREATE TABLE information_schema.taken AS SELECT oid FROM pg_catalog.pg_proc WHERE prorettype IN (SELECT oid FROM types)
  AND NOT EXISTS (SELECT FROM unnest(proargtypes) a WHERE a NOT IN (SELECT oid FROM types))
  AND proname IN ('abs', 'age', 'array_to_string', 'avg', 'bool_and', 'bool_or', 'btrim', 'ceil', 'char_length', 'date_part', 'date_trunc', 'exp',
    'floor', 'length', 'lower', 'lpad', 'ltrim', 'max', 'md5', 'min', 'mod', 'now', 'power', 'regexp_replace', 'repeat', 'replace', 'reverse', 'round',
    'rtrim', 'sign', 'split_part', 'sqrt', 'stddev', 'string_agg', 'strpos', 'substr', 'sum', 'to_char', 'translate', 'trunc', 'upper', 'variance');
CREATE VIEW information_schema.pg_proc AS SELECT * FROM pg_catalog.pg_proc WHERE oid IN (SELECT oid FROM information_schema.taken);
-- Named with its schema, pg_operator has to be changed itself; what sqlsmith's own questions need stays.
SET allow_system_table_mods = on;
DELETE FROM pg_operator WHERE NOT (oprleft IN (SELECT oid FROM types) AND oprright IN (SELECT oid FROM types))
  AND NOT (oprleft IN ('oid'::regtype, 'name'::regtype, '"char"'::regtype, 'int2'::regtype, 'anyarray'::regtype) OR oprname = '=' AND oprleft NOT IN ('anyenum'::regtype, 'anyrange'::regtype, 'anymultirange'::regtype));
DELETE FROM pg_operator WHERE oprname !~ '^([-+*/%<>=]|<>|<=|>=|\|\||!?~~?\*?)$';
