# Sourced after case.sh by the cases about withholding: rings us and eu, a database each of one server, where a PostgreSQL also stands for
# the gateway that world views ask. Posts 1 to 6 are in us, 11 to 16 in eu.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
start_postgres all "listen_addresses = '127.0.0.1'" "port = $port"
export PGPORT=$port
us=$(uri all us); eu=$(uri all eu)
sql "$(uri all)" -c "CREATE DATABASE us" -c "CREATE DATABASE eu" -c "CREATE ROLE app_owner NOLOGIN"
for ring in us eu; do
  sql "$(uri all $ring)" <<'SQL'
CREATE TABLE person (id bigint PRIMARY KEY, country text NOT NULL, name text);
CREATE TABLE post (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES person, created int NOT NULL, content text, changed int NOT NULL DEFAULT 0,
  search tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, content)) STORED);
CREATE INDEX post_search ON post USING gin (search);
CREATE INDEX post_author ON post (author_id, created DESC);
CREATE TABLE note (author_id bigint REFERENCES person, code varchar(8), body text, PRIMARY KEY (author_id, code)) PARTITION BY LIST (code);
CREATE TABLE note_a PARTITION OF note FOR VALUES IN ('a');
CREATE TABLE note_b PARTITION OF note DEFAULT;
CREATE TABLE answer (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES person, post_id bigint REFERENCES post);
CREATE FUNCTION count_changes() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.changed := OLD.changed + 1; RETURN NEW; END';
CREATE TRIGGER changes BEFORE UPDATE ON post FOR EACH ROW EXECUTE FUNCTION count_changes();
SQL
done
sql "$us" <<'SQL'
INSERT INTO person VALUES (1, 'US', 'Ann');
INSERT INTO post SELECT i, 1, i, 'lighthouse ' || i FROM generate_series(1, 6) i;
INSERT INTO note VALUES (1, 'a', 'na'), (1, 'b', 'nb');
SQL
sql "$eu" <<'SQL'
INSERT INTO person VALUES (2, 'DE', 'Bob');
INSERT INTO post SELECT i, 2, i, 'lighthouse ' || i FROM generate_series(11, 16) i;
SQL
write_withhold_policy() {
  cat >"$scratch/ringfence.toml" <<TOML
[platform]
name = "withhold"
[ring.us]
jurisdictions = ["US"]
database = "$us"
gateway = "127.0.0.1:$port"
[ring.eu]
jurisdictions = ["*"]
database = "$eu"
[table.person]
subject = "id"
home = "country"
public = ["id", "name"]
[table.post]
subject = "author_id"
public = ["id", "author_id", "created", "content", "search"]
content = true
[table.note]
subject = "author_id"
content = true
[table.answer]
subject = "author_id"
local = ["post_id"]
[service.web]
location = "US"
purposes = ["serve", "feed"]
scope = "world"
[service.web-eu]
location = "DE"
purposes = ["feed"]
[[transfer]]
name = "feed"
from = "*"
to = "*"
purpose = "feed"
columns = ["person:public", "post:public"]
basis = "b"
TOML
}
write_withhold_policy
ringfence() { local verb=$1; shift; "$RINGFENCE" "$verb" --policy "$scratch/ringfence.toml" "$@" >"$scratch/said" 2>&1; }
clean() { ringfence drift || { cat "$scratch/said"; fail "drift is not clean $1"; }; }
# as ROLE VIEWER RING: a URI of that login with the viewer told to the server, as the gateway tells it. An empty viewer: never set.
as() {
  local to; to=$(uri all "$3"); to=${to/postgres@/$1@}
  [ -z "$2" ] && echo "$to" || echo "$to&options=-c%20ringfence.viewer%3D$2"
}
# withhold RING KEY CODES [TABLE]: at once, for good.
withhold() {
  sql "$(uri all "$1")" -c "SELECT id FROM ringfence.withhold(NULL, '${4:-post}', ARRAY['$2'], '{$3}', 'court order', 'a court', 'Act 1', 'https://x.example', false, now(), NULL)"
}
