# All of Bridge in one process, and what its stores take; sourced by tests/bench.sh.

measure_embedded() {
  local c i
  for c in $connections; do
    for i in $(seq "$pairs"); do
      say "embedded, pair $i of $pairs, $c connections"
      run_bare bare "$c"
      run_bridge "$c"
    done
  done
  say "POSTs with 1000 updates"
  post_large
  say "a backlog of $backlog events"
  deliver_backlog "$work/backlog.db"
  sqlite_intake=$intake sqlite_delivery=$delivery
  say "a backlog of $backlog events in PostgreSQL"
  new_database backlog
  deliver_backlog "$database"
  postgres_intake=$intake postgres_delivery=$delivery
  say "what conversations cost intake, $people people"
  converse
  say "$waiting events waiting"
  hold_backlog
}

# run_bridge CONNECTIONS: a line for bridge-CONNECTIONS, with the events per second the collector got.
run_bridge() {
  rm -f "$work"/load.db*
  start_bridge "$work/load.db" "$collector"
  reset_collector
  warm_up bridge "$1"
  await_quiet
  reset_collector
  measure Bridge "$1"
  [ "$stored" -le "$bodies" ] || say "note: Bridge got each of the $bodies bodies and then repetitions, which cost it less (raise BODIES)"
  # Requests on their way when the load ended may arrive too, so a loss smaller than the connections would not show here; the kill -9 test is exact.
  await_delivery "Bridge, $1 connections" "$different"
  record bridge "$1" "$delivery"
  stop "$pid"
}

# post_large: the answer times, in ms, of distinct POSTs with 1000 updates each; the first two only warm up.
post_large() {
  rm -f "$work"/large.db*
  start_bridge "$work/large.db" "$collector"
  reset_collector
  local body sent=0 code time
  for body in "$work"/bodies/large-*.json; do
    read -r code time < <(curl -s -o /dev/null -w '%{http_code} %{time_total}\n' -H 'Content-Type: application/json' -H 'Expect:' \
      -H "X-Hub-Signature-256: $(cat "${body%.json}.signature")" --data-binary "@$body" "$url/webhook/meta")
    [ "$code" = 200 ] || problem "a POST with 1000 updates was answered $code"
    sent=$((sent + 1))
    [ "$sent" -le 2 ] || awk -v s="$time" 'BEGIN { printf "%.1f\n", s * 1000 }' >>"$work/large"
  done
  await_delivery "POSTs with 1000 updates" $((sent * 1000))
  stop "$pid"
}

# deliver_backlog STORE: fills a store, which measures intake, then starts Bridge on it, which measures delivery; the rates of both are in $intake and $delivery.
deliver_backlog() {
  local events seconds
  dotnet "$benchmarks" fill --db "$1" --events "$backlog" >"$work/filled" || die "the store could not be filled"
  read -r events seconds <"$work/filled"
  intake=$(rate "$events" "$seconds")
  reset_collector
  start_bridge "$1" "$collector"
  await_delivery "a backlog" "$backlog"
  stop "$pid"
  rm -f "$work"/backlog.db*
}

# converse: rates of intake with and without conversations, by turns, of people who wrote before, then both without the figures of the
# hours; lines for intake-STORE of the four.
converse() {
  local i store line
  for i in $(seq "$pairs"); do
    for store in sqlite postgres; do
      intake_of "$store" && line=$taken_in
      intake_of "$store" --without-conversations && line+=" $taken_in"
      Insights__Enabled=false intake_of "$store" && line+=" $taken_in"
      Insights__Enabled=false intake_of "$store" --without-conversations
      echo "$line $taken_in" >>"$work/intake-$store"
    done
  done
}

# intake_of STORE [OPTION]: the rate of an intake into an empty store is in $taken_in.
intake_of() {
  local store=$work/intake.db events seconds own
  if [ "$1" = postgres ]; then
    taken_in_databases=$((${taken_in_databases:-0} + 1))
    new_database "intake_$taken_in_databases"
    store=$database
  fi
  Spool__Path=$work/intake-spool.db dotnet "$benchmarks" intake --db "$store" --events "$backlog" --people "$people" --active "$active" "${@:2}" >"$work/taken" || die "intake failed"
  read -r events seconds own <"$work/taken"
  taken_in=$(rate "$events" "$seconds")
  rm -f "$work"/intake.db*
}

# hold_backlog: Bridge with many events waiting and no collector that answers; its memory, in MB, after half a minute.
hold_backlog() {
  dotnet "$benchmarks" fill --db "$work/waiting.db" --events "$waiting" >/dev/null || die "the store could not be filled"
  start_bridge "$work/waiting.db" "http://127.0.0.1:$(free_port)"
  sleep 30
  waiting_rss=$(rss "$pid") waiting_peak=$(peak "$pid")
  stop "$pid"
  rm -f "$work"/waiting.db*
}

report_embedded() {
  local c
  echo
  echo "Embedded: Bridge / bare endpoint, answers per second (goal 0.50), medians of $pairs pairs of $seconds s:"
  for c in $connections; do
    printf '  %4s connections  %s\n' "$c" "$(ratio "$(column "$work/bridge-$c" 2)" "$(column "$work/bare-$c" 2)")"
  done
  print_costs_head "Bridge, all in one process"
  print_costs bridge bare
  echo
  print_figures \
    "intake, events/s, SQLite" "$sqlite_intake" ">= 20000" \
    "  PostgreSQL" "$postgres_intake" ">= 10000" \
    "intake with conversations, SQLite" "$(column "$work/intake-sqlite" 1)" "" \
    "  without" "$(column "$work/intake-sqlite" 2)" "" \
    "  with, and no figures" "$(column "$work/intake-sqlite" 3)" "" \
    "  without either" "$(column "$work/intake-sqlite" 4)" "" \
    "  PostgreSQL" "$(column "$work/intake-postgres" 1)" "" \
    "  without" "$(column "$work/intake-postgres" 2)" "" \
    "  with, and no figures" "$(column "$work/intake-postgres" 3)" "" \
    "  without either" "$(column "$work/intake-postgres" 4)" "" \
    "delivery of $backlog, SQLite" "$sqlite_delivery" ">= 30000" \
    "  PostgreSQL" "$postgres_delivery" ">= 15000" \
    "POST of 1000 updates, median ms" "$(median <"$work/large")" "<= 100" \
    "POST of 1000 updates, slowest ms" "$(sort -n "$work/large" | tail -n 1)" "" \
    "RSS with $waiting waiting, MB" "$waiting_rss" "<= 250" \
    "  its peak, MB" "$waiting_peak" ""
  echo
  print_answers_head delivered/s
  for c in $connections; do
    print_answers bare "$c" "$work/bare-$c"
    print_answers Bridge "$c" "$work/bridge-$c"
  done
}
