-- Who liked last what somebody wrote, how soon, and whether they are no friends. :person
WITH ranked AS (
  SELECT l_personid, l_creationdate, m_messageid, coalesce(m_ps_imagefile, m_content) AS content, m_creationdate,
    row_number() OVER (PARTITION BY l_personid ORDER BY l_creationdate DESC, m_messageid) AS place
  FROM message JOIN likes ON l_messageid = m_messageid WHERE m_creatorid = :person
)
SELECT p_personid, p_firstname, p_lastname, l_creationdate, m_messageid, content,
  floor(extract(epoch FROM l_creationdate - m_creationdate) / 60) AS minutes,
  NOT EXISTS (SELECT 1 FROM knows WHERE k_person1id = :person AND k_person2id = l_personid) AS is_new
FROM ranked JOIN person ON p_personid = l_personid
WHERE place = 1 ORDER BY l_creationdate DESC, p_personid LIMIT 20;
