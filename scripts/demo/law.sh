# A day of the law: what is withheld in one place and nowhere else, and what governments ask for. Sourced after gateway.sh.

# law_policy FILE: who may demand and who decides, with keys made for this run. Private keys are in $work/keys.
law_policy() {
  local name
  mkdir -p "$work/keys"
  age-keygen -o "$work/keys/authority" 2>/dev/null
  cat >>"$1" <<TOML

[[authority]]
name        = "Cyberspace Administration of China"
reach       = ["CN"]
instruments = ["notice"]
standing    = [ { from = 2014-01-01, is = "accept" } ]
[[authority]]
name        = "Federal Bureau of Investigation"
reach       = ["US"]
instruments = ["search warrant"]
contact     = "+1 202 555 0100"
key         = "$(age-keygen -y "$work/keys/authority")"
standing    = [ { from = 1980-01-01, is = "accept" } ]
TOML
  for name in filer:file verifier:verify first:approve second:approve executor:execute; do
    cat >>"$1" <<TOML
[officer.${name%:*}]
person = "The ${name%:*}"
key    = "$("$ringfence" demand key "$work/keys/${name%:*}")"
may    = ["${name#*:}"]
TOML
  done
}

# demand RING STEP OFFICER …: its JSON is in $work/demand.json, what is said in $work/demand.said.
demand() {
  local ring=$1 step=$2 name=$3; shift 3
  "$ringfence" demand "$step" "$@" --dir "$dir" --ring "$ring" --as "$name" --key "$work/keys/$name" --json >"$work/demand.json" 2>"$work/demand.said"
}
demand_says() { json "$work/demand.json" "SELECT :'json'::json ->> '$1'"; }
# becomes STATE RING STEP OFFICER …: yes where the demand is in that state afterwards.
becomes() {
  local state=$1; shift
  demand "$@" || true
  [ "$(demand_says state 2>/dev/null)" = "$state" ] && echo yes || { cat "$work/demand.said" >&2; echo no; }
}

# One line of policy, once the split has been timed.
made_searchable() {
  local begun made
  begun=$(now)
  sed -i '/^\[table.post\]/a search  = ["content"]' "$policy"
  made=$({ "$ringfence" up --policy "$policy" --dir "$dir" && "$ringfence" apply --dir "$dir"; } >"$work/searchable" 2>&1 && echo yes || { cat "$work/searchable" >&2; echo no; })
  fact "One line of policy makes posts searchable in every language they are written in ($(seconds_since "$begun") s)" "$made"
}

# found SERVICE RING VIEWER WORDS: how many public posts a search finds for a viewer there; notices are in $work/notices.
found() {
  local to
  to=$(gateway_uri "$2")
  PGOPTIONS="-c ringfence.purpose=search -c ringfence.viewer=$3" psql -X -q -A -t -v VERBOSITY=verbose \
    -d "postgresql://$1@${to#*@}" -c "SELECT count(*) FROM post WHERE ringfence_search @@ ringfence.search_query('$4') AND visibility = 'public'" 2>"$work/notices"
}

a_day_of_the_law() {
  if [ -n "$from" ]; then echo "  Not shown: a proposed policy has no authorities and officers yet (docs/demands.md)"; return; fi
  if ! command -v age >/dev/null; then echo "  Not shown: age is not installed"; return; fi
  made_searchable
  withheld_in_one_place
  demands_of_governments
  never_launched_there
  reported_from_ledgers
}

# approved_by_two RING ID
approved_by_two() {
  local name
  demand "$1" verify verifier "$2" || cat "$work/demand.said"
  for name in first second; do
    demand "$1" approve $name "$2" --version "$(demand_says version)" || cat "$work/demand.said"
  done
}

# withhold DEMAND POST …
withhold() {
  "$ringfence" withhold add --dir "$dir" --table post --key "$2" --jurisdiction CN --demand "$1" --appeal "https://meridian.example/appeals" "${@:3}" \
    >"$work/withheld" 2>&1 || cat "$work/withheld"
}

