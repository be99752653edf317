"""A shop in a window that procurement opened: the two know each other before the visit and after it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.errand import OPEN, Errand, return_cart

SANDBOX = 'sandbox="allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox"'
TELLING = "<h1>Taken over</h1><script>opener.document.querySelector('h1').textContent = 'The cart is here'</script>"


@pytest.fixture(params=["cxml", "oci"])
def errand(request, demo, place):
    made = Errand(demo, place, "buyer.localhost")
    made.opener = made.by_cxml() if request.param == "cxml" else made.by_oci({"returntarget": "_self"})
    return made


def test_the_page_that_takes_the_cart_tells_the_window_that_opened_the_shop(page, errand):
    # given
    errand.pages["/taken"] = TELLING
    errand.pages["/"] = f"<h1>Procurement</h1>{errand.opener}".replace(
        'target="{target}"', 'target="shop" rel="opener"'
    )
    page.goto(f"{errand.portal.address}/")

    # when
    with page.expect_popup() as opened:
        page.get_by_role("button", name=OPEN).click()
    return_cart(opened.value)

    # then
    expect(page.get_by_role("heading")).to_have_text("The cart is here")


def test_a_frame_that_keeps_no_cookies_goes_on_in_a_window_and_the_cart_returns(page, errand):
    # given
    shop = errand.open(page, errand.opener, frame=SANDBOX)
    expect(shop.get_by_role("heading", name="Your browser keeps no cookies here")).to_be_visible()

    # when
    with page.expect_popup() as opened:
        shop.get_by_role("button", name="Continue to the shop").click()
    return_cart(opened.value)

    # then
    expect(opened.value.get_by_role("heading")).to_have_text("Taken over")
    assert len(errand.portal.posts()) == 1
