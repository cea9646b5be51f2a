# Sourced after case.sh by the cases about transfers: rings eu and us on a server each, both with the application's tables;
# ring eu has rows, and what of it may be read from ring us is what the cases are about.
start_postgres eu max_prepared_transactions=4
start_postgres us
eu=$(uri eu app); us=$(uri us app)
sql "$(uri eu)" -c "CREATE DATABASE app"
sql "$(uri us)" -c "CREATE DATABASE app"
# The owner of the tables may do nothing else; `report` is a role at home of which the policy knows nothing.
for server in eu us; do
  sql "$(uri $server)" -c "CREATE ROLE app_owner NOLOGIN" -c "CREATE ROLE report LOGIN" -c "ALTER DATABASE app OWNER TO app_owner"
  sql "$(uri $server app)" <<'SQL'
SET ROLE app_owner;
CREATE SCHEMA work;
CREATE TYPE work.mood AS ENUM ('glad', 'sad');
CREATE DOMAIN work.phone AS text NOT NULL;
CREATE TABLE work.tag (id int PRIMARY KEY, name text);
CREATE TABLE work.person (id bigint PRIMARY KEY, country text NOT NULL, first_name varchar(40), email text, phone work.phone,
  born date, seen timestamptz, mood work.mood, face bytea, token uuid, number bigint, "odd ""name" text);
CREATE TABLE work.post (id bigserial PRIMARY KEY, author_id bigint NOT NULL REFERENCES work.person, visibility text NOT NULL,
  content text, draft text, words int GENERATED ALWAYS AS (length(content)) STORED, UNIQUE (author_id, content));
CREATE TABLE work.event (id bigint, person_id bigint NOT NULL REFERENCES work.person, kind text, place text, PRIMARY KEY (id, kind))
  PARTITION BY LIST (kind);
CREATE TABLE work.event_a PARTITION OF work.event FOR VALUES IN ('a');
CREATE TABLE work.event_b PARTITION OF work.event FOR VALUES IN ('b');
CREATE TABLE work.mail (id bigint PRIMARY KEY, owner_id bigint NOT NULL REFERENCES work.person, body text);
CREATE FUNCTION work.all_mail() RETURNS SETOF work.mail LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM work.mail';
GRANT USAGE ON SCHEMA work TO report;
GRANT SELECT ON ALL TABLES IN SCHEMA work TO report;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA work TO report;
SQL
done
sql "$eu" <<'SQL'
INSERT INTO work.tag VALUES (1, 'x');
INSERT INTO work.person VALUES
  (1, 'DE', 'Ann', 'ann@one.example', '+49 1', '1980-05-06', '1999-12-31 23:30:00-05', 'glad', '\x01', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 7, 'o1'),
  (2, 'FR', 'Bob', 'no at sign', '+33 2', NULL, NULL, 'sad', '\x02', NULL, NULL, 'o2'),
  (3, 'DE', 'Cay', 'cay@odd@two.example', '+49 3', '1990-01-01', '2001-01-01 00:00:00+00', NULL, '\x03', NULL, 7, 'o3');
INSERT INTO work.post (author_id, visibility, content, draft) VALUES (1, 'public', 'hello', 'CANARY-1'), (1, 'private', 'CANARY-2', 'CANARY-3'),
  (2, 'friends', 'CANARY-4', 'CANARY-5'), (3, 'public', 'bye', NULL);
INSERT INTO work.event VALUES (1, 1, 'a', 'CANARY-6'), (2, 2, 'b', 'CANARY-7');
SQL

# write_transfers [TOML …]: the policy, with these rules or whatever else.
write_transfers() {
  cat >"$scratch/ringfence.toml" <<TOML
[platform]
name = "transfers"
[ring.eu]
jurisdictions = ["DE", "FR"]
database = "$eu"
[ring.us]
jurisdictions = ["US"]
database = "$us"
[table."work.tag"]
shared = true
[table."work.person"]
subject = "id"
home = "country"
public = ["id", "first_name"]
sensitive = ["face"]
[table."work.post"]
subject = "author_id"
public = ["id", "author_id", "visibility", "content"]
[table."work.event"]
subject = "person_id"
[table."work.mail"]
subject = "owner_id"
never_in = ["eu"]
[service.web-eu]
location = "DE"
purposes = ["serve", "feed"]
[service.migrator-eu]
location = "DE"
purposes = ["migrate"]
[service.web-us]
location = "US"
purposes = ["serve", "feed", "study", "mixed", "old"]
TOML
  cat >>"$scratch/ringfence.toml"
}
ringfence() { local verb=$1; shift; "$RINGFENCE" "$verb" --policy "$scratch/ringfence.toml" "$@" >"$scratch/said" 2>&1; }
apply() { ringfence apply || { cat "$scratch/said"; fail "apply did not end well"; }; }
clean() { ringfence drift || { cat "$scratch/said"; fail "drift is not clean $1" "see src/compile/postgres/transfers_changes.cpp"; }; }
# as ROLE ["SQL" …]: in ring eu, straight on the server.
as() { local role=$1; shift; sql "${eu/postgres@/$role@}" "$@"; }
denied() { refused "${eu/postgres@/$1@}" "$2" "${3:-42501}"; }
# rules_of_every_kind: one reader a kind, all in ring us.
rules_of_every_kind() {
  cat <<TOML
[[transfer]]
name = "feed"
from = "*"
to = "*"
purpose = "feed"
columns = ["work.person:public", "work.post:public"]
rows."work.post" = "visibility = 'public' -- nothing else"
basis = "b"
[[transfer]]
name = "study"
from = "eu"
to = "us"
purpose = "study"
columns = ["work.person.email", "work.person.id", "work.person.first_name", "work.person.born", "work.person.seen", "work.person.token",
  "work.person.number", "work.person.mood", "work.person.country", 'work.person."odd ""name"', "work.post.author_id", "work.event.id",
  "work.event.kind", "work.event.place"]
mask = { "work.person.email" = "domain", "work.person.id" = "hash", "work.person.first_name" = "truncate(2)", "work.person.born" = "year", "work.person.seen" = "year", "work.person.token" = "hash", "work.person.number" = "hash", "work.person.mood" = "null", "work.post.author_id" = "hash", "work.event.place" = "hash" }
basis = "b"
[[transfer]]
name = "mixed-public"
from = "eu"
to = "us"
purpose = "mixed"
columns = ["work.post.id", "work.post.content"]
rows."work.post" = "visibility = 'public'"
basis = "b"
[[transfer]]
name = "mixed-german"
from = "eu"
to = "us"
purpose = "mixed"
columns = ["work.post.id", "work.post.draft"]
rows."work.post" = "author_id IN (1, 3)"
basis = "b"
[[transfer]]
name = "serve"
from = "eu"
to = "us"
purpose = "serve"
columns = ["work.person.id", "work.person.country", "work.person.first_name", "work.person.phone", "work.person.email", "work.post:public"]
mask = { "work.person.email" = "domain" }
rows."work.post" = "visibility <> 'private'"
rows."work.person" = "country = 'DE'"
basis = "b"
write = true
TOML
}
