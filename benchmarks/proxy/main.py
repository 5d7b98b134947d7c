"""Runs the benchmarks that are named, or all, and prints the page of their results; see ../proxy.sh."""
import os
import platform
import subprocess
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
    "latency": (latency.run, 3),
    "changes": (changes.run, 2),
}

names = sys.argv[1:] or list(PATHS)
if unknown := [name for name in names if name not in PATHS]:
    raise SystemExit(f"unknown: {', '.join(unknown)}; there are {', '.join(PATHS)}")
memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
runtime = subprocess.run(["dotnet", "--list-runtimes"], check=True, capture_output=True, text=True).stdout
runtime = max(line.split()[1] for line in runtime.splitlines() if line.startswith("Microsoft.NETCore.App 10."))
print(f"# The fault proxy's hot paths\n\n`{' '.join(['benchmarks/proxy.sh', *sys.argv[1:]])}`{', beside the stock server' if os.environ.get('STOCK') else ''}.")
print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, .NET {runtime}; "
      f"load average at the start {os.getloadavg()[0]:.1f} (0: nothing else ran).\n")
print("""- direct: no proxy; what is added is counted from it
- C relay: `proxy/relay.c`, the least a proxy can do
- ours: `harness proxy` as `harness run` starts it
- ours, by hand: `harness proxy` on a command line
""", flush=True)
for name in names:
    began = time.monotonic()
    run, rounds = PATHS[name]
    run(rounds)
    print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
