"""What a heartbeat round trip costs the proxy, in CPU."""
from statistics import median

from servers import ByHand, Direct, Owned, Peer, Relay, Stock, cclient, kinds
from table import show

CONNECTIONS = 5000


def run(rounds):
    peer = Peer()
    compared = kinds(Direct, Relay, Owned, ByHand, Stock)
    client, server, p99 = ({k: [] for k in compared} for _ in range(3))
    for _ in range(rounds):
        for kind in compared:
            port = kind.listen(peer.port)
            result = cclient(port, CONNECTIONS, 1000, 4, 1.5, kind.pid)
            client[kind].append(result["cpu_us_per_rt"])
            p99[kind].append(result["p99_us"] / 1000)
            server[kind].append(result["server"]["us_per_rt"] if kind.pid else 0)
    direct = compared[0]
    rows = []
    for kind in compared:
        cells = [kind.name, f"{median(client[kind]):.1f}", f"{median(p99[kind]):.2f}"]
        if kind is not direct:
            ratios = [s / c for s, c in zip(server[kind], client[kind])]
            cells += [f"{median(server[kind]):.1f}", f"{median(ratios):.2f}", f"{min(ratios):.2f}–{max(ratios):.2f}",
                      f"{median(s / c for s, c in zip(server[kind], client[direct])):.2f}"]
        rows.append(cells + [""] * (7 - len(cells)))
    for child in [*compared, peer]:
        child.stop()
    show(
        "CPU per heartbeat round trip",
        f"{CONNECTIONS:,} connections, one heartbeat a second each; µs of user and system time; medians of {rounds} rounds in which the rows "
        "take turns. The client is cclient.c, and its figure is from the same run as the proxy's. Target: at most 2.2 times the client.",
        ["through", "client", "p99 (ms)", "proxy", "proxy ÷ client", "least–most", "÷ client of the direct run"], rows)
