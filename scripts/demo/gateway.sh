# The same statements that an application sends, through the rings' gateways. Sourced.

# A gateway's address, of a service that `up` gave a password; nothing: the policy has no such service.
gateway_uri() { ring_field "$1" gateway; }
# ring_field RING NAME: what `status --json` says of a ring that is up.
ring_field() {
  json "$work/status.json" "SELECT r->>'$2' FROM json_array_elements(:'json'::json->'rings') r WHERE r->>'name' = '$1' AND r->>'up' = 'true'"
}
# ask RING "SQL" [SERVICE PURPOSE]: what the ring's gateway answers, rows or refusal, with its SQLSTATE.
ask() {
  local to
  to=$(gateway_uri "$1")
  PGOPTIONS="-c ringfence.purpose=${4:-serve}" psql -X -q -A -t -F $'\t' -v VERBOSITY=verbose \
    -d "postgresql://${3:-web-$1}@${to#*@}" -c "$2" 2>&1 | grep -v '^LOCATION' || true
}
show_refusal() { grep -E '^(ERROR|DETAIL|HINT):' <<<"$1" | sed -E 's/^/      /; s/^(.{190}).+/\1…/'; }
# refusal TEXT SQLSTATE WORDS …: yes where it is one, and says all of them
refusal() {
  local text=$1 state=$2 word; shift 2
  grep -q "^ERROR:  $state:" <<<"$text" || { echo no; return; }
  for word in "$@"; do grep -qF -- "$word" <<<"$text" || { echo no; return; }; done
  echo yes
}

through_the_gateway() {
  if [ -n "$from" ]; then echo "  The gateway is not shown: a proposed policy has no services yet (docs/operating.md, Services)"; return; fi
  each_client
  found_by_email
  carried_on_record
  all_rings_as_one
  born_at_home
  fan_out_is_refused
  gateway_costs
}

