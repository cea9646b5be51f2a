-- The shortest ways between two people, by how much those on it answer each other. :person :other
WITH RECURSIVE reached (id, distance) AS (
  SELECT :person::bigint, 0
  UNION
  SELECT k_person2id, distance + 1 FROM reached JOIN knows ON k_person1id = id WHERE distance < 12 AND id <> :other
), nearest AS (
  SELECT id, min(distance) AS distance FROM reached GROUP BY id
), ways (way, id, distance) AS (
  SELECT ARRAY[id], id, distance FROM nearest WHERE id = :other
  UNION ALL
  SELECT n.id || w.way, n.id, n.distance
  FROM ways w JOIN knows ON k_person2id = w.id JOIN nearest n ON n.id = k_person1id AND n.distance = w.distance - 1
), steps AS (
  SELECT w.way, step.id AS a, lead(step.id) OVER (PARTITION BY w.way ORDER BY step.number) AS b
  FROM ways w, unnest(w.way) WITH ORDINALITY AS step (id, number) WHERE w.distance = 0
), answers AS (
  SELECT c.m_creatorid AS a, m.m_creatorid AS b, sum(CASE WHEN m.m_c_replyof IS NULL THEN 1.0 ELSE 0.5 END) AS weight
  FROM message c JOIN message m ON m.m_messageid = c.m_c_replyof GROUP BY 1, 2
)
SELECT s.way, sum(coalesce(forth.weight, 0) + coalesce(back.weight, 0)) AS weight
FROM steps s LEFT JOIN answers forth ON forth.a = s.a AND forth.b = s.b LEFT JOIN answers back ON back.a = s.b AND back.b = s.a
GROUP BY s.way ORDER BY weight DESC, s.way;
