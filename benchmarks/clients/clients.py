"""The three clients that are compared, each a process that holds N clients on the target and then tells its round trips."""
import json
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "proxy"))
from servers import BIN, HARNESS, HERE, OWNED, Child  # noqa: E402

from journal import figures, round_trips  # noqa: E402

INTERVAL_MS = 1000
WARM_UP_S = 4


class CClient:
    """benchmarks/cclient.c: one thread, epoll, a fixed frame. Counts from the write only: it has no timers that could be late."""

    name = "C epoll client"

    def __init__(self, target, clients, window):
        self._child = Child([os.path.join(BIN, "cclient"), "-p", str(target.port), "-n", str(clients), "-i", str(INTERVAL_MS), "-S", "8",
                             "-W", str(WARM_UP_S), "-w", str(window), "-u", "/socket?client=c%d"])
        self.pid = self._child.pid

    def finish(self, begin, end):
        told = json.loads(self._child.line())
        self._child.stop()
        assert told["died"] == 0 and told["notsent"] == 0, told
        write = {"p50": told["p50_us"], "p99": told["p99_us"], "max": told["max_us"]}
        return write, None


class Ours:
    """`harness worker` as a run starts it: a preset's policy, a topic each with its ledger, and the journal."""

    name = "our worker"

    def __init__(self, target, clients, window):
        self._folder = tempfile.TemporaryDirectory()
        self._journal = os.path.join(self._folder.name, "worker.journal")
        over = max(3, clients / 1500)
        self._child = Child(
            [HARNESS, "worker", "--target", target.url, "--clients", str(clients), "--preset", "heartbeat-rounds", "--heartbeat", f"{INTERVAL_MS}ms",
             "--topics", "20", "--over", f"{over}s", "--for", "10m", "--journal", self._journal], OWNED, output=subprocess.DEVNULL)
        self.pid = self._child.pid

    def finish(self, begin, end):
        time.sleep(1.5)  # the last second of the window is on disk
        self._child.process.terminate()
        self._child.stop()
        write, due = round_trips(self._journal, begin, end)
        self._folder.cleanup()
        return figures(write), figures(due)


class Obvious:
    """benchmarks/obvious-client: one ClientWebSocket and one Task.Delay loop each."""

    name = "obvious C# client"

    def __init__(self, target, clients, window):
        program = os.path.join(HERE, "..", "obvious-client/bin/Release/net10.0/obvious-client")
        self._child = Child([program, f"{target.url}?client=c{{0}}", str(clients), str(INTERVAL_MS), str(WARM_UP_S), str(window)])
        self.pid = self._child.pid

    def finish(self, begin, end):
        told = json.loads(self._child.line())
        self._child.stop()
        buckets = [{int(bucket): count for bucket, count in told[rule].items()} for rule in ("write", "due")]
        return figures(buckets[0]), figures(buckets[1])
