"""Load with kept-alive connections in a closed loop: wrk, or h2load as a second opinion."""

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from . import stats

GRACE_SECONDS = 30
# Only `done` is defined unless keys or pauses are asked for, so wrk runs as fast as without a script.
WRK_SCRIPT = """\
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("figures requests=%d duration_us=%d bytes=%d connect=%d read=%d write=%d status=%d timeout=%d p50=%d p99=%d p999=%d max=%d\\n",
    summary.requests, summary.duration, summary.bytes, e.connect, e.read, e.write, e.status, e.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max))
end
"""
# Requests are made once, before the load.
WRK_KEYS = """\
local requests, last = {}, 0
init = function(args)
  for key = 1, %d do requests[key] = wrk.format("GET", wrk.path .. "?k=" .. key) end
end
request = function()
  last = last %% #requests + 1
  return requests[last]
end
"""
WRK_PAUSE = """\
delay = function() return %d end
"""


@dataclass(frozen=True)
class Load:
    """What one run of load saw: whole answers, and everything that was no 2xx answer by its kind."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    p999_ms: float
    max_ms: float
    errors: dict = field(default_factory=dict)


def parse_wrk(output):
    """Returns the load that wrk reported with the script above."""
    line = re.search(r"^figures (.*)$", output, re.MULTILINE)
    if not line:
        raise RuntimeError(f"wrk said nothing that can be read:\n{output}")
    figures = {name: int(value) for name, value in (pair.split("=") for pair in line[1].split())}
    errors = {name: figures[name] for name in ("connect", "read", "write", "status", "timeout") if figures[name]}
    return Load(figures["requests"], figures["duration_us"] / 1e6, figures["p50"] / 1e3, figures["p99"] / 1e3, figures["p999"] / 1e3,
                figures["max"] / 1e3, errors)


def parse_h2load(output, log):
    """Returns the load that h2load reported; `log`: its log file, `start<TAB>status<TAB>microseconds` a line."""
    seconds = float(re.search(r"^finished in ([\d.]+)s", output, re.MULTILINE)[1])
    counts = {name: int(count) for count, name in re.findall(r"(\d+) (failed|errored|timeout)\b", output)}
    status = {name: int(count) for count, name in re.findall(r"(\d+) ([2345]xx)", output)}
    errors = {name: count for name, count in (counts | status).items() if count and name != "2xx"}
    times = sorted(int(line.split("\t")[2]) / 1e3 for line in log.splitlines())
    p50, p99, p999 = (stats.percentile(times, percent) for percent in (50, 99, 99.9))
    return Load(status["2xx"], seconds, p50, p99, p999, times[-1] if times else 0, errors)


def wrk_script(keys, pause_ms):
    """Returns the script of a load with so many keys and such pauses."""
    return WRK_SCRIPT + (WRK_KEYS % keys if keys > 1 else "") + (WRK_PAUSE % pause_ms if pause_ms else "")


def run(tool, url, connections, seconds, headers, directory: Path, keys=1, pause_ms=0):
    """Asks `url` for so long over so many connections, from one thread, and returns the load; for `keys` and `pause_ms` see `Target`."""
    fields = [part for header in headers for part in ("-H", header)]
    if tool == "wrk":
        script = directory / "wrk.lua"
        script.write_text(wrk_script(keys, pause_ms))
        return parse_wrk(_output(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, *fields, url], seconds))
    if keys > 1 or pause_ms:
        raise RuntimeError("h2load knows neither keys nor pauses (expected: --tool wrk)")
    log = directory / "h2load.log"
    log.unlink(missing_ok=True)
    output = _output(["h2load", "--h1", "-t1", f"-c{connections}", f"-D{seconds}", f"--log-file={log}", *fields, url], seconds)
    return parse_h2load(output, log.read_text())


def _output(command, seconds):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=seconds + GRACE_SECONDS)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")
    return done.stdout
