# The whole way, from Meta's post to the collector, beside the same way drawn in Node-RED; sourced by tests/bench.sh.
# Each webhook is one text message, so that each is one event at the collector, and what is missing there was lost.

measure_nodered() {
  local system
  [ -n "$rabbit" ] || start_rabbit
  write_texts
  for system in Bridge Node-RED; do
    say "the whole way with $system"
    "start_way_of_$system"
    run_way "$system"
    lose_collector "$system"
    lose_broker "$system"
    stop_way
  done
}

# write_texts: those of the bodies that are texts, of which each load has its own: none is sent twice to the same system.
write_texts() {
  local load first=1000000000
  mkdir "$work/way"
  grep -hF '"type":"text"' "$work/bodies/singles.txt" >"$work/way/load.txt"
  for load in warm collector broker; do
    first=$((first + 100000000))
    dotnet "$benchmarks" bodies --count 80000 --first "$first" --secret "$secret" --out "$work/way/$load"
    grep -hF '"type":"text"' "$work/way/$load/singles.txt" >"$work/way/$load.txt"
  done
}

start_way_of_Bridge() {
  new_database whole_way
  Events__Forward=message.received start_forwarder "$collector"
  way=("$pid")
  Events__Forward=message.received start_receiver
  way+=("$pid")
}

start_way_of_Node-RED() {
  start_node_red
  way=("$pid")
  await 1 consumers_of_node_red >/dev/null # it drops what comes before it has its queue
}

consumers_of_node_red() { rabbitmqctl list_queues --no-table-headers name consumers | awk '$1 == "node-red.events" { n = $2 } END { print n + 0 }'; }

stop_way() { for process in "${way[@]}"; do stop "$process"; done; }

# used PID…: the processor time of all of them, in µs.
used() { for process in "$@"; do [ ! -e "/proc/$process" ] || usage "$process"; done | awk '{ n += $1 } END { printf "%.0f", n }'; }

# The broker and all processes of PostgreSQL.
behind_the_way() {
  local server
  server=$(head -n 1 "$postgres/data/postmaster.pid")
  echo "$rabbit_pid" "$server" $(pgrep -P "$server")
}

# post_texts LOAD CONNECTIONS SECONDS: $accepted were answered 200, $turned_away were not.
post_texts() {
  local answers refused unanswered all
  load "$url" "$work/way/$1.txt" "$2" "$3" >"$work/result"
  read -r answers _ _ _ refused unanswered <"$work/result"
  accepted=$((answers - refused)) turned_away=$((refused + unanswered)) all=$(wc -l <"$work/way/$1.txt")
  [ "$accepted" -le "$all" ] || die "there are only $all texts to post, raise BODIES"
}

# run_way SYSTEM: a line in way-SYSTEM: answers/s, p99, not 200, delivered, accepted, delivered/s, µs of its processes and of broker and store for each webhook.
run_way() {
  local c=${connections%% *} before behind rate p99 delivered span
  reset_collector
  post_texts warm "$c" $((2 * warmup))
  await "$accepted" collected_events >/dev/null
  reset_collector
  before=$(used "${way[@]}") behind=$(used $(behind_the_way))
  post_texts load "$c" "$seconds"
  read -r _ rate _ p99 _ <"$work/result"
  await "$accepted" collected_events >/dev/null
  before=$(($(used "${way[@]}") - before)) behind=$(($(used $(behind_the_way)) - behind))
  read -r delivered _ span < <(collected)
  echo "$rate $p99 $turned_away $delivered $accepted $(rate "$delivered" "$span") $((before / accepted)) $((behind / accepted))" >"$work/way-$1"
  [ "$1" != Bridge ] || [ "$delivered" -ge "$accepted" ] || problem "the whole way: of $accepted webhooks answered 200 the collector has $delivered"
}

# lose_collector SYSTEM: a line in lost-SYSTEM: what was sent while the collector was away, answered 200, and of that was there after it came back.
lose_collector() {
  say "the collector is away"
  stop "$collector_pid"
  post_texts collector 8 3
  start_collector "$collector"
  told_after "$1" collector
}

lose_broker() {
  say "the broker dies and comes back"
  reset_collector
  kill -KILL "$rabbit_pid"
  post_texts broker 8 3
  run_rabbit
  told_after "$1" broker
}

told_after() {
  local delivered
  delivered=$(await "$accepted" collected_events)
  echo "$2 $accepted $turned_away $delivered $(kill -0 "${way[@]}" 2>/dev/null && echo runs || echo "has ended")" >>"$work/lost-$1"
  [ "$1" != Bridge ] || [ "$delivered" -ge "$accepted" ] || problem "while the $2 was away: of $accepted webhooks answered 200 the collector has $delivered"
}

report_nodered() {
  local system away accepted refused delivered state rate p99 not200 there of per_second own behind
  echo
  echo "The whole way, Meta to collector, ${connections%% *} connections for $seconds s, a text in each webhook; CPU in µs of a webhook:"
  printf '%-10s %10s %8s %8s %16s %12s %9s %18s\n' "" answers/s "p99 ms" "not 200" "at the collector" delivered/s "its CPU" "broker and store"
  for system in Bridge Node-RED; do
    read -r rate p99 not200 there of per_second own behind <"$work/way-$system"
    printf '%-10s %10s %8s %8s %16s %12s %9s %18s\n' "$system" "$rate" "$p99" "$not200" "$there/$of" "$per_second" "$own" "$behind"
  done
  printf '%-10s %10s %8s %8s %16s %12s %9s\n' ratio "$(way_ratio 1)" "" "" "" "$(way_ratio 6)" "$(way_ratio 7)"
  for system in Bridge Node-RED; do
    while read -r away accepted refused delivered state; do
      echo "$system while the $away was away: $accepted answered 200, $refused not; $((accepted > delivered ? accepted - delivered : 0)) of those $accepted never came to the collector; it $state"
    done <"$work/lost-$system"
  done
}

# way_ratio COLUMN: Bridge's figure by Node-RED's.
way_ratio() { ratio "$(cut -d' ' -f"$1" "$work/way-Bridge")" "$(cut -d' ' -f"$1" "$work/way-Node-RED")"; }
