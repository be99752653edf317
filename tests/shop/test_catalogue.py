"""Looking around, searching, and everything that is not there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.shop.conftest import GLOVES, PAPER, Upstream, page_of, price


def test_shows_articles_with_net_prices_to_anybody(browser: Client, upstream: Upstream) -> None:
    # when
    response = browser.get("/shop/")
    page = response.content.decode()

    # then
    assert response.status_code == 200
    assert "Safety gloves" in page
    assert "€12.50" in page
    assert "net per pair" in page
    assert upstream.asked["ShopProducts"]["channel"] == "default-channel"
    assert "Authorization" not in upstream.headers


def test_every_site_may_frame_it_and_nothing_is_loaded_from_elsewhere(browser: Client) -> None:
    # when
    response = browser.get("/shop/")

    # then
    assert "X-Frame-Options" not in response
    assert "frame-ancestors" not in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "<script" not in response.content.decode()


def test_category_shows_its_articles_only(browser: Client) -> None:
    # when
    page = browser.get("/shop/?category=office").content.decode()

    # then
    assert "Copy paper" in page
    assert "Safety gloves" not in page
    assert 'href="/shop/?">All</a>' in page


def test_search_asks_saleor_and_keeps_what_was_typed(browser: Client, upstream: Upstream) -> None:
    # given
    upstream.tell("ShopProducts", products=page_of(GLOVES))

    # when
    page = browser.get("/shop/", {"q": " gloves "}).content.decode()

    # then
    assert upstream.asked["ShopProducts"]["search"] == "gloves"
    assert 'value="gloves"' in page
    assert "1 article<" in page


def test_search_that_finds_nothing_shows_its_words_as_words(browser: Client, upstream: Upstream) -> None:
    # given
    upstream.tell("ShopProducts", products=page_of())

    # when
    page = browser.get("/shop/", {"q": '"><script>alert(1)</script>'}).content.decode()

    # then
    assert "No article fits" in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_long_search_is_cut(browser: Client, upstream: Upstream) -> None:
    # when
    browser.get("/shop/", {"q": "x" * 5000})

    # then
    assert upstream.asked["ShopProducts"]["search"] == "x" * 100


def test_more_articles_than_fit_on_a_page_are_a_link_away(browser: Client, upstream: Upstream) -> None:
    # given
    more = page_of(GLOVES, PAPER) | {"pageInfo": {"hasNextPage": True, "endCursor": "100"}}
    upstream.tell("ShopProducts", products=more)

    # when
    page = browser.get("/shop/?q=a").content.decode()

    # then
    assert 'href="/shop/?q=a&amp;after=100">More articles' in page


def test_cursor_that_saleor_cannot_read_is_no_page(browser: Client, upstream: Upstream) -> None:
    # given
    upstream.answers["ShopProducts"] = (200, {"errors": [{"message": "no cursor"}], "data": {"products": None}})

    # when
    response = browser.get("/shop/?after=%00'")

    # then
    assert response.status_code == 404


def test_article_shows_price_tax_stock_and_facts(browser: Client) -> None:
    # when
    page = browser.get("/shop/products/safety-gloves").content.decode()

    # then
    for words in ("€12.50", "plus €2.38 tax", "40 in stock", "PPE-1", "2 days", "46181504"):
        assert words in page
    assert "For oily work &amp; more." in page


def test_currency_without_a_sign_is_named(browser: Client, upstream: Upstream) -> None:
    # given
    variant = GLOVES["variants"][0] | {"pricing": {"price": price(1234.5, 0)}}
    for part in ("net", "tax", "gross"):
        variant["pricing"]["price"][part]["currency"] = "CHF"
    upstream.tell("ShopProduct", product=GLOVES | {"variants": [variant]})

    # when
    page = browser.get("/shop/products/safety-gloves").content.decode()

    # then
    assert "CHF 1,234.50" in page


@pytest.mark.parametrize("description", [None, "plain words", "[]", '{"blocks": [{}, 7]}', '{"blocks": "x"}'])
def test_description_in_no_known_shape_is_left_out(browser: Client, upstream: Upstream, description: Any) -> None:
    # given
    upstream.tell("ShopProduct", product=GLOVES | {"description": description, "category": None, "variants": []})

    # when
    response = browser.get("/shop/products/safety-gloves")

    # then
    assert response.status_code == 200
    assert b"not sold at the moment" in response.content


@pytest.mark.parametrize("address", ["products/unknown", "products/%3Cscript%3E", "produkte", "cart/../../etc"])
def test_what_is_not_there_looks_like_the_shop(browser: Client, upstream: Upstream, address: str) -> None:
    # given
    upstream.tell("ShopProduct", product=None)

    # when
    response = browser.get(f"/shop/{address}")

    # then
    assert response.status_code == 404
    assert b"There is no such page" in response.content
    assert b"<script" not in response.content


@pytest.mark.parametrize("address", ["", "cart", "products/safety-gloves"])
@pytest.mark.parametrize("answer", [(502, b"bad gateway"), (200, b"not json"), (400, {"errors": [{"message": "no"}]})])
def test_saleor_that_is_down_gives_a_page_that_says_so(
    buyer: Client, upstream: Upstream, address: str, answer: tuple[int, Any]
) -> None:
    # given
    upstream.answers.update(dict.fromkeys(["ShopProducts", "ShopProduct", "ShopCheckout"], answer))

    # when
    response = buyer.get(f"/shop/{address}")

    # then
    assert response.status_code == 503
    assert b"takes a short break" in response.content


def test_nobody_listening_is_down_too(browser: Client, settings: Any) -> None:
    # given
    settings.PUNCHOUT_SHOP_SALEOR_URL = "http://127.0.0.1:9/graphql/"

    # when
    response = browser.get("/shop/")

    # then
    assert response.status_code == 503
