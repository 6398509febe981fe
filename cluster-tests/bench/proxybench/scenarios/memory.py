"""An answer of 1 KiB that the proxy gives by itself."""

from ..candidates import Target, gridgate, haproxy, nginx
from . import Scenario

DOCUMENT = {"routes": [{"id": "fixed", "path": "/**", "respond": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": "x" * 1024}}]}


def run(rig):
    direct = rig.start_backend()
    candidates = [direct, haproxy.fixed(rig), nginx.fixed(rig), gridgate.node(rig, DOCUMENT)]
    rig.interleave([Target(candidate, "/api/x", rig.options.connections) for candidate in candidates])


SCENARIO = Scenario("memory", "Answers from memory (`respond:`), 1 KiB", run, reference="nginx")
