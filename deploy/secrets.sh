#!/usr/bin/env bash
# Makes the secrets of a deployment with RabbitMQ and PostgreSQL, each a file; what is there already stays:
#   deploy/secrets.sh FOLDER [BROKER_HOST:PORT] [DATABASE_HOST:PORT]
# app-secret (from Meta's dashboard) and write-key (the collector's) are yours to write; the rest is random or follows from the rest.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?secrets.sh FOLDER: where the secrets go}
broker=${2:-rabbitmq:5672} database=${3:-postgres:5432}

# The files must be readable by the users of several containers; the folder lets nobody else through.
mkdir -p "$folder"
chmod 0700 "$folder"
cd "$folder"

# write NAME TEXT: whole or not at all
write() {
  printf %s "$2" >".$1"
  chmod 0444 ".$1"
  mv -f ".$1" "$1"
}

for name in verify-token session-secret grafana-admin postgres-admin postgres-forward postgres-ops \
  rabbitmq-receive rabbitmq-forward rabbitmq-ops rabbitmq-scaler; do
  [[ -s $name ]] || write "$name" "$(openssl rand -hex 24)"
done
for role in receive forward ops; do
  write "broker-$role" "amqp://bridge-$role:$(cat "rabbitmq-$role")@$broker/bridge"
done
for role in forward ops; do
  write "store-$role" "postgres://bridge_$role:$(cat "postgres-$role")@$database/bridge"
done
write broker-scaler "http://bridge-scaler:$(cat rabbitmq-scaler)@${broker%:*}:15672/bridge"
write rabbitmq-definitions.json "$("$here/rabbitmq/definitions.sh" .)"

for name in app-secret write-key; do
  [[ -s $name ]] || echo "$folder/$name is missing: write it there" >&2
done
