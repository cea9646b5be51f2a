-- Friends of friends born under a sign, by what interests both. :person :month
WITH friends AS (
  SELECT k_person2id AS id FROM knows WHERE k_person1id = :person
), candidates AS (
  SELECT DISTINCT p_personid, p_firstname, p_lastname, p_gender, p_placeid
  FROM friends JOIN knows ON k_person1id = id JOIN person ON p_personid = k_person2id
  WHERE p_personid <> :person AND p_personid NOT IN (SELECT id FROM friends)
    AND ((extract(month FROM p_birthday) = :month AND extract(day FROM p_birthday) >= 21)
      OR (extract(month FROM p_birthday) = :month % 12 + 1 AND extract(day FROM p_birthday) < 22))
), common AS (
  SELECT DISTINCT mt_messageid FROM message_tag JOIN person_tag ON pt_tagid = mt_tagid WHERE pt_personid = :person
)
SELECT p_personid, p_firstname, p_lastname, count(mt_messageid) - count(m_messageid) FILTER (WHERE mt_messageid IS NULL) AS score, p_gender, pl_name
FROM candidates LEFT JOIN message ON m_creatorid = p_personid AND m_c_replyof IS NULL LEFT JOIN common ON mt_messageid = m_messageid
  LEFT JOIN place ON pl_placeid = p_placeid
GROUP BY p_personid, p_firstname, p_lastname, p_gender, pl_name ORDER BY score DESC, p_personid LIMIT 10;
