-- What the schema of tests/golden/statements has no kind of: private columns of every type.
CREATE DOMAIN phone AS text CHECK (length(VALUE) > 3);
ALTER TABLE person ADD memo varchar(80), ADD phone phone, ADD salary numeric, ADD tags text[], ADD marks bigint[], ADD face bytea,
  ADD seen timestamptz, ADD token uuid, ADD extra jsonb, ADD raw json, ADD number bigint, ADD weight float8;
ALTER TABLE post ADD draft text, ADD places text[];
CREATE TABLE vault (id bigint PRIMARY KEY, owner_id bigint NOT NULL REFERENCES person, word text, amount numeric, due date, scan bytea, notes jsonb,
  words text[], code bigint);
