"""What /proc says of a process and everything it started: CPU time and resident memory; and of the machine: stolen time."""

import os
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def parse_stat(text):
    """Returns (parent's id, ticks of user time, ticks of system time) of a line of /proc/PID/stat; those of children that were waited for are among them."""
    fields = text[text.rindex(")") + 2:].split()
    user, system, user_of_children, system_of_children = map(int, fields[11:15])
    return int(fields[1]), user + user_of_children, system + system_of_children


def _stats():
    """Returns what `parse_stat` says, by process id, of all processes that exist now."""
    stats = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stats[int(entry)] = parse_stat(Path("/proc", entry, "stat").read_text())
            except (FileNotFoundError, ProcessLookupError):
                pass  # it has just ended
    return stats


def tree(root, parents):
    """Returns the ids of `root` and all its descendants; `parents`: parent's id by process id."""
    members = {root}
    found = True
    while found:
        found = {pid for pid, parent in parents.items() if parent in members} - members
        members |= found
    return members & ({root} | parents.keys())


def cpu_seconds(root):
    """Returns user and system time of the whole tree."""
    return sum(_times(root))


def system_seconds(root):
    """Returns the system time of the whole tree, what the kernel spent for it."""
    return _times(root)[1]


def _times(root):
    stats = _stats()
    members = [stats[pid] for pid in tree(root, _parents(stats)) if pid in stats]
    return [sum(ticks) / TICKS_PER_SECOND for ticks in ((user for _, user, _ in members), (system for _, _, system in members))]


def processes(root):
    """Returns the ids of the whole tree."""
    return tree(root, _parents(_stats()))


def _parents(stats):
    return {pid: parent for pid, (parent, *_) in stats.items()}


def rss_bytes(root):
    """Returns the resident memory of the whole tree; pages that two of its processes share count twice."""
    total = 0
    for pid in processes(root):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Rss:"):
                total += int(line.split()[1]) * 1024
    return total


def stolen_seconds():
    """Returns the time of this machine's processors that its host gave to others."""
    return int(Path("/proc/stat").read_text().split("\n", 1)[0].split()[8]) / TICKS_PER_SECOND
