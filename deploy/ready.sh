#!/usr/bin/env bash
# Whether a Bridge is ready, without any other program: ready.sh [ADDRESS]; what ASPNETCORE_URLS says unless given.
# In the container image it is the health check.
address=${1:-${ASPNETCORE_URLS:-http://localhost:8080}}
address=${address%%;*} address=${address#*://} address=${address%%/*}
host=${address%:*} port=${address##*:}
[[ $host != 0.0.0.0 && $host != [*+] && $host != "[::]" ]] || host=localhost

exec 2>/dev/null 3<>"/dev/tcp/$host/$port" || exit 1
printf 'GET /healthz/ready HTTP/1.0\r\nHost: %s\r\n\r\n' "$address" >&3
read -r -t 5 _ status _ <&3 && [[ $status == 200 ]]
