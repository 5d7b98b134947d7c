"""Runs the three clients in turns and prints the page of their results; see ../clients.sh."""
import os
import platform
import subprocess
import sys
import time
from statistics import median

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "proxy"))
from servers import cpu, rss, wait_until  # noqa: E402
from table import show  # noqa: E402

from clients import WARM_UP_S, CClient, Obvious, Ours  # noqa: E402
from target import Target  # noqa: E402

FEW, MANY = int(os.environ.get("FEW", 1000)), int(os.environ.get("MANY", 15000))
ROUNDS, WINDOW = int(os.environ.get("ROUNDS", 3)), int(os.environ.get("WINDOW", 15))
KINDS = [CClient, Ours, Obvious]


def measure(kind, target, clients):
    """CPU and round trips over the window, and the resident set at its end."""
    child = kind(target, clients, WINDOW + 2)
    if not wait_until(lambda: target.stats()["socketsOpen"] == clients, 90):
        raise SystemExit(f"{kind.name}: {target.stats()['socketsOpen']} of {clients} open")
    time.sleep(WARM_UP_S + 1)
    before, answered, served, begin = cpu(child.pid), target.stats()["messagesOut"], cpu(target.pid), time.monotonic_ns() // 1000
    time.sleep(WINDOW)
    spent, answered, served, end = (cpu(child.pid) - before, target.stats()["messagesOut"] - answered, cpu(target.pid) - served,
                                    time.monotonic_ns() // 1000)
    held = rss(child.pid)
    write, due = child.finish(begin, end)
    if not wait_until(lambda: target.stats()["socketsOpen"] == 0, 60):
        raise SystemExit(f"{kind.name} has gone, but its sockets have not")
    result = {"cpu": spent * 1e6 / answered, "target": served * 1e6 / answered, "rss": held, "write": write, "due": due,
              "rate": answered * 1e6 / (end - begin)}
    print(f"{kind.name}, {clients}: {result}", file=sys.stderr, flush=True)
    return result


def heading():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    runtime = subprocess.run(["dotnet", "--list-runtimes"], check=True, capture_output=True, text=True).stdout
    runtime = max(line.split()[1] for line in runtime.splitlines() if line.startswith("Microsoft.NETCore.App 10."))
    settings = " ".join(f"{name}={os.environ[name]}" for name in ("ROUNDS", "WINDOW", "FEW", "MANY") if name in os.environ)
    print(f"# What a client costs\n\n`{(settings + ' ').lstrip()}benchmarks/clients.sh`")
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, .NET {runtime}; "
          f"load average at the start {os.getloadavg()[0]:.1f} (0: nothing else ran).\n")
    print(f"""One `harness target`, started as a run starts it, serves all; the clients take turns, {ROUNDS} rounds of {WINDOW} s each. A heartbeat
a second per client, evenly spread; figures are medians of the rounds, ratios medians of the rounds' ratios.

- C epoll client: `cclient.c`, one thread and a fixed frame: the least a client can do
- our worker: `harness worker` as a run starts it, with a preset's policy (`heartbeat-rounds`), one topic each with its ledger, and the journal
- obvious C# client: `obvious-client/`, one `ClientWebSocket` and one `Task.Delay` loop each
""", flush=True)


def ms(value):
    return f"{value / 1000:.2f}"


def size_table(runs):
    def slope(kind, r):
        return (runs[kind, MANY][r]["rss"] - runs[kind, FEW][r]["rss"]) / (MANY - FEW)

    rows = []
    for kind in KINDS:
        slopes = [slope(kind, r) for r in range(ROUNDS)]
        rows.append([kind.name, *(f"{median(run['rss'] for run in runs[kind, n]):,.0f}" for n in (FEW, MANY)), f"{median(slopes):.2f}",
                     f"{min(slopes):.2f}–{max(slopes):.2f}", f"{median(slope(kind, r) / slope(Ours, r) for r in range(ROUNDS)):.1f}"])
    show("Size", "Resident set in KB; the slope is what one more client costs. Target: ours at most 6 KB, the obvious client's at least 4 times ours.",
         ["client", f"{FEW:,} clients", f"{MANY:,} clients", "per client", "least–most", "÷ ours"], rows)


def speed_table(runs, clients):
    def over(kind, base, key):
        return median(key(runs[kind, clients][r]) / key(runs[base, clients][r]) for r in range(ROUNDS))

    def span(kind, key):
        values = [key(run) for run in runs[kind, clients]]
        return f"{min(values):.2f}–{max(values):.2f}"

    def cost(run):
        return run["cpu"]

    def late(run):
        return run["write"]["p99"] / 1000

    rows = []
    for kind in KINDS:
        of = runs[kind, clients]
        rows.append([kind.name, f"{median(map(cost, of)):.1f}", span(kind, cost), f"{over(kind, CClient, cost):.2f}", f"{over(kind, Ours, cost):.2f}",
                     *(ms(median(run["write"][stat] for run in of)) for stat in ("p50", "p99", "max")), span(kind, late),
                     f"{over(kind, CClient, late):.2f}", f"{over(kind, Ours, late):.2f}",
                     *(ms(median(run["due"][stat] for run in of)) if of[0]["due"] else "" for stat in ("p50", "p99", "max")),
                     f"{median(run['rate'] for run in of):,.0f}", f"{median(run['target'] for run in of):.1f}"])
    show(f"Speed with {clients:,} clients",
         "µs of user and system time per heartbeat round trip; round trips in ms, from the write to the receipt, and for clients with timers also "
         "from the instant at which the heartbeat was due (an interval after the answer before it). Targets: ours at most 1.5 times the C client's CPU and twice its p99; the obvious client at "
         f"least 2 times our CPU and 10 times our p99 with {MANY:,}.",
         ["client", "CPU", "least–most", "÷ C", "÷ ours", "p50", "p99", "max", "p99 least–most", "p99 ÷ C", "p99 ÷ ours", "from due: p50", "p99", "max",
          "round trips/s", "target's CPU"], rows)


def main():
    heading()
    target = Target()
    runs = {(kind, clients): [] for kind in KINDS for clients in (FEW, MANY)}
    for _ in range(ROUNDS):
        for clients in (FEW, MANY):
            for kind in KINDS:
                runs[kind, clients].append(measure(kind, target, clients))
    target.stop()
    size_table(runs)
    for clients in (FEW, MANY):
        speed_table(runs, clients)


main()
