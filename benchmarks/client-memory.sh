#!/usr/bin/env bash
# What one more idle client costs a worker: the slope of its resident set between 1,000 and 10,000 clients that are straight
# on the target (no proxy), connected and quiet, workstation GC. Needs a descriptor limit of 10,500 or more. About two minutes.
#
#   benchmarks/client-memory.sh [rounds]
#
# Results with machine and date: client-memory.md beside this file.
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-3}
few=1000
many=10000
dotnet build -c Release --nologo -v quiet src/Harness
harness=src/Harness/bin/Release/net10.0/harness

log=$(mktemp)
"$harness" target --port 0 >"$log" &
target=$!
trap 'kill -TERM $target 2>/dev/null; rm -f "$log"' EXIT
until grep -q '^Target: ' "$log"; do sleep 0.1; done
url=$(sed -n 's/^Target: \(ws:[^ ]*\).*/\1/p' "$log")

# As a run starts its workers.
export DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT=1 DOTNET_gcServer=0
rss() { # the last reading with every client open
  "$harness" worker --target "$url" --clients "$1" --heartbeat 60s --over 8s --for 16s |
    sed -n "s/^$1 open, .*RSS \([0-9]*\) KB.*/\1/p" | tail -1
}

for round in $(seq "$rounds"); do
  a=$(rss $few)
  b=$(rss $many)
  awk -v a="$a" -v b="$b" -v n=$((many - few)) -v r="$round" \
    'BEGIN { printf "round %d: %d KB with 1,000 clients, %d KB with 10,000: %.2f KB per client\n", r, a, b, (b - a) / n }'
done
