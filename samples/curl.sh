#!/usr/bin/env bash
# Posts a webhook as Meta does: signed with the app secret, by openssl and curl.
#
#   samples/curl.sh [-f] SAMPLE…
#
# SAMPLE is the name of a file in samples/webhooks, with or without .json, or the path of any file; - is standard input.
# -f sends it with fresh message ids and the present time; without it the very bytes of the file are sent, and a second
# time they are answered 200 again and dropped as duplicates.
#
# Environment: BASE_URL (http://127.0.0.1:8080), APP_SECRET (or META_APP_SECRET; without both demo-app-secret, which is
# what meta-bridge demo uses). Ends with 1 when something was not answered 200.
set -euo pipefail

base_url=${BASE_URL:-http://127.0.0.1:8080}
app_secret=${APP_SECRET:-${META_APP_SECRET:-demo-app-secret}}
samples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/webhooks

usage() { sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p;}' "${BASH_SOURCE[0]}" >&2; exit 2; }

fresh=cat
while getopts f option; do
  case $option in
    f) fresh=freshen ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
(($# > 0)) || usage

# Ids stay related: the same id becomes the same new one.
freshen() {
  sed -E -e "s/w(am|ac)id\.[A-Za-z0-9+\/=]+/&$(date +%s%N)/g" \
    -e "s/(\"(timestamp|time)\" *: *\"?)[0-9]{10}([^0-9])/\1$(date +%s)\3/g"
}

find_sample() {
  local candidate
  for candidate in "$1" "$samples/$1" "$samples/$1.json"; do
    if [ -f "$candidate" ]; then echo "$candidate"; return; fi
  done
  echo "There is no sample $1. There are: $(cd "$samples" && echo *.json)" >&2
  exit 1
}

body=$(mktemp)
trap 'rm -f "$body"' EXIT
failed=0
for sample in "$@"; do
  if [ "$sample" = - ]; then file=/dev/stdin; else file=$(find_sample "$sample"); fi
  $fresh <"$file" >"$body"
  signature=$(openssl dgst -sha256 -hmac "$app_secret" <"$body" | sed 's/^.*= *//')
  status=$(curl -sS -o /dev/null -w '%{http_code}' "$base_url/webhook/meta" \
    -H 'Content-Type: application/json' -H "X-Hub-Signature-256: sha256=$signature" --data-binary "@$body") || true
  echo "$sample: $status"
  [ "$status" = 200 ] || failed=1
  if [ "$status" = 401 ]; then echo "It refuses the signature: set APP_SECRET to its app secret." >&2; fi
done
exit "$failed"
