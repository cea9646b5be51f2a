-- Somebody's friends. :person
SELECT p_personid, p_firstname, p_lastname, k_creationdate
FROM knows JOIN person ON p_personid = k_person2id
WHERE k_person1id = :person ORDER BY k_creationdate DESC, p_personid;
