"""What the CPU time of plain proxying goes to: the program, or the kernel for it, and how often the kernel is called; with `--peers` the JVM peers too."""

from .. import proc
from ..candidates import Target, gridgate, haproxy, nginx, peers
from ..strace import counting
from . import CPU, Column, Scenario

TRACED_SECONDS = 2
# By the name of a column, the calls that do the same.
CALLS = {"reads": ("read", "readv", "recv", "recvfrom", "recvmsg"), "writes": ("write", "writev", "send", "sendto", "sendmsg"),
         "waits": ("epoll_wait", "epoll_pwait", "epoll_pwait2", "poll"), "wakes": ("futex", "eventfd", "eventfd2")}


def run(rig):
    rig.start_backend()
    node = gridgate.node(rig, gridgate.everything(rig))
    candidates = [haproxy.proxy(rig), nginx.proxy(rig), node]
    if rig.options.peers:
        peers.build()
        candidates += peers.all_of_them(rig, node.java_home())
    rig.interleave([_target(rig, candidate) for candidate in candidates])
    for candidate in candidates:
        if any(sample.candidate == candidate.name for sample in rig.samples):
            _count_calls(rig, candidate)


def _target(rig, candidate):
    return Target(candidate, "/api/x", rig.options.connections, counted=lambda: _times(candidate.process.pid))


def _times(pid):
    system = proc.system_seconds(pid)
    return {"system_us": 1e6 * system, "user_us": 1e6 * (proc.cpu_seconds(pid) - system)}


def _count_calls(rig, candidate):
    """Tracing slows a process down, so that nothing else is measured meanwhile; the figures are added to the candidate's first sample."""
    with counting(candidate.process.pid) as calls:
        done = rig.drive(_target(rig, candidate), TRACED_SECONDS)
    first = next(sample for sample in rig.samples if sample.candidate == candidate.name)
    figures = {name: sum(calls.get(call, 0) for call in same) for name, same in CALLS.items()} | {"calls": sum(calls.values())}
    first.extra.update({name: count / done.requests for name, count in figures.items()})


SCENARIO = Scenario("profile", "Plain proxying: program, kernel, and calls of the kernel", run, main=CPU, columns=(
    Column("user_us", "user us/request", 1, spread=True), Column("system_us", "system us/request", 1, spread=True), Column("calls", "calls/request", 2),
    Column("reads", "reads", 2), Column("writes", "writes", 2), Column("waits", "epoll", 2), Column("wakes", "futex", 2)))
