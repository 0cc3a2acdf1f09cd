#!/usr/bin/env bash
# What is only declared: every object that Kustomize renders against the schemas of its kind, and compose.yaml.
source tests/deploy/support.sh

tool=$cache/kubernetes telemetry=deploy/monitoring/telemetry.yml

install_schemas() {
  need npm npm
  need kubectl kubernetes-client
  mkdir -p "$tool"
  cp tests/deploy/kubernetes/*.mjs "$tool"
  ! cmp -s tests/deploy/kubernetes/package.json "$tool/installed.json" || return 0
  cp tests/deploy/kubernetes/package.json "$tool"
  npm install --prefix "$tool" --no-fund --no-audit --loglevel error >/dev/null
  cp tests/deploy/kubernetes/package.json "$tool/installed.json"
}

# render FOLDER: with secrets made as the handbook says, which are not part of the repository
render() {
  local secrets=$work/kubernetes/$1/secrets
  rm -rf "$work/kubernetes"
  cp -r deploy/kubernetes "$work/kubernetes"
  mkdir -p "$secrets"
  echo secret | tee "$secrets/app-secret" >"$secrets/write-key"
  deploy/secrets.sh "$secrets" rabbitmq.example.com:5672 postgres.example.com:5432
  kubectl kustomize "$work/kubernetes/$1" >"$work/rendered.yaml"
}

is_valid() { node "$tool/validate.mjs" <"${1:-$work/rendered.yaml}"; }
fits() { render "$1" && is_valid; }

# refused SED: a rendered object with such a mistake in it
refused() {
  sed "$1" "$work/rendered.yaml" >"$work/broken.yaml"
  ! cmp -s "$work/rendered.yaml" "$work/broken.yaml" && ! is_valid "$work/broken.yaml"
}

has() { [[ $(grep -c "^kind: $1\$" "$work/rendered.yaml") -ge $2 ]]; }

has_all() {
  has StatefulSet 1 && has Deployment 2 && has HorizontalPodAutoscaler 1 && has ScaledObject 1 &&
    has PodDisruptionBudget 2 && has NetworkPolicy 5 && has ServiceMonitor 1
}

# Not the first word of the file, which Debian's docker-compose does not know yet.
compose_is_valid() {
  need docker-compose docker-compose
  mkdir -p "$work/compose/secrets"
  cp -r deploy/. "$work/compose"
  sed '/^name:/d' deploy/compose.yaml >"$work/compose/compose.yaml"
  COLLECTOR_URL=https://collector.example.com docker-compose --file "$work/compose/compose.yaml" config
}

# Each file of this repository that compose.yaml mounts is there, and deploy/secrets.sh makes each secret that is not somebody's to write.
compose_has_its_files() {
  local file
  for file in $(sed -n 's|^ *- \./\([^:]*\):.*|\1|p; s|.*"\./\([^:]*\):.*|\1|p' deploy/compose.yaml); do
    [[ -f deploy/$file ]] || { echo "deploy/$file is mounted and not there"; return 1; }
  done
  deploy/secrets.sh "$work/secrets"
  for file in $(sed -n 's|.*{ file: secrets/\(.*\) }|\1|p' deploy/compose.yaml); do
    [[ $file == app-secret || $file == write-key || -s $work/secrets/$file ]] || { echo "secrets.sh does not make $file"; return 1; }
  done
}

needs_the_collector() { ! docker-compose --file "$work/compose/compose.yaml" config; }

telemetry_is_valid() { node "$tool/telemetry.mjs" <"${1:-$telemetry}"; }

# Whoever sends to OpenTelemetry's collector sends to the port on which it listens.
telemetry_is_reached() {
  local port
  port=$(sed -n 's/^ *endpoint: 0.0.0.0:\(.*\)/\1/p' "$telemetry")
  [[ $(sed -n 's/^ *OTEL_EXPORTER_OTLP_ENDPOINT: //p' deploy/compose.yaml | sort -u) == "http://telemetry:$port" ]]
}

telemetry_refused() {
  sed "$1" "$telemetry" >"$work/telemetry.yml"
  ! telemetry_is_valid "$work/telemetry.yml"
}

install_schemas
check "kubernetes/embedded: every object fits its schema" fits embedded
check "kubernetes/overlays/production: every object fits its schema" fits overlays/production
check "it has everything that scales, protects and watches" has_all
check "a misspelt member would be found" refused 's/readinessProbe/readinesProbe/'
check "a value of the wrong kind would be found" refused 's/minReplicas: 2/minReplicas: two/'
check "compose.yaml is well-formed" compose_is_valid
check "compose.yaml finds its files and secrets" compose_has_its_files
check "compose.yaml asks for the collector's address" needs_the_collector
check "OpenTelemetry's collector has its pipelines of what it knows" telemetry_is_valid
check "everybody sends to where it listens" telemetry_is_reached
check "a misspelt member of it would be found" telemetry_refused 's/check_interval/check_intervall/'
check "a pipeline without its exporter would be found" telemetry_refused 's/\[debug\]/[otlp]/'
