"""What an idle connection costs the proxy, what stays when it has gone, and what happens past the descriptor limit."""
import time
from statistics import median

from servers import Hold, Owned, Peer, Stock, cpu, descriptors, kinds, rss, threads
from table import show

FEW, MANY = 1000, 9000
PAST = 10500


def run(rounds):
    peer = Peer()
    rows, past = [], []
    for _ in range(rounds):
        for server in kinds(Owned, Stock):
            held = Hold(server.listen(peer.port))
            start = rss(server.pid)
            held.do(f"open {FEW}")
            time.sleep(1)
            few, few_threads = rss(server.pid), threads(server.pid)
            held.do(f"open {MANY - FEW}")
            time.sleep(2)
            many, many_threads = rss(server.pid), threads(server.pid)
            used = cpu(server.pid)
            time.sleep(2)
            used = cpu(server.pid) - used
            held.do("close")
            after = []
            for wait in (1, 9):
                time.sleep(wait)
                after.append(rss(server.pid))
            rows.append([server.name, start, few, many, f"{(many - few) / (MANY - FEW):.1f}", f"{few_threads} / {many_threads}",
                         f"{used / 2 * 100:.1f} %", after[0], after[1], descriptors(server.pid)])
            held.stop()
            server.stop()
    for server in kinds(Owned, Stock):
        past.append(over_the_limit(server, peer))
        server.stop()
    peer.stop()
    show(
        "Memory",
        f"{MANY:,} idle connections in one process, a fresh one per row; RSS in KB, per connection between {FEW:,} and {MANY:,}. "
        "Target: at most 10 KB each, given back after they close, no thread or timer (they would show as threads or as CPU at rest).",
        ["proxy", "start", f"{FEW:,}", f"{MANY:,}", "KB each", "threads", "CPU at rest", "1 s after", "10 s after", "descriptors left"],
        [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows])
    print(f"KB each, medians: {', '.join(f'{name} {median(float(r[4]) for r in rows if r[0] == name):.1f}' for name in dict.fromkeys(r[0] for r in rows))}\n")
    show(
        "Past the descriptor limit",
        f"{PAST:,} connections to a process with 20,000 descriptors. Target: refused with RST and logged, none accepted and mute.",
        ["proxy", "served", "RST", "FIN", "mute (3 s)", "served still answer", "lines logged"], past)


def over_the_limit(server, peer):
    held = Hold(server.listen(peer.port))
    result = held.do(f"open {PAST}")
    answers = held.do("beat 1 1000 0")
    held.do("close")
    held.stop()
    return [server.name, f"{result['opened']:,}", result["reset"], result["fin"], result["mute"],
            f"{answers['answered']:,}", len(server.log().splitlines())]
