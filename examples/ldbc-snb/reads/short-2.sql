-- What somebody wrote last, and below whose post. :person
WITH RECURSIVE latest AS (
  SELECT m_messageid, coalesce(m_ps_imagefile, m_content) AS content, m_creationdate
  FROM message WHERE m_creatorid = :person ORDER BY m_creationdate DESC, m_messageid DESC LIMIT 10
), above (below, id, answers, author) AS (
  SELECT l.m_messageid, m.m_messageid, m.m_c_replyof, m.m_creatorid FROM latest l JOIN message m USING (m_messageid)
  UNION ALL
  SELECT a.below, m.m_messageid, m.m_c_replyof, m.m_creatorid FROM above a JOIN message m ON m.m_messageid = a.answers
)
SELECT l.m_messageid, l.content, l.m_creationdate, a.id, p_personid, p_firstname, p_lastname
FROM latest l JOIN above a ON a.below = l.m_messageid AND a.answers IS NULL JOIN person ON p_personid = a.author
ORDER BY l.m_creationdate DESC, l.m_messageid DESC;
