-- One row at least of everything that is hard to carry: types, names, values.
CREATE SCHEMA "Odd Schéma";
CREATE EXTENSION citext; CREATE EXTENSION hstore SCHEMA "Odd Schéma"; CREATE EXTENSION ltree;
CREATE TYPE "Odd Schéma"."mood's" AS ENUM ('happy', 'it''s "so"', '中');
CREATE DOMAIN positive AS bigint CHECK (VALUE > 0);
CREATE DOMAIN country_code AS varchar(5) CHECK (VALUE <> 'XX');
CREATE TYPE pair AS ("a b" integer, words text, at timestamptz);
CREATE TYPE band AS RANGE (subtype = float8);
CREATE COLLATION "Odd Schéma"."by code" (provider = libc, locale = 'C');

CREATE TABLE "Odd Schéma"."select ""user""" (
  "Id ""x""" citext, 部门 positive NOT NULL, home country_code NOT NULL, "order" "Odd Schéma"."mood's" DEFAULT '中',
  twice bigint GENERATED ALWAYS AS (部门 * 2) STORED, number integer GENERATED ALWAYS AS IDENTITY, "by hand" serial,
  PRIMARY KEY ("Id ""x""", 部门)
);
INSERT INTO "Odd Schéma"."select ""user""" ("Id ""x""", 部门, home, "order") VALUES
  ('Anna', 1, 'US', 'happy'), (E'tab\there', 2, 'DE', 'it''s "so"'), (E'line\nbreak\\', 3, 'CN', NULL), ('', 4, 'IN', '中'), ('ΣΊΣΥΦΟΣ', 5, 'FR', '中');

CREATE TABLE thing (
  owner citext NOT NULL, dept positive NOT NULL, n integer PRIMARY KEY, b bytea, t text COLLATE "Odd Schéma"."by code", f8 float8, f4 real, num numeric,
  c5 char(5), a int[], aa text[][], lower_bound int[], r tstzrange, mr nummultirange, bd band, j json, jb jsonb, jp jsonpath, u uuid, ip inet, net cidr, mac macaddr8,
  iv interval, ts timestamp, tz timestamptz, d date, tt timetz, p pair, pp pair[], pt point, poly polygon, tsv tsvector, tsq tsquery, bits varbit,
  m money, x xml, h "Odd Schéma".hstore, lt ltree, ch "char", nm name, o oid, lsn pg_lsn, moods "Odd Schéma"."mood's"[], dd positive[],
  FOREIGN KEY (dept, owner) REFERENCES "Odd Schéma"."select ""user""" (部门, "Id ""x""")
);
INSERT INTO thing SELECT u."Id ""x""", u.部门, u.部门::int * 10 + k, '\x00ff5c0a'::bytea, E'\\N \\. \t \n \r\n \b \\x41 NULL "q" ''q'' 中😀', 'NaN', '-Infinity', 'NaN',
  'ab', '{1,NULL,-3}', E'{{"a\\tb",NULL},{"NULL","\\"q\\""}}', '[-2:0]={7,8,9}', '(,"2024-01-01 00:00:00+00"]', '{[1,2),(5,)}', '[1,2]', E'{"k" :  [1, "\\u4e2d"], "k": 2}',
  '{"b": 1e400, "a": null}', '$."x"[*] ? (@ > 1)', gen_random_uuid(), '::1/64', '10.0.0.0/8', '08:00:2b:01:02:03:04:05', '-1 year 2 mons -3 days 04:05:06.789',
  '-infinity', '0044-03-15 12:00:00 BC', '5874897-12-31', '24:00:00-12', ROW(NULL, E'a "b" \\ , (', 'infinity')::pair, ARRAY[ROW(1, '', NULL)::pair, NULL], '(1e-300,Infinity)', '((0,0),(1,1),(1,0))',
  '''it''''s'':1A ''中'':2', '''a'' & !''b'':*A', B'0101', '-92233720368547758.08', '<a>&amp;中</a>', '"k"=>NULL, "it''s"=>"\"v\""', 'Top.Sub_1', '\', 'naïve', 4294967295, 'FFFFFFFF/0',
  '{happy,"it''s \"so\"",NULL}', '{1,2}' FROM "Odd Schéma"."select ""user""" u, generate_series(0, 2) k;
INSERT INTO thing (owner, dept, n) SELECT "Id ""x""", 部门, 1000 + 部门 FROM "Odd Schéma"."select ""user""";
INSERT INTO thing (owner, dept, n, t, b) SELECT 'ANNA', 1, 2000 + k, repeat(E'large \\ 中\n', 100000), convert_to(repeat('x', 1000000), 'UTF8') FROM generate_series(1, 3) k;
