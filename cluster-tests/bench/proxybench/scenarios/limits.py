"""What rate limits cost, by mode, number of keys, and nodes in the grid; the first node is asked, the CPU of all others is shown too."""

from ..candidates import Target
from ..limited import KEYS, Limited
from ..rig import say
from . import CPU, Column, Scenario

NODES_MAX = 5
LIMITS = "none", "leased", "exact"


def run(rig):
    rig.start_backend()
    limited = Limited(rig, NODES_MAX)
    limited.grow(1)
    rig.warm_up(_targets(rig, limited, 1))
    for number in range(1, rig.options.rounds + 1):
        for count in [*range(1, NODES_MAX + 1), *range(NODES_MAX, 0, -1)]:
            limited.grow(count)
            say(f"  {count} nodes")
            targets = _targets(rig, limited, count)
            for target in targets:
                rig.measure(target, len(rig.samples) // len(targets) + 1)


def _targets(rig, limited, count):
    return [_target(rig, limited, count, limit, keys) for limit in LIMITS for keys in ((1,) if limit == "none" else (1, KEYS))]


def _target(rig, limited, count, limit, keys):
    name = "no limit" if limit == "none" else f"{limit}, {keys:,} key{'s' if keys > 1 else ''}"
    return Target(limited.asked(name), f"/{limit}/x", rig.options.connections, point=str(count), x=count, keys=keys, counted=limited.counted)


SCENARIO = Scenario("limits", "Rate limits, by mode, keys and nodes", run, axis="nodes", reference="no limit", main=CPU, rounds=1, seconds=3, columns=(
    Column("calls", "grid calls/request", 4), Column("others_cpu_us", "CPU us/request of the other nodes", 1), Column("requests_per_second", "requests/s"),
    Column("p50_ms", "p50 ms", 2), Column("p99_ms", "p99 ms", 2), Column("p999_ms", "p99.9 ms", 2)))
