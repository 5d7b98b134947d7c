#!/usr/bin/env bash
# Whether the verdict is the machine's or the clients': the standard profile ten times in a row, every second time with another
# process on each core that never rests. Each run has to say passed, or invalid with the stalls shown; never failed.
# About twenty minutes. Results with machine and date: verdict-stability.md beside this file.
#
#   benchmarks/verdict-stability.sh [runs]
set -eu
cd "$(dirname "$0")/.."
runs=${1:-10}
dotnet build -c Release --nologo -v quiet src/Harness
harness=src/Harness/bin/Release/net10.0/harness
out=$(mktemp -d)
busy=()
stop_busy() { for pid in "${busy[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null; done; busy=(); true; }
trap 'stop_busy; rm -rf "$out"' EXIT

for run in $(seq "$runs"); do
  kind=idle
  if [ $((run % 2)) -eq 0 ]; then
    kind=busy
    for _ in $(seq "$(nproc)"); do
      # Bounded, should this script be killed.
      timeout 300 sh -c 'while :; do :; done' &
      busy+=($!)
    done
  fi
  code=0
  began=$(date +%s)
  "$harness" --out "$out" --seed "$run" >"$out/log" 2>&1 || code=$?
  took=$(($(date +%s) - began))
  stop_busy
  python3 - "$run" "$kind" "$code" "$took" "$(ls -td "$out"/*-standard* | head -1)/run.json" <<'PY'
import json, sys
run, kind, code, took, path = sys.argv[1:]
cells = []
for s in json.load(open(path))["scenarios"]:
    broken = [a["expression"] for a in s["assertions"] if not a["passed"]] + [i["name"] for i in s["invariants"] if i["violations"]]
    cells.append("%s (%d stalls, %.1f %%)%s" % (s["verdict"], len(s["generator"]["stalls"]), 100 * s["generator"]["stalledShare"], " " + ", ".join(broken) if broken else ""))
print("| %s | %s | %s | %s | %s s |" % (run, kind, code, " | ".join(cells), took), flush=True)
PY
done
