"""Allocation and collections of a JVM, out of the log of its collector (`-Xlog:gc:file=...`): exact enough, for all collectors, and free."""

import re
from dataclasses import dataclass
from pathlib import Path

LINE = re.compile(r"\[(?P<uptime>[\d.]+)s\].*GC\(\d+\) (?P<what>.*?) (?P<before>\d+)M(?:\(\d+%\))?->(?P<after>\d+)M.*?(?P<ms>[\d.]+)m?s$")


@dataclass(frozen=True)
class Collection:
    """One collection: when, what, and the heap around it in MiB."""

    uptime: float
    what: str
    before: int
    after: int
    pause_ms: float

    @property
    def is_full(self):
        return self.what.startswith("Pause Full")


def parse(text):
    """Returns the collections of a log's lines, in their order."""
    matches = (LINE.search(line) for line in text.splitlines())
    return [Collection(float(m["uptime"]), m["what"], int(m["before"]), int(m["after"]), float(m["ms"])) for m in matches if m]


def bytes_per_second(collections):
    """Returns the rate of allocation between the first and the last collection; None if there are fewer than two."""
    if len(collections) < 2 or collections[-1].uptime <= collections[0].uptime:
        return None
    allocated = sum(later.before - earlier.after for earlier, later in zip(collections, collections[1:]))
    return allocated * 1024 * 1024 / (collections[-1].uptime - collections[0].uptime)


class GcLog:
    """The growing log of one JVM."""

    def __init__(self, path: Path):
        self.path = path
        self.option = f"-Xlog:gc:file={path}:uptime"

    def mark(self):
        return self.path.stat().st_size if self.path.exists() else 0

    def since(self, mark):
        with open(self.path, "rb") as log:
            log.seek(mark)
            return parse(log.read().decode())
