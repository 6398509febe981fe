"""Gateways of other projects on the JVM, with the heap, collector and object layout of a Gridgate node, or with the flags they have by default."""

import subprocess

from ..gclog import GcLog
from ..processes import accepts, wait_until
from . import Candidate
from .gridgate import ROOT

DIRECTORY = ROOT / "cluster-tests/bench/peers"
JARS = {"vertx": DIRECTORY / "vertx/target/vertx-proxy.jar", "spring": DIRECTORY / "spring/target/spring-gateway.jar"}
BUILD_SECONDS_MAX = 900
# Without the first, Netty leaves its quick way to memory on a JDK 24 and later; without the second it may not load its native transport without a warning.
NETTY_OPTIONS = "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"


def build():
    """Builds those that are missing."""
    if not all(jar.exists() for jar in JARS.values()):
        done = subprocess.run([DIRECTORY / "build.sh"], capture_output=True, text=True, timeout=BUILD_SECONDS_MAX)
        if done.returncode != 0:
            raise RuntimeError(f"the peers cannot be built: {done.stdout}{done.stderr}")


def all_of_them(rig, java_home):
    """Starts every peer, on this JDK, in front of the backend."""
    tuned = [_start(rig, name, jar, java_home, (*_memory_options(), *NETTY_OPTIONS)) for name, jar in JARS.items()]
    return [*tuned, _start(rig, "spring-default", JARS["spring"], java_home, ())]


def _start(rig, name, jar, java_home, options):
    port = rig.processes.free_port()
    gc_log = GcLog(rig.directory(name) / "gc.log")
    process = rig.processes.start(name, [java_home / "bin/java", *options, gc_log.option, "-jar", jar, f"--port={port}",
                                         f"--backend=127.0.0.1:{rig.backend.port}"])
    wait_until("listening", lambda: accepts(port), process)
    return Candidate(name, process, port, gc_log=gc_log)


def _memory_options():
    lines = (ROOT / "node/src/main/jvm/gridgate.jvmopts").read_text().splitlines()
    return [line for line in lines if line.startswith(("-XX:", "-Xm"))]
