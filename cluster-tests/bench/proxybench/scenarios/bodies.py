"""Answers from nothing to 10 MiB."""

from ..candidates import Target, gridgate, haproxy, nginx
from . import USUAL, Scenario

# As many as the machine can have under way without a client waiting for seconds.
CONNECTIONS_OF_THE_LARGEST = 8


def run(rig):
    direct = rig.start_backend()
    candidates = [direct, haproxy.proxy(rig), nginx.proxy(rig), gridgate.node(rig, gridgate.everything(rig))]
    largest = max(nginx.SIZES.values())
    rig.interleave([
        Target(candidate, f"/bytes/{size}", min(rig.options.connections, CONNECTIONS_OF_THE_LARGEST) if size == largest else rig.options.connections,
               point=point, x=size, body_bytes=size)
        for point, size in nginx.SIZES.items() for candidate in candidates])


SCENARIO = Scenario("bodies", "Size of the body", run, axis="body", columns=USUAL, rounds=3, seconds=3)
