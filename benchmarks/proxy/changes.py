"""How long a change takes that concerns 9,000 live connections."""
import json
from statistics import median

from servers import ByHand, Hold, Owned, Peer, Relay, Stock, kinds
from table import show

MANY = 9000
LATENCY = {"type": "latency", "name": "late", "attributes": {"latency": 500}}
TIMEOUT = {"type": "timeout", "name": "mute", "attributes": {"timeout": 0}}


def run(rounds):
    peer = Peer()
    adding, cutting = [], []
    relay = Relay()
    loop = []
    for _ in range(rounds):
        port = relay.listen(peer.port)
        held = Hold(port, relay.api)
        held.do(f"open {MANY}")
        loop.append(held.do("cut GET /"))
        held.stop()
    relay.stop()
    reference = median(cut["answer_ms"] for cut in loop)
    cutting.append(["C loop", "close", f"{reference:.0f}", f"{median(c['last_ms'] for c in loop):.0f}", "", "1.0", loop[0]["closed"]])

    for kind in (Owned, ByHand, Stock):
        cold, warm, mute, undo, early, silent = [], [], [], [], 0, 0
        disabled, unmuted = [], []
        for _ in range(rounds):
            for server in kinds(kind):
                held = Hold(server.listen(peer.port), server.api)
                held.do(f"open {MANY}")
                toxics = server.path + "/toxics"
                for number in range(4):
                    (warm if number else cold).append(held.do(f"call POST {toxics} {json.dumps(LATENCY)}")["answer_ms"])
                    # On all of them, from the answer on; the last of them shows what it was like to be late.
                    early += held.do("beat 1 200 0")["min_us"] < 500_000
                    undo.append(held.do(f"call DELETE {toxics}/late")["answer_ms"])
                mute.append(held.do(f"call POST {toxics} {json.dumps(TIMEOUT)}")["answer_ms"])
                silent += held.do("beat 1 200 0")["answered"]
                unmuted.append(held.do(f"cut DELETE {toxics}/mute"))
                held.do("close")
                held.do(f"open {MANY}")
                disabled.append(held.do(f"refuse POST {server.path} {json.dumps({'enabled': False})}"))
                held.stop()
                server.stop()
                name = server.name
        if not cold:
            continue
        adding.append([name, *(f"{median(v):.1f} ({max(v):.1f})" for v in (cold, warm, mute, undo)), f"{early} / {silent}"])
        for what, cuts in (("disable", disabled), ("remove `timeout`", unmuted)):
            cutting.append([
                name, what, f"{median(c['answer_ms'] for c in cuts):.0f}", f"{median(c['last_ms'] for c in cuts):.0f}",
                f"{median(c['refused_ms'] for c in cuts):.1f} ({max(c['refused_ms'] for c in cuts):.1f})" if what == "disable" else "",
                f"{median(c['answer_ms'] for c in cuts) / reference:.1f}", min(c["closed"] for c in cuts)])
    peer.stop()
    show(
        "Toxics added under traffic",
        f"{MANY:,} live connections in a fresh process; ms from the request to its answer, median (most) of {rounds} rounds. After each answer every "
        "connection is tried. Target: within 20 ms, the first time too.",
        ["proxy", "first `latency`", "later ones", "`timeout`", "removing `latency`", "rounds with an answer too early / answers despite `timeout`"], adding)
    show(
        "Closing everything",
        f"{MANY:,} live connections, {2 * MANY:,} sockets; ms from the request, medians of {rounds} rounds. The C loop does nothing but close as many sockets. "
        "Target: within 3 times of it, and the port refuses within 20 ms.",
        ["proxy", "change", "answered", "last client saw it", "port refuses (most)", "÷ C loop", "closed"], cutting)
