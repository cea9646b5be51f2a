# The servers that the clients' suites run against: a PostgreSQL of its own, and where asked PgBouncer in session mode or
# the gateway in front of it, all on 127.0.0.1 and on ports that were free. Sourced; needs $scratch, and calls stop_servers
# at the end whatever happened. Role `migrator` with a SCRAM password owns the database, is no superuser, and is the same
# for all three, so that what differs is what stands between.
pg_bin=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)}
role=migrator
password=pass-of-migrator
database=clients
started=()
server_data=

# PostgreSQL and PgBouncer do not run as root: there they run as the user that Debian's package made.
if [ "$(id -u)" -eq 0 ]; then as_server() { (cd / && runuser -u postgres -- "$@"); }
else as_server() { "$@"; }
fi

# accepts PORT SECONDS: waits until somebody listens there.
accepts() {
  local end=$((SECONDS + $2))
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

start_postgres() {
  server_port=${server_port:-$(free_port)}   # a server made anew keeps it
  local home="$scratch/postgres"
  mkdir -p "$home"
  [ "$(id -u)" -ne 0 ] || chown postgres: "$home"
  as_server "$pg_bin/initdb" -D "$home/data" -U postgres --auth-local=trust --auth-host=scram-sha-256 -E UTF8 \
    --locale=C.UTF-8 --no-sync >"$scratch/initdb.log" 2>&1 || { cat "$scratch/initdb.log"; return 1; }
  as_server tee -a "$home/data/postgresql.conf" >/dev/null <<END
listen_addresses = '127.0.0.1'
port = $server_port
unix_socket_directories = '$home'
fsync = off
full_page_writes = off
max_connections = 300
max_prepared_transactions = 20
END
  as_server "$pg_bin/pg_ctl" -D "$home/data" -l "$home/log" -w -t 60 start >/dev/null || { as_server cat "$home/log"; return 1; }
  server_data="$home/data"
  superuser="postgresql://postgres@/postgres?host=$(printf %s "$home" | sed 's,/,%2F,g')&port=$server_port"
  ring_uri="postgresql://postgres@/$database?host=$(printf %s "$home" | sed 's,/,%2F,g')&port=$server_port"
  psql -X -q -d "$superuser" -c "CREATE ROLE $role LOGIN CREATEDB CREATEROLE PASSWORD '$password'"
}

# Each suite begins with an empty database.
fresh_database() {
  psql -X -q -v ON_ERROR_STOP=1 -d "$superuser" -c "SET client_min_messages = warning" \
    -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" -c "CREATE DATABASE $database OWNER $role" \
    -c "DROP DATABASE IF EXISTS row WITH (FORCE)" -c "CREATE DATABASE row OWNER $role"
}

start_pgbouncer() {
  local home="$scratch/pgbouncer"
  middle_port=$(free_port)
  mkdir -p "$home"
  printf '"%s" "%s"\n' "$role" "$password" >"$home/users"
  cat >"$home/pgbouncer.ini" <<END
[databases]
* = host=127.0.0.1 port=$server_port
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $middle_port
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $home/users
pool_mode = session
default_pool_size = 100
max_client_conn = 1000
ignore_startup_parameters = extra_float_digits
logfile = $home/log
pidfile = $home/pid
END
  [ "$(id -u)" -ne 0 ] || chown -R postgres: "$home"
  as_server "$(command -v pgbouncer || echo /usr/sbin/pgbouncer)" "$home/pgbouncer.ini" >"$scratch/pgbouncer.out" 2>&1 &
  accepts "$middle_port" 10 || { cat "$scratch/pgbouncer.out"; return 1; }
  started+=("$(as_server cat "$home/pid")")
}

stop_middle() {
  local pid
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null; done
  started=()
  wait
  return 0
}

stop_servers() {
  stop_middle
  [ -z "$server_data" ] || as_server "$pg_bin/pg_ctl" -D "$server_data" -m immediate -w stop >/dev/null 2>&1
  return 0
}
