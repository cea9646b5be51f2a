-- What friends and theirs wrote before a day. :person :until
WITH near AS (
  SELECT k_person2id AS id FROM knows WHERE k_person1id = :person
  UNION
  SELECT b.k_person2id FROM knows a JOIN knows b ON b.k_person1id = a.k_person2id WHERE a.k_person1id = :person AND b.k_person2id <> :person
)
SELECT p_personid, p_firstname, p_lastname, m_messageid, coalesce(m_ps_imagefile, m_content), m_creationdate
FROM near JOIN person ON p_personid = id JOIN message ON m_creatorid = id
WHERE m_creationdate < timestamp '1970-01-01' + :until * interval '1 millisecond'
ORDER BY m_creationdate DESC, m_messageid LIMIT 20;
