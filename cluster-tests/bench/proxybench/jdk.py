"""The JDK for what Maven or the launcher does not start."""

import os
import re
from pathlib import Path

LEAST = 25


def home(candidates=None):
    """Returns the home of the first JDK that is new enough, by the file `release` that every JDK has; `JAVA_HOME`'s first."""
    places = candidates or [*filter(None, [os.environ.get("JAVA_HOME")]), *sorted(Path("/usr/lib/jvm").glob("*"))]
    for place in map(Path, places):
        release = place / "release"
        version = release.exists() and re.search(r'^JAVA_VERSION="?(\d+)', release.read_text(), re.MULTILINE)
        if version and int(version[1]) >= LEAST and (place / "bin/javac").exists():
            return place
    raise RuntimeError(f"no JDK >= {LEAST} in JAVA_HOME or /usr/lib/jvm")
