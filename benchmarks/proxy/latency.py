"""How exact a delay of 100 ms is."""
from statistics import median

from servers import Hold, Owned, Peer, Stock, cclient, kinds
from table import show

CONNECTIONS = 1000
DELAY = {"type": "latency", "attributes": {"latency": 100}}


def run(rounds):
    peer = Peer()
    servers = kinds(Owned, Stock)
    results = {server: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            results[server].append(measure(server, peer))
    rows = []
    for server in servers:
        runs = results[server]
        rows.append([server.name, *(f"{median(run[key] for run in runs):.2f}" for key in (
            "plain p50", "plain p99", "least", "p50", "p99", "most")),
            f"{median(run['p99'] - run['plain p50'] for run in runs):.2f}",
            f"{median(run['p99'] - run['plain p99'] for run in runs):.2f}", sum(run["wrong"] for run in runs)])
        server.stop()
    peer.stop()
    show(
        "Latency of 100 ms",
        f"{CONNECTIONS:,} connections, one heartbeat a second each; ms, medians of {rounds} rounds. Target: p99 less the undelayed one "
        "from 100 to 102, order kept.",
        ["proxy", "undelayed p50", "p99", "delayed: least", "p50", "p99", "most", "p99 − undelayed p50", "p99 − undelayed p99", "out of order"],
        rows)


def measure(server, peer):
    port = server.listen(peer.port)
    plain = cclient(port, CONNECTIONS, 1000, 3, 1)
    server.call("POST", server.path + "/toxics", DELAY)
    late = cclient(port, CONNECTIONS, 1000, 4, 1)
    held = Hold(port)
    held.do("open 200")
    # Five under way on each connection, so that there is an order to keep.
    ordered = held.do("beat 50 20 0")
    held.stop()
    if ordered["answered"] != ordered["asked"]:
        raise SystemExit(f"{server.name} answered {ordered['answered']} of {ordered['asked']}")
    return {"plain p50": plain["p50_us"] / 1000, "plain p99": plain["p99_us"] / 1000, "least": ordered["min_us"] / 1000,
            "p50": late["p50_us"] / 1000, "p99": late["p99_us"] / 1000, "most": late["max_us"] / 1000, "wrong": ordered["wrong"]}