withheld_in_one_place() {
  local id author notice words="音乐" ring before german here there end http status
  before=$(found web-eu eu DE "$words") german=$(found web-eu eu DE "Garten musik*")
  fact "A search in Shenzhen and the same in Berlin find the same in all rings: $words in $before posts, Garten musik* in $german" \
    "$([ "$before" -gt 0 ] && [ "$german" -gt 0 ] && same "$(found web-cn cn CN "$words") $(found web-cn cn CN "Garten musik*")" "$before $german" || echo no)"
  for ring in us eu row cn; do
    IFS=$'\t' read -r id author <<<"$(sql "$(ring_uri $ring)" -c "SELECT id, author_id FROM public.post WHERE visibility = 'public' AND content ~ '$words' ORDER BY id LIMIT 1")"
    [ -z "$id" ] || break
  done
  echo "Please take this post down." >"$work/notice.txt"
  demand $ring file filer --kind withhold --document "$work/notice.txt" --official --authority "Cyberspace Administration of China" --jurisdiction CN \
    --instrument "notice 17 under the Cybersecurity Law, Art. 47" --item "post=$id" --viewers CN --reason "legal demand" || cat "$work/demand.said"
  notice=$(demand_says id)
  approved_by_two $ring "$notice"
  fact "A notice from Beijing asks for one of them, of ring $ring, to be hidden from viewers in CN, and is approved by two" "$(becomes executed $ring execute executor "$notice")"
  withhold "$notice" "$id"
  here=$(found web-cn cn CN "$words")
  status=$(grep -c '01R51' "$work/notices" || true)
  there=$(found web-eu eu DE "$words")
  fact "It is withheld: the search in Shenzhen finds $here and is told so, the one in Berlin $there" \
    "$(same "$here $there $status" "$((before - 1)) $before 1")"
  [ "$status" = 1 ] || cat "$work/notices"
  http=$(ring_field $ring http)
  status=$(curl -s -o "$work/451" -w '%{http_code}' "$http/v1/content/post/$id?viewer=CN")
  fact "HTTP says $status to a viewer in CN: who asked, under which law, how to appeal; and 200 to one in DE" \
    "$(same "$status $(curl -s -o /dev/null -w '%{http_code}' "$http/v1/content/post/$id?viewer=DE") $(grep -c 'Art. 47' "$work/451")" "451 200 1")"
  fact "Its author is told" "$(same "$(sql "$(ring_uri $ring)" -c "SELECT count(*) FROM ringfence.notice WHERE subject_table = 'person' AND subject = '$author' AND role = 'author'")" 1)"
  "$ringfence" withhold lift --dir "$dir" "$(sql "$(ring_uri $ring)" -c "SELECT id FROM ringfence.withholding WHERE content_key = '$id' AND ended IS NULL")" >"$work/lifted" 2>&1 || cat "$work/lifted"
  withhold "$notice" "$id" --until "$(date -u -d '+3 seconds' +%Y-%m-%dT%H:%M:%SZ)"
  end=$((SECONDS + 30))
  until [ "$(found web-cn cn CN "$words")" = "$before" ] || [ $SECONDS -ge $end ]; do sleep 0.3; done
  fact "Withheld until a date, it is back after it by itself" "$(same "$(found web-cn cn CN "$words")" "$before")"
}

