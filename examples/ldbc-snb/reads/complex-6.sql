-- What else the posts of friends and theirs are about that are about something. :person :'tag'
WITH near AS (
  SELECT k_person2id AS id FROM knows WHERE k_person1id = :person
  UNION
  SELECT b.k_person2id FROM knows a JOIN knows b ON b.k_person1id = a.k_person2id WHERE a.k_person1id = :person AND b.k_person2id <> :person
), about AS (
  SELECT m_messageid FROM near JOIN message ON m_creatorid = id JOIN message_tag ON mt_messageid = m_messageid JOIN tag ON t_tagid = mt_tagid
  WHERE m_c_replyof IS NULL AND t_name = :'tag'
)
SELECT t_name, count(*) AS posts FROM about JOIN message_tag ON mt_messageid = m_messageid JOIN tag ON t_tagid = mt_tagid
WHERE t_name <> :'tag' GROUP BY t_name ORDER BY posts DESC, t_name LIMIT 10;
