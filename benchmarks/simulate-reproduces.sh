#!/bin/sh
# Whether a scenario file that 'harness simulate' wrote fails on real sockets as it did in virtual time: for each of five flaws, ten runs of the written
# file, each with another seed. Takes about 15 minutes on a quiet machine and prints the table of simulate-reproduces.md.
#
#   dotnet build src/Harness -c Release && benchmarks/simulate-reproduces.sh
set -eu
cd "$(dirname "$0")/.."
harness=src/Harness/bin/Release/net10.0/harness
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
runs=${RUNS:-10}

echo "| flaw | rule | schedules a second | failed by it | of these invalid | runs |"
echo "|---|---|---|---|---|---|"
for flaw in never-declares one-round-too-many never-polls never-fetches-on-open impatient; do
    case $flaw in
        impatient) fault="latency: { at: 2s, for: 2s, share: 20%, latency: 150ms }" ;;
        *) fault="silent-drop: { at: 2s, for: 3s, share: 20% }" ;;
    esac
    cat > "$work/$flaw.yaml" <<YAML
name: $flaw
clients:
  preset: heartbeat-rounds
  count: 100
  heartbeat: { interval: 400ms, misses: 3 }
  reconnect: { delay: 200ms, max_delay: 200ms, attempt_timeout: 600ms }
  fallback: { on_loss: 0s, every: 500ms, timeout: 500ms }
  flaws: [$flaw]
load:
  - ramp: { over: 500ms }
  - hold: { for: 8s }
faults:
  - $fault
YAML
    "$harness" simulate "$work/$flaw.yaml" --out "$work" > "$work/$flaw.txt" || [ $? -eq 1 ]
    speed=$(sed -n 's/.*(\([0-9,]*\) a second).*/\1/p' "$work/$flaw.txt")
    file=$(find "$work" -name "$flaw-simulated.yaml")
    if [ -z "$file" ]; then
        echo "| \`$flaw\` | $(grep '^Only' "$work/$flaw.txt") | $speed | – | – | 0 |"
        continue
    fi

    rule=$(sed -n 's/^description: .*breaks \(.*\)\."$/\1/p' "$file")
    failed=0
    invalid=0
    for seed in $(seq 1 "$runs"); do
        code=0
        "$harness" run "$file" --seed "$seed" --out "$work/runs" > "$work/run.txt" 2>&1 || code=$?
        if grep -q "✗ " "$work/run.txt"; then
            failed=$((failed + 1))
            [ "$code" -ne 4 ] || invalid=$((invalid + 1))
        fi
    done
    echo "| \`$flaw\` | \`$rule\` | $speed | $failed | $invalid | $runs |"
done
