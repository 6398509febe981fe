"""The processes that a run starts: each in a session of its own, all of them ended with the run, however it ends."""

import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 15
# Below Linux's range for outgoing connections, so that none of those can take a port between its choice and its use.
PORTS = range(20000, 32000)


class Running:
    """One started process. `exec` keeps its id, so what is measured is the program itself and whatever it starts."""

    def __init__(self, name, popen, log):
        self.name = name
        self.log = log
        self._popen = popen

    @property
    def pid(self):
        return self._popen.pid

    def is_alive(self):
        return self._popen.poll() is None

    def wait(self, seconds):
        """Waits until the process has ended by itself; fails with its last lines if it ended badly or takes longer."""
        try:
            if self._popen.wait(seconds) != 0:
                raise RuntimeError(f"{self.name} failed:\n{self.log_tail()}")
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"{self.name}: not over after {seconds} s:\n{self.log_tail()}") from None

    def end(self):
        """Asks the process to end and waits; what is left of its group after a while is killed."""
        if self.is_alive():
            self._popen.send_signal(signal.SIGTERM)
            try:
                self._popen.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                pass
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._popen.wait()

    def log_tail(self, lines=15):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Processes:
    """All processes of one run."""

    def __init__(self, directory: Path):
        self._directory = directory
        self._running = []
        self._ports = set()

    def start(self, name, command, environment=None):
        """Starts a program; its output goes to NAME.log. The kernel ends it if this process is killed."""
        log = self._directory / f"{name}.log"
        with open(log, "ab") as output:
            popen = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *map(str, command)], stdin=subprocess.DEVNULL, stdout=output,
                                     stderr=output, cwd=self._directory, env=os.environ | (environment or {}), start_new_session=True)
        running = Running(name, popen, log)
        self._running.append(running)
        return running

    def end(self, running):
        running.end()
        self._running.remove(running)

    def end_all(self):
        for running in reversed(self._running):
            running.end()
        self._running.clear()

    def free_port(self):
        """Returns a port of loopback that nobody listens on and that was not handed out before."""
        for port in random.sample(PORTS, 200):
            if port not in self._ports:
                with socket.socket() as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    try:
                        probe.bind(("127.0.0.1", port))
                    except OSError:
                        continue
                self._ports.add(port)
                return port
        raise RuntimeError(f"no free port between {PORTS.start} and {PORTS.stop}")


def wait_until(what, condition, running, seconds=START_SECONDS_MAX, pause=0.02):
    """Waits until `condition()` is true; fails with the process's last lines if it ends, or if that takes too long."""
    deadline = time.monotonic() + seconds
    while not condition():
        if not running.is_alive():
            raise RuntimeError(f"{running.name} ended before {what}:\n{running.log_tail()}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{running.name}: not {what} after {seconds} s:\n{running.log_tail()}")
        time.sleep(pause)


def accepts(port, host="127.0.0.1"):
    """Returns whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0
