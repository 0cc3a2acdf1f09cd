# A receiver and a forwarder that Prometheus watches by the alert rules. Sourced after support.sh.

rules=deploy/monitoring/rules.yml

# start_all: the spool is as small as it can be, and the forwarder's store has a disk of its own
start_all() {
  mkdir "$work/disk"
  [[ ! -v disk_size ]] || mount -t tmpfs -o size="$disk_size" bridge "$work/disk"
  start_rabbit
  receiver_port=$(free_port) receiver_metrics=$(free_port) forwarder_port=$(free_port) forwarder_metrics=$(free_port)
  prometheus_port=$(free_port)
  printf key >"$work/key"
  env META_APP_SECRET="$secret" WEBHOOK_VERIFY_TOKEN=token BROKER_URL="$broker" Spool__Path="$work/spool.db" \
    Spool__MaxBytes=1048576 Broker__CheckSeconds=1 \
    ASPNETCORE_URLS="http://127.0.0.1:$receiver_port" Telemetry__MetricsUrls="http://127.0.0.1:$receiver_metrics" \
    "$program/meta-bridge" run --role receive >"$work/receiver.log" 2>&1 &
  start_forwarder_here
  until_true 30 is_ready "127.0.0.1:$receiver_port" || die "the receiver is not ready"
  start_prometheus
}

start_forwarder_here() {
  env COLLECTOR_URL="http://127.0.0.1:$gateway_port" COLLECTOR_WRITE_KEY="file:$work/key" BROKER_URL="$broker" \
    STORE="$work/disk/forward.db" Broker__CheckSeconds=1 Events__Forward=all \
    ASPNETCORE_URLS="http://127.0.0.1:$forwarder_port" Telemetry__MetricsUrls="http://127.0.0.1:$forwarder_metrics" \
    "$program/meta-bridge" run --role forward >>"$work/forwarder.log" 2>&1 &
  forwarder=$!
  until_true 30 is_ready "127.0.0.1:$forwarder_port" || die "the forwarder is not ready: $(tail -n 2 "$work/forwarder.log")"
}

# The same rules without their patience: no "for", seconds instead of minutes and hours.
start_prometheus() {
  sed '/^ *for: /d; s/\[5m\]/[5s]/; /standstill/s/> 60/> 2/; /oldest_age/s/> 900/> 5/; /last_timestamp/s/> 21600/> 5/' \
    "$rules" >"$work/impatient.yml"
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
