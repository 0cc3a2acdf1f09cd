#!/usr/bin/env bash
# What watches Bridge: the alert rules by themselves, then Prometheus beside a receiver and a forwarder.
source tests/deploy/support.sh
source tests/deploy/monitoring/watched.sh

alerts() { sed -n 's/^ *- alert: //p' "$rules"; }
is_sound() { promtool check rules "$rules" && promtool check config --syntax-only deploy/monitoring/prometheus.yml; }

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
    grep -q "runbook: deploy/README.md#${alert,,}\$" "$rules" && grep -q "^#### $alert\$" deploy/README.md ||
      { echo "$alert has no section in the runbook"; return 1; }
  done
}

queries() { sed -n 's/^ *"expr": "\(.*\)",$/\1/p' deploy/monitoring/dashboard.json | sed 's/\$__rate_interval/1m/g'; }

every_query_returns_series() {
  local query failed=0
  while IFS= read -r query; do
    until_true 20 returns "$query" || { echo "nothing comes of: $query"; failed=1; }
  done < <(queries)
  return "$failed"
}

simulates() { simulate "http://127.0.0.1:$receiver_port" 10 --mix conversation=30,campaign=30,sample=20 --duplicates 5%; }

need promtool prometheus
need curl curl
find_rabbit || { install_packages rabbitmq-server && find_rabbit; }
check "the alert rules and Prometheus' configuration are well-formed" is_sound
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
check "every query of the dashboard returns series" every_query_returns_series
