#!/usr/bin/env bash
# Measures Bridge, embedded and with PostgreSQL, on this machine: load generator, collector and store included. It asserts no number; it fails on lost events and on
# answers that are not 200. Options by environment: SECONDS_PER_RUN (8), PAIRS (3), CONNECTIONS ("64 256"), BODIES (800000, per run; each of the two threads has half
# of them for itself, and should not come to their end),
# BACKLOG (200000), WAITING (1000000).
set -Eeuo pipefail
cd "$(dirname "$0")/.."

seconds=${SECONDS_PER_RUN:-8} pairs=${PAIRS:-3} connections=${CONNECTIONS:-64 256}
bodies=${BODIES:-800000} backlog=${BACKLOG:-200000} waiting=${WAITING:-1000000}
threads=2 warmup=3 secret=bench-secret
configuration=Release
bridge=src/Bridge/bin/$configuration/net10.0/bridge.dll
benchmarks=tests/Bridge.Benchmarks/bin/$configuration/net10.0/Bridge.Benchmarks.dll

work=$(mktemp -d) postgres="" problems=()
finish() {
  jobs -p | xargs -r kill 2>/dev/null || true
  wait 2>/dev/null || true
  [ -z "$postgres" ] || as_postgres "$postgres_programs/pg_ctl" -D "$postgres/data" -m fast stop >/dev/null 2>&1 || true
  rm -rf "$work" "$postgres"
}
trap finish EXIT
trap 'echo "bench: line $LINENO: $BASH_COMMAND" >&2' ERR
trap 'exit 130' INT TERM

