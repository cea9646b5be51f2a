-- People 1–8: two at home in each ring; everybody has rows of every kind, and each row names its ring in its text.
INSERT INTO tag VALUES (1, 'A', 7), (7, 'a', 8), (8, 'b', 5);
INSERT INTO setting VALUES ('theme', 'only in us');
INSERT INTO person SELECT n, (ARRAY['US','CN','DE','IN'])[1 + (n - 1) % 4], 'p' || n || '@x', 'name' || n, date '2000-01-01' + n FROM generate_series(1, 8) n;
INSERT INTO mail SELECT n * 10 + k, n, 'mail of ' || n, 1 FROM generate_series(1, 8) n, generate_series(0, 1) k;
INSERT INTO post SELECT n * 10 + k, n, 'post of ' || n, k FROM generate_series(1, 8) n, generate_series(0, 1) k;
INSERT INTO comment SELECT n * 10 + k, n * 10 + k, 'comment of ' || n FROM generate_series(1, 8) n, generate_series(0, 1) k;
INSERT INTO knows SELECT n, 1 + n % 8, 2000 + n FROM generate_series(1, 8) n;
INSERT INTO account SELECT (ARRAY['x','y'])[1 + n % 2], 'h' || n, country, 'l' || n FROM (SELECT id AS n, country FROM person) p;
INSERT INTO account VALUES ('h3', 'y', 'US', 'swapped');
INSERT INTO note SELECT tenant, holder, row_number() OVER (ORDER BY holder, tenant), 'note of ' || holder FROM account;
INSERT INTO "日记" SELECT n, n, '日记 ' || n FROM generate_series(1, 8) n;
INSERT INTO "Per son" SELECT n, n, 'quoted ' || n FROM generate_series(1, 8) n;
INSERT INTO visit SELECT n * 10 % 100, n, 'page ' || n FROM generate_series(1, 8) n;
