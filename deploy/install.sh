#!/usr/bin/env bash
# Installs Bridge on this machine as a service, or upgrades it: deploy/install.sh [--from FOLDER] [--no-restart]
# --from FOLDER: what dotnet publish made, on a machine without the .NET SDK; otherwise this repository is built.
# --no-restart: the running processes stay what they are until somebody restarts them.
# Run it again to upgrade: a process that is not ready within a minute gets the release before back.
set -euo pipefail
called_from=$PWD
cd "$(dirname "$0")"

prefix=/opt/bridge settings=/etc/bridge state=/var/lib/bridge
keep=3   # releases
from="" restart=true

say() { printf '%s\n' "$*"; }
die() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

while (($# > 0)); do
  case $1 in
    --from) from=$(cd "$called_from" && cd "${2:?--from needs a folder}" && pwd); shift ;;
    --no-restart) restart=false ;;
    *) die "$1 is not known; it takes --from FOLDER and --no-restart" ;;
  esac
  shift
done
((EUID == 0)) || die "it makes a user and a service, and so must be run as root"

# publish: from source, into a folder that $from names
publish() {
  command -v dotnet >/dev/null || die "give --from FOLDER (what dotnet publish made elsewhere), or install the .NET 10 SDK"
  from=$(mktemp -d)
  trap 'rm -rf "$from"' EXIT
  dotnet publish ../src/Bridge --configuration Release --runtime linux-x64 --self-contained --output "$from" \
    --nologo --verbosity quiet -p:RunAnalyzers=false
}

make_user() {
  getent group bridge >/dev/null || groupadd --system bridge
  getent passwd bridge >/dev/null ||
    useradd --system --gid bridge --home-dir "$state" --no-create-home --shell /usr/sbin/nologin --comment "Bridge" bridge
  install -d -o bridge -g bridge -m 0700 "$state"
}

# make_settings: only what is not there; root writes, Bridge reads
make_settings() {
  install -d -o root -g bridge -m 0750 "$settings" "$settings/secrets"
  local file
  for file in systemd/settings/*.env; do
    [[ -e $settings/${file##*/} ]] || install -o root -g bridge -m 0640 "$file" "$settings/${file##*/}"
  done
}

# lay RELEASE: the program in a folder of its own; a process that runs keeps the folder it was started from
lay() {
  install -d -m 0755 "$prefix/releases"
  rm -rf "$prefix/releases/.$1"
  cp -r "$from" "$prefix/releases/.$1"
  chmod -R u=rwX,go=rX "$prefix/releases/.$1"
  mv -T "$prefix/releases/.$1" "$prefix/releases/$1"
}

# point RELEASE: from one moment to the next
point() {
  ln -sfn "releases/$1" "$prefix/.current"
  mv -T "$prefix/.current" "$prefix/current"
}

# current: the release in use, or nothing
current() { [[ ! -L $prefix/current ]] || basename "$(readlink "$prefix/current")"; }

drop_old() {
  local release
  for release in $(ls -1 "$prefix/releases" | sort --version-sort --reverse | tail -n +$((keep + 1))); do
    [[ $release == "$(current)" || $release == "$before" ]] || rm -rf "${prefix:?}/releases/$release"
  done
}

# running: the roles whose service runs, or would if it could
running() {
  systemctl list-units --plain --no-legend --state=active,activating 'meta-bridge@*.service' |
    sed -n 's/^meta-bridge@\([^.]*\)\.service.*/\1/p'
}

# is_ready ROLE: at the address that its settings name
is_ready() { ./ready.sh "$(cat "$settings/bridge.env" "$settings/$1.env" 2>/dev/null | sed -n 's/^ASPNETCORE_URLS=//p' | tail -n 1)"; }

# restart_all: one role after the other, forwarders before receivers, since they read every batch of an older receiver
restart_all() {
  local role roles
  roles=$(running)
  for role in all forward ops receive; do
    ! grep -qx "$role" <<<"$roles" || restart_one "$role" || return 1
  done
}

restart_one() {
  systemctl restart "meta-bridge@$1"
  local _
  for _ in $(seq 120); do
    ! is_ready "$1" || { say "meta-bridge@$1 is ready"; return 0; }
    sleep 0.5
  done
  say "meta-bridge@$1 is not ready: journalctl -u meta-bridge@$1 says why"
  return 1
}

[[ -n $from ]] || publish
[[ -x $from/meta-bridge ]] ||
  die "$from holds no program meta-bridge: dotnet publish -c Release -r linux-x64 --self-contained src/Bridge makes it"
version=$("$from/meta-bridge" --version | sed 's/.* //')
release=$version-$(date -u +%Y%m%d%H%M%S)
before=$(current)

make_user
make_settings
lay "$release"
point "$release"
ln -sfn "$prefix/current/meta-bridge" /usr/local/bin/meta-bridge
install -m 0644 systemd/meta-bridge@.service /etc/systemd/system/
drop_old
say "Bridge $version is in $prefix/current"

if [[ ! -d /run/systemd/system ]]; then
  say "No systemd runs here: start it as /etc/systemd/system/meta-bridge@.service says"
  exit 0
fi
systemctl daemon-reload
if [[ -z $(running) ]]; then
  say "Write the secrets into $settings/secrets and the addresses into $settings/bridge.env, then: systemctl enable --now meta-bridge@all"
elif $restart && ! restart_all; then
  [[ -n $before ]] || exit 1
  point "$before"
  restart_all || true
  die "the upgrade is taken back: $before runs again"
fi
