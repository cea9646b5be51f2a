\set id random(1, 1000)
\set amount random(-5000, 5000)
BEGIN;
UPDATE account SET balance = balance + :amount WHERE person_id = :id;
SELECT balance FROM account WHERE person_id = :id;
INSERT INTO payment (person_id, amount) VALUES (:id, :amount);
END;
