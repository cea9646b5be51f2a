-- Friends who answered posts about things of a class. :person :'class'
WITH RECURSIVE classes AS (
  SELECT tc_tagclassid FROM tagclass WHERE tc_name = :'class'
  UNION
  SELECT t.tc_tagclassid FROM classes c JOIN tagclass t ON t.tc_subclassoftagclassid = c.tc_tagclassid
)
SELECT p_personid, p_firstname, p_lastname, array_agg(DISTINCT t_name ORDER BY t_name) AS about, count(DISTINCT c.m_messageid) AS answers
FROM knows JOIN person ON p_personid = k_person2id JOIN message c ON c.m_creatorid = p_personid
  JOIN message post ON post.m_messageid = c.m_c_replyof AND post.m_c_replyof IS NULL
  JOIN message_tag ON mt_messageid = post.m_messageid JOIN tag ON t_tagid = mt_tagid JOIN classes ON tc_tagclassid = t_tagclassid
WHERE k_person1id = :person
GROUP BY p_personid, p_firstname, p_lastname ORDER BY answers DESC, p_personid LIMIT 20;
