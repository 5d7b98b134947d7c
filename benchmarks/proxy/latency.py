"""How exact a delay of 100 ms is."""
from statistics import median

from servers import ByHand, Direct, Hold, Owned, Peer, Relay, Stock, cclient, kinds
from table import show

CONNECTIONS = 1000
DELAY = {"type": "latency", "attributes": {"latency": 100}}


def run(rounds):
    peer = Peer()
    rows = []
    for server in kinds(Owned, ByHand, Stock):
        plain50, plain99, late, late50, late99, most, disorder = [], [], [], [], [], [], 0
        for _ in range(rounds):
            port = server.listen(peer.port)
            plain = cclient(port, CONNECTIONS, 1000, 3, 1)
            plain50.append(plain["p50_us"] / 1000)
            plain99.append(plain["p99_us"] / 1000)
            server.call("POST", server.path + "/toxics", DELAY)
            delayed = cclient(port, CONNECTIONS, 1000, 3, 1)
            late50.append(delayed["p50_us"] / 1000)
            late99.append(delayed["p99_us"] / 1000)
            most.append(delayed["max_us"] / 1000)
            held = Hold(port)
            held.do(f"open {CONNECTIONS}")
            late.append(held.do("beat 3 1000 0")["min_us"] / 1000)
            # Five under way on each of 200 connections, so that there is an order to keep.
            disorder += held.do("beat 50 20 200")["wrong"]
            held.stop()
        rows.append([
            server.name, f"{median(plain50):.2f} / {median(plain99):.2f}", f"{median(late):.2f}", f"{median(late50):.2f}",
            f"{median(late99):.2f}", f"{median(most):.2f}", f"{median(a - b for a, b in zip(late99, plain50)):.2f}",
            f"{median(a - b for a, b in zip(late99, plain99)):.2f}", disorder])
        server.stop()
    peer.stop()
    show(
        "Latency of 100 ms",
        f"{CONNECTIONS:,} connections, one heartbeat a second each; ms, medians of {rounds} rounds. Target: p99 less the undelayed one "
        "from 100 to 102, order kept.",
        ["proxy", "undelayed p50 / p99", "least", "p50", "p99", "most", "p99 − undelayed p50", "p99 − undelayed p99", "out of order"], rows)
