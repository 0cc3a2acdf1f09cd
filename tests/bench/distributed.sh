# A receiver, RabbitMQ, a forwarder and PostgreSQL, each a process of its own; sourced by tests/bench.sh.

bridge_queue=bridge.forward express_queue=express.webhooks

measure_distributed() {
  local c i
  [ -n "$rabbit" ] || start_rabbit
  for c in $connections; do
    for i in $(seq "$pairs"); do
      say "distributed, triple $i of $pairs, $c connections"
      run_bare bare-again "$c"
      run_receiver "$c"
      run_express "$c"
    done
  done
  allocate
  take_in_singles
  new_database backlog_of_queue
  fill_queue
  take_in
  deliver
  answer_in_time
  answer_without_broker
  rabbit_rss=$(rss "$rabbit_pid") rabbit_peak=$(peak "$rabbit_pid")
}

# run_receiver CONNECTIONS: a line for receiver-CONNECTIONS, with the webhooks that shared a message.
run_receiver() {
  start_receiver
  warm_up receiver "$1"
  measure Receiver "$1"
  record receiver "$1"
  stop "$pid"
  check_log receiver
  check_queue "Receiver, $1 connections" "$bridge_queue"
  sed -i "\$s|\$|$(ratio "$events" "$messages")|" "$work/receiver-$1"
}

# allocate: how many bytes the receiver allocates for each webhook are in $allocated.
allocate() {
  local before answers metrics=http://127.0.0.1:$(free_port)
  Telemetry__MetricsUrls=$metrics start_receiver
  warm_up allocating "${connections%% *}"
  before=$(allocated_bytes "$metrics")
  measure Allocating "${connections%% *}"
  read -r answers _ <"$work/result"
  allocated=$(($(allocated_bytes "$metrics") - before)) allocated=$((allocated / answers))
  stop "$pid"
  rabbitmqctl purge_queue "$bridge_queue" >/dev/null
}

allocated_bytes() { curl -fs "$1/metrics" | awk '/^dotnet_gc_heap_total_allocated_bytes_total/ { n += $NF; found = 1 } END { printf "%.0f", n; exit !found }'; }

# run_express CONNECTIONS: a line for express-CONNECTIONS.
run_express() {
  start_express
  warm_up express "$1"
  measure Express "$1"
  record express "$1"
  stop "$pid"
  check_queue "Express, $1 connections" "$express_queue"
}

# A receiver that gave the broker up for a moment answered 200 from its spool, and that would be another measurement.
check_log() { ! grep "takes no messages" "$work/$1.log" >&2 || problem "the broker did not keep up: $1"; }

# check_queue WHAT QUEUE: all that was answered 200 must be in it, the warming up too. The $events of $messages are gone afterwards, and the queue with them.
check_queue() {
  dotnet "$benchmarks" drain --broker "$broker" --queue "$2" >"$work/drained" || die "the queue $2 could not be drained"
  read -r messages events <"$work/drained"
  [ "$events" -ge $((warm + stored)) ] || problem "$1: $((warm + stored)) webhooks answered 200, $events in the queue"
}

# fill_queue: the receiver under load until about $backlog events wait at the broker; the $queued of them that differ must come out again.
fill_queue() {
  local c=${connections%% *}
  say "a backlog of about $backlog events at the broker"
  start_receiver
  measure Receiver "$c" $((backlog / $(column "$work/receiver-$c" 2) + 1))
  queued=$different
  stop "$pid"
  check_log receiver
}

# take_in_singles: a backlog in which each message has one event, as where webhooks come one by one; the rate is in $single_intake.
take_in_singles() {
  say "a backlog of messages of one event"
  new_database singles
  start_receiver # which declares the queue
  stop "$pid"
  queued=$((backlog / 10))
  dotnet "$benchmarks" singles --broker "$broker" --queue "$bridge_queue" --count "$queued" || die "the queue could not be filled"
  take_in
  single_intake=$queue_intake
}

stored_events() { query "SELECT count(*) FROM events"; }

# take_in: a forwarder without a collector that answers, so that intake has the machine to itself; its rate is in $queue_intake, from the first commit to the last.
take_in() {
  local events span
  start_forwarder "http://127.0.0.1:$(free_port)"
  await "$queued" stored_events >/dev/null
  read -r events span < <(query "SELECT count(*), extract(epoch FROM max(at) - min(at)) FROM (SELECT pg_xact_commit_timestamp(xmin) AS at FROM events) AS commits")
  [ "$events" -ge "$queued" ] || problem "intake from the broker: of $queued events $events are in the store"
  queue_intake=$(rate "$events" "$span") intake_rss=$(rss "$pid") intake_peak=$(peak "$pid")
  stop "$pid"
}

# deliver: what take_in left; its rate is in $queue_delivery.
deliver() {
  reset_collector
  start_forwarder "$collector"
  await_delivery "the backlog from the broker" "$queued"
  queue_delivery=$delivery delivery_rss=$(rss "$pid") delivery_peak=$(peak "$pid") postgres_memory=$(postgres_pss)
  stop "$pid"
}

# What all processes of PostgreSQL hold together, in MB; what they share counts once.
postgres_pss() {
  local server process
  server=$(head -n 1 "$postgres/data/postmaster.pid")
  for process in "$server" $(pgrep -P "$server"); do cat "/proc/$process/smaps_rollup" 2>/dev/null || true; done |
    awk '/^Pss:/ { kilobytes += $2 } END { printf "%.0f", kilobytes / 1024 }'
}

