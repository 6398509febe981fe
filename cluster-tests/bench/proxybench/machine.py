"""Where, when and with what a run was made."""

import datetime
import os
import platform
import re
import shlex
import subprocess
import sys
from pathlib import Path

from .candidates.gridgate import ROOT


def described(java_home=None):
    """Returns everything that another person needs to judge or repeat the run."""
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "command": shlex.join(["cluster-tests/bench/bench", *sys.argv[1:]]),
        "commit": _first("git", "-C", ROOT, "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"),
        "machine": {
            "processor": _field("/proc/cpuinfo", "model name"),
            "processors": os.cpu_count(),
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
            "kernel": f"{platform.system()} {platform.release()}",
            "distribution": platform.freedesktop_os_release()["PRETTY_NAME"],
        },
        "versions": {
            "haproxy": _version("haproxy", "-v"), "nginx": _version("nginx", "-v"), "wrk": _version("wrk", "-v"), "h2load": _version("h2load", "--version"),
            "java": _first(java_home / "bin/java", "--version") if java_home else None,
        },
    }


def sentence(facts):
    """Returns machine and versions in one sentence of Markdown."""
    machine, versions = facts["machine"], facts["versions"]
    programs = ", ".join(f"{name} {version}" for name, version in versions.items() if version and name != "java")
    return (f"{machine['processors']} processors ({machine['processor']}), {machine['memory_gib']} GiB, {machine['distribution']}, {machine['kernel']}; "
            f"{programs}, {versions['java'] or 'no JVM'}")


def _version(*command):
    return re.search(r"\d+(\.\d+)+", _first(*command))[0]


def _first(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=20)
    return (done.stdout + done.stderr).strip().split("\n", 1)[0]


def _field(file, name):
    return next((line.split(":", 1)[1].strip() for line in Path(file).read_text().splitlines() if line.startswith(name)), "unknown processor")
