#!/usr/bin/env bash
# nginx and Caddy from Debian's packages, with the files of deploy/proxy, in front of one Bridge.
source tests/deploy/support.sh

host=bridge.example.com meta=client.webhooks.fbclientcerts.com
tls=$work/tls limit=$((4 << 20)) webhook=samples/webhooks/text-bsuid-only.json

# A certificate authority for both sides, the host's certificate, Meta's and somebody else's.
make_certificates() {
  mkdir -p "$tls"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=rehearsal" -keyout "$tls/ca.key" -out "$tls/meta-ca.pem" 2>/dev/null
  sign key "$host"
  sign meta "$meta"
  sign other somebody
  cat "$tls/key.crt" "$tls/meta-ca.pem" >"$tls/fullchain.pem"
  mv "$tls/key.key" "$tls/key.pem"
}

# sign NAME SUBJECT
sign() {
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$tls/$1.key" -out "$tls/$1.csr" 2>/dev/null
  openssl x509 -req -days 2 -in "$tls/$1.csr" -CA "$tls/meta-ca.pem" -CAkey "$tls/ca.key" -CAcreateserial -out "$tls/$1.crt" \
    -extfile <(echo "subjectAltName=DNS:$2") 2>/dev/null
}

start_bridge_behind() {
  env META_APP_SECRET="$secret" WEBHOOK_VERIFY_TOKEN=token COLLECTOR_URL="http://127.0.0.1:$collector_port" COLLECTOR_WRITE_KEY=key \
    STORE="$work/bridge.db" ASPNETCORE_URLS="http://127.0.0.1:$bridge_port" TrustedProxies=127.0.0.1 \
    "$program/meta-bridge" run >>"$work/bridge.log" 2>&1 &
  bridge_pid=$!
  until_true 30 is_ready "127.0.0.1:$bridge_port" || die "Bridge did not start"
}

# ours FILE: with this machine's ports and folders
ours() {
  sed -e "s|/etc/ssl/bridge|$tls|g" -e "s|127.0.0.1:8080|127.0.0.1:$bridge_port|g" -e "s|127.0.0.1:8082|127.0.0.1:$bridge_port|g" \
    -e "s|listen 443|listen $port|" -e "s|listen 80;|listen $(free_port);|" -e "s|^$host {|$host:$port {|" "$1"
}

start_nginx_in_front() {
  port=$(free_port)
  ours deploy/proxy/nginx.conf >"$work/site.conf"
  start_nginx "$work/nginx" "$port" <<<"include $work/site.conf;"
  proxy=$nginx
}

start_caddy_in_front() {
  need caddy caddy
  port=$(free_port)
  {
    printf '{\n\tadmin off\n\tauto_https off\n\tstorage file_system %s\n}\n' "$work/caddy"
    ours deploy/proxy/Caddyfile
  } >"$work/Caddyfile"
  XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work caddy run --config "$work/Caddyfile" --adapter caddyfile >"$work/caddy.log" 2>&1 &
  proxy=$!
  until_true 10 is_open "$port" || die "Caddy did not start: $(tail -n 3 "$work/caddy.log")"
}

# as NAME OPTION… PATH: what the proxy answers whoever shows that certificate; nobody shows none
as() {
  local name=$1 certificate=()
  shift
  [[ $name == nobody ]] || certificate=(--cert "$tls/$name.crt" --key "$tls/$name.key")
  curl --silent --cacert "$tls/meta-ca.pem" --resolve "$host:$port:127.0.0.1" "${certificate[@]}" "${@:1:$#-1}" \
    "https://$host:$port${*: -1}"
}

status() { as "$1" --output /dev/null --write-out '%{http_code}' "${@:2}"; }
sign_file() { openssl dgst -sha256 -hmac "$secret" -r "$1" | cut -d ' ' -f 1; }
# An answer before the end of the body ends HTTP/2's stream, which curl calls a failure.
post() {
  status "$1" --http1.1 --header "X-Hub-Signature-256: sha256=$(sign_file "$2")" --header "Content-Type: application/json" \
    --header Expect: --data-binary "@$2" /webhook/meta
}

# A webhook of exactly so many bytes.
of_bytes() {
  local text
  text=$(cat "$webhook")
  printf '%s%*s' "$text" $(($1 - $(printf %s "$text" | wc -c))) "" >"$work/body"
}

handshake() { [[ $(as meta "/webhook/meta?hub.mode=subscribe&hub.verify_token=token&hub.challenge=4711") == 4711 ]]; }
signed_is_stored() { [[ $(post meta "$webhook") == 200 ]]; }
unsigned_is_refused() { [[ $(status meta --data '{}' /webhook/meta) == 401 ]]; }
strangers_are_refused() { [[ $(post nobody "$webhook") == 403 && $(post other "$webhook") == 403 ]]; }
largest_is_stored() { of_bytes "$limit" && [[ $(post meta "$work/body") == 200 ]]; }
larger_is_refused() { of_bytes $((limit + 1)) && [[ $(post meta "$work/body") == 413 ]]; }
health_is_hidden() { [[ $(status nobody /healthz/ready) == 404 && $(status nobody /) == 404 ]]; }
ops_is_reached() { [[ $(status nobody /ops) != 40[03] ]]; }

# With Bridge away the proxy says so (502), but not before the body is whole: until then Bridge is not asked.
waits_for_the_body() {
  local answers=$work/answers
  {
    printf 'POST /webhook/meta HTTP/1.1\r\nHost: %s\r\nContent-Length: 20\r\nConnection: close\r\n\r\n0123456789' "$host"
    sleep 2
    cp "$answers" "$answers.half"
    printf '0123456789'
    sleep 2
  } | openssl s_client -quiet -connect "127.0.0.1:$port" -servername "$host" -CAfile "$tls/meta-ca.pem" \
    -cert "$tls/meta.crt" -key "$tls/meta.key" >"$answers" 2>/dev/null || true
  [[ ! -s $answers.half ]] && grep -q '502' "$answers"
}

try() {
  local name=$1
  check "$name: Meta's handshake passes" handshake
  check "$name: a signed webhook is stored" signed_is_stored
  check "$name: what is not signed is refused by Bridge" unsigned_is_refused
  check "$name: without Meta's certificate, or with another, nothing comes in" strangers_are_refused
  check "$name: 4 MiB pass unchanged" largest_is_stored
  check "$name: more than 4 MiB are refused" larger_is_refused
  stop "$bridge_pid"
  check "$name: a body reaches Bridge once it is whole" waits_for_the_body
  start_bridge_behind
  check "$name: health is nobody's business, ops is reached from the inner network" eval 'health_is_hidden && ops_is_reached'
  stop "$proxy"
}

need curl curl
publish
make_certificates
start_collector
bridge_port=$(free_port)
start_bridge_behind
start_nginx_in_front
try nginx
start_caddy_in_front
try Caddy
