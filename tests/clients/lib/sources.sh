# Debian's source packages, fetched by apt-get into $cache/sources with lists of their own, so that the machine's own
# package lists stay as they are. Sourced. Nothing fetched is part of this project.

# apt_sources SUITE COMMAND …: apt-get that knows the source packages of that Debian suite only.
apt_sources() {
  local suite=$1 state="$cache/apt/$1"; shift
  mkdir -p "$state/lists/partial" "$state/archives/partial"
  local mirror=${DEBIAN_MIRROR:-$(sed -n 's,^\(URIs: *\|deb \+\(\[[^]]*\] *\)\?\)\(http[^ ]*debian\.org/debian\)/\? *.*,\3,p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -1)}
  [ -n "$mirror" ] || { echo "no Debian mirror in /etc/apt: set DEBIAN_MIRROR" >&2; return 1; }
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$state/sources.list"
  apt-get -q -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::lists="$state/lists" -o Dir::Cache="$state" -o APT::Sandbox::User="$(id -un)" "$@"
}

# fetch_source PACKAGE [SUITE …]: unpacks upstream's part in $cache/sources/PACKAGE, from the first suite that has it. Debian's
# own patches are left out: the suites are the clients' own. Fails with a line that says what apt-get said.
fetch_source() {
  local package=$1 to="$cache/sources/$1" suite archive
  [ ! -e "$to/.complete" ] || return 0
  shift
  [ $# -gt 0 ] || set -- bookworm trixie
  for suite in "$@"; do
    rm -rf "$to"; mkdir -p "$to.download" "$to"
    [ -n "$(ls "$cache/apt/$suite/lists"/*Sources* 2>/dev/null)" ] || apt_sources "$suite" update >"$to.log" 2>&1 || continue
    (cd "$to.download" && apt_sources "$suite" source --only-source --download-only "$package") >>"$to.log" 2>&1 || true
    archive=$(ls "$to.download"/*.orig.tar.* 2>/dev/null | grep -v '\.asc$' | head -1)
    if [ -n "$archive" ] && tar -xf "$archive" -C "$to" --strip-components=1; then
      touch "$to/.complete"
      return 0
    fi
  done
  echo "the source of Debian's $package could not be fetched: $(grep -m1 -E '^(E:|Err:)|404' "$to.log" || echo "see $to.log")"
  return 1
}

# has PROGRAM-OR-FILE PACKAGE: or says what to install.
has() {
  command -v "$1" >/dev/null || [ -e "$1" ] || { echo "$1 is missing: scripts/install-dependencies clients"; return 1; }
}
