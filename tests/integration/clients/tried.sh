# tried WHAT COMMAND …: runs it and prints a line of the table. Sourced; $client and $version are the caller's.
failed=0
tried() {
  local what=$1 said; shift
  if said=$("$@" 2>&1); then echo "$client | $version | $what | works"
  else
    failed=1
    echo "$client | $version | $what | failed: $(tail -1 <<<"$said")"
  fi
}
both() { local one; for one in "$@"; do "$one" || return 1; done; }
