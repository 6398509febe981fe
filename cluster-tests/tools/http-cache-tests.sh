#!/usr/bin/env bash
# The public HTTP cache suite (github.com/http-tests/cache-tests) against one node in front of the suite's own origin, or several: everything is routed
# there and may be stored, also by heuristic freshness, and given stale when the origin fails. With several nodes each request goes to the next of them, since the suite opens a connection for each.
# Usage: http-cache-tests.sh [LEAST [NODES]]
# Prints the cases that did not pass and how many passed by kind, then the same of the results that the suite publishes; fails when fewer required ones
# passed than LEAST (default 130). Cases for browsers only and CDNs only are left out of all.
# Needs Node and npm (Debian: nodejs npm), curl, and the registry of npm once. The suite is the revision below, as git clones it, or a directory that has it
# (HTTP_CACHE_TESTS); it lies under target and is never part of the project. What npm has of the suite is older and has fewer cases.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
least=${1:-130}
nodes=${2:-1}
revision=b55b8bda3dbb8c927c04e85bd8d496a8caa3e4ba
work=$here/../target/http-cache-tests
mkdir -p "$work"
cd "$work"
if [[ ! -d suite/node_modules/undici ]]; then
  rm -rf suite
  if [[ -n ${HTTP_CACHE_TESTS:-} ]]; then
    mkdir suite && cp -r "$HTTP_CACHE_TESTS"/{test-engine,tests,results} suite
  else
    git clone --quiet https://github.com/http-tests/cache-tests suite
    git -C suite checkout --quiet "$revision"
  fi
  echo '{"private": true}' > suite/package.json # its other dependencies are those of its web pages
  (cd suite && npm install --no-save --ignore-scripts --silent --no-audit --no-fund undici@7.4.0)
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
caching: {all: {heuristic_max: 1h, stale_if_error: 1h}}
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
cd suite
node test-engine/server/server.mjs > "$work/origin.log" 2>&1 & running=($!)
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
timeout 300 node --no-warnings test-engine/cli.mjs > "$work/results.json"

cat > ../classify.mjs << 'JS'
import { readFileSync } from 'node:fs'
import published from './suite/results/index.mjs'
import { determineTestResult, resultTypes } from './suite/test-engine/lib/results.mjs'
import suites from './suite/tests/index.mjs'

const verdicts = new Map([[resultTypes.pass, 'passed'], [resultTypes.fail, 'failed'], [resultTypes.optional_fail, 'failed'], [resultTypes.yes, 'yes'],
  [resultTypes.no, 'no'], [resultTypes.dependency_fail, 'depends on one that did not pass'], [resultTypes.untested, 'not run']])
const tests = suites.flatMap(suite => suite.tests).filter(test => !test.browser_only && !test.cdn_only)

function judge (file) {
  const results = JSON.parse(readFileSync(file))
  return tests.map(({ id, kind = 'required' }) => ({ id, kind, reason: results[id]?.[1] ?? '', verdict: verdicts.get(determineTestResult(suites, id, results)) ?? 'not set up' }))
}

function passed (judged, kind) {
  const of = judged.filter(test => test.kind === kind)
  return `${kind} ${of.filter(test => test.verdict === 'passed').length} of ${of.length}`
}

const judged = judge('results.json')
for (const { kind, id, verdict, reason } of judged) {
  if (kind !== 'check' && verdict !== 'passed') console.log(`${kind} ${id}: ${verdict}: ${reason}`)
}
console.log(`gridgate: ${passed(judged, 'required')}, ${passed(judged, 'optimal')}`)
for (const { file, name, version } of published.filter(({ type }) => type === 'rev-proxy')) {
  const theirs = judge(`suite/results/${file}`)
  console.log(`published of ${name} ${version}: ${passed(theirs, 'required')}, ${passed(theirs, 'optimal')}`)
}
process.exit(judged.filter(test => test.kind === 'required' && test.verdict === 'passed').length >= Number(process.argv[2]) ? 0 : 1)
JS
cd "$work" && node --no-warnings classify.mjs "$least"
