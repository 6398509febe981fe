"""One to ten thousand connections of clients: at most `--connections` ask, all others have had an answer and wait."""

from .. import proc
from ..candidates import Target, gridgate, haproxy, nginx
from ..candidates.gridgate import Node
from ..idle import IdleConnections
from . import USUAL, Column, Scenario

COUNTS = 1, 8, 64, 256, 1000, 10_000
# From here on what one idle connection costs stands out from what the memory of a process does by itself.
IDLE_FOR_MEMORY_MIN = 900
CONNECTIONS_MAX = 20_000
KIB = 1024


class Crowd:
    """The idle connections beside the load of one target, and what they cost."""

    def __init__(self, candidate, count):
        self._candidate = candidate
        self._count = count
        self._open = None

    def gather(self):
        """Opens them; returns memory per connection, which for a JVM is taken after a collection before and after."""
        before = self._memory()
        self._open = IdleConnections(self._candidate.port, self._count, "/api/x")
        if self._count < IDLE_FOR_MEMORY_MIN:
            return {}
        return {name: (figure - before[name]) / self._count / KIB for name, figure in self._memory().items()}

    def leave(self):
        closed = self._open.closed_by_peer()
        self._open.close()
        if closed:
            raise RuntimeError(f"{self._candidate.name} closed {closed} of {self._count} idle connections")

    def _memory(self):
        if self._count < IDLE_FOR_MEMORY_MIN:
            return {}
        heap = {"heap_per_idle_kib": self._candidate.live_heap_bytes()} if isinstance(self._candidate, Node) else {}
        return heap | {"rss_per_idle_kib": proc.rss_bytes(self._candidate.process.pid)}


def run(rig):
    direct = rig.start_backend()
    node = gridgate.node(rig, gridgate.everything(rig), connections=CONNECTIONS_MAX)
    proxies = haproxy.proxy(rig), nginx.proxy(rig), node
    targets = [_target(rig, candidate, count) for count in COUNTS for candidate in proxies]
    rig.interleave([Target(direct, "/api/x", rig.options.connections, point=str(rig.options.connections), x=rig.options.connections), *targets])


def _target(rig, candidate, count):
    active = min(count, rig.options.connections)
    crowd = Crowd(candidate, count - active)
    return Target(candidate, "/api/x", active, point=f"{count:,}", x=count, before=crowd.gather, after=crowd.leave)


MEMORY = Column("rss_per_idle_kib", "RSS KiB/idle connection", 1), Column("heap_per_idle_kib", "live heap KiB/idle connection", 1)
SCENARIO = Scenario("connections", "Connections of clients, mostly idle", run, axis="connections", columns=(*USUAL, *MEMORY), rounds=3, seconds=2)
