"""The server that all clients are measured against."""
import json
import os
import sys
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "proxy"))
from servers import HARNESS, Child  # noqa: E402


class Target:
    """`harness target` as `harness run` starts it."""

    def __init__(self):
        self._child = Child([HARNESS, "target", "--owned"], {"DOTNET_gcServer": "0", "DOTNET_GCgen0size": "0x4000000"})
        ready = json.loads(self._child.line())
        self.pid, self.url, self._http = self._child.pid, ready["socket"], ready["http"]
        self.port = int(self._http.rstrip("/").rsplit(":", 1)[1])

    def stats(self):
        with urllib.request.urlopen(f"{self._http}control/stats", timeout=10) as answer:
            return json.loads(answer.read())

    def stop(self):
        self._child.stop()
