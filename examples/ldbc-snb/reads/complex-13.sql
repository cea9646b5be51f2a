-- How many friendships lie between two people; -1: there is no way. :person :other
WITH RECURSIVE reached (id, distance) AS (
  SELECT :person::bigint, 0
  UNION
  SELECT k_person2id, distance + 1 FROM reached JOIN knows ON k_person1id = id WHERE distance < 12 AND id <> :other
)
SELECT coalesce(min(distance), -1) FROM reached WHERE id = :other;
