"""Our app in a Saleor's own Dashboard: installed, opened, walked through, uninstalled.

Needs a Saleor 3.22 or later with a worker, which may call this machine, one order at least, and its Dashboard.
"""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.partners import create_partner, start_page

DASHBOARD = os.environ.get("SALEOR_DASHBOARD_URL", "").rstrip("/")
EMAIL = os.environ.get("SALEOR_STAFF_EMAIL", "admin@example.com")
PASSWORD = os.environ.get("SALEOR_STAFF_PASSWORD", "admin")
SLOW = 60_000
"""Milliseconds that the Dashboard may take for a page."""
LIFETIME = 330
"""Seconds after which a token of Saleor's default lifetime has been replaced for certain."""

pytestmark = [
    pytest.mark.skipif(not DASHBOARD, reason="needs a real Dashboard: set SALEOR_DASHBOARD_URL"),
    pytest.mark.timeout(900),
]


@dataclass
class Installed:
    """Our app in that Saleor."""

    service: str
    app_id: str

    def frame(self, path: str) -> str:
        """Selector of the frame with a page of ours; other apps may have frames too."""
        return f"iframe[src^='{self.service}/dashboard{path}']"

    @property
    def address(self) -> str:
        return f"{DASHBOARD}/extensions/app/{quote(self.app_id, safe='')}"


@cache
def api_url() -> str:
    """Of the Saleor that the Dashboard belongs to, as it says itself."""
    found = re.search(r"""\bAPI_URL:\s*["']([^"']+)""", requests.get(f"{DASHBOARD}/", timeout=20).text)
    assert found, "The Dashboard names no API_URL."
    return found[1]


