"""The form that an OCI cart comes back in, as real Chromium posts it: its window, its bytes, and its way without
scripts."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.errand import Errand, return_cart

FRAMED = 'allow=""'


@pytest.fixture
def errand(demo, place):
    return Errand(demo, place, "buyer.localhost")


@pytest.mark.parametrize("name", ["returntarget", "~TARGET"])
@pytest.mark.parametrize(("target", "leaves"), [("_self", False), ("_parent", True), ("_top", True)])
def test_the_call_says_which_window_takes_the_cart(page, errand, name, target, leaves):
    # when
    shop = errand.open(page, errand.by_oci({name: target}), frame=FRAMED)
    return_cart(shop)

    # then
    taken = (page if leaves else shop).get_by_role("heading", name="Taken over")
    expect(taken).to_be_visible()
    expect(page.locator("iframe")).to_have_count(0 if leaves else 1)


def test_the_buyers_charset_is_the_charset_of_the_form(page, errand):
    # given
    call = {"http_content_charset": "ISO-8859-1", "~CALLER": "Größe"}

    # when
    return_cart(errand.open(page, errand.by_oci(call, charset="iso-8859-1")))
    expect(page.get_by_role("heading")).to_have_text("Taken over")

    # then
    (visitor,) = errand.portal.posts()
    assert parse_qs(visitor.body, encoding="latin-1")["~CALLER"] == ["Größe"]
    assert "Gr%F6%DFe" in visitor.body


def test_the_query_of_the_hook_comes_back_as_fields(page, errand):
    # when
    return_cart(errand.open(page, errand.by_oci()))
    expect(page.get_by_role("heading")).to_have_text("Taken over")

    # then
    (visitor,) = errand.portal.posts()
    assert visitor.path == "/taken"
    assert {
        "sap-client": "001",
        "~session": "4 2",
        "~OkCode": "ADDI",
        "~CALLER": "CTLG",
    }.items() <= visitor.fields.items()


def test_a_buyer_without_a_cart_goes_where_the_call_says(page, errand):
    # given
    errand.pages["/without"] = "<h1>Without a cart</h1>"
    shop = errand.open(page, errand.by_oci({"OCICANCEL": f"{errand.portal.address}/without?uniqueid=7"}))

    # when
    shop.get_by_role("link", name="Go back without").click()
    shop.get_by_role("button", name="Go back without a cart").click()

    # then
    expect(page.get_by_role("heading")).to_have_text("Without a cart")
    assert parse_qs(urlsplit(errand.portal.visitors[-1].path).query) == {"uniqueid": ["7"]}
    assert errand.portal.posts() == []


def test_a_buyer_without_scripts_presses_buttons(profile, errand):
    # given
    page = profile(java_script_enabled=False).new_page()

    # when
    shop = errand.open(page, errand.by_oci())
    shop.get_by_role("button", name="Continue to the shop").click()
    return_cart(shop)
    shop.get_by_role("button", name="Continue to procurement").click()

    # then
    expect(page.get_by_role("heading")).to_have_text("Taken over")
    assert errand.posted["NEW_ITEM-QUANTITY[1]"]


def test_a_strangers_page_may_not_frame_the_start(page, errand, complaints):
    # when
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        errand.open(page, errand.by_oci(frameAncestors=["https://procurement.example.com"]), frame=FRAMED)

    # then
    expect(page.frame_locator("iframe").get_by_role("button")).to_have_count(0)
    complaints.clear()
