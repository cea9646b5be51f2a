CREATE TABLE person (id bigint PRIMARY KEY, country text NOT NULL, name text NOT NULL);
CREATE TABLE post (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES person, created timestamptz NOT NULL, kind text NOT NULL,
  content text NOT NULL, words tsvector GENERATED ALWAYS AS (to_tsvector('simple', content)) STORED);