# answer_in_time: the whole deployment at 1000 webhooks a second that wait for no answer; $answer_p50 and $answer_p99 in ms.
answer_in_time() {
  local forwarder receiver strict=http://127.0.0.1:$(free_port)
  say "1000 webhooks a second for $answer_seconds s"
  new_database answers
  start strict "$strict" dotnet "$bridge" collector --quiet --urls "$strict"
  local strict_pid=$pid
  start_forwarder "$strict"
  forwarder=$pid
  start_receiver
  receiver=$pid
  simulate "$strict" 300 5 >"$work/simulated" || problem "events were lost at 300 webhooks a second: $(tail -n 3 "$work/simulated")"
  simulate "$strict" 1000 "$answer_seconds" >"$work/simulated" || problem "events were lost at 1000 webhooks a second: $(tail -n 3 "$work/simulated")"
  read -r answer_p50 answer_p99 < <(times "answer time") || die "meta-bridge simulate printed no answer times"
  read -r passage_p50 passage_p99 < <(times "from the 200 to the collector") || die "meta-bridge simulate printed no passage times"
  read -r lag_p50 lag_p99 < <(times "generator behind its plan") || die "meta-bridge simulate printed no lag"
  steady_receiver=$(rss "$receiver") steady_forwarder=$(rss "$forwarder")
  stop "$receiver"
  stop "$forwarder"
  stop "$strict_pid"
  check_log receiver
}

# answer_without_broker: the same while the broker is killed and starts again; $outage_p50, $outage_p99 and, in percent, $outage_slow over 1 s. Nothing may be lost.
answer_without_broker() {
  local forwarder receiver simulating strict=http://127.0.0.1:$(free_port)
  say "1000 webhooks a second for $answer_seconds s, in which the broker dies and comes back"
  new_database outage
  start strict "$strict" dotnet "$bridge" collector --quiet --urls "$strict"
  local strict_pid=$pid
  start_forwarder "$strict"
  forwarder=$pid
  start_receiver
  receiver=$pid
  simulate "$strict" 300 5 >"$work/simulated" || problem "events were lost at 300 webhooks a second: $(tail -n 3 "$work/simulated")"
  simulate "$strict" 1000 "$answer_seconds" >"$work/simulated" &
  simulating=$!
  sleep $((answer_seconds / 4))
  kill -KILL "$rabbit_pid"
  sleep $((answer_seconds / 4))
  run_rabbit
  wait "$simulating" || problem "events were lost while the broker died and came back: $(tail -n 3 "$work/simulated")"
  read -r outage_p50 outage_p99 < <(times "answer time") || die "meta-bridge simulate printed no answer times"
  outage_slow=$(tr '\n' ' ' <"$work/simulated" | sed 's/│//g; s/  */ /g' | grep -o '[0-9.]* % over 1 s' | cut -d' ' -f1)
  stop "$receiver"
  stop "$forwarder"
  stop "$strict_pid"
}

# simulate COLLECTOR RATE SECONDS
simulate() { dotnet "$bridge" simulate --target "$url" --app-secret "$secret" --verify "$1" --rate "$2/s" --duration "$3s"; }

# times ROW: p50 and p99, in ms, of that row of what simulate printed.
times() { sed -n "s/.*$1 .* p50 \([0-9.]*\) ms.* p99 \([0-9.]*\) ms.*/\1 \2/p" "$work/simulated"; }

report_distributed() {
  local c
  echo
  echo "Distributed: receiver with RabbitMQ, answers per second, medians of $pairs triples of $seconds s:"
  printf '%18s %20s %20s\n' "" "/ bare (goal 0.50)" "/ Express (goal 3.00)"
  for c in $connections; do
    printf '  %4s connections %20s %20s\n' "$c" \
      "$(ratio "$(column "$work/receiver-$c" 2)" "$(column "$work/bare-again-$c" 2)")" "$(ratio "$(column "$work/receiver-$c" 2)" "$(column "$work/express-$c" 2)")"
  done
  print_costs_head "the receiver (goals 1.40, 1.20 beside bare; 1.30 first)"
  print_costs receiver bare-again
  echo
  print_figures \
    "allocated for a webhook, bytes" "$allocated" "" \
    "intake from RabbitMQ into PostgreSQL, events/s" "$queue_intake" ">= 10000" \
    "  of messages with one event each" "$single_intake" "" \
    "delivery of $queued, events/s" "$queue_delivery" ">= 15000" \
    "answers at 1000 webhooks/s, p50 ms" "$answer_p50" "<= 10" \
    "  p99 ms" "$answer_p99" "<= 50" \
    "  the generator behind its plan, p99 ms" "$lag_p99" "" \
    "  while the broker dies and comes back, p50 ms" "$outage_p50" "<= 10" \
    "  p99 ms" "$outage_p99" "<= 50" \
    "  over 1 s, % (Meta asks for less than 1)" "$outage_slow" "" \
    "from the 200 to the collector, p50 ms" "$passage_p50" "" \
    "  p99 ms" "$passage_p99" ""
  echo
  print_answers_head webhooks/msg
  for c in $connections; do
    print_answers bare "$c" "$work/bare-again-$c"
    print_answers receiver "$c" "$work/receiver-$c"
    print_answers Express "$c" "$work/express-$c"
  done
  echo
  printf '%-46s %12s %12s\n' "memory in MB, RSS and its peak" "now" "peak" \
    "receiver at 1000 webhooks/s" "$steady_receiver" "" \
    "forwarder at 1000 webhooks/s" "$steady_forwarder" "" \
    "forwarder, intake of $queued" "$intake_rss" "$intake_peak" \
    "forwarder, delivery of $queued" "$delivery_rss" "$delivery_peak" \
    "RabbitMQ" "$rabbit_rss" "$rabbit_peak" \
    "PostgreSQL, all its processes" "$postgres_memory" ""
}
