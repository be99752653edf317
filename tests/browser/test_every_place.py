"""The whole way in every place where a buyer may be: an own window, a frame of the same site, a frame of another site;
with third-party cookies and without."""

from __future__ import annotations

import contextlib
import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, PATIENCE
from tests.browser.errand import Errand, return_cart

COOKIES = {"third-party cookies allowed": 0, "third-party cookies blocked": 1}
"""What a user may choose (Chromium's ``CookieControlsMode``). A profile that Playwright makes itself blocks them."""
FRAMED = 'allow=""'
PLACES = {
    "window": ("buyer.localhost", ""),
    "frame of the same site": ("127.0.0.1", FRAMED),
    "frame of another site": ("buyer.localhost", FRAMED),
}


@pytest.fixture(params=COOKIES)
def window(request, chromium, tmp_path):
    """A buyer's window."""
    (tmp_path / "Default").mkdir()
    chosen = {"profile": {"cookie_controls_mode": COOKIES[request.param]}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(chosen))
    launched = chromium.browser_type.launch_persistent_context(tmp_path, executable_path=CHROMIUM)
    with contextlib.closing(launched) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@pytest.fixture(params=PLACES)
def errand(request, demo, place):
    host, frame = PLACES[request.param]
    made = Errand(demo, place, host)
    made.frame = frame
    return made


def test_third_party_cookies_are_kept_or_not_as_the_browser_says(window, place, request):
    # given
    third = place(
        {"/": "<script>document.cookie = 'probe=1; Secure; SameSite=None'</script>", "/again": "x"}, "127.0.0.1"
    )
    frame = f"<iframe src='{third.address}/' title='Third'></iframe>"
    first = place({"/": frame, "/again": frame.replace("/'", "/again'")}, "buyer.localhost")

    # when
    window.goto(f"{first.address}/")
    window.goto(f"{first.address}/again")
    window.frame_locator("iframe").locator("body").wait_for()

    # then
    is_blocked = "blocked" in request.node.callspec.id
    assert (third.visitors[-1].cookies == "") == is_blocked


def test_a_cart_returns_by_cxml(window, errand):
    # when
    shop = errand.open(window, errand.by_cxml(), frame=errand.frame)
    return_cart(shop)

    # then
    expect(shop.get_by_role("heading", level=1)).to_have_text("Taken over")
    assert "<PunchOutOrderMessage>" in errand.posted["cxml-urlencoded"]


def test_a_cart_returns_by_oci(window, errand):
    # when
    shop = errand.open(window, errand.by_oci(), frame=errand.frame)
    return_cart(shop)

    # then
    expect(window.get_by_role("heading", level=1)).to_have_text("Taken over")
    assert errand.posted["NEW_ITEM-QUANTITY[1]"]
    assert errand.posted["sap-client"] == "001"
