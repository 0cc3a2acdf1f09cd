#!/usr/bin/env bash
# Measures Bridge on this machine, load generator, collector, broker and stores included. It asserts no number; it fails on lost events and on answers that are
# not 200. Options by environment:
#   PARTS            "embedded distributed replay", or some of them; nodered is one more, the whole way beside Node-RED's
#   SECONDS_PER_RUN  8
#   PAIRS            3 runs of everything that is compared, by turns; what is printed are medians
#   CONNECTIONS      "64 256"
#   BODIES           800000 for each run; each of the two threads has half of them for itself, and should not come to their end
#   BACKLOG          200000 events
#   PEOPLE           20000 people who wrote before intake is measured with and without conversations, at most 10 million
#   ACTIVE           0: so many of those write then, anywhere among all; 0 for anybody
#   WAITING          1000000 events
#   ANSWER_SECONDS   20, at 1000 webhooks a second
#   DEAD_LETTERS     100000 dead letters to replay
# In short: SECONDS_PER_RUN=4 PAIRS=1 BODIES=200000 BACKLOG=20000 WAITING=20000 ANSWER_SECONDS=5 tests/bench.sh
set -Eeuo pipefail
cd "$(dirname "$0")/.."

parts=${PARTS:-embedded distributed replay} seconds=${SECONDS_PER_RUN:-8} pairs=${PAIRS:-3} connections=${CONNECTIONS:-64 256}
bodies=${BODIES:-800000} backlog=${BACKLOG:-200000} people=${PEOPLE:-20000} active=${ACTIVE:-0} waiting=${WAITING:-1000000} answer_seconds=${ANSWER_SECONDS:-20} dead_letters=${DEAD_LETTERS:-100000}
threads=2 warmup=3 secret=bench-secret
configuration=Release
benchmarks=tests/Bridge.Benchmarks/bin/$configuration/net10.0/Bridge.Benchmarks.dll
work=$(mktemp -d) problems=()
bridge=$work/bridge/meta-bridge.dll # compiled ahead, as it ships

. tests/bench/processes.sh
. tests/bench/measures.sh
. tests/bench/embedded.sh
. tests/bench/distributed.sh
. tests/bench/node-red.sh
. tests/bench/replay.sh

trap finish EXIT
trap 'echo "bench: line $LINENO: $BASH_COMMAND" >&2' ERR
trap 'exit 130' INT TERM

install_tools
say "building"
dotnet build -c "$configuration" -v quiet -nologo tests/Bridge.Benchmarks >&2
dotnet publish -c "$configuration" -v quiet -nologo -r linux-x64 --self-contained false -o "$work/bridge" src/Bridge >&2
say "writing $bodies signed bodies"
dotnet "$benchmarks" bodies --count "$bodies" --secret "$secret" --out "$work/bodies"
dotnet "$benchmarks" bodies --count 20000 --first 1000000000 --secret "$secret" --out "$work/warm"
start_postgres
start_collector

for part in $parts; do "measure_$part"; done
for part in $parts; do "report_$part"; done
echo
echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), .NET $(dotnet --version)"

if [ ${#problems[@]} -gt 0 ]; then
  printf 'PROBLEM: %s\n' "${problems[@]}"
  exit 1
fi
