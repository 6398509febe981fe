"""One to five nodes in a grid and back to one, the first of them asked; going up and down again cancels what changes with time alone."""

from ..candidates import Target, gridgate, haproxy
from ..grid import Grid
from . import Scenario

NODES_MAX = 5


def run(rig):
    direct = rig.start_backend()
    grid = Grid(rig, gridgate.everything(rig), NODES_MAX)
    grid.grow(1)
    others = [Target(candidate, "/api/x", rig.options.connections) for candidate in (direct, haproxy.proxy(rig))]
    rig.warm_up([*others, _target(rig, grid, 1)])
    for count in grid.up_and_down():
        for target in (*others, _target(rig, grid, count)):
            rig.measure(target, len(rig.samples) // 3 + 1)


def _target(rig, grid, count):
    return Target(grid.asked, "/api/x", rig.options.connections, point=str(count), x=count)


SCENARIO = Scenario("nodes", "Nodes in the grid, one of them asked", run, axis="nodes", rounds=1, seconds=3, growth=False)
