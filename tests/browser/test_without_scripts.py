"""Where scripts are off, and where a machine looks at a link before the buyer does."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import expect

from tests.browser.partners import create_partner, start_page
from tests.browser.story import NUTS, add, open_summary, start_requisition


@pytest.fixture
def page(profile):
    return profile(java_script_enabled=False).new_page()


def test_every_page_works_by_its_button(page, demo):
    # given
    requisition = start_requisition(page, demo)

    # when
    page.get_by_role("button", name="Punch out to supplier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Opening the shop for Fennwick Foods")
    page.get_by_role("button", name="Continue to the shop").click()
    add(page, NUTS, 2)
    open_summary(page)
    page.get_by_role("button", name="Return the cart").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sending your cart to Fennwick Foods")
    page.get_by_role("button", name="Continue to procurement").click()

    # then
    expect(page).to_have_url(requisition)
    expect(page.get_by_label("Quantity of line 1")).to_have_value("2")


def test_nothing_on_a_page_pretends_that_something_is_going_on(page, demo):
    page.goto(start_page(demo, create_partner(demo)))

    expect(page.locator(".busy")).to_be_hidden()


def test_a_way_back_that_only_a_script_could_go_is_not_offered(page, demo):
    page.goto(start_page(demo, create_partner(demo)))
    page.get_by_role("button", name="Continue to the shop").click()
    page.get_by_role("link", name="Leave without a cart").click()

    expect(page.get_by_role("button")).to_have_text(["Go back without a cart"])


@pytest.mark.parametrize("look", [requests.get, requests.head], ids=["GET", "HEAD"])
def test_looking_at_a_start_link_does_not_spend_it(page, demo, look):
    # given
    link = start_page(demo, create_partner(demo))

    # when
    for _ in range(3):
        assert look(link, timeout=20).status_code == 200

    # then
    page.goto(link)
    page.get_by_role("button", name="Continue to the shop").click()
    expect(page).to_have_url(re.compile("/shop/$"))
