#!/usr/bin/env bash
# Runs what deploy/ holds, for real, apart from the everyday tests: tests/deploy.sh [PART…], all parts unless named:
#   tool         dotnet pack and dotnet tool install
#   machine      install.sh and the units on a Debian of its own: crash, reboot, upgrade, secrets, backup
#   container    the image, three roles beside RabbitMQ and PostgreSQL: kill, upgrade, full spool
#   proxies      nginx and Caddy in front: TLS, bodies, who may come
#   kubernetes   every object rendered and held against Kubernetes' schemas; compose.yaml too
#   monitoring   alert rules, their tests and their runbook; the dashboard
#   alerts       each of them fires on running processes, and is over
# As root on Debian 12, which it tells what it installs; no image registry is asked: images are made by mmdebstrap.
set -euo pipefail
cd "$(dirname "$0")/.."

parts=("$@")
((${#parts[@]} > 0)) || parts=(tool machine container proxies kubernetes monitoring alerts)
for part in "${parts[@]}"; do
  [[ -f tests/deploy/$part.sh ]] || { echo "$part is no part of this" >&2; exit 2; }
done

work=$(mktemp -d /tmp/bridge-deploy.XXXXXX)
export work results=$work/results
: >"$results"

finish() {
  local passed failed
  passed=$(grep -c '^ok' "$results" || true) failed=$(grep -c '^not' "$results" || true)
  grep '^not' "$results" || true
  rm -rf "$work"
  echo "$passed passed, $failed failed"
  ((failed == 0 && passed > 0)) || exit 1
}
trap finish EXIT

for part in "${parts[@]}"; do
  printf '\n== %s\n' "$part"
  bash "tests/deploy/$part.sh" || echo "not ok  $part ended before its end" >>"$results"
done
