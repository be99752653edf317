"""The processes of the service under test: two web processes, workers with a clock each, killed and started again."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import requests

from tests.chaos.machines import free_port, wait_until


class Web:
    """A server with two processes; one that is killed is replaced by the server itself."""

    def __init__(self, environment: dict[str, str]) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = ["granian", "--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", "8"]
        self._process = _start(
            [*command, "--respawn-failed-workers", "--no-log", "tests.chaos.wsgi:application"], environment
        )
        wait_until(self._answers, "The web server answers", 60)

    def _answers(self) -> bool:
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.url}/cxml", timeout=2).ok
        return False

    def kill_one(self, chance: random.Random) -> bool:
        """Kill one of the processes that answer, between whatever two steps it is at."""
        children = _children(self._process.pid)
        return bool(children) and _kill(chance.choice(children))

    def stop(self) -> None:
        _end(self._process)


class Workers:
    """Workers, each with a clock of its own: two schedulers at once must be harmless."""

    def __init__(self, environment: dict[str, str], count: int) -> None:
        self._environment, self._over = environment, threading.Event()
        self._processes = [self._worker() for _ in range(count)]
        self._keeper = threading.Thread(target=self._keep_alive, daemon=True)
        self._keeper.start()

    def _worker(self) -> subprocess.Popen[bytes]:
        return _start(["tests.chaos.worker"], self._environment)

    def _keep_alive(self) -> None:
        """What a supervisor does."""
        while not self._over.wait(0.2):
            for place, process in enumerate(self._processes):
                if process.poll() is not None:
                    self._processes[place] = self._worker()

    def kill_one(self, chance: random.Random) -> bool:
        """Kill a worker and its pool at whatever step they are."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(chance.choice(self._processes).pid, signal.SIGKILL)
            return True
        return False

    def stop(self) -> None:
        self._over.set()
        self._keeper.join()
        for process in self._processes:
            _end(process)


def _start(module: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    log = Path(environment["CHAOS_LOG"]).open("ab")  # noqa: SIM115  # the process keeps it
    command = [sys.executable, "-m", *module]
    return subprocess.Popen(command, env=environment, start_new_session=True, stdout=log, stderr=log)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _kill(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    give_up = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
