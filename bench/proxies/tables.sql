-- What pgbench -i made, as tables of people: every account is a person at home in the United States.
ALTER TABLE pgbench_accounts ADD country char(2) NOT NULL DEFAULT 'US';
-- TPC-B writes tellers and branches, which are no person's. Here an account has a balance with each of its own.
CREATE TABLE account_teller (aid int PRIMARY KEY, balance int NOT NULL) WITH (fillfactor = 50);
CREATE TABLE account_branch (aid int PRIMARY KEY, balance int NOT NULL) WITH (fillfactor = 50);
INSERT INTO account_teller SELECT aid, 0 FROM pgbench_accounts;
INSERT INTO account_branch SELECT aid, 0 FROM pgbench_accounts;
-- 19,900 rows of 110 bytes each on the wire: 2.19 MB.
CREATE TABLE letter (aid int NOT NULL, id int PRIMARY KEY, content text NOT NULL);
INSERT INTO letter SELECT 1, 100000 + n, repeat('x', 89) FROM generate_series(1, 19900) n;
CREATE INDEX ON letter (aid);
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO web;
