# What is known of the sample platform and of no other database: where its people must be. Sourced.
eea="'AT','BE','BG','CY','CZ','DE','DK','EE','ES','FI','FR','GR','HR','HU','IE','IS','IT','LI','LT','LU','LV','MT','NL','NO','PL','PT','RO','SE','SI','SK','AX','GF','GP','MF','MQ','RE','YT'"
us="'US','AS','GU','MP','PR','UM','VI'"

# The countries of a ring as a condition on person.country, written by hand and not taken from the policy.
home_condition() {
  case $1 in
    us) echo "country IN ($us)" ;;
    eu) echo "country IN ($eea)" ;;
    cn) echo "country = 'CN'" ;;
    row) echo "country NOT IN ('CN', $us, $eea)" ;;
  esac
}

# Rows, in one ring, of people whose home is elsewhere: of each table, by its own way to a person.
crossing_statement() {
  local at_home table key
  at_home=$(home_condition "$1")
  echo "SELECT 'person', count(*) FROM public.person WHERE ($at_home) IS NOT TRUE"
  while read -r table key; do
    echo "UNION ALL SELECT '$table', count(*) FROM public.$table t LEFT JOIN public.person ON person.id = t.$key WHERE ($at_home) IS NOT TRUE"
  done <<'END'
profile person_id
connection a
post author_id
comment author_id
repository owner_id
review author_id
video owner_id
mail owner_id
END
  for table in post_tag attachment; do
    echo "UNION ALL SELECT '$table', count(*) FROM public.$table t LEFT JOIN public.post ON post.id = t.post_id
      LEFT JOIN public.person ON person.id = post.author_id WHERE ($at_home) IS NOT TRUE"
  done
}

nothing_crossed() {
  local ring crossed=0
  for ring in "${ring_names[@]}"; do
    crossing_statement "$ring" | sql "$(ring_uri "$ring")" -f - >"$work/crossed.$ring"
    crossed=$((crossed + $(awk -F'\t' '{ sum += $2 } END { print sum + 0 }' "$work/crossed.$ring")))
    awk -F'\t' -v ring="$ring" '$2 > 0 { print "      ring " ring ": " $2 " rows of " $1 }' "$work/crossed.$ring"
  done
  fact "Rows that crossed: $crossed (11 tables of each ring joined to their people's country)" "$(same "$crossed" 0)"
  local mail
  mail=$(sql "$(ring_uri cn)" -c "SELECT count(*) FROM public.mail")
  fact "Mail in ring cn, where it was never launched: $mail rows" "$(same "$mail" 0)"
}