held=0  # the sample may be too small to have anybody in Hong Kong
demands_of_governments() {
  local person id email
  echo "We ask for the e-mail address of the person named." >"$work/letter.txt"
  person=$(sql "$(ring_uri row)" -c "SELECT min(id) FROM public.person WHERE country = 'HK'")
  if [ -n "$person" ]; then
    demand row file filer --kind disclose --document "$work/letter.txt" --official --authority "Hong Kong Police Force, National Security Department" --jurisdiction HK \
      --instrument "request" --account "person=$person" --column person.email || cat "$work/demand.said"
    fact "A request of the Hong Kong police is held: their standing is paused since 2020" "$(becomes held row verify verifier "$(demand_says id)")"
    held=1
  fi
  person=$(sql "$(ring_uri eu)" -c "SELECT min(id) FROM public.person")
  demand us file filer --kind disclose --document "$work/letter.txt" --official --court --authority "Federal Bureau of Investigation" --jurisdiction US \
    --instrument "search warrant 17" --account "person=$person" --column person.email || cat "$work/demand.said"
  fact "A US warrant for a subject of ring eu is in conflict: it reaches further than its law, and nothing executes it" \
    "$(becomes conflict us verify verifier "$(demand_says id)")"

  IFS=$'\t' read -r person email <<<"$(sql "$(ring_uri us)" -c "SELECT id, email FROM public.person WHERE country = 'US' ORDER BY id LIMIT 1")"
  demand us file filer --kind disclose --document "$work/letter.txt" --official --court --authority "Federal Bureau of Investigation" --jurisdiction US \
    --instrument "search warrant 18" --account "person=$person" --column person.email || cat "$work/demand.said"
  id=$(demand_says id)
  approved_by_two us "$id"
  fact "A warrant for a subject of ring us, approved by two, is executed" "$(becomes executed us execute executor "$id" --to "$work/answer.age")"
  age --decrypt --identity "$work/keys/authority" "$work/answer.age" 2>/dev/null | tar -xO person.csv >"$work/answer.csv" 2>/dev/null || true
  fact "What was disclosed opens with the authority's age key: one column of one person, and nothing else" \
    "$(same "$(tr -d '\r' <"$work/answer.csv")" "$(printf 'email\n%s' "$email")")"
}

never_launched_there() {
  local person said
  person=$(sql "$(ring_uri cn)" -c "SELECT min(id) FROM public.person")
  said=$(sql "$(ring_uri cn)" -v VERBOSITY=verbose -c "INSERT INTO public.mail (id, owner_id, sent, sender, recipients, subject, body, size)
    VALUES (1, $person, now(), 'a@demo.example', '{b@demo.example}', 's', 'b', 1)" 2>&1 || true)
  fact "Mail was never launched in ring cn: a row of it for a person there cannot exist" "$(grep -q '^ERROR:  23514: ' <<<"$said" && echo yes || { echo "$said" >&2; echo no; })"
}

reported_from_ledgers() {
  local ring ledgers=() keys=() today
  today=$(date -u +%Y-%m-%d)
  for ring in us eu cn row; do
    ledgers+=("$(ring_field "$ring" ledger)") keys+=(--key "$(cat "$dir/$ring/ledger/ledger.vkey")")
  done
  for _ in 1 2 3 4 5 6 7 8 9 10; do  # what is durable is published a moment later
    "$ringfence" report --from "$today" --to "$today" "${ledgers[@]}" "${keys[@]}" --json --page "$work/report.html" >"$work/report.json" 2>"$work/report.said" || cat "$work/report.said"
    [ "$(json "$work/report.json" "SELECT :'json'::json -> 'summary' ->> 'complied with'" 2>/dev/null)" = 2 ] && break
    sleep 0.3
  done
  "$ringfence" report --from "$today" --to "$today" "${ledgers[@]}" "${keys[@]}" --json >"$work/report2.json" 2>/dev/null || true
  fact "The transparency report, from the four ledgers alone, counts them: $(json "$work/report.json" "SELECT :'json'::json -> 'summary' ->> 'demands' || ' demands, ' || (:'json'::json -> 'summary' ->> 'complied with') || ' complied with, ' || (:'json'::json -> 'summary' ->> 'held, refused or beyond the law') || ' held, refused or beyond the law'")" \
    "$(same "$(json "$work/report.json" "SELECT concat_ws(' ', :'json'::json -> 'summary' ->> 'demands', :'json'::json -> 'summary' ->> 'complied with', :'json'::json -> 'summary' ->> 'held, refused or beyond the law')")" "$((3 + held)) 2 $((1 + held))")"
  fact "Computed again it is the same, byte for byte" "$(cmp -s "$work/report.json" "$work/report2.json" && echo yes || echo no)"
}