def ask(window: Page, query: str, **variables: Any) -> Any:
    """Asked by the Dashboard's own token: Saleor lets nobody log in twice within seconds."""
    headers = {"Authorization-Bearer": window.shown[-1]}
    answer = requests.post(api_url(), json={"query": query, "variables": variables}, headers=headers, timeout=60).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service as somebody runs it beside their Saleor."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "only-for-tests",
        "PUNCHOUT_DATA_DIR": str(tmp_path_factory.mktemp("service")),
        "PUNCHOUT_ALLOW_PRIVATE_ADDRESSES": "true",
        "PUNCHOUT_SALEOR_URLS": api_url(),
        "PUNCHOUT_DASHBOARD_ORIGINS": DASHBOARD.removesuffix(urlsplit(DASHBOARD).path),
        "PUNCHOUT_STAFF_TOKEN": "demo-staff",
        "PUNCHOUT_PUBLIC_URL": address,  # Saleor names our host without its port when it asks for the manifest
    }
    program = Path(sys.executable).with_name("saleor-punchout")
    process = subprocess.Popen([program, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_until(lambda: requests.get(f"{address}/manifest", timeout=5).ok)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def window(chromium: Any) -> Iterator[Page]:
    """Somebody who may do everything, logged in."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900}, locale="en-US")
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.shown = []
    page.on("request", lambda request: _remember(page, request))
    page.goto(f"{DASHBOARD}/")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.locator("[data-test-id=userMenu]").wait_for()
    yield page
    context.close()


def _remember(page: Page, request: Any) -> None:
    if request.url == api_url() and "authorization-bearer" in request.headers:
        page.shown.append(request.headers["authorization-bearer"])


@pytest.fixture(scope="module")
def installed(service: str, window: Page) -> Iterator[Installed]:
    """Installed from the Dashboard by the address of our manifest; one buyer has punched out since."""
    window.goto(f"{DASHBOARD}/extensions/app/install?manifestUrl={quote(service + '/manifest', safe='')}")
    window.get_by_role("button", name="Install", exact=True).click()
    found: list[str] = []
    _wait_until(lambda: found.extend(_app_ids(window, service)) or found)
    start_page(service, create_partner(service))
    try:
        yield Installed(service, found[0])
    finally:
        ask(window, "mutation ($id: ID!) { appDelete(id: $id) { errors { message } } }", id=found[0])


def _app_ids(window: Page, service: str) -> list[str]:
    edges = ask(window, "{ apps(first: 50) { edges { node { id appUrl isActive } } } }")["apps"]["edges"]
    mine = [edge["node"] for edge in edges if (edge["node"]["appUrl"] or "").startswith(service)]
    return [app["id"] for app in mine if app["isActive"]]


def _wait_until(there: Any) -> None:
    give_up = time.monotonic() + SLOW / 1000
    while time.monotonic() < give_up:
        try:
            if there():
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    raise AssertionError("What was waited for did not come.")


@pytest.fixture
def ours(window: Page, installed: Installed) -> FrameLocator:
    """The frame with our list, opened anew."""
    window.goto(f"{installed.address}/sessions")
    frame = window.frame_locator(installed.frame("/sessions"))
    expect(frame.locator("table.rows tbody tr")).to_have_count(1, timeout=SLOW)
    return frame


def test_a_session_is_opened_reloaded_and_left_by_the_back_button(window, ours, installed):
    # when
    ours.locator("table.rows").get_by_role("link").click()
    expect(ours.get_by_role("heading", level=1)).to_have_text(re.compile("^Session "))

    # then
    expect(window).to_have_url(re.compile(re.escape(installed.address) + r"/sessions/\w+$"))
    window.reload()
    frame = window.frame_locator(installed.frame("/sessions/"))
    expect(frame.get_by_role("heading", level=1)).to_have_text(re.compile("^Session "), timeout=SLOW)
    window.go_back()
    expect(window).to_have_url(f"{installed.address}/sessions")
    again = window.frame_locator(installed.frame("/sessions"))
    expect(again.locator("table.rows tbody tr")).to_have_count(1, timeout=SLOW)


def test_the_theme_follows_the_dashboard_and_the_page_stays(window, ours, installed):
    # given
    ours.get_by_role("link", name="Documents").click()
    expect(ours.get_by_role("link", name="Documents")).to_have_attribute("aria-current", "page")
    expect(ours.locator("html")).to_have_attribute("data-theme", "light")

    # when
    _switch(window, "Dark")

    # then
    frame = window.frame_locator(installed.frame("/"))
    expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
    expect(frame.get_by_role("link", name="Documents")).to_have_attribute("aria-current", "page")
    _switch(window, "Light")
    expect(frame.locator("html")).to_have_attribute("data-theme", "light")


def _switch(window: Page, theme: str) -> None:
    window.locator("[data-test-id=userMenu]").press("Enter")  # announcements may lie above it
    window.get_by_text(theme).first.click()
    window.keyboard.press("Escape")


def test_the_settings_show_the_shop_check(window, ours):
    ours.get_by_role("link", name="Settings").click()

    expect(ours.locator(".findings li").first).to_be_visible(timeout=SLOW)
    expect(ours.get_by_text(api_url())).to_be_visible()


def test_the_widget_beside_an_order_is_as_high_as_what_it_says(window, installed):
    # given
    order = ask(window, "{ orders(first: 1) { edges { node { id } } } }")["orders"]["edges"][0]["node"]["id"]

    # when
    window.goto(f"{DASHBOARD}/orders/{quote(order, safe='')}")
    widget = window.locator(installed.frame("/widgets/order"))

    # then
    said = widget.content_frame.get_by_text("This order did not come by PunchOut.")
    expect(said).to_be_visible(timeout=SLOW)
    expect(widget).to_have_js_property("clientHeight", int(said.evaluate("() => document.body.offsetHeight")))
    assert "/orders/" in window.url


def test_a_page_that_stays_open_goes_on_with_new_tokens(window, ours):
    # given
    with window.expect_request(re.compile("/dashboard/documents$")) as before:
        ours.get_by_role("link", name="Documents").click()

    # when
    window.wait_for_timeout(LIFETIME * 1000)

    # then
    with window.expect_request(re.compile("/dashboard/sessions")) as after:
        ours.get_by_role("link", name="Sessions").click()
    expect(ours.locator("table.rows tbody tr")).to_have_count(1)
    assert _expiry(after.value) > _expiry(before.value)


def _expiry(request: Any) -> int:
    claims = request.headers["authorization-bearer"].split(".")[1]
    return int(json.loads(base64.urlsafe_b64decode(claims + "=="))["exp"])
