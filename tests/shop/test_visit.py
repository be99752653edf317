"""From the code to the cart and the way back."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client, RequestFactory

from saleor_punchout.sandbox.shop.cookies import keep
from tests.shop.conftest import CODES, VISIT, Upstream

ENTRANCE = "/shop/api/punchout?code=c0de"


def set_cookies(response: Any) -> list[str]:
    """The Set-Cookie headers, in the order in which they leave."""
    return [cookie.OutputString() for cookie in response.cookies.values()]


def test_code_becomes_cart_and_way_back(browser: Client, upstream: Upstream) -> None:
    # when
    response = browser.get(ENTRANCE)

    # then
    assert upstream.asked[CODES] == {"code": "c0de"}
    assert (response.status_code, response["Location"]) == (303, "/shop/")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    cart, punchout = set_cookies(response)
    assert cart == "checkoutId-default-channel=Q2hlY2tvdXQ6MQ%3D%3D; HttpOnly; Max-Age=3600; Path=/; SameSite=Lax"
    assert punchout.startswith("punchout=")
    assert punchout.endswith("; HttpOnly; Max-Age=3600; Path=/; SameSite=Lax")


def test_over_https_the_cookies_survive_a_frame_and_older_namesakes_leave_first(browser: Client) -> None:
    # when
    response = browser.get(ENTRANCE, secure=True)

    # then
    kept = "HttpOnly; Max-Age=3600; Partitioned; Path=/; SameSite=None; Secure"
    first, second, third, fourth = set_cookies(response)
    assert first == "checkoutId-default-channel=; HttpOnly; Max-Age=0; Path=/"
    assert second == f"checkoutId-default-channel=Q2hlY2tvdXQ6MQ%3D%3D; {kept}"
    assert third == "punchout=; HttpOnly; Max-Age=0; Path=/"
    assert fourth.startswith("punchout=e")
    assert fourth.endswith(f"; {kept}")


def test_buyer_sees_for_whom_and_both_ways_back(buyer: Client) -> None:
    # when
    page = buyer.get("/shop/cart").content.decode()

    # then
    assert "You are shopping for Acme Hospitals." in page
    assert f'href="{VISIT["returnUrl"]}">Return cart to procurement' in page
    assert f'href="{VISIT["cancelUrl"]}">Leave without a cart' in page
    assert "checkout/" not in page.lower()


def test_visitor_without_a_visit_is_told_how_this_shop_sells(browser: Client, upstream: Upstream) -> None:
    # when
    page = browser.get("/shop/cart").content.decode()

    # then
    assert "You are shopping for" not in page
    assert "Your cart is empty" in page
    assert "this demo sells through PunchOut only" in page
    assert "ShopCheckout" not in upstream.asked


@pytest.mark.parametrize("status", [400, 404, 410])
def test_spent_code_says_whose_turn_it_is(browser: Client, upstream: Upstream, status: int) -> None:
    # given
    upstream.answers[CODES] = (status, {"error": "gone"})

    # when
    response = browser.get(ENTRANCE)

    # then
    assert response.status_code == 410
    assert b"Go back to your procurement system and punch out again." in response.content
    assert not response.cookies


@pytest.mark.parametrize("answer", [(500, {}), (200, b"<html>"), (200, []), (200, {"channel": "x"})])
def test_unreadable_answer_to_a_code_is_a_break_and_not_an_end(
    browser: Client, upstream: Upstream, answer: tuple[int, Any]
) -> None:
    # given
    upstream.answers[CODES] = answer

    # when
    response = browser.get(ENTRANCE)

    # then
    assert response.status_code == 503
    assert not response.cookies


def test_looking_at_the_entrance_spends_no_code(browser: Client, upstream: Upstream) -> None:
    # when
    response = browser.head(ENTRANCE)

    # then
    assert response.status_code == 405
    assert not upstream.asked


def test_second_punch_out_replaces_cart_and_way_back(buyer: Client, upstream: Upstream) -> None:
    # given
    newer = {"checkoutId": "Q2hlY2tvdXQ6Mg==", "returnUrl": "https://shop.example/return/newer"}
    upstream.answers[CODES] = (200, VISIT | newer)

    # when
    buyer.get(ENTRANCE)
    page = buyer.get("/shop/cart").content.decode()

    # then
    assert upstream.asked["ShopCheckout"] == {"id": newer["checkoutId"]}
    assert newer["returnUrl"] in page
    assert VISIT["returnUrl"] not in page


def test_visit_may_begin_at_an_article(browser: Client, upstream: Upstream) -> None:
    # given
    upstream.answers[CODES] = (200, VISIT | {"path": "/products/safety-gloves"})

    # when
    response = browser.get(ENTRANCE)

    # then
    assert response["Location"] == "/shop/products/safety-gloves"


@pytest.mark.parametrize(
    "forged",
    ["nonsense", signing.dumps({"return_url": "javascript:alert(1)"}, salt="other")],
    ids=["nonsense", "signed for something else"],
)
def test_planted_way_back_is_ignored(browser: Client, forged: str) -> None:
    # given
    browser.cookies = SimpleCookie({"punchout": forged})

    # when
    page = browser.get("/shop/").content.decode()

    # then
    assert "You are shopping for" not in page
    assert "javascript:" not in page


def test_cookie_without_a_lifetime_ends_with_the_browser() -> None:
    # given
    request, response = RequestFactory().get("/"), HttpResponse()

    # when
    keep(request, response, "name", "value; Path=/elsewhere")

    # then
    assert set_cookies(response) == ["name=value%3B%20Path%3D%2Felsewhere; HttpOnly; Path=/; SameSite=Lax"]
