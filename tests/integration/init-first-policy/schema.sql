CREATE TABLE nation (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE customer (id bigint PRIMARY KEY, email text UNIQUE NOT NULL, first_name text, birthday date, nation_id int NOT NULL REFERENCES nation);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, placed timestamptz NOT NULL DEFAULT now());
CREATE TABLE purchase_line (purchase_id bigint REFERENCES purchase, line int, amount numeric, PRIMARY KEY (purchase_id, line));
CREATE TABLE fax_log (id bigint PRIMARY KEY, phone text, sent timestamptz);
INSERT INTO nation VALUES (1, 'Germany'), (2, 'France'), (3, 'United States'), (4, 'UK');
INSERT INTO customer SELECT i, 'c' || i || '@example.org', 'C' || i, '1990-01-01', 1 + i % 4 FROM generate_series(1, 40) i;
INSERT INTO purchase SELECT i, 1 + i % 40 FROM generate_series(1, 80) i;
INSERT INTO purchase_line SELECT i, 1, 9.5 FROM generate_series(1, 80) i;
