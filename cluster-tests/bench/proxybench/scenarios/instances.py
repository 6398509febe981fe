"""One to a thousand instances of a service, round robin; the instances are addresses of loopback that one backend listens on."""

from ..candidates import Target, gridgate, haproxy
from . import Scenario

COUNTS = 1, 10, 100, 1000


def run(rig):
    addresses = [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(max(COUNTS))]
    direct = rig.start_backend(("127.0.0.1", *addresses))
    pools = {f"i{count}": [f"{address}:{direct.port}" for address in addresses[:count]] for count in COUNTS}
    document = {"services": {name: {"instances": pool} for name, pool in pools.items()},
                "routes": [{"path": f"/{name}/**", "service": name} for name in pools]}
    candidates = haproxy.proxy(rig, pools=pools), gridgate.node(rig, document)
    targets = [Target(candidate, f"/i{count}/x", rig.options.connections, point=f"{count:,}", x=count) for count in COUNTS for candidate in candidates]
    rig.interleave([Target(direct, "/x", rig.options.connections, point="1", x=1), *targets])


SCENARIO = Scenario("instances", "Instances of a service", run, axis="instances", growth=True, rounds=3, seconds=3)
