"""A route for each mode of a rate limit, none of which is ever used up, and what is counted of them."""

import time

from . import proc
from .candidates import gridgate

# Of requests that name one in their query.
KEYS = 10_000
LIMIT = 1_000_000_000
SETTLED_SECONDS = 1.5
SETTLE_SECONDS_MAX = 30


def document(rig):
    """Returns the document."""
    limits = [{"name": mode, "path": f"/{mode}/**", "key": "{query.k}", "limit": LIMIT, "window": "1 hour", "mode": mode} for mode in ("leased", "exact")]
    return gridgate.everything(rig) | {"rate_limits": limits}


def counted(grid):
    """Returns what has been counted until now: calls to the grid of the node that is asked, CPU of all others."""
    metrics = grid.asked.admin("/metrics.json")
    series = [one for name in ("rate_limit.asks", "rate_limit.returns") for one in metrics.get(name, {"series": []})["series"]]
    return {"calls": sum(one["value"] for one in series), "others_cpu_us": 1e6 * sum(proc.cpu_seconds(node.process.pid) for node in grid.nodes[1:])}


def settle(grid):
    """Waits until nothing is given back any more of what loads before have left, which is no cost of the next."""
    deadline = time.monotonic() + SETTLE_SECONDS_MAX
    calls = -1
    while time.monotonic() < deadline:
        now = counted(grid)["calls"]
        if now == calls:
            break
        calls = now
        time.sleep(SETTLED_SECONDS)
    return {}
