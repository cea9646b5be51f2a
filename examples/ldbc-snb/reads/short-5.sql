-- Who wrote a message. :message
SELECT p_personid, p_firstname, p_lastname FROM message JOIN person ON p_personid = m_creatorid WHERE m_messageid = :message;
