"""Browsers that keep no cookies: a shop would forget its buyer there, so the start page says so and spends nothing."""

from __future__ import annotations

import contextlib
import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, PATIENCE
from tests.browser.partners import create_partner, start_page

BLOCK_ALL = {"profile": {"default_content_setting_values": {"cookies": 2}}}
POPUPS = "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox"


@pytest.fixture
def forgetful(chromium, tmp_path):
    """A window of a browser whose user has blocked all cookies."""
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(BLOCK_ALL))
    launched = chromium.browser_type.launch_persistent_context(tmp_path, executable_path=CHROMIUM)
    with contextlib.closing(launched) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


def expect_the_question(window, words):
    expect(window.get_by_role("heading", name="Your browser keeps no cookies here")).to_be_visible()
    expect(window.get_by_text(words)).to_be_visible()
    expect(window.locator(".busy")).to_be_hidden()


def test_where_cookies_are_blocked_the_link_is_not_spent(forgetful, page, demo):
    # given
    link = start_page(demo, create_partner(demo))

    # when
    forgetful.goto(link)
    expect_the_question(forgetful, "Allow cookies for this page and for the shop")
    forgetful.get_by_role("button", name="Continue to the shop").click()  # without having allowed them
    expect_the_question(forgetful, "Allow cookies for this page and for the shop")

    # then
    page.goto(link)
    expect(page).to_have_url(f"{demo}/shop/")


def test_a_frame_without_cookies_opens_the_shop_in_a_window_of_its_own(page, demo, place):
    # given
    portal = place(pages := {})
    link = start_page(demo, create_partner(demo, frameAncestors=[portal.address]))
    pages["/"] = f'<iframe src="{link}" sandbox="{POPUPS}" width="900" height="600" title="Shop"></iframe>'
    page.goto(f"{portal.address}/")
    frame = page.frame_locator("iframe")
    expect_the_question(frame, "Continue in a window of its own.")

    # when
    with page.expect_popup() as opened:
        frame.get_by_role("button", name="Continue to the shop").click()

    # then
    expect(opened.value).to_have_url(re.compile(rf"^{re.escape(demo)}/shop/$"))


def test_the_start_page_leaves_no_cookie_behind(page, demo):
    page.goto(start_page(demo, create_partner(demo)))
    expect(page).to_have_url(f"{demo}/shop/")

    assert [cookie["name"] for cookie in page.context.cookies() if "probe" in cookie["name"]] == []
