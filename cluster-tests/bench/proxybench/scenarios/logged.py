"""The same with forwarding fields, a request id and a JSON access log to a file on all three."""

from ..candidates import Target, gridgate, haproxy, nginx
from . import Scenario


def run(rig):
    direct = rig.start_backend()
    node = gridgate.node(rig, gridgate.everything(rig), logged=True)
    candidates = [direct, haproxy.proxy(rig, logged=True), nginx.proxy(rig, logged=True), node]
    rig.interleave([Target(candidate, "/api/x", rig.options.connections) for candidate in candidates])
    for log in rig.logs:
        if log not in rig.written:
            raise RuntimeError(f"{log} was empty after every load: nothing was logged")


SCENARIO = Scenario("logged", "With forwarding fields, request id, metrics and an access log", run)
