"""What is measured: a started proxy with the port it listens on."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..gclog import GcLog
from ..processes import Running


@dataclass(frozen=True)
class Candidate:
    """A program that answers on a port of loopback. Those with a collector's log are JVMs and are warmed up."""

    name: str
    process: Running
    port: int
    scheme: str = "http"
    gc_log: GcLog | None = None

    def url(self, path):
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"


@dataclass(frozen=True)
class Target:
    """One row of a scenario's table: what is asked of a candidate, and how.

    `before` is called right before the load and returns more figures of the sample, `after` right after it. `counted` returns figures that only
    grow; the sample has by how much a request made them grow. `keys`: so many values of the parameter `k` take turns in the requests' queries.
    `pause_ms`: how long a connection waits between an answer and its next request.
    """

    candidate: Candidate
    path: str
    connections: int
    point: str = ""
    x: float | None = None
    body_bytes: int = 1024
    headers: tuple = ()
    keys: int = 1
    pause_ms: int = 0
    before: Callable[[], dict] = field(default=dict)
    after: Callable[[], None] = field(default=lambda: None)
    counted: Callable[[], dict] = field(default=dict)

    @property
    def label(self):
        return f"{self.candidate.name} {self.point}".strip()

    @property
    def url(self):
        return self.candidate.url(self.path)
