"""Runs the benchmarks that are named, or all; see ../proxy.sh."""
import sys
import time

import bulk
import changes
import cpu_cost
import latency
import memory
import round_trip

PATHS = {  # what it runs, how many rounds
    "round-trip": (round_trip.run, 3),
    "bulk": (bulk.run, 5),
    "cpu": (cpu_cost.run, 5),
    "memory": (memory.run, 2),
    "latency": (latency.run, 1),
    "changes": (changes.run, 2),
}

names = sys.argv[1:] or list(PATHS)
if unknown := [name for name in names if name not in PATHS]:
    raise SystemExit(f"unknown: {', '.join(unknown)}; there are {', '.join(PATHS)}")
for name in names:
    began = time.monotonic()
    run, rounds = PATHS[name]
    run(rounds)
    print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
