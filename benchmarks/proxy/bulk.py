"""One stream as fast as it goes."""
import os
import subprocess
from statistics import median

from servers import BIN, ByHand, Child, Direct, Owned, Relay, Stock, cpu, kinds
from table import show

SECONDS = 2


def run(rounds):
    sink = Child([os.path.join(BIN, "bulk"), "sink"])
    port = int(sink.line())
    compared = kinds(Direct, Relay, Owned, ByHand, Stock)
    rate, cost = {k: [] for k in compared}, {k: [] for k in compared}
    for _ in range(rounds):
        for kind in compared:
            entrance = kind.listen(port)
            before = cpu(kind.pid) if kind.pid else 0
            subprocess.run([os.path.join(BIN, "bulk"), "send", str(entrance), str(SECONDS)], check=True)
            moved, took = sink.line().split()
            rate[kind].append(int(moved) / float(took) / 1e9)
            cost[kind].append((cpu(kind.pid) - before) / (int(moved) / 1e9) if kind.pid else 0)
    direct = compared[0]
    rows = [[
        kind.name, f"{median(rate[kind]):.2f}",
        "" if kind is direct else f"{median(a / b for a, b in zip(rate[kind], rate[direct])):.2f}",
        "" if kind is direct else f"{median(cost[kind]):.2f}",
    ] for kind in compared]
    for child in [*compared, sink]:
        child.stop()
    show(
        "Bulk throughput of one stream",
        f"Client to server, {SECONDS} s, 128 KiB writes; medians of {rounds} rounds in which the rows take turns. "
        "Target: at least 0.4 of direct.",
        ["through", "GB/s", "of direct", "CPU s per GB"], rows)
