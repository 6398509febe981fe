"""Answers that only another node of the grid has, beside those that the node has itself and those that nobody has; two nodes, one is asked."""

from dataclasses import replace

from ..candidates import Target, gridgate
from ..grid import Grid
from . import CPU, Column, Scenario

# Asked for once each within a round: 64 connections with this pause ask 1,600 times a second at most.
KEYS = 5_000
PAUSE_MS = 40
# Room for all keys of the run: a node that has none left keeps what is asked for often, which none of these is.
CACHE = "256MiB"
FILL_SECONDS = 3
WARM_UPS = 4


def run(rig):
    rig.start_backend()
    document = gridgate.everything(rig) | {"caching": {"all": {"respect_origin": False, "ttl": "1 hour"}}}
    document["routes"][0]["cache"] = "all"
    grid = Grid(rig, document, 2, cache=CACHE)
    grid.grow(2)
    for number in range(WARM_UPS):
        _fill(rig, grid, f"/warm{number}")
        rig.drive(_target(rig, grid, "", f"/warm{number}", pause_ms=0), FILL_SECONDS)
    for number in range(1, rig.options.rounds + 1):
        _fill(rig, grid, f"/{number}")
        for name, path in (("another node's", f"/{number}"), ("its own", f"/{number}"), ("nobody's", f"/{number}/new")):
            rig.measure(_target(rig, grid, name, path), number)


def _fill(rig, grid, path):
    rig.drive(replace(_target(rig, grid, "", path, pause_ms=0), candidate=grid.nodes[1]), FILL_SECONDS)


def _target(rig, grid, name, path, pause_ms=PAUSE_MS):
    return Target(replace(grid.asked, name=name), path, rig.options.connections, headers=("Host: shop.example",), keys=KEYS, pause_ms=pause_ms,
                  counted=lambda: _counted(grid))


def _counted(grid):
    """Returns what the asked node has counted until now."""
    metrics = grid.asked.admin("/metrics.json")
    return {name: sum(one["value"] for one in metrics.get(f"cache.{name}", {"series": []})["series"]) for name in ("grid_hits", "hits", "misses")}


SCENARIO = Scenario("shared", "Answers that another node has in its cache", run, reference="its own", main=CPU, rounds=3, seconds=3, columns=(
    Column("hits", "hits/request", 2), Column("grid_hits", "of the grid/request", 2), Column("misses", "misses/request", 2), Column("requests_per_second", "requests/s"),
    Column("p50_ms", "p50 ms", 2), Column("p99_ms", "p99 ms", 2), Column("p999_ms", "p99.9 ms", 2)))
