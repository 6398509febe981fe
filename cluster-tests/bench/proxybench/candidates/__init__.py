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

    `before` is called right before the load and returns more figures of the sample, `after` right after it.
    """

    candidate: Candidate
    path: str
    connections: int
    point: str = ""
    x: float | None = None
    body_bytes: int = 1024
    headers: tuple = ()
    before: Callable[[], dict] = field(default=dict)
    after: Callable[[], None] = field(default=lambda: None)

    @property
    def label(self):
        return f"{self.candidate.name} {self.point}".strip()

    @property
    def url(self):
        return self.candidate.url(self.path)
