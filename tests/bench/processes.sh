# The processes that take part, each on ports and in folders of its own; sourced by tests/bench.sh.

postgres="" rabbit=""

finish() {
  jobs -p | xargs -r kill 2>/dev/null || true
  wait 2>/dev/null || true
  [ -z "$postgres" ] || as_postgres "$postgres_programs/pg_ctl" -D "$postgres/data" -m fast stop >/dev/null 2>&1 || true
  [ -z "$rabbit" ] || env "${rabbit_environment[@]}" epmd -kill >/dev/null 2>&1 || true
  rm -rf "$work" "$postgres"
}

say() { printf '%s\n' "$*" >&2; }
die() { say "bench: $*"; exit 1; }
problem() { problems+=("$*"); say "PROBLEM: $*"; }

needs_rabbit() { is_part distributed || is_part nodered; }

is_part() { [[ " $parts " = *" $1 "* ]]; }

find_postgres() {
  local initdb
  initdb=$(command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | tail -n 1) && postgres_programs=$(dirname "$(readlink -f "$initdb")")
}

# Not Debian's /usr/sbin/rabbitmq-server, which changes to a user of its own.
find_rabbit() {
  for rabbit_programs in /usr/lib/rabbitmq/bin /opt/homebrew/sbin /usr/local/sbin; do
    [ ! -x "$rabbit_programs/rabbitmq-server" ] || return 0
  done
  return 1
}

