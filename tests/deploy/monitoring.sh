#!/usr/bin/env bash
# What watches Bridge: the alert rules by themselves, then Prometheus beside a receiver and a forwarder.
source tests/deploy/support.sh

rules=deploy/monitoring/rules.yml

alerts() { sed -n 's/^ *- alert: //p' "$rules"; }
is_sound() { promtool check rules "$rules"; }

# tested RULES: what is in tests/deploy/monitoring, against these rules
tested() {
  cp "$1" "$work/rules.yml"
  cp tests/deploy/monitoring/rules-test.yml "$work"
  promtool test rules "$work/rules-test.yml"
}

# A threshold that nothing reaches, one rule at a time: the tests must notice each.
notices_what_never_fires() {
  local alert
  for alert in $(alerts); do
    sed "/alert: $alert\$/{n;s/expr: /expr: vector(1) > 2 and on() /}" "$rules" >"$work/silent.yml"
    ! tested "$work/silent.yml" >/dev/null 2>&1 || { echo "nothing notices that $alert never fires"; return 1; }
  done
}

each_has_its_section() {
  local alert
  for alert in $(alerts); do
    grep -q "runbook: deploy/README.md#${alert,,}\$" "$rules" && grep -q "^#### $alert\$" deploy/README.md || { echo "$alert has no section in the runbook"; return 1; }
  done
}

start_all() {
  start_rabbit
  receiver_port=$(free_port) forwarder_port=$(free_port) receiver_metrics=$(free_port) forwarder_metrics=$(free_port) prometheus_port=$(free_port)
  printf key >"$work/key"
  env META_APP_SECRET="$secret" WEBHOOK_VERIFY_TOKEN=token BROKER_URL="$broker" Spool__Path="$work/spool.db" Broker__CheckSeconds=1 \
    ASPNETCORE_URLS="http://127.0.0.1:$receiver_port" Telemetry__MetricsUrls="http://127.0.0.1:$receiver_metrics" \
    "$program/meta-bridge" run --role receive >"$work/receiver.log" 2>&1 &
  start_forwarder_here
  until_true 30 is_ready "127.0.0.1:$receiver_port" || die "the receiver is not ready"
  start_prometheus
}

start_forwarder_here() {
  env COLLECTOR_URL="http://127.0.0.1:$gateway_port" COLLECTOR_WRITE_KEY="file:$work/key" BROKER_URL="$broker" STORE="$work/forward.db" \
    Broker__CheckSeconds=1 Events__Forward=all ASPNETCORE_URLS="http://127.0.0.1:$forwarder_port" Telemetry__MetricsUrls="http://127.0.0.1:$forwarder_metrics" \
    "$program/meta-bridge" run --role forward >>"$work/forwarder.log" 2>&1 &
  forwarder=$!
  until_true 30 is_ready "127.0.0.1:$forwarder_port" || die "the forwarder is not ready: $(tail -n 2 "$work/forwarder.log")"
}

# The same rules, without their patience.
start_prometheus() {
  sed '/^ *for: /d' "$rules" >"$work/impatient.yml"
  cat >"$work/prometheus.yml" <<EOF
global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [$work/impatient.yml]
scrape_configs:
  - job_name: bridge
    static_configs: [{ targets: ["127.0.0.1:$receiver_metrics", "127.0.0.1:$forwarder_metrics"] }]
EOF
  prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/prometheus" --web.listen-address="127.0.0.1:$prometheus_port" \
    >"$work/prometheus.log" 2>&1 &
  until_true 20 is_open "$prometheus_port" || die "Prometheus did not start: $(tail -n 3 "$work/prometheus.log")"
}

query() { curl --silent --fail --get --data-urlencode "query=$1" "http://127.0.0.1:$prometheus_port/api/v1/query"; }
returns() { query "$1" | grep -q '"metric"'; }
fires() { returns "ALERTS{alertname=\"$1\",alertstate=\"firing\"}"; }
is_quiet() { ! fires "$1"; }

queries() { sed -n 's/^ *"expr": "\(.*\)",$/\1/p' deploy/monitoring/dashboard.json | sed 's/\$__rate_interval/1m/g'; }

every_query_returns_series() {
  local query failed=0
  while IFS= read -r query; do
    until_true 20 returns "$query" || { echo "nothing comes of: $query"; failed=1; }
  done < <(queries)
  return "$failed"
}

simulates() { simulate "http://127.0.0.1:$receiver_port" 10 --mix conversation=30,campaign=30,sample=20 --duplicates 5%; }

new_key_is_told() {
  printf other >"$work/.key" && mv "$work/.key" "$work/key"
  until_true 60 is_quiet BridgeCollectorPaused || { echo "it did not end"; return 1; }
  until_true 120 grep -q "Nothing lost" "$work/paused" || { cat "$work/paused"; return 1; }
}

# A receiver knows of the broker what its last message learned.
away_broker_is_told() {
  traffic "$work/away" "http://127.0.0.1:$receiver_port" 10
  rabbitmqctl stop_app
  until_true 60 fires BridgeBrokerAway || { echo "it did not fire"; return 1; }
  rabbitmqctl start_app
  until_true 60 is_quiet BridgeBrokerAway || { echo "it did not end"; return 1; }
  nothing_lost "$work/away"
}

need promtool prometheus
need curl curl
find_rabbit || { install_packages rabbitmq-server && find_rabbit; }
check "the alert rules are well-formed" is_sound
check "each alert fires when it should and keeps quiet when not" tested "$rules"
check "an alert that never fires would be found" notices_what_never_fires
check "each alert has its section of the runbook" each_has_its_section
publish
start_collector
start_gateway key
start_all
check "traffic with samples of every kind passes" simulates
allow other
traffic "$work/paused" "http://127.0.0.1:$receiver_port" 3
check "a collector that takes another key raises its alert" until_true 60 fires BridgeCollectorPaused
check "every query of the dashboard returns series" every_query_returns_series
check "the new key ends the alert: nothing lost" new_key_is_told
stop "$forwarder"
check "a process that is gone raises its alert" until_true 30 fires BridgeDown
start_forwarder_here
check "and its return ends it" until_true 30 is_quiet BridgeDown
check "a broker that is away under traffic raises its alert, and its return ends it: nothing lost" away_broker_is_told
