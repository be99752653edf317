"""Procurement systems that show the shop in a frame: on another site, and only with the partner's leave."""

from __future__ import annotations

import requests
from playwright.sync_api import expect

from tests.browser.partners import create_partner, start_page
from tests.browser.storefront import add_article


def framing(address):
    return f'<h1>Procurement</h1><iframe src="{address}" width="900" height="600" title="Shop"></iframe>'


def test_a_partner_s_own_site_may_frame_the_start_page(page, profile, demo, place):
    # given
    portal = place(pages := {})
    header = create_partner(demo, frameAncestors=[portal.address])
    pages["/plain"] = framing(start_page(demo, header, buyer_cookie="plain"))
    pages["/"] = framing(start_page(demo, header))

    # when
    plain = profile(java_script_enabled=False).new_page()
    plain.goto(f"{portal.address}/plain")
    page.goto(f"{portal.address}/")

    # then
    start = plain.frame_locator("iframe")
    expect(start.get_by_role("heading", level=1)).to_have_text("Opening the shop for Quarrel Mills")
    start.get_by_role("button", name="Continue to the shop").click()
    for window in (plain, page):  # one by the button, one by itself
        shop = window.frame_locator("iframe")
        expect(shop.get_by_role("heading", level=1)).to_have_text("Everything for the workshop")


def test_nobody_else_may_frame_the_start_page(page, demo, place, complaints):
    # given
    stranger = place(pages := {})
    link = start_page(demo, create_partner(demo, frameAncestors=["https://procurement.example.com"]))
    pages["/"] = framing(link)

    # when
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(f"{stranger.address}/")

    # then
    expect(page.frame_locator("iframe").get_by_role("button", name="Continue to the shop")).to_have_count(0)
    assert requests.get(link, timeout=20).status_code == 200  # not spent
    assert len(complaints) == 1
    complaints.clear()


def test_a_framed_buyer_can_read_that_a_link_leads_no_further(page, demo, place):
    portal = place({"/": framing(f"{demo}/start/used-long-ago")})

    page.goto(f"{portal.address}/")

    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text("This link leads no further")


def test_a_cart_is_returned_inside_the_frame_without_any_cookie(page, demo, place):
    # given
    portal = place(pages := {"/done": "<h1>Taken over</h1>"}, "127.0.0.1")
    shop = place({"/enter": "<h1>Shop</h1>"})
    header = create_partner(demo, storefrontUrl=f"{shop.address}/enter", frameAncestors=[portal.address])
    pages["/"] = framing(start_page(demo, header, browser_form_post=f"{portal.address}/done"))
    page.goto(f"{portal.address}/")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Shop")

    # when
    session = requests.post(f"{demo}/storefront/sessions", json={"code": shop.visitors[-1].code}, timeout=20).json()
    add_article(demo, session["checkoutId"])
    pages["/back"] = framing(session["returnUrl"])
    page.goto(f"{portal.address}/back")
    frame.get_by_role("button", name="Return the cart").click()

    # then
    expect(frame.get_by_role("heading", level=1)).to_have_text("Taken over")
    expect(page.get_by_role("heading", name="Procurement")).to_be_visible()
    (cart,) = portal.posts()
    assert cart.body.startswith("cxml-urlencoded=")
