-- Friends and theirs who have long worked in a country. :person :'country' :before
WITH near AS (
  SELECT k_person2id AS id FROM knows WHERE k_person1id = :person
  UNION
  SELECT b.k_person2id FROM knows a JOIN knows b ON b.k_person1id = a.k_person2id WHERE a.k_person1id = :person AND b.k_person2id <> :person
)
SELECT p_personid, p_firstname, p_lastname, o_name, pc_workfrom
FROM near JOIN person ON p_personid = id JOIN person_company ON pc_personid = id JOIN organisation ON o_organisationid = pc_organisationid
  JOIN place ON pl_placeid = o_placeid
WHERE pl_name = :'country' AND pc_workfrom < :before
ORDER BY pc_workfrom, p_personid, o_name DESC LIMIT 10;
