"""Start and return lead through hosts that nobody told us about. Chromium holds a form's Content Security Policy
against every redirect after it, so that a policy naming one origin would strand the buyer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.partners import ask, create_partner, start_page
from tests.browser.story import NUTS, add, open_summary
from tests.flows.story import status

EVIL = "https://evil.example.com"


def test_a_procurement_portal_may_redirect_the_returned_cart_to_a_third_origin(page, demo, place):
    # given
    third = place({"/requisition": "<h1>Your requisition</h1>"}, "127.0.0.1")
    portal = place({"/punchout/return": f"303 {third.address}/requisition"})
    page.goto(start_page(demo, create_partner(demo), browser_form_post=f"{portal.address}/punchout/return"))
    add(page, NUTS, 2)
    open_summary(page)

    # when
    page.get_by_role("button", name="Return the cart").click()

    # then
    expect(page).to_have_url(f"{third.address}/requisition")
    expect(page.get_by_role("heading")).to_have_text("Your requisition")
    (cart,) = portal.posts()
    assert cart.body.startswith("cxml-urlencoded=")
    assert "FST-1010" in cart.body


def test_a_storefront_may_redirect_the_buyer_to_a_third_origin(page, demo, place):
    # given
    shop = place({"/en/catalogue": "<h1>Welcome</h1>"})
    entrance = place({"/api/punchout": f"303 {shop.address}/en/catalogue"}, "127.0.0.1")
    header = create_partner(demo, storefrontUrl=f"{entrance.address}/api/punchout")

    # when
    page.goto(start_page(demo, header))

    # then
    expect(page).to_have_url(f"{shop.address}/en/catalogue")
    (visitor,) = entrance.visitors
    assert visitor.code
    assert visitor.referrer == ""  # the start link stays between procurement and us


@pytest.mark.parametrize(
    "address",
    [
        f"{EVIL}/",
        "javascript:alert(1)",
        "data:text/html,<h1>x</h1>",
        "//evil.example.com/",
        "http://127.0.0.1@evil.example.com/",
        "http://127.0.0.1\\@evil.example.com/",
        "http://127.0.0.1.evil.example.com/",
        f"http://127.0.0.1/\n{EVIL}",
    ],
)
def test_a_hostile_return_address_gets_no_start_page(demo, address):
    answer = ask(demo, create_partner(demo), browser_form_post=address)

    assert status(answer) in (400, 403)
    assert answer.payload is None


def test_hostile_words_of_a_request_stay_words(profile, demo):
    # given
    markup = f'"></form><base href="{EVIL}"><form id="start" action="{EVIL}"><script src="{EVIL}"></script>'
    address = f"{demo}/nowhere?x={markup}"
    header = create_partner(demo, name=f"Mills {markup}")
    page = profile(java_script_enabled=False).new_page()

    # when
    page.goto(start_page(demo, header, browser_form_post=address, extrinsics={"UserFullName": markup}))
    _expect_one_form(page, page.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text(markup)
    page.get_by_role("button", name="Continue to the shop").click()
    add(page, NUTS)
    open_summary(page)
    _expect_one_form(page, page.url)
    page.get_by_role("button", name="Return the cart").click()

    # then
    _expect_one_form(page, address)


def _expect_one_form(page, action):
    expect(page.locator("form")).to_have_count(1)
    expect(page.locator("form")).to_have_js_property("action", page.evaluate("text => new URL(text).href", action))
    expect(page.locator("base, script[src]")).to_have_count(0)
