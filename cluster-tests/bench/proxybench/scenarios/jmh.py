"""What is called per request, each by itself, by JMH: nanoseconds and allocated octets a call. A round is a JVM of its own."""

import json
import subprocess

from .. import jdk
from ..candidates.gridgate import BUILD_SECONDS_MAX, ROOT
from ..rig import say
from ..stats import Sample
from . import Column, Scenario

MODULE = "cluster-tests/bench/jmh"
JAR = ROOT / MODULE / "target/quick/gridgate-jmh.jar"
ITERATIONS = 2
RUN_SECONDS_MAX = 1800


def run(rig):
    rig.java_home = jdk.home()
    _build()
    results = rig.directory("jmh") / "results.json"
    command = [rig.java_home / "bin/java", "-cp", f"{JAR}:{JAR.parent}/lib/*", "org.openjdk.jmh.Main", *_times(rig.options), "-prof", "gc", "-foe", "true",
               "-rf", "json", "-rff", results, "-jvmArgs", f"@{ROOT}/node/src/main/jvm/gridgate.jvmopts"]
    process = rig.processes.start("jmh", command)
    process.wait(RUN_SECONDS_MAX)
    for result in json.loads(results.read_text()):
        rig.samples.extend(samples(result))


def _times(options):
    if options.check:
        return "-f", 1, "-wi", 0, "-i", 1, "-r", "20ms"
    return "-f", options.rounds, "-wi", 2, "-w", f"{options.warmup * 500}ms", "-i", ITERATIONS, "-r", f"{options.seconds}s"


def _build():
    say("  building the benchmarks")
    done = subprocess.run([ROOT / "mvnw", "-q", "-B", "-ntp", "-Pquick,jmh", "-Dmaven.test.skip=true", "-pl", MODULE, "-am", "package"], cwd=ROOT,
                          capture_output=True, text=True, timeout=BUILD_SECONDS_MAX)
    if done.returncode != 0:
        raise RuntimeError(f"the benchmarks cannot be built: {done.stdout}{done.stderr}")


def samples(result):
    """Returns a sample for each JVM of one of JMH's results."""
    kind, method = result["benchmark"].rsplit(".", 2)[1:]
    values = [f"{int(value):,} {name}" for name, value in result.get("params", {}).items()]
    threads = [f"{result['threads']} threads"] if result["threads"] > 1 else []
    allocated = next(metric["rawData"] for name, metric in result["secondaryMetrics"].items() if name.endswith("gc.alloc.rate.norm"))
    name = f"{kind.removesuffix('Benchmark')}.{method.removesuffix('Contended')}"
    return [Sample(number, name, ", ".join(values + threads), None, 0, 0, 0, 0, 0, 0, 0,
                   extra={"nanos": _mean(times), "bytes": _mean(octets)})
            for number, (times, octets) in enumerate(zip(result["primaryMetric"]["rawData"], allocated), start=1)]


def _mean(figures):
    return sum(figures) / len(figures)


SCENARIO = Scenario("jmh", "What is called per request, by itself", run, axis="size", reference=None, growth=True, proxies="call",
                    main=Column("nanos", "ns/op", 1, spread=True), columns=(Column("bytes", "allocated B/op"),), rounds=3, seconds=1, warmup=2,
                    terms=f"{{rounds}} JVMs for each, {{warmup}} s of warm-up and {ITERATIONS} x {{seconds}} s in each")
