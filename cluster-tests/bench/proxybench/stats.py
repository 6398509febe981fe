"""Medians, spread and ratios of samples. A ratio is taken within its round, so that what slows a whole round cancels out."""

from dataclasses import asdict, dataclass, field
from statistics import median


@dataclass(frozen=True)
class Sample:
    """One candidate under load once. `point` is the place on the scenario's axis, `x` the same as a number where it is one."""

    round: int
    candidate: str
    point: str
    x: float | None
    requests: int
    cpu_us: float
    requests_per_second: float
    p50_ms: float
    p99_ms: float
    p999_ms: float
    rss_mib: float
    allocated_kib: float | None = None
    collections: int = 0
    full_collections: int = 0
    longest_pause_ms: float = 0
    stolen_ms: float = 0
    errors: dict = field(default_factory=dict)
    extra: dict = field(default_factory=dict)

    def figure(self, name):
        return self.extra.get(name) if name not in asdict(self) else getattr(self, name)


@dataclass(frozen=True)
class Spread:
    """The median of some figures and where they lie."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, figures):
        """Returns the spread of the figures that are there; None if none is."""
        there = [figure for figure in figures if figure is not None]
        return cls(median(there), min(there), max(there)) if there else None


def percentile(ordered, percent):
    """Returns the nearest-rank percentile of ascending figures; NaN if there are none."""
    if not ordered:
        return float("nan")
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


def rows(samples):
    """Returns the (candidate, point) pairs in the order of their first sample."""
    return list(dict.fromkeys((sample.candidate, sample.point) for sample in samples))


def spread(samples, candidate, point, figure):
    """Returns the spread of one figure of one row."""
    return Spread.of(sample.figure(figure) for sample in samples if (sample.candidate, sample.point) == (candidate, point))


def ratio(samples, candidate, point, figure, of_candidate, of_point):
    """Returns the spread over all rounds of a row's figure divided by another row's of the same round; None if no round has both."""
    by_row = {(sample.round, sample.candidate, sample.point): sample.figure(figure) for sample in samples}
    quotients = []
    for number in {sample.round for sample in samples}:
        mine, other = by_row.get((number, candidate, point)), by_row.get((number, of_candidate, of_point))
        if mine is not None and other:
            quotients.append(mine / other)
    return Spread.of(quotients)
