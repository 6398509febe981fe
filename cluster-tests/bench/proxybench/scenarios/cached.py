"""A stored answer of 1 KiB, beside what nginx answers by itself and what its own cache gives."""

from ..candidates import Target, gridgate, nginx
from . import Scenario


def run(rig):
    direct = rig.start_backend()
    document = gridgate.everything(rig) | {"caching": {"all": {"respect_origin": False, "ttl": "1 hour", "max_object": "1MiB"}}}
    document["routes"][0]["cache"] = "all"
    candidates = [direct, nginx.fixed(rig), nginx.cache(rig), gridgate.node(rig, document)]
    rig.interleave([Target(candidate, "/api/x", rig.options.connections) for candidate in candidates])


SCENARIO = Scenario("cached", "Answers from the cache, 1 KiB", run, reference="nginx")
