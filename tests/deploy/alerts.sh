#!/usr/bin/env bash
# Each alert of the rules, on running processes under traffic: what it is about happens, it fires, it is mended, it is over, nothing is lost.
source tests/deploy/support.sh
source tests/deploy/monitoring/watched.sh

disk_size=1100m   # less than 1 GB is left of it when 200 MB are taken

# fire ALERT…, end ALERT…: within a minute
fire() { each 60 fires "$@"; }
end() { each 60 is_quiet "$@"; }

each() {
  local seconds=$1 state=$2 alert
  shift 2
  for alert; do
    until_true "$seconds" "$state" "$alert" || { echo "$alert: not $state"; return 1; }
  done
}

none_fires() { ! returns 'ALERTS{alertstate="firing"}'; }

# traffic_for FILE SECONDS: begun outside of what is checked, which is a shell of its own and could not wait for it
traffic_for() { traffic "$work/$1" "http://127.0.0.1:$receiver_port" "$2"; }

# A receiver knows of the broker what its last message learned; its spool is full after some seconds.
broker_goes() {
  rabbitmqctl stop_app
  fire BridgeBrokerAway BridgeSpoolFills BridgeRefusesWebhooks
}

broker_returns() {
  rabbitmqctl start_app
  end BridgeBrokerAway BridgeSpoolFills BridgeRefusesWebhooks
  nothing_lost "$work/broker"
}

# hold FILE SECONDS: somebody else writes to it, and does not come to an end
hold() { sqlite3 "$1" 'PRAGMA busy_timeout=5000; BEGIN IMMEDIATE;' ".system sleep $2" 'COMMIT;'; }

# While the broker is away the answer waits for the spool.
answers_wait() {
  rabbitmqctl stop_app
  until_true 20 fires BridgeBrokerAway
  local _
  for _ in $(seq 6); do hold "$work/spool.db" 1.5; done &
  fire BridgeAnswersSlowly
  wait $!
}

answers_are_quick() {
  rabbitmqctl start_app
  end BridgeAnswersSlowly BridgeBrokerAway
  nothing_lost "$work/slow"
}

store_is_held() {
  hold "$work/disk/forward.db" 30 &
  fire BridgeIntakeStandsStill
  wait $!
}

store_is_free() {
  end BridgeIntakeStandsStill
  nothing_lost "$work/held"
}

forwarder_goes() {
  stop "$forwarder"
  fire BridgeDown BridgeQueueUnattended
}

forwarder_returns() {
  end BridgeDown BridgeQueueUnattended
  nothing_lost "$work/unattended"
}

collector_takes_another_key() {
  allow other
  fire BridgeCollectorPaused BridgeEventsLate
}

new_key_is_told() {
  printf other >"$work/.key" && mv "$work/.key" "$work/key"
  end BridgeCollectorPaused BridgeEventsLate
  nothing_lost "$work/paused"
}

what_is_unknown_comes() {
  simulate "http://127.0.0.1:$receiver_port" 3 --mix sample=100
  fire BridgeDeadLetters
}

dead_letters_are_judged() {
  env STORE="$work/disk/forward.db" "$program/meta-bridge" dead-letters discard --all --why "rehearsed" --yes
  end BridgeDeadLetters
}

disk_fills() {
  fallocate -l 200M "$work/disk/other"
  fire BridgeDiskFills
}

disk_has_room() {
  rm "$work/disk/other"
  end BridgeDiskFills
}

meta_is_silent() { fire BridgeNothingFromMeta; }

meta_is_back() {
  end BridgeNothingFromMeta
  nothing_lost "$work/back"
}

need promtool prometheus
need curl curl
need sqlite3 sqlite3
find_rabbit || { install_packages rabbitmq-server && find_rabbit; }
trap 'umount --lazy "$work/disk" 2>/dev/null || true; cleanup' EXIT
publish
start_collector
start_gateway key
start_all
traffic_for first 3
check "nothing fires while all is well" until_true 30 none_fires
traffic_for broker 20
check "the broker goes: it is away, the spool fills, webhooks are refused" broker_goes
check "it returns: all three are over, nothing lost" broker_returns
traffic_for slow 10
check "the spool's disk is slow: so are the answers" answers_wait
check "it is quick: over, nothing lost" answers_are_quick
traffic_for held 5
check "somebody holds the store: intake stands still" store_is_held
check "the store is free: over, nothing lost" store_is_free
traffic_for unattended 10
check "the forwarder goes: it is down, the queue unattended" forwarder_goes
start_forwarder_here
check "it returns: over, nothing lost" forwarder_returns
traffic_for paused 5
check "the collector takes another key: it is paused, events are late" collector_takes_another_key
check "the new key is told: over, nothing lost" new_key_is_told
check "what the collector does not take comes: dead letters" what_is_unknown_comes
check "they are judged: over" dead_letters_are_judged
check "the disk fills" disk_fills
check "it has room again: over" disk_has_room
check "Meta is silent" meta_is_silent
traffic_for back 5
check "Meta is back: over, nothing lost" meta_is_back
