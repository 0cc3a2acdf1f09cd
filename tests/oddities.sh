#!/usr/bin/env bash
# The long form of the oddities test: tests/oddities.sh [MUTATIONS], 100000 unless given. Signed bodies nobody should send go through an embedded Bridge and
# through two receivers, two forwarders, RabbitMQ and PostgreSQL; every good message among them must be at the collector within 5 seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
TMPDIR=${TMPDIR:-/tmp} BRIDGE_ODDITIES=${1:-100000} exec tests/run.sh --filter TestCategory=Oddities --logger "console;verbosity=detailed"
