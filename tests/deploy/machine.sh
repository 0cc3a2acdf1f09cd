#!/usr/bin/env bash
# One machine: a Debian of its own, with systemd, in a container; Bridge installed on it, crashed, upgraded, robbed of its disk.
source tests/deploy/support.sh

machine=bridge-machine-$$
settings=/etc/bridge

on() { podman exec "$machine" "$@"; }
in_shell() { podman exec --interactive "$machine" bash -euo pipefail; }
service() { on systemctl "$@"; }

# boot: a container whose first process is systemd; the source, .NET's SDK and what was published lie in it to be installed from
boot() {
  mkdir -p "$work/source" "$HOME/.nuget/packages"
  git ls-files -z | xargs -0 cp --parents --target-directory "$work/source"
  container "$machine" --systemd=always --privileged --volume "$program:/publish:ro" --volume "$work/source:/source" \
    --volume "$sdk:$sdk:ro" --volume "$HOME/.nuget:/root/.nuget" --volume /etc/ssl/certs:/etc/ssl/certs:ro \
    localhost/bridge-machine /sbin/init
  until_true 30 has_booted || die "systemd does not boot in a container here"
}

has_booted() { [[ $(on systemctl is-system-running) =~ running|degraded ]]; }

install_from_source() {
  on env PATH="$sdk:/usr/sbin:/usr/bin:/sbin:/bin" DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_NOLOGO=1 HOME=/root \
    /source/deploy/install.sh
}

install_bridge() { on /source/deploy/install.sh --from /publish; }
units_are_sound() { on systemd-analyze verify meta-bridge@{all,receive,forward,ops}.service; }
is_hardened() { on systemd-analyze security --threshold=20 --no-pager meta-bridge@all.service; }   # tenths of 0 (tight) to 10 (open)
is_up() { is_ready "127.0.0.1:$port"; }
is_up_soon() { until_true 30 is_up || { on journalctl --no-pager --output cat -u meta-bridge@all; return 1; }; }
# As the handbook says.
check_passes() {
  on systemd-run --pipe --wait --quiet --uid=bridge -p WorkingDirectory=/var/lib/bridge \
    -p EnvironmentFile="$settings/bridge.env" -p EnvironmentFile=-"$settings/all.env" meta-bridge check
}

runs_as_bridge() { on ps -C meta-bridge -o user= | grep -qx bridge; }
strangers_read_no_secret() { ! on setpriv --reuid nobody --regid nogroup --clear-groups cat "$settings/secrets/app-secret"; }
pid_of_bridge() { on systemctl show --property MainPID --value meta-bridge@all; }

# write_secret NAME TEXT: whole or not at all, as a change under a running process must be
write_secret() {
  in_shell <<<"cd $settings/secrets; umask 027; printf %s '$2' >.$1; chgrp bridge .$1; mv .$1 $1"
}

configure() {
  write_secret app-secret "$secret"
  write_secret verify-token token
  write_secret write-key first-key
  in_shell <<<"sed -i 's|^COLLECTOR_URL=.*|COLLECTOR_URL=http://127.0.0.1:$gateway_port|' $settings/bridge.env
               echo ASPNETCORE_URLS=http://127.0.0.1:$port >$settings/all.env"
}

crash() { on kill -9 "$(pid_of_bridge)"; }
reboot_machine() { podman kill --signal KILL "$machine" >/dev/null; podman start "$machine" >/dev/null; until_true 30 has_booted; }
log_has() { on journalctl --no-pager --output cat -u meta-bridge@all | grep -q "$1"; }
stops_well() { on systemctl stop meta-bridge@all && [[ $(on systemctl show --property ExecMainStatus --value meta-bridge@all) == 0 ]]; }

# A release that never becomes ready: the machine keeps what it had.
refuses_a_bad_release() {
  local good
  good=$(on readlink /opt/bridge/current)
  in_shell <<<'cp -r /publish /tmp/bad
    printf "#!/bin/sh\n[ \"\$1\" = --version ] && echo meta-bridge 9.9.9\nexit 2\n" >/tmp/bad/meta-bridge'
  ! on /source/deploy/install.sh --from /tmp/bad && [[ $(on readlink /opt/bridge/current) == "$good" ]] && until_true 20 is_up
}

crashes_upgrades_and_reboots() {
  local url=http://127.0.0.1:$port
  traffic "$work/traffic" "$url" 40
  sleep 5; crash
  sleep 5; install_bridge
  sleep 5; reboot_machine
  nothing_lost "$work/traffic"
}

# The app secret while Meta still signs with the old one and then with the new; the write key while the collector changes its own.
rotates_both() {
  local url=http://127.0.0.1:$port old=$secret
  traffic "$work/old" "$url" 15
  sleep 5
  write_secret app-secret "$old,second-secret"
  allow second-key
  until_true 30 log_has 'does not accept Bridge' || { echo "Bridge did not say that the write key is refused"; return 1; }
  write_secret write-key second-key
  nothing_lost "$work/old"
  secret=second-secret
  traffic "$work/new" "$url" 10
  sleep 6   # longer than SettingFiles:PollSeconds
  write_secret app-secret second-secret
  nothing_lost "$work/new"
}

old_secret_is_refused() {
  local body='{}' signature
  signature=$(printf %s "$body" | openssl dgst -sha256 -hmac "$secret" -r | cut -d ' ' -f 1)
  until_true 20 eval '[[ $(curl -s -o /dev/null -w "%{http_code}" -H "X-Hub-Signature-256: sha256=$signature" -d "$body" \
    "http://127.0.0.1:$port/webhook/meta") == 401 ]]'
}

# What waits when the backup is made is delivered from it after the disk is gone.
restores_a_backup() {
  allow nobody
  traffic "$work/backup" "http://127.0.0.1:$port" 5
  sleep 12
  in_shell <<<"umask 077; sqlite3 /var/lib/bridge/bridge.db \"VACUUM INTO '/var/backups/bridge.db'\""
  service stop meta-bridge@all
  in_shell <<<'rm -rf /var/lib/bridge/*; install -o bridge -g bridge -m 0600 /var/backups/bridge.db /var/lib/bridge/bridge.db'
  allow second-key
  service start meta-bridge@all
  nothing_lost "$work/backup"
}

publish
debian machine systemd,systemd-sysv,dbus,procps,sqlite3,libssl3,libstdc++6,ca-certificates
port=$(free_port)
start_collector
start_gateway first-key
boot
check "install.sh builds and installs on a plain Debian with the SDK" install_from_source
check "and installs what was published elsewhere" install_bridge
check "systemd finds nothing wrong with the units" units_are_sound
check "the service is exposed to at most 2.0 of systemd's 10" is_hardened
configure
check "the service starts for good" service enable --now meta-bridge@all
check "it is ready" is_up_soon
check "meta-bridge check, run as the service runs, finds nothing in the way" check_passes
check "it runs as a user of its own" runs_as_bridge
check "only that user reads the secrets" strangers_read_no_secret
check "crashed, upgraded and rebooted under traffic: nothing lost" crashes_upgrades_and_reboots
check "a release that does not start is taken back" refuses_a_bad_release
check "app secret and write key changed under traffic: nothing lost" rotates_both
check "what is signed with the old secret is refused" old_secret_is_refused
secret=second-secret
check "a backup made under traffic is restored after the loss of the disk: nothing lost" restores_a_backup
check "it stops with 0" stops_well
