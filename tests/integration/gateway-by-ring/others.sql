SELECT date_trunc('month', created) AS month, count(*) FROM post GROUP BY date_trunc('month', created) ORDER BY month
SELECT extract(dow FROM created), count(*) FROM post GROUP BY 1 ORDER BY 1
SELECT created::text, count(*) + 1, count(*) * 100 / 7 AS share FROM post WHERE kind = 1 GROUP BY created::text ORDER BY created::text LIMIT 5 OFFSET 2
SELECT upper(note), count(*) FROM post GROUP BY upper(note) ORDER BY count(*) DESC, upper(note)
SELECT count(DISTINCT kind), string_agg(DISTINCT note, ',' ORDER BY note) FROM post
SELECT kind, string_agg(kind::text, ',') FROM post WHERE id % 100 = 0 GROUP BY kind ORDER BY kind
SELECT DISTINCT kind FROM post ORDER BY kind
SELECT kind, count(*), sum(count(*)) OVER () FROM post GROUP BY kind ORDER BY kind
SELECT kind, score % 3, count(*) FROM post GROUP BY ROLLUP (kind, score % 3) ORDER BY kind, score % 3, 3
SELECT stddev(score)::numeric(20,6), sum(weight)::numeric(20,6) FROM post
SELECT kind, (SELECT max(id) FROM person) FROM post GROUP BY kind ORDER BY kind
SELECT id, max(score) FROM post WHERE id % 1000 = 1 GROUP BY id ORDER BY id
SELECT count(*) FROM post JOIN person ON person.id = author_id
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY score) FROM post
SELECT id::text, kind FROM post ORDER BY id LIMIT 4
SELECT upper(note) AS u, score * 2, "Odd Name" FROM post WHERE note LIKE 'note 1%' ORDER BY created, id DESC LIMIT 4
SELECT CASE WHEN kind > 3 THEN 'a' ELSE note END AS what, id FROM post ORDER BY id DESC LIMIT 4
SELECT p.* FROM post AS p WHERE p.kind = 2 ORDER BY p.worth DESC LIMIT 3 OFFSET 1
SELECT avg(score) FILTER (WHERE kind = 2), max(note) FILTER (WHERE id % 2 = 1), min(CASE WHEN id > 30000 THEN note END) FROM post
SELECT nullif(count(*), 0), nullif(max(kind), 3)::text, min(note COLLATE "C") FROM post
SELECT upper(note COLLATE "C") AS u, count(*) FROM post GROUP BY upper(note COLLATE "C") ORDER BY u