install_tools() {
  local missing=()
  command -v wrk >/dev/null || missing+=(wrk)
  command -v curl >/dev/null || missing+=(curl)
  find_postgres || missing+=(postgresql)
  if needs_rabbit; then
    find_rabbit || missing+=(rabbitmq-server)
    command -v npm >/dev/null || missing+=(npm)
  fi
  [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
  ! is_part distributed || { install_from_npm tests/express && express=$installed; }
  ! is_part nodered || { install_from_npm tests/bench/node-red && node_red=$installed; }
}

# Packages that start a service are told not to: RabbitMQ's would hold its ports for good.
install_packages() {
  local sudo="" policy=/usr/sbin/policy-rc.d own_policy=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  say "installing $*"
  [ -e "$policy" ] || own_policy=$policy
  [ -z "$own_policy" ] || { printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null && $sudo chmod +x "$policy"; } || true
  $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null && find_postgres && { ! needs_rabbit || find_rabbit; } ||
    die "$* are needed and apt could not install them"
  [ -z "$own_policy" ] || $sudo rm "$policy"
}

# install_from_npm FOLDER: what is in it and what its package.json names, in a cache; the folder to run it from is in $installed.
install_from_npm() {
  installed=${XDG_CACHE_HOME:-$HOME/.cache}/bridge-tests/$(basename "$1")
  mkdir -p "$installed"
  cp "$1"/* "$installed"
  ! cmp -s "$1/package.json" "$installed/installed.json" || return 0
  say "installing what $1/package.json names"
  npm install --prefix "$installed" --no-fund --no-audit --loglevel error >/dev/null
  cp "$1/package.json" "$installed/installed.json"
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    is_open "$port" || { echo "$port"; return; }
  done
}

is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

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

# start_bridge STORE COLLECTOR: all of it in one process; its address is in $url.
start_bridge() {
  url=http://127.0.0.1:$(free_port)
  start bridge "$url" env META_APP_SECRET="$secret" WEBHOOK_VERIFY_TOKEN=bench COLLECTOR_URL="$2" COLLECTOR_WRITE_KEY=bench \
    STORE="$1" Spool__Path="$work/spool.db" ASPNETCORE_URLS="$url" dotnet "$bridge" run
}

start_receiver() {
  url=http://127.0.0.1:$(free_port)
  start receiver "$url" env META_APP_SECRET="$secret" WEBHOOK_VERIFY_TOKEN=bench BROKER_URL="$broker" \
    Spool__Path="$work/receiver.db" dotnet "$bridge" run --role receive --urls "$url"
}

# start_forwarder COLLECTOR: from the broker into $database, and from there to the collector.
start_forwarder() {
  local url=http://127.0.0.1:$(free_port)
  start forwarder "$url" env COLLECTOR_URL="$1" COLLECTOR_WRITE_KEY=bench BROKER_URL="$broker" STORE="$database" \
    dotnet "$bridge" run --role forward --urls "$url"
}

start_express() {
  local port
  port=$(free_port) url=http://127.0.0.1:$port
  start express "$url" env NODE_ENV=production META_APP_SECRET="$secret" BROKER_URL="$broker" PORT="$port" node "$express/receiver.mjs"
}

# start_node_red: all of the way in one process; its address is in $url.
start_node_red() {
  local port home=$work/node-red
  port=$(free_port) url=http://127.0.0.1:$port
  mkdir -p "$home"
  cp "$node_red/flows.json" "$node_red/settings.js" "$home"
  ln -sfn "$node_red/node_modules" "$home/node_modules"
  start node-red "$url" env NODE_ENV=production PORT="$port" BROKER_PORT="${broker##*:}" META_APP_SECRET="$secret" COLLECTOR_URL="$collector" \
    COLLECTOR_WRITE_KEY=bench "$node_red/node_modules/node/bin/node" "$node_red/node_modules/node-red/red.js" --userDir "$home" --settings "$home/settings.js"
}

# start_collector [URL]: its address is in $collector.
start_collector() {
  collector=${1:-http://127.0.0.1:$(free_port)}
  start collector "$collector" dotnet "$benchmarks" collector --urls "$collector"
  collector_pid=$pid
}

# start_rabbit: an empty broker; its address is in $broker.
start_rabbit() {
  local port
  port=$(free_port) rabbit=$work/rabbit
  rabbit_environment=(HOME="$rabbit" RABBITMQ_MNESIA_BASE="$rabbit/data" RABBITMQ_LOG_BASE="$rabbit/log" RABBITMQ_CONFIG_FILE="$rabbit/rabbitmq"
    RABBITMQ_ENABLED_PLUGINS_FILE="$rabbit/plugins" RABBITMQ_NODENAME="bench-$port@localhost" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT="$port"
    RABBITMQ_DIST_PORT="$(free_port)" ERL_EPMD_PORT="$(free_port)" ERL_EPMD_ADDRESS=127.0.0.1)
  mkdir "$rabbit"
  broker=amqp://guest:guest@127.0.0.1:$port
  run_rabbit
}

# run_rabbit: that broker, for the first time or after it was killed.
run_rabbit() {
  local port=${broker##*:}
  env "${rabbit_environment[@]}" "$rabbit_programs/rabbitmq-server" >"$work/rabbit.log" 2>&1 &
  for _ in $(seq 300); do
    ! is_open "$port" || break
    sleep 0.2
  done
  rabbitmqctl await_startup >/dev/null || { tail -n 20 "$work/rabbit.log" >&2; die "RabbitMQ did not start"; }
  rabbit_pid=$(rabbitmqctl eval 'list_to_integer(os:getpid()).')
}

rabbitmqctl() { env "${rabbit_environment[@]}" "$rabbit_programs/rabbitmqctl" --quiet "$@"; }

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# start_postgres: a server that waits for its disk at each commit, and knows afterwards when each was.
start_postgres() {
  postgres=$(mktemp -d) postgres_port=$(free_port)
  [ "$(id -u)" != 0 ] || chown postgres "$postgres"
  as_postgres "$postgres_programs/initdb" -D "$postgres/data" -U bridge --auth=trust --encoding=UTF8 --locale=C >"$work/postgres.log" 2>&1 &&
    as_postgres "$postgres_programs/pg_ctl" -D "$postgres/data" -l "$postgres/log" -w start \
      -o "-p $postgres_port -h 127.0.0.1 -k $postgres -c shared_buffers=512MB -c max_wal_size=4GB -c track_commit_timestamp=on" >>"$work/postgres.log" 2>&1 ||
    { cat "$work/postgres.log" >&2; die "PostgreSQL did not start"; }
}

# new_database NAME: empty; its address is in $database.
new_database() {
  database=postgres://bridge@127.0.0.1:$postgres_port/postgres
  query "CREATE DATABASE $1" >/dev/null
  database=postgres://bridge@127.0.0.1:$postgres_port/$1
}

# query SQL: each row a line, its values separated by spaces.
query() { "$postgres_programs/psql" -X -A -t -F ' ' -c "$1" "$database"; }
