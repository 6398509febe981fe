"""TLS 1.3 on the client's side, kept-alive connections, clear text to the backend."""

from ..candidates import Target, gridgate, haproxy, nginx
from . import Scenario


def run(rig):
    direct = rig.start_backend()
    certificate = rig.certificate()
    node = gridgate.node(rig, gridgate.everything(rig), certificate=certificate)
    candidates = [direct, haproxy.proxy(rig, certificate=certificate), nginx.proxy(rig, certificate=certificate), node]
    rig.interleave([Target(candidate, "/api/x", rig.options.connections) for candidate in candidates])


SCENARIO = Scenario("tls", "TLS 1.3 in front, 1 KiB", run)
