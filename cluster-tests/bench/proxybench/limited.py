"""Nodes of one grid with a route for each mode of a rate limit, none of which is ever used up."""

from dataclasses import replace

from . import proc
from .candidates import gridgate
from .processes import wait_until

# Of requests that name one in their query.
KEYS = 10_000
LIMIT = 1_000_000_000


class Limited:
    """The nodes, the first of which is asked."""

    def __init__(self, rig, most):
        self._rig = rig
        self._ports = [rig.processes.free_port() for _ in range(most)]
        self._members = [f"127.0.0.1:{port}" for port in self._ports]
        self._nodes = []

    def grow(self, count):
        """Starts or ends nodes until there are so many, and waits until they are one grid."""
        while len(self._nodes) < count:
            number = len(self._nodes)
            self._nodes.append(gridgate.node(self._rig, self._document(), f"node-{number + 1}", member_port=self._ports[number], members=self._members))
        while len(self._nodes) > count:
            self._rig.processes.end(self._nodes.pop().process)
        first = self._nodes[0]
        wait_until(f"one of {count}", lambda: len(first.admin("/admin/v1/cluster")["members"]) == count, first.process)

    def asked(self, name):
        """Returns the node that is asked, under that name in the table."""
        return replace(self._nodes[0], name=name)

    def counted(self):
        """Returns what has been counted until now: calls to the grid of the node that is asked, CPU of all others."""
        series = self._nodes[0].admin("/metrics.json").get("rate_limit.asks", {"series": []})["series"]
        return {"calls": sum(one["value"] for one in series),
                "others_cpu_us": 1e6 * sum(proc.cpu_seconds(node.process.pid) for node in self._nodes[1:])}

    def _document(self):
        limits = [{"name": mode, "path": f"/{mode}/**", "key": "{query.k}", "limit": LIMIT, "window": "1 hour", "mode": mode} for mode in ("leased", "exact")]
        return gridgate.everything(self._rig) | {"rate_limits": limits}