each_client() {
  local id clients=(psql) right=1 answer
  id=$(sql "$(ring_uri us)" -c "SELECT min(id) FROM public.person")
  answer=$(ask us "SELECT id FROM person WHERE id = $id")
  [ "$answer" = "$id" ] || { right=0; echo "      psql: $answer"; }
  if python3 -c 'import psycopg2' 2>/dev/null; then
    clients+=(psycopg2)
    answer=$(PGOPTIONS='-c ringfence.purpose=serve' python3 -c "import psycopg2, sys
c = psycopg2.connect(sys.argv[1]).cursor(); c.execute('SELECT id FROM person WHERE id = %s', (int(sys.argv[2]),)); print(c.fetchone()[0])" "$(gateway_uri us)" "$id" 2>&1) || true
    [ "$answer" = "$id" ] || { right=0; echo "      psycopg2: $answer"; }
  fi
  if command -v node >/dev/null && node -e 'require("pg")' 2>/dev/null; then
    clients+=(node-postgres)
    answer=$(PGPASSFILE=$dir/services.pgpass node -e 'const { Client } = require("pg"); const [uri, id] = process.argv.slice(1);
      (async () => { const c = new Client({ connectionString: uri.replace(/\?.*/, ""), options: "-c ringfence.purpose=serve" }); await c.connect();
        console.log((await c.query("SELECT id FROM person WHERE id = $1", [id])).rows[0].id); await c.end(); })();' "$(gateway_uri us)" "$id" 2>&1) || true
    [ "$answer" = "$id" ] || { right=0; echo "      node-postgres: $answer"; }
  fi
  fact "The gateway of ring us answers unmodified clients: ${clients[*]}" "$(same $right 1)"
}

found_by_email() {
  local here there answer id
  IFS=$'\t' read -r id here <<<"$(sql "$(ring_uri us)" -c "SELECT id, email FROM public.person ORDER BY id LIMIT 1")"
  there=$(sql "$(ring_uri eu)" -c "SELECT email FROM public.person ORDER BY id LIMIT 1")
  answer=$(ask us "SELECT id FROM person WHERE email = '$here'")
  fact "Found by e-mail at home, with no global address book" "$(same "$answer" "$id")"
  [ "$answer" = "$id" ] || show_refusal "$answer"
  answer=$(ask us "SELECT id FROM person WHERE email = '$there'")
  fact "By e-mail of a person of ring eu, asked in ring us: refused, naming the ring and the rule it would need" \
    "$(refusal "$answer" 42501 'the rows are at home in ring eu' '[[transfer]] from = "eu" to = "us"')"
  show_refusal "$answer"
}

# What a rule lets out crosses, and nothing else of the row; both rings have it in their books before anybody has a row.
carried_on_record() {
  local id answer ring key pairs=() keys=() said
  id=$(sql "$(ring_uri eu)" -c "SELECT min(id) FROM public.person")
  answer=$(ask us "SELECT first_name, email IS NULL FROM person WHERE id = $id" web-us feed)
  fact "A person of ring eu read in ring us by rule public-feed: the first name, and no e-mail address" \
    "$(same "$answer" "$(sql "$(ring_uri eu)" -c "SELECT first_name, true FROM public.person WHERE id = $id")")"
  for ring in us eu; do
    key=$(cat "$dir/$ring/ledger/ledger.vkey")
    pairs+=("$(ring_field "$ring" ledger)") keys+=(--key "$key")
  done
  for _ in 1 2 3 4 5 6 7 8 9 10; do  # what is durable is published a moment later
    said=$("$ringfence" ledger reconcile "${pairs[@]}" "${keys[@]}" 2>&1) && grep -qE '^[1-9][0-9]* transfers?, ' <<<"$said" && break
    sleep 0.3
  done
  fact "The ledgers of ring us and ring eu, as they are served: verified, and the same transfers in both (${said##*$'\n'})" \
    "$(grep -qE '^[1-9][0-9]* transfers?, ' <<<"$said" && echo yes || echo no)"
  grep -qE '^[1-9]' <<<"$said" || echo "$said"
}

# A service whose scope is the world asks as if there were one database; what no rule lets out is not in the answer.
all_rings_as_one() {
  local answer ring all=0 own
  for ring in us eu cn row; do all=$((all + $(sql "$(ring_uri "$ring")" -c "SELECT count(*) FROM public.person"))); done
  own=$(sql "$(ring_uri us)" -c "SELECT count(email) FROM public.person")
  answer=$(ask us "SELECT count(id), count(email) FROM person" web-us feed)
  fact "One read of all four rings at once: $(with_commas "$all") people, and the e-mail addresses of the $(with_commas "$own") of ring us alone" \
    "$(same "$answer" "$all"$'\t'"$own")"
  [ "$answer" = "$all"$'\t'"$own" ] || echo "      $answer"
}

# Undone afterwards: the facts of before would no longer hold.
born_at_home() {
  local id in_directory where
  id=$(ask us "INSERT INTO person (handle, first_name, last_name, email, country, language) VALUES ('ringfence.demo', 'New', 'Person', 'new@demo.example', 'US', 'en') RETURNING id")
  if ! [[ $id =~ ^[0-9]+$ ]]; then fact "A new person of US through the gateway" no; show_refusal "$id"; return; fi
  where=$(sql "$(ring_uri us)" -c "SELECT country FROM public.person WHERE id = $id")
  in_directory=$(sql "$(ring_uri us)" -c "SELECT ring FROM ringfence.directory_person WHERE key_1 = $id")
  fact "A new person of US, inserted through the gateway, is in ring us and in its directory" "$(same "$where $in_directory" 'US us')"
  sql "$(ring_uri us)" -c "DELETE FROM public.person WHERE id = $id"
}

fan_out_is_refused() {
  local answer
  answer=$(ask row "SELECT count(*) FROM person" helpdesk support)
  fact "SELECT count(*) FROM person by helpdesk, whose scope is home: it would read every ring, and is refused with a hint" "$(refusal "$answer" 42501 'HINT:')"
  show_refusal "$answer"
}

# Rounds a second of one statement by primary key; told, not judged: a busy machine is no defect.
rounds() {
  PGOPTIONS="${2:-}" "$pg_bin/pgbench" -n -M prepared -c 8 -j 2 -T 3 -f "$work/one.sql" "$1" 2>&1 | awk '/^tps/ { printf "%.0f", $3 }'
}
gateway_costs() {
  local id direct gateway
  id=$(sql "$(ring_uri us)" -c "SELECT min(id) FROM public.person")
  echo "SELECT id, handle FROM person WHERE id = $id;" >"$work/one.sql"
  gateway=$(rounds "$(gateway_uri us)" '-c ringfence.purpose=serve')
  direct=$(rounds "$(gateway_uri us | sed "s,@127.0.0.1:[0-9]*/,@127.0.0.1:$(ring_uri us | sed 's,.*:\([0-9]*\)/.*,\1,')/,")")
  fact "By primary key, 8 clients, 3 s: $(with_commas "${gateway:-0}") a second through the gateway, $(with_commas "${direct:-0}") straight to PostgreSQL" \
    "$([ "${gateway:-0}" -gt 0 ] && echo yes || echo no)"
}
