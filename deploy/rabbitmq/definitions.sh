#!/usr/bin/env bash
# RabbitMQ's definitions with a user for each role, to be imported (rabbitmqctl import_definitions) or loaded at its start
# (load_definitions):
#   deploy/rabbitmq/definitions.sh FOLDER >definitions.json
# FOLDER holds a password in each of rabbitmq-receive, rabbitmq-forward, rabbitmq-ops and rabbitmq-scaler; only their hashes are printed.
set -euo pipefail
secrets=${1:?definitions.sh FOLDER: the folder with the passwords}

# hash FILE: as RabbitMQ stores it, the base64 of four bytes of salt and SHA-256 of salt and password
hash() {
  local salt digest
  salt=$(openssl rand -hex 4)
  digest=$( (printf %b "$(sed 's/../\\x&/g' <<<"$salt")"; tr -d '\n' <"$1") | openssl dgst -sha256 -r | cut -d ' ' -f 1)
  printf %b "$(sed 's/../\\x&/g' <<<"$salt$digest")" | base64 --wrap 0
}

text=$(cat "$(dirname "$0")/definitions.json")
for role in receive forward ops scaler; do
  [[ -s $secrets/rabbitmq-$role ]] || { echo "definitions.sh: $secrets/rabbitmq-$role holds no password" >&2; exit 1; }
  text=${text//@$role@/$(hash "$secrets/rabbitmq-$role")}
done
printf '%s\n' "$text"
