"""From the launcher's start to the first 200 of `/ready`, one node alone, built before; with and without the AOT cache."""

import time

from .. import proc
from ..candidates import gridgate
from ..rig import MIB, say
from ..stats import Sample
from . import Column, Scenario

WAYS = {"with the AOT cache": "", "without": "-XX:AOTMode=off"}


def run(rig):
    rig.start_backend()
    document = gridgate.everything(rig)
    for number in range(1, rig.options.rounds + 1):
        for way, options in WAYS.items():
            rig.samples.append(_start(rig, document, number, way, options))


def _start(rig, document, number, way, options):
    begin = time.monotonic()
    node = gridgate.begin(rig, document, f"gridgate-{number}-{len(rig.samples)}", java_options=options)
    gridgate.await_ready(rig, node)
    ready = time.monotonic() - begin
    extra = {"ready_seconds": ready, "cpu_seconds": proc.cpu_seconds(node.process.pid)}
    sample = Sample(number, "gridgate", way, None, 0, 0, 0, 0, 0, 0, proc.rss_bytes(node.process.pid) / MIB, extra=extra)
    rig.processes.end(node.process)
    say(f"  round {number} {way}: ready after {ready:.2f} s")
    return sample


SCENARIO = Scenario("start", "Start to ready", run, axis="start", reference=None, main=Column("ready_seconds", "ready after s", 2, spread=True),
                    columns=(Column("cpu_seconds", "CPU s until then", 2), Column("rss_mib", "RSS MiB then")))
