-- What friends' posts are about in some days, and were not before. :person :since :days
WITH posts AS (
  SELECT m_messageid, m_creationdate FROM knows JOIN message ON m_creatorid = k_person2id
  WHERE k_person1id = :person AND m_c_replyof IS NULL
    AND m_creationdate < timestamp '1970-01-01' + :since * interval '1 millisecond' + :days * interval '1 day'
)
SELECT t_name, count(*) AS posts
FROM posts JOIN message_tag ON mt_messageid = m_messageid JOIN tag ON t_tagid = mt_tagid
GROUP BY t_name
HAVING min(m_creationdate) >= timestamp '1970-01-01' + :since * interval '1 millisecond'
ORDER BY posts DESC, t_name LIMIT 10;
