-- One ring's rows, the same wherever they are. Posts of all rings take turns in time.
SELECT setseed(0.5);
INSERT INTO person SELECT :first + n, :'country', 'person ' || n FROM generate_series(1, :people) n;
INSERT INTO post SELECT :first + n, :first + 1 + n % :people, timestamptz '2026-01-01' + (4 * n + :ring) * interval '1 second',
    (ARRAY['text', 'photo', 'video', 'link', 'poll', 'event', 'offer'])[1 + n % 7],
    (SELECT string_agg('w' || (random() * :words)::int, ' ') FROM generate_series(1, 12) WHERE n > 0)
  FROM generate_series(1, :posts) n;
