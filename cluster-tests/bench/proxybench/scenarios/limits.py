"""What rate limits cost, by mode, number of keys, and nodes in the grid; the first node is asked, the CPU of all others is shown too."""

from dataclasses import replace

from .. import limited
from ..candidates import Target
from ..grid import Grid
from ..limited import KEYS
from . import CPU, Column, Scenario

NODES_MAX = 5
LIMITS = "none", "leased", "exact"


def run(rig):
    rig.start_backend()
    grid = Grid(rig, limited.document(rig), NODES_MAX)
    grid.grow(1)
    rig.warm_up(_targets(rig, grid, 1))
    for count in grid.up_and_down():
        targets = _targets(rig, grid, count)
        for target in targets:
            rig.measure(target, len(rig.samples) // len(targets) + 1)


def _targets(rig, grid, count):
    return [_target(rig, grid, count, limit, keys) for limit in LIMITS for keys in ((1,) if limit == "none" else (1, KEYS))]


def _target(rig, grid, count, limit, keys):
    name = "no limit" if limit == "none" else f"{limit}, {keys:,} key{'s' if keys > 1 else ''}"
    return Target(replace(grid.asked, name=name), f"/{limit}/x", rig.options.connections, point=str(count), x=count, keys=keys,
                  before=lambda: limited.settle(grid), counted=lambda: limited.counted(grid))


SCENARIO = Scenario("limits", "Rate limits, by mode, keys and nodes", run, axis="nodes", reference="no limit", main=CPU, rounds=1, seconds=3, columns=(
    Column("calls", "grid calls/request", 4), Column("others_cpu_us", "CPU us/request of the other nodes", 1), Column("requests_per_second", "requests/s"),
    Column("p50_ms", "p50 ms", 2), Column("p99_ms", "p99 ms", 2), Column("p999_ms", "p99.9 ms", 2)))
