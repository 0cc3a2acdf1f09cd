#!/usr/bin/env bash
# Whether the Bridge at an address is ready, without any other program: ready.sh HOST:PORT [PATH]
# In the container image it is the health check.
host=${1:-127.0.0.1:8080} path=${2:-/healthz/ready}
exec 2>/dev/null 3<>"/dev/tcp/${host%:*}/${host##*:}" || exit 1
printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$path" "$host" >&3
read -r -t 5 _ status _ <&3 && [[ $status == 200 ]]
