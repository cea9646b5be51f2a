\set id random(1, 1000)
SELECT balance FROM account WHERE person_id = :id;
