#!/usr/bin/env bash
# The .NET tool: packed, installed from the folder, and started.
source tests/deploy/support.sh

home=$work/tool

pack() { dotnet pack src/Bridge --configuration Release --output "$work/packages" --nologo --verbosity quiet -p:RunAnalyzers=false; }
install_tool() { dotnet tool install meta-bridge --add-source "$work/packages" --tool-path "$home" --version "$version"; }
says_version() { [[ $("$home/meta-bridge" --version) == "meta-bridge $version" ]]; }
translates() { "$home/meta-bridge" translate samples/webhooks/text.json | grep -q message.received; }
rehearses() { (cd "$work" && "$home/meta-bridge" demo --once); }

# start_bridge PROGRAM: with a store of its own; its process id is in $bridge
start_bridge() {
  env META_APP_SECRET="$secret" WEBHOOK_VERIFY_TOKEN=token COLLECTOR_URL=http://127.0.0.1:9 COLLECTOR_WRITE_KEY=key \
    STORE="$work/bridge.db" ASPNETCORE_URLS="http://127.0.0.1:$port" "$1" run >"$work/bridge.log" 2>&1 &
  bridge=$!
}

start_tool() { start_bridge "$home/meta-bridge"; }
start_published() { start_bridge "$program/meta-bridge"; }
has_spoken() { [[ -s $work/bridge.log ]]; }
end_bridge() { stop "$bridge"; rm -f "$work"/bridge.*; }

version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
check "dotnet pack makes the tool" pack
figure "dotnet tool install, ms" "$(milliseconds install_tool)"
check "the installed command says its version" says_version
check "it translates a webhook" translates
check "it rehearses without a setting, and nothing is lost" rehearses
publish
port=$(free_port)
figure "dotnet --version, for comparison, ms" "$(milliseconds dotnet --version)"
five_starts "the tool" "$port" start_tool has_spoken end_bridge
five_starts "what dotnet publish made" "$port" start_published has_spoken end_bridge
