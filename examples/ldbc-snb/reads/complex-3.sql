-- Friends and theirs who were abroad, in two countries, for some days. :person :since :days :'x' :'y'
WITH near AS (
  SELECT k_person2id AS id FROM knows WHERE k_person1id = :person
  UNION
  SELECT b.k_person2id FROM knows a JOIN knows b ON b.k_person1id = a.k_person2id WHERE a.k_person1id = :person AND b.k_person2id <> :person
), visits AS (
  SELECT id, count(*) FILTER (WHERE pl_name = :'x') AS in_x, count(*) FILTER (WHERE pl_name = :'y') AS in_y
  FROM near JOIN message ON m_creatorid = id JOIN place ON pl_placeid = m_locationid
  WHERE m_creationdate >= timestamp '1970-01-01' + :since * interval '1 millisecond'
    AND m_creationdate < timestamp '1970-01-01' + :since * interval '1 millisecond' + :days * interval '1 day'
  GROUP BY id
)
SELECT p_personid, p_firstname, p_lastname, in_x, in_y, in_x + in_y AS both_counts
FROM visits JOIN person ON p_personid = id JOIN place AS city ON city.pl_placeid = p_placeid
  JOIN place AS country ON country.pl_placeid = city.pl_containerplaceid
WHERE in_x > 0 AND in_y > 0 AND country.pl_name NOT IN (:'x', :'y')
ORDER BY in_x DESC, p_personid LIMIT 20;
