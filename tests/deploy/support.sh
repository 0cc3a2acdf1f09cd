# What the parts of tests/deploy.sh share; $work and $results are the whole's. Sourced at the top of the repository.
set -euo pipefail
source tests/bench/processes.sh   # processes, ports, RabbitMQ, PostgreSQL

cache=${XDG_CACHE_HOME:-$HOME/.cache}/bridge-tests/deploy
program=${BRIDGE_PROGRAM:-$work/program}   # what dotnet publish made; BRIDGE_PROGRAM names one that is there already
secret=rehearsal-secret
sdk=$(dotnet --list-sdks | sed -n '$s|.*\[\(.*\)/sdk\]|\1|p')
containers=()
work=$(mktemp -d "$work/part.XXXXXX")
mkdir -p "$cache"

trap 'cleanup' EXIT

cleanup() {
  ((${#containers[@]} == 0)) || podman rm --force --time 0 "${containers[@]}" >/dev/null 2>&1 || true
  ((${#containers[@]} == 0)) || podman volume rm --force "${containers[@]}" >/dev/null 2>&1 || true   # named as their containers
  finish
}

die() { say "$*"; exit 1; }

# check SENTENCE COMMAND…: one result; what the command printed is shown when it failed. Never inside an if: there every
# failure but the last is passed over.
check() {
  local sentence=$1 exit_code
  shift
  set +e
  (set -e; "$@") >"$work/check" 2>&1
  exit_code=$?
  set -e
  if ((exit_code == 0)); then
    echo "ok      $sentence" | tee -a "$results"
  else
    echo "not ok  $sentence" | tee -a "$results"
    tail -n 20 "$work/check"
  fi
}

figure() { printf '        %s: %s\n' "$1" "$2" | tee -a "$results"; }

# need PROGRAM PACKAGE
need() {
  command -v "$1" >/dev/null || install_packages "$2"
  command -v "$1" >/dev/null || die "$1 is needed, and Debian's package $2 did not bring it"
}

# Packages one by one, told not to start what they hold.
install_packages() {
  local package policy=/usr/sbin/policy-rc.d own_policy=false
  [[ -e $policy ]] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && own_policy=true; }
  [[ -n $(find /var/lib/apt/lists -name '*Packages*' -mmin -600 -print -quit) ]] || apt-get update -qq
  for package; do
    say "installing $package"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null ||
      say "apt could not install $package"
  done
  ! $own_policy || rm "$policy"
}

# publish: Bridge with its own runtime, once for all parts
publish() {
  [[ -x $program/meta-bridge ]] && return
  say "publishing Bridge"
  dotnet restore src/Bridge --locked-mode --verbosity quiet
  dotnet publish src/Bridge --configuration Release --runtime linux-x64 --self-contained --output "$program" \
    --nologo --verbosity quiet -p:RunAnalyzers=false
}

# debian NAME PACKAGE…: an image localhost/bridge-NAME of Debian 12 with these packages, made once and kept
debian() {
  local name=$1 packages
  shift
  packages=$(IFS=,; echo "$*")
  need podman podman
  need runc runc
  need mmdebstrap mmdebstrap
  if [[ ! -f $cache/$name.tar || $(cat "$cache/$name.packages" 2>/dev/null) != "$packages" ]]; then
    say "making a Debian with $packages"
    mmdebstrap --quiet --variant=minbase --include="$packages" bookworm "$cache/$name.tar"
    echo "$packages" >"$cache/$name.packages"
  fi
  podman image exists "localhost/bridge-$name" || podman import --quiet "$cache/$name.tar" "localhost/bridge-$name" >/dev/null
}

# container NAME OPTION… IMAGE [COMMAND…]: in the background, on this machine's network
container() {
  local name=$1
  shift
  containers+=("$name")
  podman run --detach --name "$name" --runtime runc --network=host --ulimit nofile=1024:1024 --ulimit nproc=500:500 "$@" \
    >/dev/null 2>>"$work/podman.log" || die "$(tail -n 3 "$work/podman.log")"
}

# milliseconds COMMAND…: how long it takes
milliseconds() {
  local begun
  begun=$(date +%s%N)
  "$@" >/dev/null
  echo $((($(date +%s%N) - begun) / 1000000))
}

# median NUMBER…: of an odd number of them
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

# five_starts WHAT PORT START HAS_SPOKEN END: how long five starts take to their first line and until they are ready
five_starts() {
  local what=$1 port=$2 start=$3 has_spoken=$4 end=$5 begun first=() ready=() _
  for _ in 1 2 3 4 5; do
    begun=$(date +%s%N)
    "$start"
    until_true 20 "$has_spoken" || die "$what: nothing was said within 20 s"
    first+=($((($(date +%s%N) - begun) / 1000000)))
    until_true 20 is_ready "127.0.0.1:$port" || die "$what: not ready within 20 s"
    ready+=($((($(date +%s%N) - begun) / 1000000)))
    "$end"
  done
  figure "$what, its first line, ms" "$(median "${first[@]}")"
  figure "$what, ready, ms" "$(median "${ready[@]}")"
}

# until_true SECONDS COMMAND…
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.05
  done
}

is_ready() { deploy/ready.sh "$1" 2>/dev/null; }

# start_collector: it takes what it is sent, and tells simulate what it took; its port is in $collector_port
start_collector() {
  collector_port=$(free_port)
  "$program/meta-bridge" collector --quiet --urls "http://127.0.0.1:$collector_port" >"$work/collector.log" 2>&1 &
  until_true 20 is_open "$collector_port" || die "the sample collector did not start"
}

# simulate URL SECONDS [OPTION…]: a Meta that retries ten times faster than life, and asks the collector for every event
simulate() {
  local url=$1 seconds=$2
  shift 2
  "$program/meta-bridge" simulate --target "$url" --app-secret "$secret" --verify "http://127.0.0.1:$collector_port" \
    --duration "${seconds}s" --rate 100/s --speed 10 --patience 90s "$@"
}

# traffic FILE URL SECONDS [OPTION…]: the same in the background; its process id is in $traffic
traffic() {
  local file=$1
  shift
  simulate "$@" >"$file" 2>&1 &
  traffic=$!
}

# nothing_lost FILE: when the traffic has ended; what is checked is a shell of its own, which cannot wait for it
nothing_lost() {
  until_true 300 has_ended "$traffic"
  grep -E "posts sent|retries|Nothing lost|are not at|lost|doubled" "$1" | sed 's/  */ /g' || cat "$1"
  grep -q "^Nothing lost" "$1"
}

has_ended() { ! kill -0 "$1"; }

# start_nginx FOLDER PORT: with the servers that stand on its standard input; its process id is in $nginx
start_nginx() {
  need nginx nginx
  mkdir -p "$1"
  {
    echo "user root; pid $1/pid; error_log $1/errors; daemon off; worker_processes 1; events {}"
    echo "http { access_log off; client_max_body_size 8m; client_body_temp_path $1/b; proxy_temp_path $1/p;"
    echo "fastcgi_temp_path $1/f; uwsgi_temp_path $1/u; scgi_temp_path $1/s;"
    cat
    echo "}"
  } >"$1/nginx.conf"
  nginx -c "$1/nginx.conf" 2>/dev/null &
  nginx=$!
  until_true 10 is_open "$2" || die "nginx did not start: $(tail -n 3 "$1/errors")"
}

# start_gateway KEY: the collector's doorman, so that a write key can be changed on its side too; its port is in $gateway_port
start_gateway() {
  gateway_port=$(free_port)
  mkdir -p "$work/gateway"
  allow "$1"
  start_nginx "$work/gateway" "$gateway_port" <<EOF
map \$http_x_write_key \$allowed { include $work/gateway/key; default 0; }
server { listen 127.0.0.1:$gateway_port; if (\$allowed = 0) { return 401; } location / { proxy_pass http://127.0.0.1:$collector_port; } }
EOF
  gateway=$nginx
}

# allow KEY: from now on that write key and no other
allow() {
  echo "$1 1;" >"$work/gateway/key"
  [[ -z ${gateway:-} ]] || kill -HUP "$gateway"
}
