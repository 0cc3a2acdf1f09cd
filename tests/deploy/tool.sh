#!/usr/bin/env bash
# The .NET tool: packed, installed from the folder, and started.
source tests/deploy/support.sh

home=$work/tool

pack() { dotnet pack src/Bridge --configuration Release --output "$work/packages" --nologo --verbosity quiet -p:RunAnalyzers=false; }
install_tool() { dotnet tool install meta-bridge --add-source "$work/packages" --tool-path "$home" --version "$version"; }
says_version() { [[ $("$home/meta-bridge" --version) == "meta-bridge $version" ]]; }
translates() { "$home/meta-bridge" translate samples/webhooks/text.json | grep -q message.received; }
rehearses() { (cd "$work" && "$home/meta-bridge" demo --once); }

version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
check "dotnet pack makes the tool" pack
figure "dotnet tool install, ms" "$(milliseconds install_tool)"
check "the installed command says its version" says_version
check "it translates a webhook" translates
check "it rehearses without a setting, and nothing is lost" rehearses
