"""Plain proxying of 1 KiB, everything at its default but the access log, which is off; with `--peers` the JVM peers too."""

from ..candidates import Target, gridgate, haproxy, nginx, peers
from . import Scenario


def run(rig):
    direct = rig.start_backend()
    node = gridgate.node(rig, gridgate.everything(rig))
    candidates = [direct, haproxy.proxy(rig), nginx.proxy(rig), node]
    if rig.options.peers:
        peers.build()
        candidates += peers.all_of_them(rig, node.java_home())
    rig.interleave([Target(candidate, "/api/x", rig.options.connections) for candidate in candidates])


SCENARIO = Scenario("plain", "Plain proxying, 1 KiB", run)
