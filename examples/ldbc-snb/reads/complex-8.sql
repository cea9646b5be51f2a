-- The newest answers to what somebody wrote. :person
SELECT p_personid, p_firstname, p_lastname, c.m_creationdate, c.m_messageid, c.m_content
FROM message m JOIN message c ON c.m_c_replyof = m.m_messageid JOIN person ON p_personid = c.m_creatorid
WHERE m.m_creatorid = :person ORDER BY c.m_creationdate DESC, c.m_messageid LIMIT 20;
