-- What friends wrote until a day. :person :until
SELECT p_personid, p_firstname, p_lastname, m_messageid, coalesce(m_ps_imagefile, m_content), m_creationdate
FROM knows JOIN person ON p_personid = k_person2id JOIN message ON m_creatorid = p_personid
WHERE k_person1id = :person AND m_creationdate <= timestamp '1970-01-01' + :until * interval '1 millisecond'
ORDER BY m_creationdate DESC, m_messageid LIMIT 20;
