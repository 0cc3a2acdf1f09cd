#!/usr/bin/env bash
# The long form of the conservation test: tests/conservation.sh [MINUTES], 15 unless given. Everything fails at random meanwhile; at the end
# what was answered 200 must have been delivered or be dead, as sets of ids.
set -euo pipefail
cd "$(dirname "$0")/.."
TMPDIR=${TMPDIR:-/tmp} BRIDGE_CONSERVATION_MINUTES=${1:-15} exec tests/run.sh --filter TestCategory=Conservation --logger "console;verbosity=detailed"
