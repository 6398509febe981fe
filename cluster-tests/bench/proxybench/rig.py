"""One run of one scenario: its folder, its processes, and the rounds in which its targets take turns."""

import http.client
import ssl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from . import gclog, load, proc
from .candidates import Target, nginx
from .processes import Processes
from .stats import Sample

NATIVE_WARMUP_SECONDS = 1
MIB = 1024 * 1024


@dataclass(frozen=True)
class Options:
    """What the caller asked for; `only`: names of candidates, empty: all; `check`: that it works is all that is asked."""

    rounds: int
    seconds: int
    connections: int
    warmup: int
    only: tuple = ()
    peers: bool = False
    tool: str = "wrk"
    check: bool = False


class Rig:
    """What a scenario starts its candidates with and measures them on. A context manager that ends everything."""

    def __init__(self, options: Options, directory: Path):
        self.options = options
        self.processes = Processes(directory)
        self.samples = []
        self.logs = []
        self.written = set()  # those of the logs that were found with something in them
        self.backend = None
        self.java_home = None
        self._directory = directory

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.processes.end_all()

    def directory(self, name):
        """Returns a folder of this run by name, made if needed."""
        path = self._directory / name
        path.mkdir(exist_ok=True)
        return path

    def access_log(self, name):
        """Returns where a candidate shall log; the file is emptied before each load."""
        self.logs.append(self.directory(name) / "access.log")
        return self.logs[-1]

    def start_backend(self, addresses=("127.0.0.1",)):
        """Starts the backend, which is the candidate "direct" too, the base line."""
        self.backend = nginx.backend(self, addresses)
        return self.backend

    def certificate(self):
        """Returns the paths of a new certificate for loopback and of its key (ECDSA, P-256)."""
        directory = self.directory("tls")
        certificate, key = directory / "cert.pem", directory / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True, timeout=60)
        return certificate, key

    def interleave(self, targets):
        """Warms all targets up, then measures each once a round, a round beginning one target further than the one before."""
        targets = [target for target in targets if not self.options.only or target.candidate.name in self.options.only]
        if not targets:
            raise RuntimeError("nothing to measure: no candidate of this scenario is among --only")
        self.warm_up(targets)
        for number in range(1, self.options.rounds + 1):
            begin = (number - 1) % len(targets)
            for target in targets[begin:] + targets[:begin]:
                self.measure(target, number)
        self.samples.sort(key=lambda sample: (sample.round, [target.label for target in targets].index(f"{sample.candidate} {sample.point}".strip())))

    def warm_up(self, targets):
        """Sees that every target answers as it should and loads it, a JVM for `--warmup` seconds in all."""
        for target in targets:
            shared = sum(other.candidate is target.candidate for other in targets)
            seconds = self.options.warmup if target.candidate.gc_log else NATIVE_WARMUP_SECONDS
            say(f"  warming {target.label}")
            target.before()
            try:
                check(target)
                self.drive(target, max(1, round(seconds / shared)))
            finally:
                target.after()

    def measure(self, target: Target, number):
        """Loads a target once and keeps the sample."""
        for log in self.logs:
            if log.exists():
                if log.stat().st_size > 0:
                    self.written.add(log)
                log.open("wb").close()
        extra = target.before()
        try:
            sample = self._sample(target, number, extra)
        finally:
            target.after()
        self.samples.append(sample)
        errors = f"  FAILED {sample.errors}" if sample.errors else ""
        say(f"  round {number} {target.label}: {sample.cpu_us:.1f} us/request, {sample.requests_per_second:.0f}/s, p99 {sample.p99_ms:.2f} ms{errors}")

    def _sample(self, target, number, extra):
        process, gc_log = target.candidate.process, target.candidate.gc_log
        mark = gc_log.mark() if gc_log else 0
        counted = target.counted()
        stolen, cpu = proc.stolen_seconds(), proc.cpu_seconds(process.pid)
        done = self.drive(target, self.options.seconds)
        cpu, stolen = proc.cpu_seconds(process.pid) - cpu, proc.stolen_seconds() - stolen
        collections = gc_log.since(mark) if gc_log else []
        grown = {name: (figure - counted[name]) / max(1, done.requests) for name, figure in target.counted().items()}
        rate = gclog.bytes_per_second(collections)
        per_second = done.requests / done.seconds
        return Sample(
            round=number, candidate=target.candidate.name, point=target.point, x=target.x, requests=done.requests,
            cpu_us=cpu * 1e6 / max(1, done.requests), requests_per_second=per_second, p50_ms=done.p50_ms, p99_ms=done.p99_ms, p999_ms=done.p999_ms,
            rss_mib=proc.rss_bytes(process.pid) / MIB, allocated_kib=rate / per_second / 1024 if rate and per_second else None,
            collections=len(collections), full_collections=sum(collection.is_full for collection in collections),
            longest_pause_ms=max((collection.pause_ms for collection in collections), default=0), stolen_ms=stolen * 1e3,
            errors=done.errors if done.requests else done.errors | {"no answer": 1}, extra=extra | grown)

    def drive(self, target, seconds):
        """Loads a target and keeps nothing of it but what the load saw, which is returned."""
        return load.run(self.options.tool, target.url, target.connections, seconds, target.headers, self._directory,
                        target.keys, target.pause_ms)


def check(target):
    """Asks a target once and fails unless it answers 200 with a body of the length it should have."""
    address = urlsplit(target.url)
    context = ssl._create_unverified_context() if address.scheme == "https" else None  # the certificate is a minute old and signed by itself
    connection = (http.client.HTTPSConnection(address.netloc, timeout=10, context=context) if context
                  else http.client.HTTPConnection(address.netloc, timeout=10))
    try:
        connection.request("GET", target.path, headers=dict(header.split(": ", 1) for header in target.headers))
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or len(body) != target.body_bytes:
            raise RuntimeError(f"{target.label}: {answer.status} with {len(body)} octets (expected: 200 with {target.body_bytes}): {body[:300]!r}")
    finally:
        connection.close()


def say(text):
    print(text, file=sys.stderr, flush=True)
