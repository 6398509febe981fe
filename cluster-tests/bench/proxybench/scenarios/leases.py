"""How the calls to the grid fall as a key is asked for more often: three nodes, one key, the same connections with shorter pauses."""

from dataclasses import replace

from .. import limited
from ..candidates import Target
from ..grid import Grid
from . import CPU, Column, Scenario

NODES = 3
# Milliseconds between an answer and the next request of its connection.
PAUSES = 300, 100, 10, 0
LIMITS = "none", "leased", "exact"


def run(rig):
    rig.start_backend()
    grid = Grid(rig, limited.document(rig), NODES)
    grid.grow(NODES)
    rig.interleave([_target(rig, grid, limit, pause) for pause in PAUSES for limit in LIMITS])


def _target(rig, grid, limit, pause):
    name = "no limit" if limit == "none" else limit
    return Target(replace(grid.asked, name=name), f"/{limit}/x", rig.options.connections, point=f"{pause:,} ms" if pause else "none", pause_ms=pause,
                  before=lambda: limited.settle(grid), counted=lambda: limited.counted(grid))


SCENARIO = Scenario("leases", "Grid calls of one limited key, by rate", run, axis="pause of a connection", reference="no limit", main=CPU, rounds=3, seconds=4,
                    columns=(Column("requests_per_second", "requests/s"), Column("calls", "grid calls/request", 4),
                             Column("others_cpu_us", "CPU us/request of the other nodes", 1), Column("p50_ms", "p50 ms", 2), Column("p99_ms", "p99 ms", 2)))
