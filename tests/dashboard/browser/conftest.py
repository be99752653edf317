"""Our pages in a frame on another site: one server, one fake Dashboard, one browser for the folder."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import FrameLocator, Page

from tests.browser.conftest import CHROMIUM, chromium, complaints, page, place, profile  # noqa: F401  # fixtures
from tests.browser.partners import create_partner, start_page
from tests.browser.places import Place
from tests.dashboard import tokens
from tests.dashboard.browser.parent import dashboard
from tests.needs import need

PARTNER = "Quarrel Mills"
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="package")
def around() -> Iterator[tuple[Place, dict[str, str]]]:
    """The site of the fake Dashboard, ``localhost`` where our pages are ``127.0.0.1``, and its pages."""
    pages: dict[str, str] = {}
    with Place(pages, "localhost") as site:
        yield site, pages


@pytest.fixture(scope="package")
def demo(around: tuple[Place, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo, which that one Dashboard may frame, after one buyer has punched out."""
    need(CHROMIUM, "Debian's Chromium")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.dashboard.browser.serving", str(port), str(tmp_path_factory.mktemp("demo"))]
    environment = os.environ | {"PUNCHOUT_DASHBOARD_ORIGINS": around[0].address, "PUNCHOUT_PUBLIC_URL": ""}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=REPOSITORY
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(tokens.jwks()))
        process.stdin.close()
        assert process.stdout.readline() == "ready\n"
        address = f"http://127.0.0.1:{port}"
        start_page(address, create_partner(address))
        requests.post(f"{address}/cxml", b"<cXML>", headers={"Content-Type": "text/xml"}, timeout=20)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@pytest.fixture
def token(demo: str) -> Callable[..., str]:
    """Makes tokens of staff who may manage orders."""
    return lambda **claims: tokens.dashboard_token(f"{demo}/saleor/graphql/", **claims)


@pytest.fixture
def opened(
    demo: str,
    around: tuple[Place, dict[str, str]],
    page: Page,
    token: Callable[..., str],
) -> Callable[..., FrameLocator]:
    """Opens a page of ours in the fake Dashboard; gives the frame."""
    site, pages = around

    def made(path: str = "/sessions", *, window: Page = page, shown: str | None = None, **changes: Any) -> FrameLocator:
        pages["/"] = dashboard(demo, path, token() if shown is None else shown, **changes)
        window.goto(f"{site.address}/")
        return window.frame_locator("#app")

    return made


@pytest.fixture
def heard(page: Page) -> Callable[[str], list[dict[str, Any]]]:
    """What the Dashboard has heard from us so far of one type, payloads alone."""
    return lambda kind: [one["payload"] for one in page.evaluate("window.heard") if one["type"] == kind]
