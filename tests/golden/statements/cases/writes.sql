INSERT INTO mail (id, owner_id, body) VALUES (900, 7, 'x') RETURNING *
-- => eu
INSERT INTO mail VALUES (900, 7, 'x', 1)
-- => eu
INSERT INTO mail (id, owner_id) VALUES (900, 7), (901, 7)
-- => eu
INSERT INTO mail (id, owner_id) VALUES (900, 7), (901, 8)
-- => refused: nothing holds mail.owner_id
INSERT INTO mail (owner_id, id) SELECT 7, id FROM tag
-- => eu
INSERT INTO mail (owner_id, id) SELECT id, id FROM tag
-- => refused: nothing holds mail.owner_id
INSERT INTO knows (since, a, b) SELECT t.id, t.weight, 7 FROM tag t
-- => refused: nothing holds knows.a
INSERT INTO knows (b, since, a) SELECT t.weight + 10, t.id, 7 FROM tag t
-- => eu
INSERT INTO knows (a, b, since) SELECT w.*, 7 FROM (SELECT id, weight FROM tag) w
-- => refused: nothing holds knows.a
INSERT INTO knows (since, a, b) SELECT w.*, 7 FROM (SELECT id, weight FROM tag WHERE weight = 8) w
-- => refused: nothing holds knows.a
INSERT INTO knows (since, b, a) SELECT w.id, 7, w.weight FROM (SELECT id, weight FROM tag WHERE weight = 8) w
-- => refused: nothing holds knows.a
INSERT INTO mail (id, owner_id, tag_id) SELECT w.*, 7 FROM (SELECT 900 AS id, weight FROM tag WHERE weight = 8) w
-- => refused: nothing holds mail.owner_id
INSERT INTO mail (id, owner_id, body) SELECT 900, 7, body FROM mail WHERE owner_id = 7 LIMIT 1
-- => eu
INSERT INTO mail (id, owner_id, body) SELECT 900, 7, body FROM mail WHERE owner_id = 8 LIMIT 1
-- => refused: held to
INSERT INTO mail (id, owner_id, body) VALUES (900, 7, (SELECT max(body) FROM mail))
-- => refused: nothing holds mail.owner_id
INSERT INTO mail DEFAULT VALUES
-- => refused: nothing holds mail.owner_id
INSERT INTO mail (id, owner_id, body) VALUES (80, 7, 'mine') ON CONFLICT (id) DO UPDATE SET body = 'taken' RETURNING body
-- => refused: conflicts may be anyone's
INSERT INTO mail (id, owner_id, body) VALUES (80, 7, 'mine') ON CONFLICT ON CONSTRAINT mail_pkey DO UPDATE SET body = 'taken'
-- => refused: conflicts may be anyone's
INSERT INTO mail (id, owner_id, body) VALUES (70, 7, 'mine') ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE mail.owner_id = excluded.owner_id
-- => eu
INSERT INTO mail AS m (id, owner_id, body) VALUES (70, 7, 'mine') ON CONFLICT (id) DO UPDATE SET body = 'x' WHERE m.owner_id = 7 RETURNING m.body
-- => eu
INSERT INTO mail (id, owner_id, body) VALUES (70, 7, 'mine') ON CONFLICT (owner_id, id) DO NOTHING
-- => eu
INSERT INTO mail AS m (id, owner_id, body) VALUES (80, 7, 'mine') ON CONFLICT (id) DO UPDATE SET body = 'x' WHERE m.owner_id = 7 OR true
-- => refused: conflicts may be anyone's
INSERT INTO mail (id, owner_id) VALUES (70, 7) ON CONFLICT (id) DO UPDATE SET owner_id = 8 WHERE mail.owner_id = 7
-- => refused: changes whose row
INSERT INTO knows (a, b, since) VALUES (7, 8, 1) ON CONFLICT (a, b) DO UPDATE SET since = 9
-- => eu
INSERT INTO person (id, country, email) VALUES (900, 'DE', 'n@x')
-- => eu
INSERT INTO person (id, country) VALUES (900, 'CN')
-- => refused: no rule permits writing
INSERT INTO person (id, country) VALUES (900, 'DE'), (901, 'DE')
-- => eu
INSERT INTO person (id, country) VALUES (900, 'DE'), (901, 'US')
-- => refused: does not say its home
INSERT INTO person (id) VALUES (900)
-- => refused: does not say its home
INSERT INTO person (id, country, email) VALUES (900, 'DE', 'p8@x') ON CONFLICT (email) DO UPDATE SET first_name = 'taken'
-- => refused: conflicts may be anyone's
INSERT INTO person (id, country) VALUES (7, 'DE') ON CONFLICT (id) DO UPDATE SET first_name = 'again'
-- => eu
INSERT INTO person (id, country) SELECT 900, 'DE' FROM mail WHERE owner_id = 7
-- => refused: held to
INSERT INTO comment (id, post_id) VALUES (900, 70)
-- => refused: comment is not joined
INSERT INTO tag VALUES (9, 'c')
-- => refused: is shared
UPDATE mail SET body = 'x' WHERE owner_id = 7
-- => eu
UPDATE mail SET body = 'x'
-- => refused: nothing holds mail.owner_id
UPDATE mail SET body = 'x' WHERE id = 70
-- => refused: nothing holds mail.owner_id
UPDATE mail m SET body = t.name FROM tag t WHERE t.id = m.tag_id AND m.owner_id = 7 RETURNING m.id, t.name
-- => eu
UPDATE mail m SET body = p.first_name FROM person p WHERE p.id = m.owner_id AND p.id = 7
-- => eu
UPDATE mail m SET body = p.first_name FROM person p WHERE m.owner_id = 7
-- => refused: nothing holds person.id
UPDATE mail SET body = (SELECT max(content) FROM post WHERE author_id = 7) WHERE owner_id = 7
-- => eu
UPDATE mail SET (body, tag_id) = (SELECT content, 1 FROM post WHERE author_id = 8 LIMIT 1) WHERE owner_id = 7
-- => refused: held to
UPDATE mail SET owner_id = 8 WHERE owner_id = 7
-- => refused: changes whose row
UPDATE mail SET owner_id = 7 WHERE owner_id = 7
-- => eu
UPDATE mail SET (owner_id, body) = (SELECT 8, 'x') WHERE owner_id = 7
-- => refused: changes whose row
UPDATE person SET country = 'US' WHERE id = 7
-- => refused: where a person is at home
UPDATE person SET id = 900 WHERE id = 7
-- => refused: changes whose row
UPDATE person SET email = 'new@x' WHERE id = 7
-- => eu
UPDATE comment c SET body = 'x' FROM post q WHERE q.id = c.post_id AND q.author_id = 7
-- => eu
UPDATE comment c SET post_id = 80 FROM post q WHERE q.id = c.post_id AND q.author_id = 7
-- => refused: changes whose row
UPDATE visit SET page = 'x' WHERE visitor = 7
-- => eu
DELETE FROM mail WHERE owner_id = 7 RETURNING body
-- => eu
DELETE FROM mail WHERE owner_id = 7 OR id = 80
-- => refused: nothing holds mail.owner_id
DELETE FROM mail USING person p WHERE p.id = mail.owner_id AND p.email = 'p7@x'
-- => eu
DELETE FROM mail USING person p WHERE p.id = 7
-- => refused: nothing holds mail.owner_id
DELETE FROM comment USING post q WHERE q.id = comment.post_id AND q.author_id = 7
-- => eu
DELETE FROM mail WHERE owner_id = 7 RETURNING (SELECT count(*) FROM post)
-- => refused: nothing holds post.author_id
MERGE INTO mail m USING tag t ON m.tag_id = t.id WHEN MATCHED AND m.owner_id = 7 THEN DELETE
-- => refused: MergeStmt
TRUNCATE mail
-- => refused: TRUNCATE takes every row
COPY mail TO STDOUT
-- => refused: COPY takes every row
COPY (SELECT body FROM mail WHERE owner_id = 7 ORDER BY id) TO STDOUT
-- => eu
COPY (DELETE FROM mail WHERE owner_id = 7 RETURNING id) TO STDOUT
-- => eu
COPY (SELECT body FROM mail) TO STDOUT
-- => refused: nothing holds mail.owner_id
LOCK TABLE mail
-- => refused: locks every row
