"""Gridgate nodes, started by the launcher as a user starts them."""

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from ..gclog import GcLog
from ..processes import wait_until
from . import Candidate

ROOT = Path(__file__).resolve().parents[4]
LAUNCHER = ROOT / "gridgate"
BUILD_SECONDS_MAX = 900
APPLY_SECONDS_MAX = 60


@dataclass(frozen=True)
class Node(Candidate):
    """One node and its admin listener."""

    admin_port: int = 0

    def admin(self, path):
        """Returns what the admin API answers to a GET, read as JSON."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin_port}{path}", timeout=10) as answer:
            return json.load(answer)

    def is_ready(self):
        try:
            self.admin("/ready")
            return True
        except OSError:
            return False

    def apply(self, document):
        """Makes a document the next revision and returns the seconds until the node served it."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.admin_port}/admin/v1/config", json.dumps(document).encode(), method="PUT",
                                         headers={"Content-Type": "application/json"})
        begin = time.monotonic()
        try:
            urllib.request.urlopen(request, timeout=APPLY_SECONDS_MAX).close()
        except urllib.error.HTTPError as refusal:
            raise RuntimeError(f"the document was refused: {refusal.code} {refusal.read(2000).decode()}") from refusal
        return time.monotonic() - begin

    def live_heap_bytes(self):
        """Returns what of the heap is in use after a collection of everything."""
        self._jcmd("GC.run")
        return self.admin("/metrics.json")["jvm.heap.used_bytes"]["series"][0]["value"]

    def java_home(self):
        return Path(os.readlink(f"/proc/{self.process.pid}/exe")).parents[1]

    def _jcmd(self, command):
        subprocess.run([self.java_home() / "bin/jcmd", str(self.process.pid), command], check=True, capture_output=True, timeout=60)


def build():
    """Lets the launcher build the node if its sources are younger than the build, so that no start is slowed by that."""
    done = subprocess.run([LAUNCHER, "--help"], capture_output=True, text=True, timeout=BUILD_SECONDS_MAX)
    if done.returncode != 0:
        raise RuntimeError(f"the launcher cannot build the node: {done.stdout}{done.stderr}")


def everything(rig):
    """Returns a document with one route that takes everything to the backend."""
    return {"services": {"backend": {"instances": [f"127.0.0.1:{rig.backend.port}"]}}, "routes": [{"id": "all", "path": "/**", "service": "backend"}]}


def node(rig, document, name="gridgate", **settings):
    """Starts a node (see `begin`) and waits until it is ready."""
    begun = begin(rig, document, name, **settings)
    await_ready(rig, begun)
    return begun


def await_ready(rig, begun):
    """Waits until a node is ready, and notes the JDK that it found."""
    wait_until("ready", begun.is_ready, begun.process, pause=0.005)
    rig.java_home = begun.java_home()


def begin(rig, document, name="gridgate", *, certificate=None, logged=False, member_port=None, members=(), connections=None, cache=None, java_options=""):
    """Starts a node and returns at once.

    `certificate`: paths of certificate and key of a TLS listener, which is the one that is asked then. `logged`: access log to a file.
    `member_port`, `members`: its place in a grid; by default it is alone. `connections`: the bound of clients' connections. `cache`: the memory of stored answers.
    """
    directory = rig.directory(name)
    port, admin_port = rig.processes.free_port(), rig.processes.free_port()
    member_port = member_port or rig.processes.free_port()
    listeners = {"http": {"bind": "127.0.0.1", "port": port}, "admin": {"bind": "127.0.0.1", "port": admin_port}}
    if certificate:
        files = {"cert_file": str(certificate[0]), "key_file": str(certificate[1])}
        listeners["http"]["port"] = rig.processes.free_port()
        listeners["https"] = {"bind": "127.0.0.1", "port": port, "certificates": [files], "protocols": ["TLSv1.3"]}
    settings = {"node": {"name": name, "data_dir": str(directory / "data")}, "listeners": listeners,
                "cluster": {"name": f"bench-{os.getpid()}", "port": member_port, "members": list(members)},
                "drain": {"red": "0s", "timeout": "1s"}, "log": {"level": "warn", "format": "text", "access": "file" if logged else "off"}}
    if connections:
        settings["limits"] = {"connections": connections}
    if cache:
        settings["memory"] = {"cache": cache}
    files = directory / "node.json", directory / "gateway.json"
    for file, content in zip(files, (settings, document)):
        file.write_text(json.dumps(content, indent=1))
    gc_log = GcLog(directory / "gc.log")
    options = f"{os.environ.get('GRIDGATE_JAVA_OPTS', '')} {gc_log.option} {java_options}"
    process = rig.processes.start(name, [LAUNCHER, "run", "--node", files[0], "--gateway", files[1]], {"GRIDGATE_JAVA_OPTS": options.strip()})
    if logged:
        rig.logs.append(directory / "data" / "access.log")
    return Node(name, process, port, "https" if certificate else "http", gc_log, admin_port)
