#!/usr/bin/env bash
# CPU per proxied request of Gridgate beside HAProxy (1 thread) and nginx (1 worker), in one interleaved run on loopback.
# Needs nginx, haproxy and wrk (Debian: apt-get install nginx-light haproxy wrk). Usage: bench.sh [rounds] [seconds] [connections]
# A figure is user + system time of the proxy's process tree divided by the answers that wrk counted, median of all rounds but the first (warm-up).
set -euo pipefail
rounds=${1:-4} seconds=${2:-8} connections=${3:-64}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
backend=19001 nginx_port=19002 haproxy_port=19003 gate=19004 admin=19005 member=19006
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

for tool in nginx haproxy wrk; do
  command -v "$tool" >/dev/null || { echo "bench: $tool is missing (apt-get install nginx-light haproxy wrk)" >&2; exit 1; }
done
body=$(head -c 1010 /dev/zero | tr '\0' 'x')

nginx_conf() { # role, port
  cat <<CONF
daemon off; master_process off; worker_processes 1; error_log stderr crit; pid $work/$1.pid;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000000; client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  upstream backend { server 127.0.0.1:$backend; keepalive 512; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:$2; $3 }
}
CONF
}
nginx_conf backend $backend "location / { default_type application/json; return 200 '$body'; }" > "$work/backend.conf"
nginx_conf proxy $nginx_port "location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Host \$host; proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for; }" > "$work/nginx.conf"
cat > "$work/haproxy.cfg" <<CONF
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 2s
  timeout client 75s
  timeout server 60s
  option forwardfor
  http-reuse always
frontend f
  bind 127.0.0.1:$haproxy_port
  default_backend b
backend b
  server s 127.0.0.1:$backend
CONF
cat > "$work/node.yaml" <<CONF
node: {name: bench, data_dir: $work/data}
listeners: {http: {bind: 127.0.0.1, port: $gate}, admin: {bind: 127.0.0.1, port: $admin}}
cluster: {name: bench-$$, port: $member, members: ["127.0.0.1:$member"]}
log: {level: warn, format: text, access: "off"}
CONF
cat > "$work/gateway.yaml" <<CONF
services: {backend: {instances: ["127.0.0.1:$backend"]}}
routes: [{id: all, path: /**, service: backend}]
CONF

nginx -p "$work" -c "$work/backend.conf" 2>/dev/null & pids+=($!)
nginx -p "$work" -c "$work/nginx.conf" 2>/dev/null & nginx_pid=$!; pids+=("$nginx_pid")
haproxy -f "$work/haproxy.cfg" & haproxy_pid=$!; pids+=("$haproxy_pid")
"$root/gridgate" run --node "$work/node.yaml" --gateway "$work/gateway.yaml" > "$work/node.log" 2>&1 & gate_pid=$!; pids+=("$gate_pid")
for _ in $(seq 1200); do
  curl -sf "http://127.0.0.1:$admin/ready" >/dev/null && break
  kill -0 "$gate_pid" 2>/dev/null || { cat "$work/node.log" >&2; exit 1; }
  sleep 0.1
done

ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
hertz=$(getconf CLK_TCK)
measure() { # name, pid, port
  local before after out requests
  before=$(ticks "$2")
  out=$(wrk -t1 -c"$connections" -d"${seconds}s" --latency "http://127.0.0.1:$3/api/x")
  after=$(ticks "$2")
  requests=$(awk '/requests in/ {print $1}' <<< "$out")
  if grep -qE 'Non-2xx|Socket errors' <<< "$out"; then echo "bench: $1 failed requests:" >&2; echo "$out" >&2; fi
  awk -v n="$1" -v t=$((after - before)) -v hz="$hertz" -v r="$requests" -v s="$seconds" \
      -v p50="$(awk '$1 == "50%" {print $2}' <<< "$out")" -v p99="$(awk '$1 == "99%" {print $2}' <<< "$out")" \
      'BEGIN { printf "%s %.2f %d %s %s\n", n, t / hz * 1e6 / r, r / s, p50, p99 }'
}
for round in $(seq "$rounds"); do
  echo "round $round of $rounds" >&2
  for candidate in "haproxy $haproxy_pid $haproxy_port" "nginx $nginx_pid $nginx_port" "gridgate $gate_pid $gate"; do
    # shellcheck disable=SC2086
    set -- $candidate
    line=$(measure "$1" "$2" "$3")
    echo "  $line" >&2
    [ "$round" = 1 ] || echo "$line" >> "$work/results"
  done
done
awk -v rounds=$((rounds - 1)) '
  { cpu[$1, ++n[$1]] = $2; rps[$1, n[$1]] = $3; p50[$1] = $4; p99[$1] = $5 }
  function median(a, name, k,   i, j, v, t) {
    for (i = 1; i <= k; i++) v[i] = a[name, i]
    for (i = 1; i <= k; i++) for (j = i + 1; j <= k; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
    low = v[1]; high = v[k]
    return k % 2 ? v[(k + 1) / 2] : (v[k / 2] + v[k / 2 + 1]) / 2
  }
  END {
    base = median(cpu, "haproxy", n["haproxy"])
    printf "| proxy | CPU us/request (spread) | x haproxy | requests/s | p50 | p99 |\n| --- | --- | --- | --- | --- | --- |\n"
    split("haproxy nginx gridgate", names, " ")
    for (i = 1; i <= 3; i++) {
      m = median(cpu, names[i], n[names[i]]); l = low; h = high
      printf "| %s | %.1f (%.1f to %.1f) | %.2f | %d | %s | %s |\n", names[i], m, l, h, m / base, median(rps, names[i], n[names[i]]), p50[names[i]], p99[names[i]]
    }
  }' "$work/results"
