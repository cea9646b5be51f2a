-- Forums that friends and theirs joined since a day, by what those wrote there. :person :since
WITH near AS (
  SELECT k_person2id AS id FROM knows WHERE k_person1id = :person
  UNION
  SELECT b.k_person2id FROM knows a JOIN knows b ON b.k_person1id = a.k_person2id WHERE a.k_person1id = :person AND b.k_person2id <> :person
)
SELECT f_title, f_forumid, count(m_messageid) AS posts
FROM near JOIN forum_person ON fp_personid = id JOIN forum ON f_forumid = fp_forumid
  LEFT JOIN message ON m_ps_forumid = f_forumid AND m_creatorid = id
WHERE fp_creationdate > timestamp '1970-01-01' + :since * interval '1 millisecond'
GROUP BY f_forumid, f_title ORDER BY posts DESC, f_forumid LIMIT 20;
