#!/usr/bin/env bash
# The public HTTP cache suite (npm http-cache-tests) against one node in front of the suite's own origin, or several: everything is routed there and may be
# stored. With several nodes each request goes to the next of them, since the suite opens a connection for each.
# Usage: http-cache-tests.sh [LEAST [NODES]]
# Prints how many cases passed by kind and those that did not; fails when fewer required ones passed than LEAST (default 130).
# Needs Node and npm (Debian: nodejs npm), curl, and the registry of npm once; what it fetches lies under target and is never part of the project.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
least=${1:-130}
nodes=${2:-1}
version=0.4.5
work=$here/../target/http-cache-tests
mkdir -p "$work"
cd "$work"
if [[ ! -d package/node_modules/undici ]]; then
  npm pack --silent "http-cache-tests@$version" > /dev/null
  tar xzf "http-cache-tests-$version.tgz"
  (cd package && npm install --no-save --ignore-scripts --silent --no-audit --no-fund undici@7.4.0)
fi

base=$((20000 + RANDOM % 10000))
origin=$base spread=$((base + 1))
members=''
for ((i = 1; i <= nodes; i++)); do members+="127.0.0.1:$((base + 10 * i + 2)), "; done
rm -rf node && mkdir node
for ((i = 1; i <= nodes; i++)); do
  cat > "node/$i.yaml" << YAML
node: {name: cache-suite-$i, data_dir: $work/node/data-$i}
listeners: {http: {bind: 127.0.0.1, port: $((base + 10 * i))}, admin: {bind: 127.0.0.1, port: $((base + 10 * i + 1))}}
cluster: {name: cache-suite-$$, port: $((base + 10 * i + 2)), members: [${members%, }]}
log: {level: warn, format: text, access: "off"}
drain: {red: 0s, timeout: 1s}
YAML
done
cat > node/gateway.yaml << YAML
services: {origin: {instances: ["127.0.0.1:$origin"]}}
caching: {all: {}}
routes: [{id: all, path: /**, service: origin, cache: all, retries: {attempts: 0}}]
YAML

"$root/gridgate" --help > /dev/null # builds, so that the start below is quick
export npm_package_config_protocol=http npm_package_config_port=$origin npm_package_config_id='' npm_package_config_pidfile=$work/pid
export npm_package_config_base=http://127.0.0.1:$spread
cat > spread.mjs << 'JS'
import { connect, createServer } from 'node:net'

const [port, base, nodes] = process.argv.slice(2).map(Number)
let turn = 0
createServer(client => {
  const node = connect(base + 10 * (1 + turn++ % nodes), '127.0.0.1')
  client.pipe(node).pipe(client)
  client.on('error', () => node.destroy())
  node.on('error', () => client.destroy())
}).listen(port, '127.0.0.1')
JS
cd package
node server/server.mjs > "$work/origin.log" 2>&1 & running=($!)
node ../spread.mjs "$spread" "$base" "$nodes" & running+=($!)
gateways=()
for ((i = 1; i <= nodes; i++)); do
  "$root/gridgate" run --node "$work/node/$i.yaml" --gateway "$work/node/gateway.yaml" > "$work/node-$i.log" 2>&1 & gateways+=($!)
done
trap 'kill "${running[@]}" "${gateways[@]}" 2> /dev/null || true; wait "${gateways[@]}" 2> /dev/null || true' EXIT
for ((i = 1; i <= nodes; i++)); do
  for _ in $(seq 600); do
    curl -sf "http://127.0.0.1:$((base + 10 * i + 1))/ready" > /dev/null && break
    sleep 0.1
  done
done
timeout 300 node --no-warnings cli.mjs > "$work/results.json"

cat > ../classify.mjs << 'JS'
import { readFileSync } from 'node:fs'
import suites from './package/tests/index.mjs'
import { determineTestResult } from './package/lib/display.mjs'

const results = JSON.parse(readFileSync('./results.json'))
const verdicts = { '#1aa123': 'passed', '#c33131': 'failed', '#bbbd15': 'failed', '#4c61ae': 'not set up', '#b4b2b2': 'depends on one that did not pass', '#999696': 'told' }
const counts = {}
for (const test of suites.flatMap(suite => suite.tests).filter(test => !test.browser_only && !test.cdn_only)) {
  const kind = test.kind ?? 'required'
  const verdict = verdicts[determineTestResult(suites, test.id, results)[1]] ?? 'not run'
  counts[kind] ??= {}
  counts[kind][verdict] = (counts[kind][verdict] ?? 0) + 1
  if (kind !== 'check' && verdict !== 'passed') console.log(`${kind} ${test.id}: ${verdict}: ${results[test.id]?.[1] ?? ''}`)
}
for (const [kind, of] of Object.entries(counts)) console.log(`${kind}: ${Object.entries(of).map(([verdict, count]) => `${count} ${verdict}`).join(', ')}`)
process.exit(counts.required.passed >= Number(process.argv[2]) ? 0 : 1)
JS
cd "$work" && node --no-warnings classify.mjs "$least"
