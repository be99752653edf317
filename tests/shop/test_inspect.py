"""Who came to look at a cart can change nothing of it; who came to edit one may also bring it back empty."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.shop.conftest import CODES, GLOVES, VISIT, Upstream, cart_of

PRODUCT = "/shop/products/safety-gloves"


def enter(browser: Client, upstream: Upstream, **told: str) -> str:
    """Come in with a code for which this is told; gives the address of the first page."""
    upstream.answers[CODES] = (200, VISIT | told)
    return browser.get("/shop/api/punchout?code=c0de")["Location"]


@pytest.fixture
def inspector(browser: Client, upstream: Upstream) -> Client:
    enter(browser, upstream, operation="inspect", path="/cart")
    return browser


def test_the_cart_is_shown_without_a_button_that_would_change_it(inspector: Client) -> None:
    page = inspector.get("/shop/cart").content.decode()

    assert "You look at a cart of Acme Hospitals." in page
    assert "Safety gloves" in page
    assert VISIT["cancelUrl"] in page
    assert VISIT["returnUrl"] not in page
    assert "Remove" not in page


def test_no_article_can_be_put_in(inspector: Client, upstream: Upstream) -> None:
    # given
    variant = GLOVES["variants"][0]["id"]

    # then
    assert "Add to cart" not in inspector.get(PRODUCT).content.decode()
    refused = inspector.post(PRODUCT, {"chosen": variant, "quantity": "1"})
    assert refused.status_code == 422
    assert "only to be looked at" in refused.content.decode()
    assert "ShopLinesAdd" not in upstream.asked


def test_no_line_can_be_changed(inspector: Client, upstream: Upstream) -> None:
    refused = inspector.post("/shop/cart", {"chosen": "TGluZTox", "remove": "yes"})

    assert refused.status_code == 422
    assert "ShopLinesDelete" not in upstream.asked


@pytest.mark.parametrize(("operation", "leads_back"), [("create", False), ("edit", True), ("inspect", False)])
def test_only_an_edited_cart_can_be_returned_empty(
    browser: Client, upstream: Upstream, operation: str, leads_back: bool
) -> None:
    # given
    enter(browser, upstream, operation=operation)
    upstream.tell("ShopCheckout", checkout=cart_of(0))

    # then
    assert (VISIT["returnUrl"] in browser.get("/shop/cart").content.decode()) is leads_back


@pytest.mark.parametrize("path", ["/", "/cart", "/search?q=hex%20bolt", "/products/safety-gloves?variant=VmFyaWFudDox"])
def test_the_buyer_begins_where_the_visit_says(browser: Client, upstream: Upstream, path: str) -> None:
    # when
    first = enter(browser, upstream, path=path)

    # then
    assert first == f"/shop{path}"
    assert browser.get(first).status_code == 200


def test_a_search_address_searches(browser: Client, upstream: Upstream) -> None:
    browser.get("/shop/search?q=hex%20bolt")

    assert upstream.asked["ShopProducts"]["search"] == "hex bolt"


def test_the_variant_of_the_address_is_chosen(browser: Client, upstream: Upstream) -> None:
    # given
    other = GLOVES["variants"][0] | {"id": "VmFyaWFudDoy", "sku": "PPE-2", "name": "Size 10"}
    upstream.tell("ShopProduct", product=GLOVES | {"variants": [*GLOVES["variants"], other]})

    # when
    pages = [browser.get(f"{PRODUCT}?variant={named}").content.decode() for named in ("VmFyaWFudDoy", "unknown")]

    # then
    chosen, first = (page.partition(" checked>")[0].rpartition('value="')[2] for page in pages)
    assert chosen.startswith("VmFyaWFudDoy")
    assert first.startswith("VmFyaWFudDox")
