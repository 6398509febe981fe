"""A document of 10,000 routes, each of them changed, made the next revision of three nodes while all of them are asked at a steady pace."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from .. import load, proc
from ..candidates import gridgate
from ..grid import Grid
from ..rig import MIB, say
from ..stats import Sample
from . import Column, Scenario

NODES = 3
ROUTES = 10_000
SERVICES = 20
# Of each node: so many connections, each with such a pause between an answer and its next request.
CONNECTIONS = 8
PAUSE_MS = 10
SECONDS_BEFORE_CHANGE = 1


def run(rig):
    rig.start_backend()
    grid = Grid(rig, _document(rig, 0), NODES)
    grid.grow(NODES)
    say("  warming")
    _loaded(rig, grid, max(1, rig.options.warmup), lambda: {})
    for number in range(1, rig.options.rounds + 1):
        _measure(rig, grid, number, "nothing", lambda: {})
        _measure(rig, grid, number, "a change" if number > 1 else "the first change", lambda: _change(rig, grid, number))


def _measure(rig, grid, number, point, change):
    marks, cpu = [node.gc_log.mark() for node in grid.nodes], _cpu_seconds(grid)
    loads, extra = _loaded(rig, grid, rig.options.seconds, change)
    cpu = _cpu_seconds(grid) - cpu
    collections = [collection for node, mark in zip(grid.nodes, marks) for collection in node.gc_log.since(mark)]
    requests = sum(one.requests for one in loads)
    errors = sum((Counter(one.errors) for one in loads), Counter())
    sample = Sample(
        round=number, candidate="gridgate", point=point, x=None, requests=requests, cpu_us=cpu * 1e6 / max(1, requests),
        requests_per_second=requests / rig.options.seconds, p50_ms=max(one.p50_ms for one in loads), p99_ms=max(one.p99_ms for one in loads),
        p999_ms=max(one.p999_ms for one in loads), rss_mib=max(proc.rss_bytes(node.process.pid) for node in grid.nodes) / MIB,
        collections=len(collections), full_collections=sum(one.is_full for one in collections),
        longest_pause_ms=max((one.pause_ms for one in collections), default=0), errors=dict(errors),
        extra=extra | {"slowest_ms": max(one.max_ms for one in loads), "cpu_seconds": cpu})
    rig.samples.append(sample)
    say(f"  round {number} {point}: slowest {sample.figure('slowest_ms'):.1f} ms, {extra or 'no change'}{f'  FAILED {errors}' if errors else ''}")


def _cpu_seconds(grid):
    return sum(proc.cpu_seconds(node.process.pid) for node in grid.nodes)


def _loaded(rig, grid, seconds, change):
    """Returns the loads of all nodes, which run side by side for so long, and what the change that comes after a second returns."""
    with ThreadPoolExecutor(len(grid.nodes)) as threads:
        loads = [threads.submit(load.run, "wrk", node.url(f"/r{ROUTES - 1}/x"), CONNECTIONS, seconds, (), rig.directory(node.name), 1, PAUSE_MS)
                 for node in grid.nodes]
        time.sleep(SECONDS_BEFORE_CHANGE)
        extra = change()
        return [one.result() for one in loads], extra


def _change(rig, grid, number):
    """Puts the next document to one of the nodes; returns how long it took until all serve it, and what compiling it took of each node."""
    document = _document(rig, number)
    before = [_compiled_ms(node) for node in grid.nodes]
    seconds = grid.nodes[number % NODES].apply(document)
    return {"apply_ms": seconds * 1e3, "compile_ms": max(_compiled_ms(node) - ms for node, ms in zip(grid.nodes, before))}


def _compiled_ms(node):
    return node.admin("/metrics.json")["revision.compile"]["series"][0]["sum_ms"]


def _document(rig, revision):
    services = {f"s{number}": {"instances": [f"127.0.0.1:{rig.backend.port}"]} for number in range(SERVICES)}
    routes = [{"path": f"/r{number}/**", "service": f"s{number % SERVICES}", "methods": ["GET", "POST"], "rewrite": f"/api/{revision}/{number}"}
              for number in range(ROUTES if revision else 1)]
    last = {"path": f"/r{ROUTES - 1}/**", "service": "s0"}
    return {"services": services, "routes": routes if revision else [last]}


SCENARIO = Scenario(
    "swap", "A document of 10,000 routes swapped on three nodes", run, axis="meanwhile", reference=None, rounds=6, seconds=5, warmup=15,
    main=Column("apply_ms", "all serve it after ms", 0, spread=True),
    columns=(Column("compile_ms", "compiled within ms (slowest node)", 0, spread=True), Column("slowest_ms", "slowest answer ms", 1, spread=True),
             Column("p99_ms", "p99 ms", 2), Column("p999_ms", "p99.9 ms", 2), Column("requests_per_second", "requests/s"),
             Column("cpu_seconds", "CPU s of the nodes", 2), Column("rss_mib", "RSS MiB")),
    terms=f"{{rounds}} changes, each within {{seconds}} s of load: {CONNECTIONS} connections to each node, a pause of {PAUSE_MS} ms after each "
          "answer; {warmup} s of warm-up")
