#!/usr/bin/env bash
# Builds Bridge, runs every test, and ends with one line: N passed, N failed[, N skipped].
# --fast: what needs no server, browser or other program, and little patience; installs nothing, and leaves the analyzers to the whole run,
# since they are more than half of a build. For every save.
# Other arguments go to dotnet test: tests/run.sh --filter Receiving
set -euo pipefail
cd "$(dirname "$0")/.."

configuration=Release   # the tests that kill Bridge kill what is released; and what is compiled well is tested sooner
projects=Bridge.sln
fast=false arguments=()
only=                   # what else a test must be to be run
analyze=true            # what an analyzer minds fails the build
for argument; do
  if [[ $argument == --fast ]]; then fast=true; else arguments+=("$argument"); fi
done
newman_version=6.2.1    # runs the Postman collection
segment_version=3.1.0   # posts to /v1/capture as Segment's users do
# What the tests write lies in memory unless TMPDIR says where: hundreds of thousands of files are made and deleted, which costs PostgreSQL
# more than all its other work. It is a third of a gigabyte at a time.
memory=/dev/shm room=$((2 * 1024 * 1024))   # kB that must be free
if [[ -z ${TMPDIR:-} && -w $memory ]] && (($(df -Pk "$memory" | awk 'END { print $4 }') > room)); then TMPDIR=$memory; fi
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/bridge-XXXXXX") && export TMPDIR
chmod 711 "$TMPDIR"     # PostgreSQL runs as somebody else
results=$TMPDIR/results && mkdir "$results"
passed=0 failed=0 skipped=0

finish() {
  local exit_code=$?
  rm -rf "$TMPDIR"
  local summary="$passed passed, $failed failed"
  ((skipped == 0)) || summary+=", $skipped skipped"
  echo "$summary"
  if ((exit_code == 0 && (failed > 0 || passed == 0))); then exit_code=1; fi
  exit "$exit_code"
}
trap finish EXIT