say() { printf '%s\n' "$*" >&2; }
die() { say "bench: $*"; exit 1; }
problem() { problems+=("$*"); say "PROBLEM: $*"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else print "-" }'; }
rate() { awk -v n="$1" -v s="$2" 'BEGIN { if (s > 0) printf "%.0f", n / s; else print "-" }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

find_postgres() {
  local initdb
  initdb=$(command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | tail -n 1) && postgres_programs=$(dirname "$initdb")
}

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# start_postgres: an empty server that waits for its disk at each commit; its database is at $database.
start_postgres() {
  local port
  port=$(free_port) postgres=$(mktemp -d)
  [ "$(id -u)" != 0 ] || chown postgres "$postgres"
  as_postgres "$postgres_programs/initdb" -D "$postgres/data" -U bridge --auth=trust --encoding=UTF8 --locale=C >"$work/postgres.log" 2>&1 &&
    as_postgres "$postgres_programs/pg_ctl" -D "$postgres/data" -l "$postgres/log" -w start \
      -o "-p $port -h 127.0.0.1 -k $postgres -c shared_buffers=512MB -c max_wal_size=4GB" >>"$work/postgres.log" 2>&1 ||
    { cat "$work/postgres.log" >&2; die "PostgreSQL did not start"; }
  database=postgres://bridge@127.0.0.1:$port/postgres
}

install_tools() {
  command -v wrk >/dev/null && command -v curl >/dev/null && find_postgres && return
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq && $sudo apt-get install -y -qq wrk curl postgresql >/dev/null && find_postgres ||
    die "wrk, curl and postgresql are needed and apt could not install them"
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# start NAME URL COMMAND…: runs it in the background until it answers; its process id is in $pid.
start() {
  local name=$1 url=$2
  shift 2
  "$@" >"$work/$name.log" 2>&1 &
  pid=$!
  for _ in $(seq 300); do
    curl -fs -o /dev/null "$url/healthz/ready" && return
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$work/$name.log" >&2
  die "$name did not start"
}

stop() {
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

start_bare() {
  url=http://127.0.0.1:$(free_port)
  start bare "$url" dotnet "$benchmarks" bare --urls "$url" --secret "$secret"
}

# start_bridge STORE COLLECTOR: on a port of its own; its address is in $url.
start_bridge() {
  url=http://127.0.0.1:$(free_port)
  start bridge "$url" env META_APP_SECRET="$secret" WEBHOOK_VERIFY_TOKEN=bench COLLECTOR_URL="$2" COLLECTOR_WRITE_KEY=bench \
    STORE="$1" Spool__Path="$work/spool.db" ASPNETCORE_URLS="$url" dotnet "$bridge" run
}

start_collector() {
  collector=http://127.0.0.1:$(free_port)
  start collector "$collector" dotnet "$benchmarks" collector --urls "$collector"
}

collected() { curl -fs "$collector/count"; }
reset_collector() { curl -fs -X POST "$collector/reset"; }

# await_events N: until the collector has them all, or got nothing new for 30 s; prints what it has.
await_events() {
  local wanted=$1 have last=-1 idle=0
  while :; do
    have=$(collected | cut -d' ' -f1)
    [ "$have" -ge "$wanted" ] && break
    [ "$have" = "$last" ] && idle=$((idle + 1)) || idle=0
    [ "$idle" -ge 150 ] && break
    last=$have
    sleep 0.2
  done
  echo "$have"
}

# load URL FILE CONNECTIONS SECONDS: answers, answers/s, p50 and p99 in ms, refused, unanswered.
load() {
  wrk -t"$threads" -c"$3" -d"$4s" --timeout 10s -s tests/Bridge.Benchmarks/webhooks.lua "$1/webhook/meta" -- "$2" "$threads" |
    awk '$1 == "RESULT" { $1 = ""; print substr($0, 2); found = 1 } END { exit !found }' || die "wrk failed"
}

rss() { awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }
peak() { awk '/^VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }

# check NAME ANSWERS REFUSED UNANSWERED
check() {
  [ "$3" = 0 ] || problem "$1: $3 of $2 answers were not 200"
  [ "$4" = 0 ] || problem "$1: $4 requests got no answer"
}

# run_bare CONNECTIONS: appends a line to bare-CONNECTIONS.
run_bare() {
  start_bare
  load "$url" "$work/warm/singles.txt" "$1" "$warmup" >/dev/null
  load "$url" "$work/bodies/singles.txt" "$1" "$seconds" >"$work/result"
  stop "$pid"
  read -r answers _ _ _ refused unanswered <"$work/result"
  check "bare, $1 connections" "$answers" "$refused" "$unanswered"
  cat "$work/result" >>"$work/bare-$1"
}

# run_bridge CONNECTIONS: appends a line to bridge-CONNECTIONS, with the memory after it, its peak, and the events per second the collector got.
run_bridge() {
  rm -f "$work"/load.db*
  start_bridge "$work/load.db" "$collector"
  reset_collector
  load "$url" "$work/warm/singles.txt" "$1" "$warmup" >/dev/null
  await_quiet
  reset_collector
  load "$url" "$work/bodies/singles.txt" "$1" "$seconds" >"$work/result"
  read -r answers _ _ _ refused unanswered <"$work/result"
  check "Bridge, $1 connections" "$answers" "$refused" "$unanswered"
  [ "$answers" -le "$bodies" ] || say "note: Bridge got each of the $bodies bodies and then repetitions, which cost it less (raise BODIES)"
  # Requests on their way when the load ended may arrive too, so a loss smaller than the connections would not show here; the kill -9 test is exact.
  local stored=$((answers - refused)) have
  local distinct=$((stored < bodies ? stored : bodies))
  have=$(await_events "$distinct")
  [ "$have" -ge "$distinct" ] || problem "Bridge, $1 connections: $distinct different webhooks answered 200, $have events at the collector"
  read -r have _ span < <(collected)
  echo "$(cat "$work/result") $(rss "$pid") $(peak "$pid") $(rate "$have" "$span")" >>"$work/bridge-$1"
  stop "$pid"
}

# Until the collector heard nothing new for a second.
await_quiet() {
  local have last=-1
  while have=$(collected | cut -d' ' -f1) && [ "$have" != "$last" ]; do
    last=$have
    sleep 1
  done
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
  local have
  have=$(await_events $((sent * 1000)))
  [ "$have" -ge $((sent * 1000)) ] || problem "of $((sent * 1000)) updates in large POSTs $have arrived at the collector"
  stop "$pid"
}

# deliver_backlog STORE: fills a store, which measures intake, then starts Bridge on it, which measures delivery; the rates of both are in $intake and $delivery.
deliver_backlog() {
  local have events seconds
  dotnet "$benchmarks" fill --db "$1" --events "$backlog" >"$work/filled" || die "the store could not be filled"
  read -r events seconds <"$work/filled"
  intake=$(rate "$events" "$seconds")
  reset_collector
  start_bridge "$1" "$collector"
  have=$(await_events "$backlog")
  [ "$have" -ge "$backlog" ] || problem "of a backlog of $backlog events $have arrived at the collector"
  read -r events _ seconds < <(collected)
  delivery=$(rate "$events" "$seconds")
  stop "$pid"
  rm -f "$work"/backlog.db*
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

column() { cut -d' ' -f"$2" "$1" | median; }
sum() { awk -v c="$2" '{ s += $c } END { print s + 0 }' "$1"; }

report() {
  echo
  echo "Bridge / bare endpoint, answers per second (goal 0.50), medians of $pairs pairs of $seconds s:"
  local c
  for c in $connections; do
    printf '  %4s connections  %s\n' "$c" "$(ratio "$(column "$work/bridge-$c" 2)" "$(column "$work/bare-$c" 2)")"
  done
  echo
  printf '%-34s %12s %12s\n' "" "measured" "goal"
  printf '%-34s %12s %12s\n' "intake, events/s, SQLite" "$sqlite_intake" ">= 20000" \
    "  PostgreSQL" "$postgres_intake" ">= 10000" \
    "delivery of $backlog, SQLite" "$sqlite_delivery" ">= 30000" \
    "  PostgreSQL" "$postgres_delivery" ">= 15000" \
    "POST of 1000 updates, median ms" "$(median <"$work/large")" "<= 100" \
    "POST of 1000 updates, slowest ms" "$(sort -n "$work/large" | tail -n 1)" "" \
    "RSS with $waiting waiting, MB" "$waiting_rss" "<= 250" \
    "  its peak, MB" "$waiting_peak" ""
  echo
  printf '%-8s %11s %10s %9s %9s %8s %8s %9s %12s\n' "" connections answers/s "p50 ms" "p99 ms" "not 200" "RSS MB" "peak MB" "delivered/s"
  for c in $connections; do
    printf '%-8s %11s %10s %9s %9s %8s %8s %9s %12s\n' bare "$c" "$(column "$work/bare-$c" 2)" "$(column "$work/bare-$c" 3)" \
      "$(column "$work/bare-$c" 4)" "$(sum "$work/bare-$c" 5)" - - - \
      Bridge "$c" "$(column "$work/bridge-$c" 2)" "$(column "$work/bridge-$c" 3)" "$(column "$work/bridge-$c" 4)" \
      "$(sum "$work/bridge-$c" 5)" "$(column "$work/bridge-$c" 7)" "$(column "$work/bridge-$c" 8)" "$(column "$work/bridge-$c" 9)"
  done
  echo
  echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), .NET $(dotnet --version)"
}

install_tools
say "building"
dotnet build -c "$configuration" -v quiet -nologo tests/Bridge.Benchmarks >&2
say "writing $bodies signed bodies"
dotnet "$benchmarks" bodies --count "$bodies" --secret "$secret" --out "$work/bodies"
dotnet "$benchmarks" bodies --count 20000 --first 1000000000 --secret "$secret" --out "$work/warm"
start_collector

for c in $connections; do
  for i in $(seq "$pairs"); do
    say "pair $i of $pairs, $c connections"
    run_bare "$c"
    run_bridge "$c"
  done
done
say "POSTs with 1000 updates"
post_large
say "a backlog of $backlog events"
deliver_backlog "$work/backlog.db"
sqlite_intake=$intake sqlite_delivery=$delivery
say "a backlog of $backlog events in PostgreSQL"
start_postgres
deliver_backlog "$database"
postgres_intake=$intake postgres_delivery=$delivery
say "$waiting events waiting"
hold_backlog
report

if [ ${#problems[@]} -gt 0 ]; then
  printf 'PROBLEM: %s\n' "${problems[@]}"
  exit 1
fi
