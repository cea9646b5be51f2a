-- The answers to a message, and whether their authors know its author. :message
SELECT c.m_messageid, c.m_content, c.m_creationdate, p_personid, p_firstname, p_lastname, k_person1id IS NOT NULL AS friends
FROM message m JOIN message c ON c.m_c_replyof = m.m_messageid JOIN person ON p_personid = c.m_creatorid
  LEFT JOIN knows ON k_person1id = m.m_creatorid AND k_person2id = c.m_creatorid
WHERE m.m_messageid = :message ORDER BY c.m_creationdate DESC, p_personid, c.m_messageid;
