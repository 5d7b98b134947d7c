#!/usr/bin/env bash
# How near a capacity search comes to limits that are known, beside a target under a loopback address on this machine: a number of clients that the target accepts,
# a number past which it answers late, and the same with a fault in each step. Then searches that nobody knows the answer to: arrivals and publications per second.
# About fifteen minutes. Prints a page of Markdown with machine and date.
#
#   benchmarks/capacity.sh > benchmarks/capacity.md
set -eu
cd "$(dirname "$0")/.."
dotnet build -c Release --nologo -v quiet src/Harness >&2
harness=src/Harness/bin/Release/net10.0/harness
out=$(mktemp -d)
target=
end() { [ -z "$target" ] || { kill -TERM "$target" 2>/dev/null && wait "$target" 2>/dev/null; target=; } || true; }
trap 'end; rm -rf "$out"' EXIT

start() { # a target with these options, on any port
  "$harness" target --port 0 "$@" >"$out/target" 2>&1 &
  target=$!
  until grep -q '^Target: ' "$out/target"; do sleep 0.1; done
  url=$(sed -n 's/^Target: \(ws:[^ ]*\).*/\1/p' "$out/target")
}

row() { # name, limit, command line of harness capacity
  local name=$1 known=$2 began=$SECONDS code=0
  shift 2
  "$harness" capacity "$@" --out "$out/reports" >"$out/log" 2>&1 || code=$?
  local json
  json=$(ls -td "$out"/reports/*-capacity-*/ 2>/dev/null | head -1)run.json
  jq -r --arg name "$name" --arg known "$known" --arg code "$code" --arg took "$((SECONDS - began))" '
    "| \($name) | \($known) | \(.found.number // "–") | \(.found.broke // "–") | \(.found | [.heldRuns, .brokeRuns] | map(if . then "\(.agreed) of \(.of)" else "–" end) | join(", ")) | \(.steps | length) | \($took) s | \(.found.end), exit \($code) |"' "$json" ||
    { echo "| $name | $known | – | – | – | – | $((SECONDS - began)) s | exit $code |"; cat "$out/log" >&2; }
}

cat <<TEXT
# Capacity searches against known limits

\`benchmarks/capacity.sh\`, $(date -u +%F), Linux, $(nproc) cores; target and generator share them. The number is the highest level that held, *broke* the lowest that did not, and the
true limit lies between them.

| search | limit | number | broke | runs | steps | took | ended by |
|---|---:|---:|---:|---:|---:|---:|---|
TEXT
start --max-clients 60
row "clients, target accepts 60" 60 scenarios/capacity/steady.yaml --from 40 --for 5s --target "$url"
end
start --max-clients 400
row "clients, target accepts 400" 400 scenarios/capacity/steady.yaml --from 100 --for 5s --target "$url"
end
start --slow-past 60 --slow-by 400ms
row "clients, target answers 400 ms late past 60" 60 scenarios/capacity/steady.yaml --from 40 --for 5s --slo "heartbeat.rtt.p99 <= 250ms" --target "$url"
end
start --max-clients 150
row "clients with a silent drop in each step, target accepts 150" 150 scenarios/network/silent-drop.yaml --from 100 --time-scale 0.4 --for 10s --slo "detection.undetected == 0" --slo "recovery.unrecovered == 0" --target "$url"
end
row "clients, embedded target" unknown scenarios/capacity/steady.yaml --from 1000 --for 10s --max 8000 --within 20%
row "arrivals a second, embedded target" unknown scenarios/capacity/arrivals.yaml --vary arrivals --from 100 --for 10s --max 2000 --within 20%
row "publications a second to 500 clients, embedded target" unknown scenarios/capacity/steady.yaml --vary messages --clients 500 --from 100 --for 10s --max 5000 --within 20%
