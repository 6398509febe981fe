"""Ten to a hundred thousand routes in the document, the last one asked; one node gets the documents in turn."""

from ..candidates import Target, gridgate, haproxy
from . import USUAL, Column, Scenario

COUNTS = 10, 100, 1000, 10_000, 100_000


def run(rig):
    direct = rig.start_backend()
    node = gridgate.node(rig, _document(rig, COUNTS[0]))
    one = [Target(candidate, "/api/x", rig.options.connections) for candidate in (direct, haproxy.proxy(rig))]
    many = [Target(node, f"/r{count - 1}/api/x", rig.options.connections, point=f"{count:,}", x=count, before=_applying(rig, node, count))
            for count in COUNTS]
    rig.interleave(one + many)


def _applying(rig, node, count):
    document = _document(rig, count)
    return lambda: {"apply_ms": node.apply(document) * 1e3}


def _document(rig, count):
    routes = [{"path": f"/r{number}/**", "service": "b"} for number in range(count)]
    return {"services": {"b": {"instances": [f"127.0.0.1:{rig.backend.port}"]}}, "routes": routes}


SCENARIO = Scenario("routes", "Routes in the document", run, axis="routes", growth=True, columns=(*USUAL, Column("apply_ms", "apply ms")), rounds=3,
                    seconds=3)
