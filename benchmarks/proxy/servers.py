"""The processes of a benchmark: the peer behind the proxy, the proxies that are compared, and their /proc figures."""
import ctypes
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
BIN = os.path.join(HERE, "..", "bin")
HARNESS = os.path.join(HERE, "..", "..", "src/Harness/bin/Release/net10.0/harness")

# As ProcessRoles starts a proxy for a run.
OWNED = {
    "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS": "1",
    "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT": "1",
    "DOTNET_gcServer": "0",
}


def end_with_parent():
    """Linux: the process about to be started gets SIGTERM when this one ends, whichever way."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Child:
    """A process of ours that ends when its standard input does, or when we do."""

    def __init__(self, arguments, environment=None, output=subprocess.PIPE, errors=None):
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=output, stderr=errors, text=True, env={**os.environ, **(environment or {})},
            preexec_fn=end_with_parent)

    @property
    def pid(self):
        return self.process.pid

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.process.args[0]} ended: {self.process.wait()}")
        return line.strip()

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Peer(Child):
    def __init__(self):
        super().__init__([os.path.join(BIN, "peer")])
        self.port = int(self.line())


class Direct:
    """No proxy: what every other row is compared with."""

    name = "direct"
    pid = None

    def listen(self, upstream):
        return upstream

    def stop(self):
        pass


class Relay:
    """The C relay; one process per upstream."""

    name = "C relay"

    def __init__(self):
        self._child = None

    @property
    def pid(self):
        return self._child.pid if self._child else None

    def listen(self, upstream):
        self.stop()
        self._child = Child([os.path.join(BIN, "relay"), str(upstream)])
        port, self.api = int(self._child.line()), int(self._child.line())
        return port

    def stop(self):
        if self._child:
            self._child.stop()
            self._child = None


class Toxiproxy:
    """A server with Toxiproxy's API."""

    def __init__(self, name, arguments, environment=None, speaks=True):
        self.name = name
        self._log = tempfile.TemporaryFile("w+")
        # Nobody reads on from a pipe: a server that logs there would come to a halt.
        self._child = Child(arguments, environment, subprocess.PIPE if speaks else self._log, self._log)
        self.pid = self._child.pid
        self._proxies = 0

    def listen(self, upstream):
        """The port of a new proxy in front of upstream; self.path is its path in the API."""
        self._proxies += 1
        name = f"bench{self._proxies}"
        self.path = f"/proxies/{name}"
        made = self.call("POST", "/proxies", {"name": name, "listen": "127.0.0.1:0", "upstream": f"127.0.0.1:{upstream}"})
        return int(made["listen"].rsplit(":", 1)[1])

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.api}{path}", data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def log(self):
        """What it has logged so far."""
        self._log.seek(0)
        return self._log.read()

    def stop(self):
        self._child.stop()
        self._log.close()


class Owned(Toxiproxy):
    """`harness proxy` as `harness run` starts it."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory()
        super().__init__("ours", [HARNESS, "proxy", "--owned", "--journal", os.path.join(self._folder.name, "proxy.journal")], OWNED)
        self.api = int(json.loads(self._child.line())["http"].rstrip("/").rsplit(":", 1)[1])

    def stop(self):
        super().stop()
        self._folder.cleanup()


class ByHand(Toxiproxy):
    """`harness proxy` on a command line: the runtime's defaults."""

    def __init__(self):
        super().__init__("ours, by hand", [HARNESS, "proxy", "--port", "0"])
        self.api = int(re.search(r"http://[^:]*:(\d+)", self._child.line()).group(1))

    def stop(self):
        self._child.process.terminate()
        super().stop()


class Stock(Toxiproxy):
    """The stock server, where STOCK names its program."""

    def __init__(self):
        self.api = free_port()
        super().__init__("stock", [os.environ["STOCK"], "-host", "127.0.0.1", "-port", str(self.api)], {"LOG_LEVEL": "error"}, speaks=False)
        wait_until(self.answers, 10)

    def answers(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.api}/version", timeout=1):
                return True
        except OSError:
            return False

    def stop(self):
        self._child.process.terminate()
        super().stop()


class Hold(Child):
    """Thousands of connections, see hold.c."""

    def __init__(self, port, api=0):
        super().__init__([os.path.join(BIN, "hold"), str(port), str(api)])

    def do(self, command):
        self.say(command)
        return json.loads(self.line())


def kinds(*wanted):
    """Those of the wanted kinds that can be had here."""
    return [kind() for kind in wanted if kind is not Stock or os.environ.get("STOCK")]


def cclient(port, connections, interval, window, warm_up, pid=None):
    """A run of cclient: its JSON line, with what the process pid used beside it."""
    arguments = [os.path.join(BIN, "cclient"), "-p", str(port), "-n", str(connections), "-i", str(interval),
                 "-w", str(window), "-W", str(warm_up), "-S", "8"] + (["-P", str(pid)] if pid else [])
    result = json.loads(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)
    if result["opened"] != connections or result["died"]:
        print(f"note: of {connections} connections {result['opened']} opened, {result['died']} died", file=sys.stderr)
    result["server"] = result.pop(f"pid{pid}", None)
    return result


def rss(pid):
    """Resident set in KB."""
    return int(status(pid, "VmRSS").split()[0])


def threads(pid):
    return int(status(pid, "Threads"))


def status(pid, field):
    with open(f"/proc/{pid}/status") as file:
        return next(line.split(":")[1].strip() for line in file if line.startswith(field + ":"))


def cpu(pid):
    """User and system seconds so far."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def wait_until(condition, seconds):
    """False if it did not come true."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
