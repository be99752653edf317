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
    """A server with two processes. It replaces one that is killed; where it gives up itself, it is started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment, self._port, self._over = environment, free_port(), threading.Event()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process = self._server()
        self._keeper = threading.Thread(target=self._keep_alive, daemon=True)
        self._keeper.start()
        wait_until(self._answers, "The web server answers", 60)

    def _server(self) -> subprocess.Popen[bytes]:
        command = ["granian", "--interface", "wsgi", "--port", str(self._port), "--workers", "2"]
        command += ["--blocking-threads", "8", "--respawn-failed-workers", "--no-log", "tests.chaos.wsgi:application"]
        return _start(command, self._environment)

    def _keep_alive(self) -> None:
        while not self._over.wait(0.2):
            if self._process.poll() is not None:
                self._process = self._server()

    def _answers(self) -> bool:
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.url}/cxml", timeout=2).ok
        return False

    def kill_one(self, chance: random.Random) -> bool:
        """Kill one of the processes that answer, between whatever two steps it is at."""
        children = _children(self._process.pid)
        return bool(children) and _kill(chance.choice(children))

    def stop(self) -> None:
        self._over.set()
        self._keeper.join()
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
