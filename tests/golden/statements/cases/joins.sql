SELECT p.first_name, m.body FROM person p JOIN mail m ON m.owner_id = p.id WHERE p.id = 7
-- => eu
SELECT p.first_name, m.body FROM person p, mail m WHERE m.owner_id = p.id AND m.owner_id = 7
-- => eu
SELECT p.first_name, m.body FROM person p, mail m WHERE p.id = 7
-- => refused: nothing holds mail.owner_id
SELECT p.first_name, m.body FROM person p, mail m WHERE p.id = 7 AND m.owner_id = 8
-- => refused: held to
SELECT p.first_name, m.body FROM person p LEFT JOIN mail m ON m.owner_id = p.id WHERE p.id = 7
-- => eu
SELECT p.first_name, m.body FROM person p LEFT JOIN mail m ON m.owner_id = p.id AND p.id = 7
-- => refused: nothing holds person.id
SELECT p.first_name, m.body FROM person p LEFT JOIN mail m ON m.owner_id = 7 WHERE p.id = 7
-- => eu
SELECT p.first_name, m.body FROM mail m RIGHT JOIN person p ON m.owner_id = p.id WHERE p.id = 7
-- => eu
SELECT p.first_name, m.body FROM mail m RIGHT JOIN person p ON m.owner_id = p.id AND m.owner_id = 7
-- => refused: nothing holds person.id
SELECT p.first_name, m.body FROM person p FULL JOIN mail m ON m.owner_id = p.id WHERE p.id = 7
-- => refused: nothing holds mail.owner_id
SELECT p.first_name, m.body FROM person p FULL JOIN mail m ON m.owner_id = p.id AND p.id = 7
-- => refused: nothing holds
SELECT t.name, m.body FROM tag t LEFT JOIN mail m ON m.owner_id = 7 AND m.tag_id = t.id
-- => eu
SELECT t.name, m.body FROM tag t LEFT JOIN (person p JOIN mail m ON m.owner_id = p.id) ON p.id = 7
-- => eu
SELECT t.name, m.body FROM tag t LEFT JOIN (person p LEFT JOIN mail m ON m.owner_id = p.id) ON m.owner_id = 7
-- => refused: nothing holds person.id
SELECT a.body, b.content FROM mail a JOIN post b USING (id) WHERE a.owner_id = 7 AND b.author_id = 7
-- => eu
SELECT a.body, b.content FROM mail a JOIN post b USING (id) WHERE a.owner_id = 7
-- => refused: nothing holds post.author_id
SELECT a.body FROM mail a NATURAL JOIN mail b WHERE a.owner_id = 7
-- => refused: nothing holds mail.owner_id
SELECT c.body FROM post q JOIN comment c ON c.post_id = q.id WHERE q.author_id = 7
-- => eu
SELECT c.body FROM post q JOIN comment c ON c.post_id = q.score WHERE q.author_id = 7
-- => refused: comment is not joined
SELECT c.body FROM post q LEFT JOIN comment c ON c.post_id = q.id WHERE q.author_id = 7
-- => eu
SELECT c.body FROM comment c LEFT JOIN post q ON c.post_id = q.id AND q.author_id = 7
-- => refused: comment is not joined
SELECT c.body FROM comment c WHERE c.post_id = 70
-- => refused: comment is not joined
SELECT c.body FROM person p JOIN post q ON q.author_id = p.id JOIN comment c ON c.post_id = q.id WHERE p.email = 'p7@x'
-- => eu
SELECT k.b FROM knows k WHERE k.a = 7
-- => eu
SELECT k.a FROM knows k WHERE k.b = 7
-- => refused: nothing holds knows.a
SELECT p.first_name FROM knows k JOIN person p ON p.id = k.b WHERE k.a = 7
-- => refused: nothing holds person.id
SELECT k1.b FROM knows k1 JOIN knows k2 ON k2.a = k1.b WHERE k1.a = 7
-- => refused: nothing holds knows.a
SELECT n.body FROM account a JOIN note n ON n.tenant = a.tenant AND n.holder = a.holder WHERE a.login = 'l7'
-- => eu
SELECT n.body FROM account a JOIN note n ON n.tenant = a.holder AND n.holder = a.tenant WHERE a.login = 'l3'
-- => refused: parts of different keys
SELECT n.body FROM account a JOIN note n ON n.holder = a.holder WHERE a.login = 'l7'
-- => refused: nothing holds note.tenant
SELECT n.body FROM account a JOIN note n ON n.holder = a.holder WHERE a.login = 'y' AND n.tenant = 'y'
-- => refused: parts of different keys
SELECT p.first_name, n.body FROM person p, note n WHERE p.id = 7 AND n.tenant = 'y' AND n.holder = 'h7'
-- => refused: held to
SELECT v.page FROM visit v WHERE v.visitor = 7
-- => eu
SELECT v.page FROM visit_new v WHERE v.visitor = 7
-- => eu
SELECT v.page FROM visit_old v WHERE v.at = 30
-- => refused: nothing holds visit_old.visitor
SELECT "内容" FROM "日记" WHERE "作者" = 7
-- => eu
SELECT "内容" FROM "日记" WHERE "编号" = 7
-- => refused: nothing holds
SELECT d."内容", p.first_name FROM "日记" d JOIN person p ON p.id = d."作者" WHERE p.id = 7
-- => eu
SELECT "x""y" FROM "Per son" WHERE "Owner" = 7
-- => eu
SELECT "x""y" FROM "Per son" WHERE U&"O\0077ner" = 7
-- => eu
SELECT "x""y" FROM "Per son" WHERE "Id" = 7
-- => refused: nothing holds
SELECT PERSON.First_Name FROM Public.PERSON WHERE Person.ID = 7
-- => eu
SELECT * FROM "PERSON" WHERE id = 7
-- => refused: not in the policy
SELECT * FROM app.person WHERE id = 7
-- => refused: not in the policy
SELECT * FROM person AS p (n, c) WHERE n = 7
-- => refused: renames columns
SELECT m.body FROM person p JOIN mail m ON m.owner_id = p.id JOIN tag t ON t.id = m.tag_id WHERE p.id = 7 AND t.name = 'A'
-- => eu
SELECT p.first_name, s.value FROM person p, setting s WHERE p.id = 7
-- => refused: setting is kept in ring us only
SELECT value FROM setting
-- => refused: no rule permits
SELECT name FROM tag ORDER BY id
-- => here
