# What is measured in the same way everywhere; sourced by tests/bench.sh.

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else print "-" }'; }
rate() { awk -v n="$1" -v s="$2" 'BEGIN { if (s > 0) printf "%.0f", n / s; else print "-" }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
column() { cut -d' ' -f"$2" "$1" | median; }
sum() { awk -v c="$2" '{ s += $c } END { print s + 0 }' "$1"; }

spread() { sort -n | awk '{ v[NR] = $1 } END { printf "%s..%s", v[1], v[NR] }'; }

# usage PID: its processor time so far in µs, and its context switches.
usage() {
  sed 's/.*) //' "/proc/$1/stat" | awk '{ printf "%d ", ($12 + $13) * 10000 }'
  cat "/proc/$1"/task/*/status 2>/dev/null | awk '/ctxt_switches/ { n += $2 } END { print n }'
}

# cost BEFORE AFTER ANSWERS: µs and context switches of each answer.
cost() { echo "$1 $2 $3" | awk '{ if ($5 > 0) printf "%.1f %.2f\n", ($3 - $1) / $5, ($4 - $2) / $5; else print "- -" }'; }

# Of one process, in MB.
rss() { awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }
peak() { awk '/^VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }

# load URL FILE CONNECTIONS SECONDS: answers, answers/s, p50 and p99 in ms, refused, unanswered.
load() {
  wrk -t"$threads" -c"$3" -d"$4s" --timeout 10s -s tests/Bridge.Benchmarks/webhooks.lua "$1/webhook/meta" -- "$2" "$threads" |
    awk '$1 == "RESULT" { $1 = ""; print substr($0, 2); found = 1 } END { exit !found }' || die "wrk failed"
}

# warm_up NAME CONNECTIONS: until what answers at $url costs no less than before; $warm webhooks were answered, and what each of the first cost is in NAME-CONNECTIONS.start.
warm_up() {
  local before begin now answers round last=""
  begin=$(usage "$pid") before=$begin warm=0
  for round in $(seq 8); do
    load "$url" "$work/warm/singles.txt" "$2" "$warmup" >"$work/result"
    read -r answers _ <"$work/result"
    now=$(usage "$pid") warm=$((warm + answers))
    [ "$round" != 3 ] || cost "$begin" "$now" "$warm" >>"$work/$1-$2.start"
    read -r this _ < <(cost "$before" "$now" "$answers")
    [ "$round" -lt 4 ] || awk -v a="$this" -v b="$last" 'BEGIN { exit !(a < 0.95 * b) }' || break
    last=$this before=$now
  done
}

# measure NAME CONNECTIONS [SECONDS]: loads what answers at $url, and leaves a line in result; $stored webhooks were answered 200, and what each cost $pid is in $costs.
measure() {
  local answers refused unanswered before
  before=$(usage "$pid")
  load "$url" "$work/bodies/singles.txt" "$2" "${3:-$seconds}" >"$work/result"
  read -r answers _ _ _ refused unanswered <"$work/result"
  costs=$(cost "$before" "$(usage "$pid")" "$answers")
  [ "$refused" = 0 ] || problem "$1, $2 connections: $refused of $answers answers were not 200"
  [ "$unanswered" = 0 ] || problem "$1, $2 connections: $unanswered requests got no answer"
  stored=$((answers - refused))
  different=$((stored < bodies ? stored : bodies))
}

# record NAME CONNECTIONS [MORE…]: appends that line to NAME-CONNECTIONS, with the memory of $pid, its peak, and what else is given.
record() {
  local file=$work/$1-$2
  shift 2
  echo "$(cat "$work/result") $(rss "$pid") $(peak "$pid") $*" >>"$file"
  echo "$costs" >>"$file.cost"
}

run_bare() {
  start_bare
  warm_up "$1" "$2"
  measure "$1" "$2"
  record "$1" "$2"
  stop "$pid"
}

reset_collector() { curl -fs -X POST "$collector/reset"; }
collected() { curl -fs "$collector/count"; }
collected_events() { collected | cut -d' ' -f1; }

# await N COMMAND: until the command prints N or more, or nothing new for 30 s; prints what it printed last.
await() {
  local wanted=$1 have last=-1 idle=0
  shift
  while :; do
    have=$("$@")
    [ "$have" -ge "$wanted" ] && break
    [ "$have" = "$last" ] && idle=$((idle + 1)) || idle=0
    [ "$idle" -ge 60 ] && break
    last=$have
    sleep 0.5
  done
  echo "$have"
}

# Until the collector heard nothing new for a second.
await_quiet() {
  local have last=-1
  while have=$(collected_events) && [ "$have" != "$last" ]; do
    last=$have
    sleep 1
  done
}

# await_delivery WHAT N: until the collector has them; the events per second it got are in $delivery.
await_delivery() {
  local have span
  have=$(await "$2" collected_events)
  [ "$have" -ge "$2" ] || problem "$1: of $2 events that were answered 200 the collector has $have"
  read -r have _ span < <(collected)
  delivery=$(rate "$have" "$span")
}

# One line of a table of answers: NAME CONNECTIONS FILE.
print_answers() {
  printf '%-10s %6s %10s %15s %8s %8s %8s %11s %9s %9s %8s %8s %12s\n' "$1" "$2" "$(column "$3" 2)" "$(cut -d' ' -f2 "$3" | spread)" "$(column "$3" 3)" "$(column "$3" 4)" \
    "$(column "$3.cost" 1)" "$(cut -d' ' -f1 "$3.cost" | spread)" "$(column "$3.cost" 2)" "$(sum "$3" 5)" "$(column "$3" 7)" "$(column "$3" 8)" "$(column "$3" 9)"
}

print_answers_head() {
  printf '%-10s %6s %10s %15s %8s %8s %8s %11s %9s %9s %8s %8s %12s\n' "" conn. answers/s "least..most" "p50 ms" "p99 ms" "CPU µs" "least..most" switches "not 200" "RSS MB" "peak MB" "${1:-}"
}

# print_costs NAME BARE: processor time of NAME's process for each webhook, beside the endpoint that stores nothing, and in its first $((3 * warmup)) s beside later.
print_costs() {
  local c
  for c in $connections; do
    printf '  %4s connections %14s %14s\n' "$c" "$(ratio "$(column "$work/$1-$c.cost" 1)" "$(column "$work/$2-$c.cost" 1)")" \
      "$(ratio "$(column "$work/$1-$c.start" 1)" "$(column "$work/$1-$c.cost" 1)")"
  done
}

print_costs_head() {
  printf 'Processor time of a webhook in %s:\n%18s %14s %14s\n' "$1" "" "/ bare" "first $((3 * warmup)) s / later"
}

# print_figures [WHAT FIGURE GOAL]…
print_figures() {
  printf '%-46s %12s %12s\n' "" "measured" "goal" "$@"
}
