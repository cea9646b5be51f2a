# PostgreSQL servers that ./demo makes beside the rings: the sample's source, and one to restore a dump into. Sourced.
# They have the settings of the rings, listen on a Unix socket only, and are as durable as any.
pg_bin=/usr/lib/postgresql/15/bin

# PostgreSQL will not run as root: there the servers run as the user that Debian's package made.
as_server() {
  if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# server_uri NAME DATABASE
server_uri() { echo "postgresql://postgres@/$2?host=$(printf %s "$dir/.servers/$1" | sed 's,%,%25,g; s,/,%2F,g; s, ,%20,g')"; }

start_server() {
  local name=$1 home="$dir/.servers/$1"
  [ "${#home}" -le 85 ] || stop "the path of $dir is too long for a Unix socket" "choose a shorter --dir"
  mkdir -p "$home"
  [ "$(id -u)" -ne 0 ] || chown postgres: "$home"
  chmod 700 "$home"
  as_server "$pg_bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --data-checksums >"$dir/.servers/$name.log" 2>&1 ||
    { cat "$dir/.servers/$name.log" >&2; stop "could not make a PostgreSQL in $home" "see above; is the disk full?"; }
  as_server tee -a "$home/data/postgresql.conf" >/dev/null <<END
listen_addresses = ''
unix_socket_directories = '$(printf %s "$home" | sed "s/'/''/g")'
wal_level = minimal
max_wal_senders = 0
shared_buffers = 128MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
END
  as_server "$pg_bin/pg_ctl" -D "$home/data" -l "$home/log" -w -t 120 start >/dev/null ||
    { as_server tail -20 "$home/log" >&2; stop "PostgreSQL in $home did not start" "the lines above are its log"; }
}

stop_server() {
  local data="$dir/.servers/$1/data"
  [ ! -d "$data" ] || as_server "$pg_bin/pg_ctl" -D "$data" -m "${2:-fast}" -w stop >/dev/null 2>&1 || true
}

# Everything that runs below DIR. `immediate` where its files are removed anyway.
stop_all() {
  if [ -x "$ringfence" ] && [ -e "$dir/rings.json" ]; then "$ringfence" down --dir "$dir" >/dev/null 2>&1 || true; fi
  stop_server source "${1:-fast}"
  stop_server one immediate
}
