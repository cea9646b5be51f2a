SELECT count(*) FROM post
SELECT count(*) AS n, min(id), max(id) FROM post
SELECT kind, count(*) FROM post GROUP BY kind ORDER BY kind
SELECT kind AS k, count(*) AS n FROM post GROUP BY k ORDER BY n DESC, k NULLS FIRST
SELECT kind, count(*) FROM post GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3
SELECT p.kind, count(p.note), count(*) FROM post AS p WHERE p.score > 0 GROUP BY p.kind ORDER BY p.kind
SELECT post.kind, max(post.note), min(post.created) FROM post GROUP BY kind ORDER BY post.kind
SELECT kind, score % 2, count(*) FROM post GROUP BY kind, score % 2 ORDER BY kind, score % 2
SELECT sum(score), sum(kind), sum(worth), sum(price) FROM post
SELECT avg(score), avg(kind), avg(worth), avg(price) FROM post
SELECT kind, round(avg(score), 3) AS mean, sum(score)::text FROM post GROUP BY kind HAVING count(*) > 100 AND sum(score) < 1000 ORDER BY mean
SELECT count(*) FILTER (WHERE score > 0), count(note) FILTER (WHERE kind = 2), bool_or(score > 3) FILTER (WHERE kind = 2) FROM post
SELECT count(*), sum(score), avg(score), max(id) FROM post WHERE id < 0
SELECT kind, count(*) FROM post WHERE id < 0 GROUP BY kind
SELECT bool_and(score > -51), bool_or(score > 1000), every(kind IS NULL) FROM post
SELECT "Odd Name", count(*) FROM post GROUP BY "Odd Name" ORDER BY "Odd Name" DESC
SELECT note FROM post GROUP BY note ORDER BY note
SELECT CASE WHEN count(*) > 3 THEN 'many' ELSE 'few' END AS said, coalesce(max(kind), 0) AS kind FROM post WHERE note = 'note 3'
SELECT count(*) FROM post HAVING count(*) > 10
SELECT 1 AS one, 'x' AS x, count(*) FROM post
SELECT count(*) FROM post WHERE note LIKE 'note 1%' AND created BETWEEN '2026-01-10' AND '2026-02-01'
SELECT author_id, count(*) FROM post GROUP BY author_id ORDER BY author_id
SELECT kind, min(weight), max(weight) FROM post GROUP BY kind ORDER BY kind
SELECT score / 10 AS tens, count(*) FROM post GROUP BY tens ORDER BY tens
SELECT kind, kind + 1, count(*) FROM post GROUP BY kind ORDER BY kind
SELECT count(kind), max(price), min(note) FROM post WHERE kind IS NOT NULL -- with a comment; of its own
SELECT 100000 / avg(id), 7 - (count(*) - max(kind)) * 2, -avg(score), (count(*) > 3) = (max(kind) > 3), NOT (count(*) > 3 OR max(kind) < 2) FROM post
SELECT kind, 100 - (kind - 1) * (2 - count(*)) FROM post GROUP BY kind HAVING NOT (count(*) > 500 AND kind > 3) ORDER BY 100 - (kind - 1) * (2 - count(*)), kind
SELECT count(*) FROM post WHERE NOT (kind = 1 OR score > 3) AND (id - 1) * 2 - (id - 2) > 0 AND note ~ '^n' IS TRUE
SELECT min(kind)::text || 'x' AS a, count(*)::int AS b, max(note) COLLATE "C" AS c, CAST(min(price) AS text) AS d FROM post WHERE kind = ANY ('{1,2,3}'::int[]) AND note IS NOT NULL
