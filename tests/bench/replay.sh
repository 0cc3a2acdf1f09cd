# What a replay costs live events; sourced by tests/bench.sh.

# replay_beside NAME STORE: leaves p50, p99 and slowest of live delivery alone, the same with a replay beside it, dead letters delivered, dead letters that came, and seconds, in replay-NAME.
replay_beside() {
  local key key_hash collector_url
  key=$(head -c 32 /dev/urandom | base64 | tr -d '=+/\n')
  key_hash=$(printf %s "$key" | sha256sum | cut -d' ' -f1)
  collector_url=http://127.0.0.1:$(free_port)
  dotnet "$benchmarks" dead-letters --db "$2" --count "$dead_letters" || die "the dead letters could not be made"
  url=http://127.0.0.1:$(free_port)
  start bridge "$url" env META_APP_SECRET="$secret" WEBHOOK_VERIFY_TOKEN=bench COLLECTOR_URL="$collector_url" COLLECTOR_WRITE_KEY=bench STORE="$2" \
    Spool__Path="$work/replay-spool.db" Ops__Users__0__Name=bench Ops__Users__0__Role=operator Ops__Users__0__KeyHash="$key_hash" ASPNETCORE_URLS="$url" \
    dotnet "$bridge" run
  dotnet "$benchmarks" latency --urls "$collector_url" --target "$url" --secret "$secret" --key "$key" >"$work/replay-$1" || die "the replay failed"
  stop "$pid"
  local delivered came
  read -r _ _ _ _ _ _ delivered came _ <"$work/replay-$1"
  [ "$delivered" = "$dead_letters" ] && [ "$came" = "$dead_letters" ] || problem "of $dead_letters dead letters $delivered were delivered and $came came, $1"
}

measure_replay() {
  say "a replay of $dead_letters dead letters beside live events"
  rm -f "$work"/replay.db*
  replay_beside SQLite "$work/replay.db"
  new_database replay
  replay_beside PostgreSQL "$database"
}

report_replay() {
  echo
  echo "Live delivery, ms from Meta's post to the collector, alone and beside a replay of $dead_letters dead letters (goal: at most twice):"
  local store p50 p99 p50_beside p99_beside seconds_taken
  for store in SQLite PostgreSQL; do
    read -r p50 p99 _ p50_beside p99_beside _ _ _ seconds_taken <"$work/replay-$store"
    printf '  %-11s p50 %5s → %5s (%s)   p99 %5s → %5s (%s)   the replay took %s s\n' "$store" "$p50" "$p50_beside" "$(ratio "$p50_beside" "$p50")" \
      "$p99" "$p99_beside" "$(ratio "$p99_beside" "$p99")" "$seconds_taken"
  done
}
