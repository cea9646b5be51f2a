SELECT first_name FROM person WHERE id = 7
-- => eu
SELECT first_name FROM person WHERE 7 = id AND first_name LIKE 'n%'
-- => eu
SELECT first_name FROM person WHERE id = '7'
-- => eu
SELECT first_name FROM person WHERE id IN (7)
-- => eu
SELECT first_name FROM person WHERE id IN (7, 8)
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE id = 7 OR id = 8
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE (id = 7 OR id = 8) AND id = 7
-- => eu
SELECT first_name FROM person WHERE NOT (id <> 7)
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE id >= 7 AND id <= 7
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE id BETWEEN 7 AND 7
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE id = ANY ('{7,8}')
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE id = 7 IS NOT FALSE
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE id IS NOT DISTINCT FROM 7
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE id = 7 AND id = 8
-- => eu
SELECT first_name FROM person WHERE id = NULL
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE CASE WHEN id = 7 THEN true ELSE id = 8 END
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE coalesce(id = 7, true)
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE id + 0 = 7
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE (id, country) = (7, 'DE')
-- => eu
SELECT first_name FROM person WHERE ROW(id, 1) = ROW(7, 1)
-- => eu
SELECT first_name FROM person WHERE (id, 1) < (8, 1) AND id = 7
-- => eu
SELECT first_name FROM person WHERE email = 'p7@x'
-- => eu
SELECT first_name FROM person WHERE email LIKE 'p7%'
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE lower(email) = 'p7@x'
-- => refused: nothing holds person.id
SELECT first_name FROM person WHERE email = 'p7@x' AND id = 7
-- => eu
SELECT * FROM person WHERE id = 7 ORDER BY born LIMIT 1 OFFSET 0
-- => eu
SELECT count(*), max(born) FROM person WHERE id = 7
-- => eu
SELECT count(*) FROM person
-- => refused: nothing holds person.id
SELECT id, count(*) FROM person WHERE id = 7 GROUP BY ROLLUP (id)
-- => eu
SELECT id FROM person GROUP BY id HAVING id = 7
-- => refused: nothing holds person.id
SELECT DISTINCT ON (id) first_name FROM person WHERE id = 7 ORDER BY id, born
-- => eu
SELECT row_number() OVER (PARTITION BY owner_id ORDER BY id) FROM mail WHERE owner_id = 7
-- => eu
TABLE mail
-- => refused: nothing holds mail.owner_id
SELECT * FROM ONLY mail WHERE owner_id = 7
-- => eu
SELECT * FROM mail TABLESAMPLE SYSTEM (100) WHERE owner_id = 7
-- => refused: in FROM
SELECT * FROM mail WHERE owner_id = 7 FOR UPDATE
-- => eu
SELECT a.id FROM mail a WHERE a.owner_id = 7 AND a.id > ALL (SELECT id FROM mail b WHERE b.owner_id = 7 AND b.id < a.id)
-- => eu
SELECT * FROM account WHERE tenant = 'y' AND holder = 'h7'
-- => eu
SELECT * FROM account WHERE holder = 'h7'
-- => refused: nothing holds account.tenant
SELECT * FROM account WHERE login = 'l7'
-- => eu
SELECT * FROM note WHERE (tenant, holder) = ('y', 'h7')
-- => eu
SELECT * FROM note WHERE tenant || holder = 'yh7'
-- => refused: nothing holds note.tenant
