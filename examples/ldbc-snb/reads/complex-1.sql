-- People of a first name, up to three friendships away, and what they do. :person :'name'
WITH first AS (
  SELECT k_person2id AS id FROM knows WHERE k_person1id = :person
), second AS (
  SELECT k_person2id AS id FROM knows JOIN first ON id = k_person1id
), third AS (
  SELECT k_person2id AS id FROM knows JOIN second ON id = k_person1id
), reached AS (
  SELECT id, min(distance) AS distance
  FROM (SELECT id, 1 AS distance FROM first UNION ALL SELECT id, 2 FROM second UNION ALL SELECT id, 3 FROM third) AS each
  WHERE id <> :person GROUP BY id
), found AS (
  SELECT distance, person.* FROM reached JOIN person ON p_personid = id
  WHERE p_firstname = :'name' ORDER BY distance, p_lastname, p_personid LIMIT 20
)
SELECT p_personid, p_lastname, distance, p_birthday, p_creationdate, p_gender, p_browserused, p_locationip,
  (SELECT array_agg(pe_email ORDER BY pe_email) FROM person_email WHERE pe_personid = p_personid) AS emails,
  (SELECT array_agg(plang_language ORDER BY plang_language) FROM person_language WHERE plang_personid = p_personid) AS languages,
  city.pl_name,
  (SELECT array_agg(concat_ws(' ', o_name, pu_classyear, pl_name) ORDER BY o_name, pu_classyear)
   FROM person_university JOIN organisation ON o_organisationid = pu_organisationid JOIN place ON pl_placeid = o_placeid
   WHERE pu_personid = p_personid) AS universities,
  (SELECT array_agg(concat_ws(' ', o_name, pc_workfrom, pl_name) ORDER BY o_name, pc_workfrom)
   FROM person_company JOIN organisation ON o_organisationid = pc_organisationid JOIN place ON pl_placeid = o_placeid
   WHERE pc_personid = p_personid) AS companies
FROM found LEFT JOIN place AS city ON city.pl_placeid = p_placeid
ORDER BY distance, p_lastname, p_personid;
