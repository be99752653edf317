"""What goes into the cart and out of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.shop.conftest import VISIT, Upstream, cart_of

GLOVES = "/shop/products/safety-gloves"
VARIANT, LINE = "VmFyaWFudDox", "TGluZTox"
BAD_QUANTITIES = ["0", "-1", "10000", "9" * 5000, "two", "1.5", "", "1e3", "NaN", "<script>"]


def test_article_goes_into_the_cart_that_the_visit_brought(buyer: Client, upstream: Upstream) -> None:
    # given
    upstream.tell_change("ShopLinesAdd", "checkoutLinesAdd", cart_of(5))

    # when
    response = buyer.post(GLOVES, {"chosen": VARIANT, "quantity": "3"}, follow=True)

    # then
    assert upstream.asked["ShopLinesAdd"] == {
        "id": VISIT["checkoutId"],
        "lines": [{"variantId": VARIANT, "quantity": 3}],
    }
    assert response.redirect_chain == [(f"{GLOVES}?added=yes", 303)]
    assert "is in your cart" in response.content.decode()


def test_first_article_of_a_visitor_opens_a_cart(browser: Client, upstream: Upstream) -> None:
    # given
    upstream.tell_change("ShopCheckoutCreate", "checkoutCreate", cart_of(1))

    # when
    response = browser.post(GLOVES, {"chosen": VARIANT, "quantity": "1"})

    # then
    assert upstream.asked["ShopCheckoutCreate"]["input"]["channel"] == "default-channel"
    assert response.cookies["checkoutId-default-channel"].value == VISIT["checkoutId"]
    assert "expires" not in response.cookies["checkoutId-default-channel"].OutputString()


def test_buyer_whose_cart_is_gone_gets_no_other(buyer: Client, upstream: Upstream) -> None:
    # given
    upstream.tell("ShopCheckout", checkout=None)

    # when
    response = buyer.post(GLOVES, {"chosen": VARIANT, "quantity": "1"})

    # then
    assert response.status_code == 410
    assert b"punch out again" in response.content
    assert "ShopCheckoutCreate" not in upstream.asked


@pytest.mark.parametrize("quantity", BAD_QUANTITIES)
def test_quantity_that_is_none_is_asked_for_again(buyer: Client, upstream: Upstream, quantity: str) -> None:
    # when
    added = buyer.post(GLOVES, {"chosen": VARIANT, "quantity": quantity})
    changed = buyer.post("/shop/cart", {"chosen": LINE, "quantity": quantity})

    # then
    for response in (added, changed):
        assert response.status_code == 422
        assert b"Choose a quantity from 1 to 9,999." in response.content
        assert b"<script" not in response.content
    assert not {"ShopLinesAdd", "ShopLinesUpdate"} & set(upstream.asked)


@pytest.mark.parametrize("chosen", ["VmFyaWFudDo5OQ==", "<script>alert(1)</script>"])
def test_article_that_was_not_on_the_page_is_refused(buyer: Client, upstream: Upstream, chosen: str) -> None:
    # when
    response = buyer.post(GLOVES, {"chosen": chosen, "quantity": "1"})

    # then
    assert response.status_code == 422
    assert b"not on this page any more" in response.content
    assert b"<script" not in response.content
    assert "ShopLinesAdd" not in upstream.asked


def test_no_article_at_all_is_asked_for(buyer: Client) -> None:
    # when
    response = buyer.post(GLOVES, {"quantity": "1"})

    # then
    assert response.status_code == 422
    assert b"Choose an article first." in response.content


def test_refusal_of_saleor_is_shown_where_it_happened(buyer: Client, upstream: Upstream) -> None:
    # given
    upstream.tell_change("ShopLinesUpdate", "checkoutLinesUpdate", refusal="Only <3> remaining in stock.")

    # when
    response = buyer.post("/shop/cart", {"chosen": LINE, "quantity": "99"})

    # then
    assert response.status_code == 422
    assert b"Only &lt;3&gt; remaining in stock." in response.content


def test_mutation_that_saleor_cannot_carry_out_is_a_refusal(buyer: Client, upstream: Upstream) -> None:
    # given
    answer = {"errors": [{"message": "odd id"}], "data": {"checkoutLinesAdd": None}}
    upstream.answers["ShopLinesAdd"] = (200, answer)

    # when
    response = buyer.post(GLOVES, {"chosen": VARIANT, "quantity": "1"})

    # then
    assert response.status_code == 422


def test_cart_shows_net_tax_and_gross(buyer: Client) -> None:
    # when
    page = buyer.get("/shop/cart").content.decode()

    # then
    for amount in ("€25.00", "€4.76", "€29.76"):
        assert amount in page


def test_delivery_is_shown_where_it_was_chosen(buyer: Client, upstream: Upstream) -> None:
    # given
    upstream.tell("ShopCheckout", checkout=cart_of(1) | {"deliveryMethod": {"name": "Standard delivery"}})

    # when
    page = buyer.get("/shop/cart").content.decode()

    # then
    assert "Standard delivery, net" in page


def test_line_takes_another_quantity(buyer: Client, upstream: Upstream) -> None:
    # given
    upstream.tell_change("ShopLinesUpdate", "checkoutLinesUpdate", cart_of(7))

    # when
    response = buyer.post("/shop/cart", {"chosen": LINE, "quantity": "7"})

    # then
    assert upstream.asked["ShopLinesUpdate"]["lines"] == [{"lineId": LINE, "quantity": 7}]
    assert (response.status_code, response["Location"]) == (303, "/shop/cart")


def test_line_is_removed_whatever_its_quantity_says(buyer: Client, upstream: Upstream) -> None:
    # given
    upstream.tell_change("ShopLinesDelete", "checkoutLinesDelete", cart_of(0))

    # when
    response = buyer.post("/shop/cart", {"chosen": LINE, "quantity": "none", "remove": "yes"})

    # then
    assert upstream.asked["ShopLinesDelete"] == {"id": VISIT["checkoutId"], "linesIds": [LINE]}
    assert response.status_code == 303


def test_empty_cart_offers_nothing_to_return(buyer: Client, upstream: Upstream) -> None:
    # given
    upstream.tell("ShopCheckout", checkout=cart_of(0))

    # when
    page = buyer.get("/shop/cart").content.decode()

    # then
    assert "Your cart is empty" in page
    assert VISIT["returnUrl"] not in page
    assert VISIT["cancelUrl"] in page


def test_cart_that_is_gone_says_whose_turn_it_is(buyer: Client, upstream: Upstream) -> None:
    # given
    upstream.tell("ShopCheckout", checkout=None)

    # when
    page = buyer.get("/shop/cart").content.decode()

    # then
    assert "This cart is closed" in page
    assert "punch out again" in page


def careful_browser() -> Client:
    return Client(enforce_csrf_checks=True)


def test_form_of_another_site_is_refused(upstream: Upstream) -> None:
    # given
    browser = careful_browser()
    browser.get("/shop/api/punchout?code=c0de")

    # when
    response = browser.post("/shop/cart", {"chosen": LINE, "remove": "yes"})

    # then
    assert response.status_code == 403
    assert b"This form was not taken" in response.content
    assert "ShopLinesDelete" not in upstream.asked


@pytest.mark.parametrize("secure", [False, True])
def test_form_of_the_shop_itself_is_taken(upstream: Upstream, secure: bool) -> None:
    # given
    upstream.tell_change("ShopLinesDelete", "checkoutLinesDelete", cart_of(0))
    browser = careful_browser()
    browser.get("/shop/api/punchout?code=c0de", secure=secure)
    page = browser.get("/shop/cart", secure=secure)
    token = re.findall('name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[0]
    headers: dict[str, Any] = {"Origin": "https://testserver"} if secure else {}

    # when
    sent = {"chosen": LINE, "remove": "yes", "csrfmiddlewaretoken": token}
    response = browser.post("/shop/cart", sent, secure=secure, headers=headers)

    # then
    assert response.status_code == 303
    assert ("Partitioned" in page.cookies["csrftoken"].OutputString()) is secure
