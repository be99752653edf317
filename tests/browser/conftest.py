"""Debian's Chromium before the real demo: one server and one browser for the folder, one profile for each test."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.places import Place
from tests.needs import need

CHROMIUM = shutil.which("chromium")
PATIENCE = 10_000
"""Milliseconds that a page may take: two cores may be busy with other tests."""
EXPECTED = ("status of 409", "status of 410", "/favicon.ico")
"""Chromium's own remarks on a page that says that it leads no further, and on one without an icon."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def demo() -> Iterator[str]:
    """The address of ``saleor-punchout demo``, which has made its database, shop and partners."""
    need(CHROMIUM, "Debian's Chromium")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("saleor-punchout")
    process = subprocess.Popen([program, "demo", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        assert process.poll() is None, "The demo has ended."
        with contextlib.suppress(requests.RequestException):
            if requests.get(address, timeout=5).ok:
                return
        time.sleep(0.1)
    raise AssertionError(f"Nothing answers at {address}.")


@pytest.fixture(scope="package")  # not the session's: while Playwright runs, Django takes this thread for asynchronous
def chromium() -> Iterator[Browser]:
    need(CHROMIUM, "Debian's Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser wrote on its console: no page of ours may cause any, and a test that wants one removes it."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def profile(chromium: Browser, complaints: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser profiles, each with cookies of its own and with the options that Playwright knows."""
    with contextlib.ExitStack() as stack:

        def made(**options: object) -> BrowserContext:
            context = stack.enter_context(contextlib.closing(chromium.new_context(**options)))
            context.set_default_timeout(PATIENCE)
            context.on("console", lambda message: _hear(complaints, message))
            context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
            return context

        yield made


def _hear(complaints: list[str], message: ConsoleMessage) -> None:
    told = f"{message.type}: {message.text} ({message.location['url']})"
    is_complaint = message.type in ("error", "warning") or "Content Security Policy" in told
    if is_complaint and not any(remark in told for remark in EXPECTED):
        complaints.append(told)


@pytest.fixture
def page(profile: Callable[..., BrowserContext]) -> Page:
    """A buyer's window."""
    return profile().new_page()


@pytest.fixture
def place() -> Iterator[Callable[..., Place]]:
    """Opens places on the internet that are not ours, each an origin of its own."""
    with contextlib.ExitStack() as stack:
        yield lambda pages, host="localhost": stack.enter_context(Place(pages, host))
