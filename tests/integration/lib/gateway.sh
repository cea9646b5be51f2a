# One gateway in front of one ring, for suites and cases that bring their own PostgreSQL. Sourced.

# write_gateway_policy FILE US_URI ROW_URI: ring us is home, ring row is everyone else; service migrator may do everything at home.
write_gateway_policy() {
  cat >"$1" <<END
[platform]
name = "clients"
[ring.us]
jurisdictions = ["US"]
database = "$2"
[ring.row]
jurisdictions = ["*"]
database = "$3"
[service.migrator]
location = "US"
purposes = ["migrate"]
END
}

# write_gateway_settings FILE POLICY PORT URI: the keys are those of src/gateway/serve/settings.h.
write_gateway_settings() {
  cat >"$1" <<END
ring = "us"
policy = "$2"
listen = ["127.0.0.1:$3"]
database = "$4"
[server]
tls = "off"
[pool]
servers = 90
[time]
drain = "1s"
END
}

# apply_gateway_policy POLICY LOG: what `apply` leaves to a person is that the migrator owns its tables, which these need, and what
# a gateway will do itself is that the ledger, which is not beside these policies, hears of it.
apply_gateway_policy() {
  "$RINGFENCE" apply --policy "$1" >"$2" 2>&1 && return 0
  ! grep -vE 'for a person: service migrator owns |changes made|nothing to do|as the policy wants|its ledger is not here:' "$2" >&2
}

# can_serve: whether this build has a gateway.
can_serve() { [ -x "${RINGFENCE:-}" ] && [[ $("$RINGFENCE" serve --help 2>&1) == *--settings* ]]; }

# start_gateway_process SETTINGS LOG PORT: its process id is $gateway_pid; it is the caller's to end.
start_gateway_process() {
  "$RINGFENCE" serve --settings "$1" >"$2" 2>&1 &
  gateway_pid=$!
  local end=$((SECONDS + 20))
  until (exec 3<>"/dev/tcp/127.0.0.1/$3") 2>/dev/null; do
    kill -0 "$gateway_pid" 2>/dev/null && [ $SECONDS -lt $end ] || { cat "$2" >&2; return 1; }
    sleep 0.1
  done
}

free_port() {
  /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
