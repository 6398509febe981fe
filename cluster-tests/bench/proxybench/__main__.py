"""The command line."""

import argparse
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from . import machine, record, report, scenarios
from .candidates import gridgate
from .rig import Options, Rig, say

HERE = Path(__file__).resolve().parent
CHECK = Options(rounds=2, seconds=1, connections=16, warmup=2, check=True)


def main():
    known = scenarios.by_name()
    wanted = _arguments(known)
    if wanted.self_test:
        suite = unittest.defaultTestLoader.discover(str(HERE / "tests"), top_level_dir=str(HERE.parent))
        return 0 if unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful() else 1
    if wanted.renew:
        record.renew(known)
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exception, so that everything that was started is ended
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    gridgate.build()
    chosen = list(known.values()) if "all" in wanted.scenario else [known[name] for name in dict.fromkeys(wanted.scenario)]
    failed = [failure for scenario in chosen for failure in _run(scenario, wanted)]
    if wanted.record:
        record.renew(known)
    for failure in failed:
        say(f"bench: FAILED {failure}")
    return 1 if failed else 0


def _run(scenario, wanted):
    """Runs one scenario, prints and saves what came out, and returns its failures."""
    options = CHECK if wanted.check else Options(wanted.rounds or scenario.rounds, wanted.seconds or scenario.seconds, wanted.connections,
                                                 scenario.warmup if wanted.warmup is None else wanted.warmup, wanted.only, wanted.peers, wanted.tool)
    say(f"{scenario.name}: {scenario.title}")
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gridgate-bench-") as directory, Rig(options, Path(directory)) as rig:
        try:
            scenario.run(rig)
        except (RuntimeError, OSError, subprocess.SubprocessError) as failure:
            return [f"{scenario.name}: {failure}"]
        finally:
            java_home = rig.java_home
    facts = machine.described(java_home)
    record.save(scenario, rig.samples, facts, options, record.RESULTS if wanted.record else wanted.out)
    print(f"## {scenario.title}\n\n{report.table(scenario, rig.samples)}\n\n{report.notes(rig.samples)}\n", flush=True)
    say(f"{scenario.name}: {time.monotonic() - begin:.0f} s")
    return [f"{scenario.name}: {failure}" for failure in report.failures(rig.samples)]


def _arguments(known):
    parser = argparse.ArgumentParser(prog="bench", description="Measures Gridgate beside haproxy and nginx on loopback. CPU is user and system time of "
                                     "a proxy's process tree divided by the answers that the load got; figures are medians of all rounds.",
                                     epilog="Scenarios: " + "; ".join(f"{name}: {scenario.title}" for name, scenario in known.items()))
    parser.add_argument("scenario", nargs="*", default=["plain"], metavar="SCENARIO", help="what to measure, or `all` (default: plain)")
    parser.add_argument("--rounds", type=_positive, help="rounds of all candidates (default: by scenario, 3 to 5)")
    parser.add_argument("--seconds", type=_positive, help="seconds of load in a round (default: by scenario, 2 to 4)")
    parser.add_argument("--connections", type=_positive, default=64, help="kept-alive connections that ask (default: 64)")
    parser.add_argument("--warmup", type=int, help="seconds of load on each JVM before the first round (default: 30)")
    parser.add_argument("--only", type=lambda text: tuple(text.split(",")), default=(), metavar="NAME,...", help="candidates to measure (default: all)")
    parser.add_argument("--peers", action="store_true", help="with the JVM peers in `plain`")
    parser.add_argument("--tool", choices=["wrk", "h2load"], default="wrk", help="what makes the load (default: wrk)")
    parser.add_argument("--out", type=Path, default=HERE.parent / "target", metavar="DIR", help="where results go (default: target beside bench)")
    parser.add_argument("--record", action="store_true", help="write results to docs/performance and renew docs/PERFORMANCE.md")
    parser.add_argument("--renew", action="store_true", help="only renew docs/PERFORMANCE.md from the results in docs/performance")
    parser.add_argument("--check", action="store_true", help="a tiny run that shows that the tool works: 2 rounds of 1 s, cold")
    parser.add_argument("--self-test", action="store_true", help="the unit tests of this tool")
    wanted = parser.parse_args()
    unknown = set(wanted.scenario) - known.keys() - {"all"}
    if unknown:
        parser.error(f"no scenario {', '.join(sorted(unknown))}; there are {', '.join(known)} and all")
    return wanted


def _positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} (expected: at least 1)")
    return number


if __name__ == "__main__":
    sys.exit(main())
