# Sourced after case.sh and rings.sh: rings us, eu and row, with gateways and some people; a helpdesk located in India, so in
# ring row, which a rule lets read ring eu for support.
write_policy us eu row
cat >>"$scratch/ringfence.toml" <<'TOML'
[table.person]
subject = "id"
home = "country"
public = ["id", "name"]
[table.post]
subject = "author_id"
public = ["id", "author_id", "body"]
[table.mail]
subject = "owner_id"
[table.tag]
shared = true
[table.queue]
ring = "eu"
[service.web-us]
location = "US"
purposes = ["serve"]
[service.web-eu]
location = "DE"
purposes = ["serve", "feed"]
scope = "world"
[service.helpdesk]
location = "IN"
purposes = ["support", "serve"]
[service.mover]
location = "IN"
purposes = ["support", "migrate"]
[service.atlas]
location = "IN"
purposes = ["support"]
scope = "world"
[[transfer]]
name = "feed-row"
from = "row"
to = "eu"
purpose = ["feed"]
columns = ["person:public"]
basis = "contract"
[[transfer]]
name = "support-eu"
from = "eu"
to = "row"
purpose = ["support"]
columns = ["person.id", "person.name", "person.email", "post.id", "post.author_id", "post.body"]
mask = { "person.email" = "domain" }
rows.post = "visible"
basis = "SCC 2021/914 module 2"
TOML
up >"$scratch/out" 2>&1 || { cat "$scratch/out"; fail "up failed"; }
us=$(ring_uri us) eu=$(ring_uri eu) row=$(ring_uri row)
for ring in "$us" "$eu" "$row"; do
  sql "$ring" <<'SQL'
CREATE TABLE person (id bigint PRIMARY KEY, country text NOT NULL, name text, email text);
CREATE TABLE post (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES person, body text, visible boolean);
CREATE TABLE mail (id bigint PRIMARY KEY, owner_id bigint NOT NULL REFERENCES person, body text);
CREATE TABLE tag (id int PRIMARY KEY, name text);
CREATE TABLE queue (id int PRIMARY KEY, job text);
INSERT INTO tag VALUES (1, 'x');
SQL
done
"$RINGFENCE" apply --dir "$dir" >"$scratch/apply" 2>&1 || { cat "$scratch/apply"; fail "apply failed"; }
up >/dev/null
sql "$us" -c "INSERT INTO person VALUES (1, 'US', 'Ann', 'ann@us.example')"
sql "$row" -c "INSERT INTO person VALUES (4, 'IN', 'Dev', 'dev@in.example')"
sql "$eu" -c "INSERT INTO person SELECT 100 + i, 'DE', 'P' || i, 'p' || i || '@eu.example' FROM generate_series(1, 50) i"
sql "$eu" -c "INSERT INTO person VALUES (2, 'DE', 'Berta', 'berta@eu.example'), (3, 'DE', 'Carl', 'carl@eu.example')" \
  -c "INSERT INTO post VALUES (20, 2, 'seen', true), (21, 2, 'hidden', false)" -c "INSERT INTO mail VALUES (30, 2, 'CANARY')" \
  -c "INSERT INTO queue VALUES (1, 'CANARY')"
export PGPASSFILE="$dir/services.pgpass"
desk=$(gateway_address helpdesk eu)
# as PURPOSE …: the helpdesk, at the gateway of ring eu.
as() { PGOPTIONS="-c ringfence.purpose=$1" sql "$desk" "${@:2}"; }
# straight SERVICE RING: its address at the ring's PostgreSQL itself.
straight() { ring_uri "$2" | sed "s,postgres@,$1@,; s,pgpass\$,services.pgpass,"; }
