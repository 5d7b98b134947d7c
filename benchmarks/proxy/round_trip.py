"""What a proxy without toxics adds to a round trip."""
from statistics import median

from servers import ByHand, Direct, Owned, Peer, Relay, Stock, cclient, kinds
from table import show

CONNECTIONS = 1000


def run(rounds):
    peer = Peer()
    compared = kinds(Direct, Relay, Owned, ByHand, Stock)
    rows = []
    for kind in compared:
        cclient(kind.listen(peer.port), CONNECTIONS, 100, 2, 1)  # warms up
    for per_second in (1, 10):
        p50, p99 = {k: [] for k in compared}, {k: [] for k in compared}
        for _ in range(rounds):
            for kind in compared:
                port = kind.listen(peer.port)
                result = cclient(port, CONNECTIONS, 1000 // per_second, 3, 1)
                p50[kind].append(result["p50_us"] / 1000)
                p99[kind].append(result["p99_us"] / 1000)
        direct = compared[0]
        for kind in compared:
            rows.append([
                f"{per_second}/s", kind.name, f"{median(p50[kind]):.3f}", f"{median(p99[kind]):.3f}",
                "" if kind is direct else f"{median(a - b for a, b in zip(p50[kind], p50[direct])):.3f}",
                "" if kind is direct else f"{median(a - b for a, b in zip(p99[kind], p99[direct])):.3f}",
            ])
    for child in [*compared, peer]:
        child.stop()
    show(
        "Round trip without toxics",
        f"{CONNECTIONS:,} connections, a heartbeat each; ms, medians of {rounds} rounds in which the rows take turns. "
        "Target: p50 at most 0.1 ms and p99 less than 1 ms added.",
        ["rate each", "through", "p50", "p99", "added p50", "added p99"], rows)
