"""Which calls of the kernel a process makes."""

import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from . import proc

ATTACH_SECONDS_MAX = 10
DETACH_SECONDS_MAX = 10


def parse(summary):
    """Returns how often each call was made, by its name, of what `strace -c` writes."""
    lines = [line.split() for line in summary.splitlines()]
    return {fields[-1]: int(fields[3]) for fields in lines if len(fields) > 4 and fields[3].isdigit() and fields[-1] != "total"}


@contextmanager
def counting(root):
    """Counts while the block runs what all threads of the tree call; the dictionary that it gives is filled when the block has ended."""
    calls = {}
    pids = proc.processes(root)
    with tempfile.NamedTemporaryFile("r") as summary:
        tracer = subprocess.Popen(["strace", "-c", "-f", "-o", summary.name, *(word for pid in pids for word in ("-p", str(pid)))],
                                  stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _await_attached(pids, tracer)
            yield calls
        finally:
            tracer.send_signal(signal.SIGINT)  # it lets go of them, and they run on
            try:
                tracer.wait(DETACH_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                tracer.kill()  # so do they when it is gone
                raise
        calls.update(parse(summary.read()))


def _await_attached(pids, tracer):
    deadline = time.monotonic() + ATTACH_SECONDS_MAX
    tasks = [task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir()]
    while not all(_is_traced(task) for task in tasks):
        if tracer.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("strace cannot attach to the candidate (needs root, and kernel.yama.ptrace_scope below 3)")
        time.sleep(0.05)


def _is_traced(task):
    try:
        return any(line.startswith("TracerPid:") and line.split()[1] != "0" for line in (task / "status").read_text().splitlines())
    except (FileNotFoundError, ProcessLookupError):
        return True  # it has just ended
