"""What can be measured, by name; one module each, in the order of the document."""

from collections.abc import Callable
from dataclasses import dataclass

from ..rig import Rig


@dataclass(frozen=True)
class Column:
    """A column of a table: the figure of a sample, its title, digits after the point, and whether its spread is shown."""

    figure: str
    title: str
    digits: int = 0
    spread: bool = False


CPU = Column("cpu_us", "CPU us/request", 1, spread=True)
USUAL = (Column("requests_per_second", "requests/s"), Column("p50_ms", "p50 ms", 2), Column("p99_ms", "p99 ms", 2), Column("p999_ms", "p99.9 ms", 2),
         Column("rss_mib", "RSS MiB"), Column("allocated_kib", "allocated KiB/request", 1))


@dataclass(frozen=True)
class Scenario:
    """One table and one plot.

    `axis`: the title of the points' column, empty if there is one point. `reference`: the candidate whose figure is 1.00 at each point.
    `growth`: the candidate's figure at its first point is 1.00 too. `main`: the figure with spread and ratios, and of the plot. `proxies`: what
    the candidates' column is called. `terms`: what the options meant, for whoever reads the result.
    """

    name: str
    title: str
    run: Callable[[Rig], None]
    axis: str = ""
    reference: str | None = "haproxy"
    growth: bool = False
    main: Column = CPU
    columns: tuple = USUAL
    rounds: int = 5
    seconds: int = 4
    warmup: int = 30
    proxies: str = "proxy"
    terms: str = "{rounds} rounds of {seconds} s, {connections} connections, {warmup} s of warm-up for a JVM"


def by_name():
    """Returns all scenarios by their names."""
    from . import bodies, cached, connections, filters, instances, jmh, leases, limits, logged, memory, nodes, plain, profile, routes, shared, start, swap, tls
    modules = (plain, profile, logged, memory, cached, shared, bodies, tls, connections, routes, filters, instances, nodes, limits, leases, swap, start,
               jmh)
    return {module.SCENARIO.name: module.SCENARIO for module in modules}
