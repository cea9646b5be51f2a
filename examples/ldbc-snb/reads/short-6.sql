-- In which forum a message is, and who moderates it. :message
WITH RECURSIVE above AS (
  SELECT m_messageid, m_c_replyof, m_ps_forumid FROM message WHERE m_messageid = :message
  UNION ALL
  SELECT m.m_messageid, m.m_c_replyof, m.m_ps_forumid FROM above a JOIN message m ON m.m_messageid = a.m_c_replyof
)
SELECT f_forumid, f_title, p_personid, p_firstname, p_lastname
FROM above JOIN forum ON f_forumid = m_ps_forumid JOIN person ON p_personid = f_moderatorid;