say() { printf '== %s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# need <what for> <Debian package> <test that it is there…>
need() {
  local purpose=$1 package=$2
  shift 2
  if "$@"; then return; fi
  command -v apt-get >/dev/null || die "Missing: $package ($purpose). Install it with your system's package manager."
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "Missing: $package ($purpose). As root: apt-get install $package"
    as_root=(sudo)
  fi
  say "installing $package ($purpose)"
  "${as_root[@]}" apt-get update -qq
  # A package that starts a service (RabbitMQ's does) is told not to: it would hold the ports for good.
  local policy=/usr/sbin/policy-rc.d own_policy=false
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null && "${as_root[@]}" chmod +x "$policy" && own_policy=true
  fi
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$package" >/dev/null
  if $own_policy; then "${as_root[@]}" rm "$policy"; fi
}

has_command() { command -v "$1" >/dev/null; }

has_postgres() {
  [ -n "${BRIDGE_TEST_POSTGRES:-}" ] || command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ||
    compgen -G '/opt/homebrew/opt/postgresql*/bin/initdb' >/dev/null || compgen -G '/usr/local/opt/postgresql*/bin/initdb' >/dev/null
}

has_browser() { [ -x "${BRIDGE_TEST_CHROMIUM:-/usr/bin/chromium}" ]; }

# The Postman collection's runner; BRIDGE_NEWMAN says where it is, to the tests and from outside.
install_newman() {
  [ -z "${BRIDGE_NEWMAN:-}" ] || return 0
  install_from_npm newman "$newman_version"
  export BRIDGE_NEWMAN=$folder/node_modules/newman/bin/newman.js
}

# Segment's library for node; BRIDGE_SEGMENT says where it is.
install_segment() {
  [ -z "${BRIDGE_SEGMENT:-}" ] || return 0
  install_from_npm @segment/analytics-node "$segment_version"
  export BRIDGE_SEGMENT=$folder/node_modules/@segment/analytics-node
}

# install_from_npm <package> <version>: in a cache of its own, the folder of which is then in $folder
install_from_npm() {
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/bridge-tests/${1##*/}-$2
  [ ! -f "$folder/complete" ] || return 0
  need "to run what npm installs for the tests" npm has_command npm
  say "installing $1 $2"
  mkdir -p "$folder"
  npm install --prefix "$folder" --no-save --no-fund --no-audit --loglevel error "$1@$2" >/dev/null
  touch "$folder/complete"
}

# has_program <name> <folder…>
has_program() {
  local name=$1 folder
  shift
  for folder; do [[ ! -x $folder/$name ]] || return 0; done
  return 1
}

command -v dotnet >/dev/null || die "Missing: the .NET 10 SDK. See https://dotnet.microsoft.com/download/dotnet/10.0"
# What the tests need besides .NET.
install_all() {
  # The tests start a server of their own; Debian's package need not run one, and BRIDGE_TEST_POSTGRES names one that is there already.
  need "the store of several forwarders" postgresql has_postgres
  need "to sign in samples/curl.sh" openssl has_command openssl
  need "to post in samples/curl.sh" curl has_command curl
  install_newman
  install_segment
  # The tests start brokers of their own, on free ports and in temporary folders; the tests that only talk to one use BRIDGE_TEST_RABBITMQ instead if it is set.
  need "the broker of the tests" rabbitmq-server has_program rabbitmq-server /usr/lib/rabbitmq/bin /opt/homebrew/sbin /usr/local/sbin
  need "Prometheus' word on the metrics" prometheus has_command promtool
  # The page is tried in the browser that BRIDGE_TEST_CHROMIUM names, or in Debian's; the driver is part of the test's package and downloads none.
  need "to try the page in" chromium has_browser
}

# Leaves out what is marked (tests/Bridge.Tests/Support/Needs.cs), also of what --filter says.
choose_fast() {
  projects=tests/Bridge.Tests only='&TestCategory!=Server&TestCategory!=Patience' analyze=false
  local index
  for index in "${!arguments[@]}"; do
    if [[ ${arguments[index]} == --filter ]]; then
      arguments[index + 1]="(${arguments[index + 1]})$only"
    fi
  done
}

if $fast; then choose_fast; else install_all; fi
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
# Everything starts often and runs shortly: what code is compiled to is not worth profiling, nor its memory guarding. A quarter of the CPU.
export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0

say "restore and build"
dotnet restore "$projects" --locked-mode --verbosity quiet
dotnet build "$projects" --configuration "$configuration" --no-restore --nologo --verbosity quiet -p:RunAnalyzers=$analyze

# run_tests NAME ARGUMENT…: what came of them lies in the results' folder of that name
run_tests() {
  local name=$1
  shift
  dotnet test "$projects" --configuration "$configuration" --no-build --nologo \
    --logger "console;verbosity=minimal" --logger trx --results-directory "$results/$name" "$@"
}

# All of them: the fixtures beside which nothing may run in their process ([Alone]) in one of their own, which mostly waits, beside the
# others; what it says follows theirs.
run_all_tests() {
  local exit_code=0 alone
  run_tests alone --filter "TestCategory=Alone$only" >"$results/alone.log" 2>&1 &
  alone=$!
  run_tests others --filter "TestCategory!=Alone$only" || exit_code=$?
  wait "$alone" || exit_code=$?
  cat "$results/alone.log"
  return "$exit_code"
}

say "test"
test_exit=0
if ((${#arguments[@]} > 0)); then run_tests chosen "${arguments[@]}" || test_exit=$?; else run_all_tests || test_exit=$?; fi

# counter <name>: the sum of that attribute of <Counters> over all result files
counter() {
  local sum=0 value
  for value in $(cat "$results"/*/*.trx 2>/dev/null | grep -o '<Counters [^>]*' | grep -o " $1=\"[0-9]*" | grep -o '[0-9]*$'); do
    sum=$((sum + value))
  done
  echo "$sum"
}

passed=$(counter passed)
failed=$(counter failed)
total=$(counter total)
skipped=$((total - passed - failed))
exit "$test_exit"
