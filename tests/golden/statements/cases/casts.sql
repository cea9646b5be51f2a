SELECT first_name FROM person WHERE id = '7'::bigint
-- => eu
SELECT first_name FROM person WHERE id = '7'::text::int
-- => eu
SELECT first_name FROM person WHERE id = 7::smallint
-- => eu
SELECT first_name FROM person WHERE id = 7.0
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE id = 7::float8
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE id::text = '7'
-- => refused: nothing holds person.id
SELECT * FROM account WHERE tenant = 'y' AND holder = 'h7'::varchar
-- => eu
SELECT * FROM account WHERE tenant = 'y' AND holder = 'h7xx'::varchar(2)
-- => refused: nothing holds account.tenant
SELECT * FROM account WHERE tenant = 'y' AND holder = 'h7 '::char(3)
-- => refused: nothing holds account.tenant
SELECT * FROM account WHERE tenant = 'y' AND holder = '007'::int::text
-- => refused: nothing holds account.tenant
SELECT * FROM account WHERE tenant = 'y' AND holder = 00099999999999::text
-- => refused: nothing holds account.tenant
SELECT * FROM account WHERE tenant = 'y' AND holder = 'H7' COLLATE loose
-- => refused: nothing holds account.tenant
SELECT * FROM account WHERE tenant COLLATE loose = 'Y' AND holder = 'h7'
-- => refused: nothing holds account.tenant
SELECT a.* FROM (SELECT 'Y' COLLATE loose AS n) d JOIN account a ON a.tenant = d.n WHERE d.n = 'y' AND a.holder = 'h7'
-- => refused: nothing holds account.tenant
SELECT a.* FROM (SELECT name AS n FROM tag) d JOIN account a ON a.tenant = d.n WHERE d.n = 'y' AND a.holder = 'h7'
-- => refused: nothing holds account.tenant
SELECT m.body FROM (SELECT 7::float8 AS n) d JOIN mail m ON m.owner_id = d.n WHERE d.n = 7
-- => refused: nothing holds mail.owner_id
SELECT m.body FROM tag t JOIN mail m ON m.owner_id = t.id WHERE t.id = 7
-- => eu
SELECT m.body FROM generate_series(7, 8) AS g JOIN mail m ON m.owner_id = g WHERE g = 7
-- => refused: nothing holds mail.owner_id
SELECT m.body FROM mail m WHERE owner_id = U&'\0037'
-- => eu
SELECT m.body FROM mail m WHERE owner_id = E'\x37'
-- => eu
SELECT m.body FROM mail m WHERE owner_id = $q$7$q$
-- => eu
SELECT m.body FROM mail m WHERE owner_id = '7' /* '; OR true -- */ AND true -- OR true
-- => eu
SELECT m.body FROM mail m WHERE owner_id = 7 OPERATOR(pg_catalog.+) 0
-- => refused: nothing holds mail.owner_id
SELECT m.body FROM mail m WHERE owner_id OPERATOR(pg_catalog.=) 7
-- => eu
SELECT m.body FROM mail m WHERE owner_id = +7
-- => refused: nothing holds mail.owner_id
SELECT m.body FROM mail m WHERE owner_id = (SELECT 7)
-- => refused: nothing holds mail.owner_id
