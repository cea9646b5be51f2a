-- What the reads are asked, drawn from the data by a seed: a read and its parameters a line.
CREATE TEMP VIEW drawn AS SELECT p_personid AS person, row_number() OVER (ORDER BY md5(:'seed' || p_personid)) AS turn FROM person;
CREATE TEMP VIEW said AS SELECT m_messageid AS message, m_c_replyof AS above, row_number() OVER (ORDER BY md5(:'seed' || m_messageid)) AS turn FROM message;
-- Who has friends who have friends, so that most reads find something.
CREATE TEMP VIEW social AS SELECT person, row_number() OVER (ORDER BY md5(:'seed' || person)) AS turn FROM (
  SELECT a.k_person1id AS person FROM knows a JOIN knows b ON b.k_person1id = a.k_person2id AND b.k_person2id <> a.k_person1id
  GROUP BY 1 HAVING count(*) > 3) AS each;
CREATE TEMP VIEW near AS SELECT DISTINCT a.k_person1id AS person, f.id FROM knows a JOIN knows b ON b.k_person1id = a.k_person2id,
  LATERAL (VALUES (a.k_person2id), (b.k_person2id)) AS f (id) WHERE f.id <> a.k_person1id;
CREATE TEMP VIEW country_of AS SELECT p_personid AS id, c.pl_name AS country
  FROM person JOIN place t ON t.pl_placeid = p_placeid JOIN place c ON c.pl_placeid = t.pl_containerplaceid;
CREATE FUNCTION pg_temp.ms(moment timestamp) RETURNS bigint LANGUAGE sql AS 'SELECT (extract(epoch FROM moment) * 1000)::bigint';

SELECT 'short-' || n, 'person=' || person FROM drawn, generate_series(1, 3) n WHERE turn <= 4 AND n IN (1, 2, 3);
SELECT 'short-' || n, 'message=' || message FROM said, generate_series(4, 7) n WHERE turn <= 4;
SELECT 'short-7', 'message=' || above FROM said WHERE above IS NOT NULL ORDER BY turn LIMIT 4;
SELECT DISTINCT ON (turn) 'complex-1', 'person=' || person, 'name=' || p_firstname
  FROM social JOIN near USING (person) JOIN person ON p_personid = id WHERE turn <= 4 ORDER BY turn, md5(:'seed' || id);
SELECT 'complex-' || n, 'person=' || person, 'until=' || (SELECT pg_temp.ms(percentile_disc(0.9 - turn / 10.0) WITHIN GROUP (ORDER BY m_creationdate)) FROM message)
  FROM social, (VALUES (2), (9)) AS read (n) WHERE turn <= 4;
SELECT 'complex-3', 'person=' || person, 'since=' || pg_temp.ms(since - interval '1 day'), 'days=' || days, 'x=' || x, 'y=' || y FROM (
  SELECT DISTINCT ON (turn) turn, person, a.m_creationdate AS since, (b.m_creationdate::date - a.m_creationdate::date) + 3 AS days, ax.pl_name AS x, bx.pl_name AS y
  FROM social JOIN near USING (person) JOIN message a ON a.m_creatorid = id JOIN message b ON b.m_creatorid = id AND b.m_creationdate > a.m_creationdate
    JOIN place ax ON ax.pl_placeid = a.m_locationid JOIN place bx ON bx.pl_placeid = b.m_locationid JOIN country_of USING (id)
  WHERE ax.pl_placeid <> bx.pl_placeid AND country NOT IN (ax.pl_name, bx.pl_name)
  ORDER BY turn, md5(:'seed' || a.m_messageid || b.m_messageid)) AS each ORDER BY turn LIMIT 4;
SELECT 'complex-4', 'person=' || person, 'since=' || (SELECT pg_temp.ms(percentile_disc(turn / 10.0) WITHIN GROUP (ORDER BY m_creationdate)) FROM message), 'days=' || turn * 90
  FROM social WHERE turn <= 4;
SELECT 'complex-5', 'person=' || person, 'since=' || (SELECT pg_temp.ms(percentile_disc(turn / 10.0) WITHIN GROUP (ORDER BY fp_creationdate)) FROM forum_person)
  FROM social WHERE turn <= 4;
SELECT DISTINCT ON (turn) 'complex-6', 'person=' || person, 'tag=' || t_name
  FROM social JOIN near USING (person) JOIN message ON m_creatorid = id AND m_c_replyof IS NULL JOIN message_tag a ON a.mt_messageid = m_messageid
    JOIN message_tag b ON b.mt_messageid = m_messageid AND b.mt_tagid <> a.mt_tagid JOIN tag ON t_tagid = a.mt_tagid
  WHERE turn <= 4 ORDER BY turn, md5(:'seed' || t_name);
SELECT 'complex-' || n, 'person=' || m_creatorid FROM (VALUES (7), (8)) AS read (n), LATERAL (
  SELECT m_creatorid FROM message m WHERE n = 7 AND EXISTS (SELECT 1 FROM likes WHERE l_messageid = m_messageid)
    OR n = 8 AND EXISTS (SELECT 1 FROM message c WHERE c.m_c_replyof = m.m_messageid)
  GROUP BY 1 ORDER BY md5(:'seed' || m_creatorid) LIMIT 4) AS each;
SELECT 'complex-10', 'person=' || person, 'month=' || extract(month FROM p_birthday) FROM (
  SELECT DISTINCT ON (turn) turn, person, p_birthday FROM social JOIN near USING (person) JOIN person ON p_personid = id
  WHERE extract(day FROM p_birthday) >= 21 ORDER BY turn, md5(:'seed' || id)) AS each ORDER BY turn LIMIT 4;
SELECT DISTINCT ON (turn) 'complex-11', 'person=' || person, 'country=' || pl_name, 'before=' || pc_workfrom + 5
  FROM social JOIN near USING (person) JOIN person_company ON pc_personid = id JOIN organisation ON o_organisationid = pc_organisationid
    JOIN place ON pl_placeid = o_placeid WHERE turn <= 4 ORDER BY turn, md5(:'seed' || id);
SELECT 'complex-12', 'person=' || person, 'class=' || tc_name FROM (
  SELECT DISTINCT ON (k_person1id) k_person1id AS person, tc_name FROM knows JOIN message c ON c.m_creatorid = k_person2id
    JOIN message_tag ON mt_messageid = c.m_c_replyof JOIN tag ON t_tagid = mt_tagid JOIN tagclass ON tc_tagclassid = t_tagclassid
  ORDER BY k_person1id, md5(:'seed' || t_tagid)) AS each ORDER BY md5(:'seed' || person) LIMIT 4;
SELECT 'complex-' || n, 'person=' || a.person, 'other=' || b.person FROM drawn a, social b, (VALUES (13), (14)) AS read (n)
  WHERE a.turn <= 4 AND b.turn = a.turn + 10;
