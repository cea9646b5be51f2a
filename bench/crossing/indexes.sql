CREATE INDEX ON post (author_id, id);
CREATE INDEX ON post (created, id);
CREATE INDEX ON post USING gin (words);
