"""How long a change takes that concerns 9,000 live connections."""
import json
from statistics import median

from servers import ByHand, Hold, Owned, Peer, Relay, Stock, kinds
from table import show

MANY = 9000
LATENCY = json.dumps({"type": "latency", "name": "late", "attributes": {"latency": 500}})
TIMEOUT = json.dumps({"type": "timeout", "name": "mute", "attributes": {"timeout": 0}})
DISABLED = json.dumps({"enabled": False})


def run(rounds):
    peer = Peer()
    results = {}
    for _ in range(rounds):
        loop = c_loop(peer)
        for server in kinds(Owned, ByHand, Stock):
            results.setdefault(server.name, []).append({**measure(server, peer), "loop": loop})
            server.stop()
    peer.stop()

    adding, cutting = [], []
    loops = [run["loop"] for run in results["ours"]]
    cutting.append(["C loop", "close", *middle(loops), "", "", min(loop["closed"] for loop in loops)])
    for name, runs in results.items():
        adding.append([
            name, *(f"{median(times):.1f} ({max(times):.1f})" for times in ([t for run in runs for t in run[key]] for key in ("cold", "warm", "timeout", "undo"))),
            f"{sum(run['early'] for run in runs)} / {sum(run['answered'] for run in runs)}"])
        for what, key in (("disable", "disable"), ("remove `timeout`", "unmute")):
            cuts = [run[key] for run in runs]
            refused = [cut["refused_ms"] for cut in cuts]
            cutting.append([
                name, what, *middle(cuts), f"{median(refused):.1f} ({max(refused):.1f})" if what == "disable" else "",
                f"{median(run[key]['last_ms'] / run['loop']['last_ms'] for run in runs):.1f}", min(cut["closed"] for cut in cuts)])
    show(
        "Toxics added under live connections",
        f"{MANY:,} connections to a fresh process; ms from the request to its answer, median (most) of {rounds} rounds. After each answer all "
        "connections are tried: none may be answered as if the toxic were not there. Target: in force within 20 ms, the first time too.",
        ["proxy", "first `latency`", "later ones", "`timeout` 0", "removing `latency`", "answers too early / despite `timeout`"], adding)
    show(
        "Closing everything",
        f"{MANY:,} connections, {2 * MANY:,} sockets; ms from the request, medians of {rounds} rounds. The C loop does nothing but close as many sockets. "
        "Target: within 3 times of it, and the port refuses within 20 ms.",
        ["proxy", "change", "answered", "last client saw it", "port refuses (most)", "÷ C loop", "closed"], cutting)


def middle(cuts):
    return [f"{median(cut['answer_ms'] for cut in cuts):.0f}", f"{median(cut['last_ms'] for cut in cuts):.0f}"]


def c_loop(peer):
    relay = Relay()
    held = Hold(relay.listen(peer.port), relay.api)
    held.do(f"open {MANY}")
    cut = held.do("cut GET /")
    held.stop()
    relay.stop()
    return cut


def measure(server, peer):
    held = Hold(server.listen(peer.port), server.api)
    toxics = server.path + "/toxics"
    result = {"cold": [], "warm": [], "timeout": [], "undo": [], "early": 0}
    held.do(f"open {MANY}")
    for number in range(4):
        result["warm" if number else "cold"].append(held.do(f"call POST {toxics} {LATENCY}")["answer_ms"])
        result["early"] += held.do("beat 1 200 0")["min_us"] < 500_000
        result["undo"].append(held.do(f"call DELETE {toxics}/late")["answer_ms"])
    result["timeout"].append(held.do(f"call POST {toxics} {TIMEOUT}")["answer_ms"])
    result["answered"] = held.do("beat 1 200 0")["answered"]
    result["unmute"] = held.do(f"cut DELETE {toxics}/mute")
    held.do("close")
    held.do(f"open {MANY}")
    result["disable"] = held.do(f"refuse POST {server.path} {DISABLED}")
    held.stop()
    return result
