#!/usr/bin/env bash
# The image: built, and run as two receivers, two forwarders and ops beside RabbitMQ and PostgreSQL, each with the rights of its role alone.
source tests/deploy/support.sh

image=localhost/meta-bridge
suffix=$$
secrets=$work/secrets

build_image() {
  printf 'FROM localhost/bridge-base\nENV PATH=%s:/usr/bin:/bin DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_NOLOGO=1\n' "$sdk" |
    podman build --isolation chroot --quiet --tag localhost/bridge-sdk - >/dev/null
  mkdir -p "$HOME/.nuget/packages"
  podman build --isolation chroot --ulimit nofile=1024:1024 --format docker --file deploy/Containerfile --tag "$image" \
    --network host --volume "$sdk:$sdk:ro" --volume "$HOME/.nuget:/root/.nuget" --volume /etc/ssl/certs:/etc/ssl/certs:ro \
    --build-arg SDK_IMAGE=localhost/bridge-sdk --build-arg BASE_IMAGE=localhost/bridge-base .
}

# As deploy/secrets.sh makes them; the folder is opened, since the image's user is another and the containers share it.
make_secrets() {
  mkdir "$secrets"
  printf %s "$secret" >"$secrets/app-secret"
  printf %s key >"$secrets/write-key"
  chmod 0444 "$secrets"/*
  deploy/secrets.sh "$secrets" "127.0.0.1:${broker##*:}" "127.0.0.1:$postgres_port"
  chmod 0755 "$work" "$(dirname "$work")" "$secrets"
}

define_broker() { rabbitmqctl import_definitions "$secrets/rabbitmq-definitions.json"; }

# Its superuser comes over the socket; everybody else shows a password.
start_database() {
  postgres=$(mktemp -d) postgres_port=$(free_port)
  chown postgres "$postgres"
  as_postgres "$postgres_programs/initdb" -D "$postgres/data" -U postgres --auth-local=peer --auth-host=scram-sha-256 \
    --encoding=UTF8 --locale=C
  as_postgres "$postgres_programs/pg_ctl" -D "$postgres/data" -l "$postgres/log" -w start -o "-p $postgres_port -h 127.0.0.1 -k $postgres"
}

define_database() {
  as_postgres env SECRETS="$secrets" "$postgres_programs/psql" -X -q -v ON_ERROR_STOP=1 -h "$postgres" -p "$postgres_port" postgres \
    <deploy/postgres/roles.sql
}

# run NAME ROLE PORT [OPTION…]: the image as an orchestrator runs it: no root, no writable root, no capability
run() {
  local name=$1 role=$2 port=$3
  shift 3
  container "$name-$suffix" --replace --read-only --cap-drop all --security-opt no-new-privileges --volume "$secrets:/run/secrets:ro" \
    --volume "$name-$suffix:/var/lib/bridge" --env ASPNETCORE_URLS="http://127.0.0.1:$port" \
    --env BROKER_URL="file:/run/secrets/broker-$role" "$@" "$image" run --role "$role"
}

receiver() {
  run "$1" receive "$2" --env META_APP_SECRET=file:/run/secrets/app-secret \
    --env WEBHOOK_VERIFY_TOKEN=file:/run/secrets/verify-token "${@:3}"
}

forwarder() {
  run "$1" forward "$2" --env STORE=file:/run/secrets/store-forward --env COLLECTOR_WRITE_KEY=file:/run/secrets/write-key \
    --env COLLECTOR_URL="http://127.0.0.1:$collector_port" "${@:3}"
}

ops() { run "$1" ops "$2" --env STORE=file:/run/secrets/store-ops --env Ops__SessionSecret=file:/run/secrets/session-secret; }

has_spoken() { [[ -n $(podman logs "r1-$suffix" 2>&1) ]]; }

start_receiver() { receiver r1 "$r1"; }
remove_receiver() { podman rm --force --time 40 "r1-$suffix" >/dev/null 2>>"$work/podman.log"; }

all_ready() { for port in $r1 $r2 $f1 $f2 $o1; do until_true 30 is_ready "127.0.0.1:$port" || { logs; return 1; }; done; }
logs() { for name in r1 r2 f1 f2 o1; do echo "-- $name"; podman logs --tail 5 "$name-$suffix" 2>&1 | cut -c 1-600; done; }
is_not_root() { [[ $(podman exec "r1-$suffix" id -u) == 10001 ]]; }
root_is_read_only() { ! podman exec "r1-$suffix" bash -c 'echo x >/opt/bridge/x' && ! podman exec "r1-$suffix" bash -c 'echo x >/etc/x'; }
is_healthy() { podman healthcheck run "r1-$suffix"; }
stops_gracefully() { podman stop --time 40 "o1-$suffix" && [[ $(podman inspect --format '{{.State.ExitCode}}' "o1-$suffix") == 0 ]]; }

holds_no_secret() {
  ! podman inspect "r1-$suffix" "f1-$suffix" "o1-$suffix" |
    grep -F -e "$secret" -e "$(cat "$secrets/rabbitmq-receive")" -e "$(cat "$secrets/postgres-forward")"
}

start_balancer() {
  balancer=$(free_port)
  start_nginx "$work/balancer" "$balancer" <<EOF
upstream receivers { server 127.0.0.1:$r1 max_fails=0; server 127.0.0.1:$r2 max_fails=0; }
server { listen 127.0.0.1:$balancer; location / { proxy_pass http://receivers; proxy_connect_timeout 1s; } }
EOF
}

misses_nothing() { [[ $(podman logs "f1-$suffix" 2>&1) != *"cannot open shared object"* ]]; }

# post_rubbish: a signed body that nobody can read, so a dead letter
post_rubbish() {
  local signature
  signature=$(printf rubbish | openssl dgst -sha256 -hmac "$secret" -r | cut -d ' ' -f 1)
  curl --silent --fail --output /dev/null --header "X-Hub-Signature-256: sha256=$signature" --data rubbish \
    "http://127.0.0.1:$r1/webhook/meta"
}

dead_letters() { podman exec "o1-$suffix" meta-bridge dead-letters "$@"; }
has_dead_letter() { [[ $(dead_letters list) == *unreadable* ]]; }

ops_deals_with_dead_letters() {
  post_rubbish
  until_true 30 has_dead_letter
  dead_letters groups
  dead_letters discard --reason unreadable --why rehearsal --yes
  ! has_dead_letter || return 1
  dead_letters restore --reason unreadable --yes
  has_dead_letter
  [[ $(dead_letters replay --reason unreadable --yes) == *"1 died again"* ]]   # as unreadable as before
  dead_letters erase --user +254712345678 --yes
}

kills_and_upgrades() {
  traffic "$work/traffic" "http://127.0.0.1:$balancer" 60
  sleep 5; podman kill "r1-$suffix" >/dev/null; receiver r1 "$r1"
  sleep 5; podman kill "f1-$suffix" >/dev/null; forwarder f1 "$f1"
  sleep 5; rabbitmqctl stop_app; sleep 5; rabbitmqctl start_app
  # The upgrade: forwarders before receivers, one after the other.
  local name port
  for name in f1 f2 r1 r2; do
    port=${!name}
    podman stop --time 40 "$name-$suffix" >/dev/null
    if [[ $name == f* ]]; then forwarder "$name" "$port"; else receiver "$name" "$port"; fi
    until_true 30 is_ready "127.0.0.1:$port"
  done
  nothing_lost "$work/traffic"
}

is_full() { podman logs "r1-$suffix" 2>&1 | grep -q 'spool is full'; }

# The broker is away until the spool is full; then the receiver is upgraded, and the broker comes back.
upgrades_with_a_full_spool() {
  rabbitmqctl stop_app
  remove_receiver
  receiver r1 "$r1" --env Spool__MaxBytes=1048576
  until_true 30 is_ready "127.0.0.1:$r1" || true
  traffic "$work/full" "http://127.0.0.1:$r1" 20 --updates-per-post 20-50
  until_true 30 is_full || { echo "the spool did not become full"; podman logs --tail 5 "r1-$suffix"; return 1; }
  podman stop --time 40 "r1-$suffix" >/dev/null
  receiver r1 "$r1"
  sleep 5
  rabbitmqctl start_app
  nothing_lost "$work/full"
}

need curl curl
publish
find_postgres || install_packages postgresql && find_postgres
find_rabbit || install_packages rabbitmq-server && find_rabbit
debian base libssl3,libstdc++6,ca-certificates
check "the image is built, in stages, from a base that is an argument" build_image
figure "image, MB" "$(($(podman image inspect --format '{{.Size}}' "$image") / 1000000))"
start_collector
start_rabbit
start_database >/dev/null
make_secrets
check "RabbitMQ takes the definitions" define_broker
check "PostgreSQL takes the roles" define_database
r1=$(free_port) r2=$(free_port) f1=$(free_port) f2=$(free_port) o1=$(free_port)
five_starts "podman run" "$r1" start_receiver has_spoken remove_receiver
receiver r1 "$r1"
receiver r2 "$r2"
forwarder f1 "$f1"
forwarder f2 "$f2"
ops o1 "$o1"
start_balancer
check "two receivers, two forwarders and ops are ready, each with its own rights" all_ready
check "nothing in it is root" is_not_root
check "its root cannot be written" root_is_read_only
check "its health check says so" is_healthy
check "no secret stands in what the container engine shows" holds_no_secret
check "nothing that it looks for is missing in the image" misses_nothing
check "ops deals with dead letters by its own rights" ops_deals_with_dead_letters
check "killed, without its broker for a while, and upgraded under traffic: nothing lost" kills_and_upgrades
check "upgraded with a full spool: nothing lost" upgrades_with_a_full_spool
check "told to stop, it ends with 0" stops_gracefully
