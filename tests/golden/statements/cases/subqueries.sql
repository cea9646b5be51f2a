SELECT first_name FROM person p WHERE id = 7 AND EXISTS (SELECT 1 FROM mail m WHERE m.owner_id = p.id)
-- => eu
SELECT first_name FROM person p WHERE id = 7 AND EXISTS (SELECT 1 FROM mail m)
-- => refused: nothing holds mail.owner_id
SELECT first_name FROM person p WHERE EXISTS (SELECT 1 FROM mail m WHERE m.owner_id = p.id AND p.id = 7)
-- => refused: nothing holds person.id
SELECT body FROM mail WHERE owner_id IN (SELECT id FROM person WHERE id = 7)
-- => refused: nothing holds mail.owner_id
SELECT (SELECT count(*) FROM mail m WHERE m.owner_id = p.id) FROM person p WHERE p.id = 7
-- => eu
SELECT (SELECT count(*) FROM mail) FROM person p WHERE p.id = 7
-- => refused: nothing holds mail.owner_id
SELECT ARRAY(SELECT body FROM mail WHERE owner_id = 7 ORDER BY id)
-- => eu
SELECT * FROM (SELECT * FROM mail) m WHERE owner_id = 7
-- => refused: nothing holds mail.owner_id
SELECT * FROM (SELECT owner_id, body FROM mail WHERE owner_id = 7) m
-- => eu
SELECT p.first_name FROM (SELECT owner_id AS o FROM mail WHERE owner_id = 7) m JOIN person p ON p.id = m.o
-- => eu
SELECT p.first_name FROM (SELECT id AS o FROM mail WHERE owner_id = 7) m JOIN person p ON p.id = m.o
-- => refused: nothing holds person.id
SELECT p.first_name FROM (SELECT max(owner_id) AS o FROM mail WHERE owner_id = 7) m JOIN person p ON p.id = m.o
-- => refused: nothing holds person.id
SELECT p.first_name FROM (SELECT owner_id + 1 AS owner_id FROM mail WHERE owner_id = 7) m JOIN person p ON p.id = m.owner_id
-- => refused: nothing holds person.id
SELECT p.first_name FROM (SELECT owner_id, body FROM mail WHERE owner_id = 7) m (body, owner_id), person p WHERE p.id = 7
-- => eu
SELECT x.body FROM person p, LATERAL (SELECT * FROM mail m WHERE m.owner_id = p.id) x WHERE p.id = 7
-- => eu
SELECT x.body FROM person p CROSS JOIN LATERAL (SELECT * FROM mail m LIMIT 1) x WHERE p.id = 7
-- => refused: nothing holds mail.owner_id
SELECT x.body FROM person p LEFT JOIN LATERAL (SELECT * FROM mail m WHERE m.owner_id = p.id) x ON true WHERE p.id = 7
-- => eu
SELECT (SELECT max(m.body) FROM person p, tag t JOIN mail m ON m.owner_id = p.id WHERE p.id = 7) FROM (SELECT 8 AS id) p
-- => refused: nothing holds mail.owner_id
SELECT (SELECT max(x.body) FROM LATERAL (SELECT body FROM mail m WHERE m.owner_id = p.id) x, person p WHERE p.id = 7) FROM (SELECT 8 AS id) p
-- => refused: nothing holds mail.owner_id
SELECT (SELECT max(x) FROM unnest(ARRAY(SELECT body FROM mail WHERE owner_id = p.id)) x, person p WHERE p.id = 7) FROM (SELECT 8 AS id) p
-- => refused: nothing holds mail.owner_id
SELECT (SELECT count(*) FROM person p, tag t JOIN tag u ON EXISTS (SELECT 1 FROM mail m WHERE m.owner_id = p.id) WHERE p.id = 7) FROM (SELECT 8 AS id) p
-- => refused: nothing holds mail.owner_id
SELECT body FROM mail p WHERE p.owner_id = 7 AND (SELECT count(*) FROM person p WHERE p.id = 7) = 1
-- => eu
SELECT (SELECT body FROM mail WHERE owner_id = 8 LIMIT 1) FROM person WHERE id = 7
-- => refused: held to
SELECT name FROM tag ORDER BY (SELECT first_name FROM person LIMIT 1)
-- => refused: nothing holds person.id
SELECT name FROM tag LIMIT (SELECT count(*) FROM person)
-- => refused: nothing holds person.id
SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM mail)) FROM person WHERE id = 7
-- => refused: nothing holds mail.owner_id
SELECT id FROM person WHERE id = 7 UNION SELECT id FROM mail WHERE owner_id = 7
-- => eu
SELECT id FROM person WHERE id = 7 UNION ALL SELECT id FROM mail WHERE owner_id = 8
-- => refused: held to
SELECT id FROM person WHERE id = 7 EXCEPT SELECT id FROM mail
-- => refused: nothing holds mail.owner_id
SELECT id FROM person WHERE id = 7 INTERSECT SELECT owner_id FROM mail WHERE owner_id = 7
-- => eu
(SELECT id FROM person WHERE id = 7 LIMIT 1) UNION (SELECT id FROM tag ORDER BY 1 LIMIT 1) ORDER BY 1
-- => eu
SELECT id FROM person WHERE id = 7 UNION SELECT id FROM tag LIMIT (SELECT count(*) FROM mail)
-- => refused: nothing holds mail.owner_id
VALUES (7), ((SELECT max(owner_id) FROM mail))
-- => refused: nothing holds mail.owner_id
WITH m AS (SELECT * FROM mail WHERE owner_id = 7) SELECT body FROM m
-- => eu
WITH m AS (SELECT * FROM mail) SELECT body FROM m WHERE owner_id = 7
-- => refused: nothing holds mail.owner_id
WITH m AS (SELECT owner_id FROM mail WHERE owner_id = 7) SELECT first_name FROM m JOIN person p ON p.id = m.owner_id
-- => eu
WITH m (owner_id) AS (SELECT id FROM mail WHERE owner_id = 7) SELECT first_name FROM m JOIN person p ON p.id = m.owner_id
-- => refused: nothing holds person.id
WITH mail AS (SELECT 1 AS owner_id, 'none' AS body) SELECT body FROM mail
-- => here
WITH mail AS (SELECT 7 AS owner_id) SELECT body FROM public.mail WHERE public.mail.owner_id = 7
-- => eu
WITH mail AS (SELECT * FROM mail WHERE owner_id = 7) SELECT body FROM mail
-- => eu
WITH a AS (SELECT body FROM post), post AS (SELECT 'x' AS body) SELECT * FROM a
-- => refused: nothing holds post.author_id
WITH RECURSIVE a AS (SELECT m.body FROM person p JOIN mail m ON m.owner_id = p.id WHERE p.email = 'p7@x'), person AS (SELECT 8::bigint AS id, 'p7@x' AS email) SELECT * FROM a
-- => refused: nothing holds mail.owner_id
WITH RECURSIVE a AS (SELECT c.body FROM post q JOIN comment c ON c.post_id = q.id WHERE q.author_id = 7), post AS (SELECT 80::bigint AS id, 7 AS author_id) SELECT * FROM a
-- => refused: comment is not joined
WITH RECURSIVE r AS (SELECT b FROM knows WHERE a = 7 UNION SELECT k.b FROM knows k JOIN r ON k.a = r.b) SELECT * FROM r
-- => refused: nothing holds knows.a
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n, first_name FROM r, person WHERE id = 7
-- => eu
WITH gone AS (DELETE FROM mail WHERE owner_id = 7 RETURNING id) SELECT * FROM gone
-- => eu
WITH gone AS (DELETE FROM mail RETURNING id) SELECT 1
-- => refused: nothing holds mail.owner_id
WITH made AS (INSERT INTO mail (id, owner_id) VALUES (900, 7) RETURNING owner_id), changed AS (UPDATE post SET content = 'x' WHERE author_id = 7 RETURNING id) SELECT * FROM made, changed
-- => eu
WITH made AS (INSERT INTO mail (id, owner_id) VALUES (900, 7)) UPDATE post SET content = 'x' WHERE author_id = 8
-- => refused: held to
WITH m AS MATERIALIZED (SELECT owner_id AS o FROM mail WHERE owner_id = 7) DELETE FROM visit USING m WHERE visit.visitor = m.o
-- => eu
