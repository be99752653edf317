"""A link, a code or a cart that was refused stands in the journal, with the visit that it belongs to."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from saleor_punchout.flows import visit
from saleor_punchout.models import DocumentRecord, PunchOutSession
from tests.flows.story import BASE_URL, punch_out, shop

pytestmark = pytest.mark.usefixtures("world")
TRANSFER = """
mutation ($token: String!, $checkout: ID!) {
  punchOutCheckoutTransfer(sessionToken: $token, checkoutId: $checkout) { errors { code } }
}
"""


def turned_away():
    """Kind, status and session of what the journal has of refused calls."""
    rows = DocumentRecord.objects.filter(direction="in", body="").order_by("pk")
    return [(row.kind, row.status, row.session_id) for row in rows]


def code_of(client):
    return parse_qs(urlsplit(visit.start(punch_out(client))).query)["code"][0]


def redeem(client, code):
    return client.post("/storefront/sessions", {"code": code}, content_type="application/json")


def transfer(client, token, checkout):
    body = json.dumps({"query": TRANSFER, "variables": {"token": token, "checkout": checkout}})
    answer = client.post("/graphql/", body, content_type="application/json").json()
    return [error["code"] for error in answer["data"]["punchOutCheckoutTransfer"]["errors"]]


def test_a_code_that_is_used_twice(client):
    # given
    code = code_of(client)
    assert redeem(client, code).status_code == 200

    # when
    assert redeem(client, code).status_code == 410

    # then
    session = PunchOutSession.objects.get()
    assert turned_away() == [("StorefrontSession", 410, session.pk)]
    assert session.state == PunchOutSession.State.STARTED


def test_a_code_and_a_start_link_that_came_too_late(client, later):
    # given
    code, link = code_of(client), punch_out(client, buyer_cookie="another")
    later(timedelta(hours=1))

    # when
    redeem(client, code)
    client.get(f"/start/{link}")

    # then
    first, second = PunchOutSession.objects.order_by("pk")
    assert turned_away() == [("StorefrontSession", 410, first.pk), ("StartLink", 410, second.pk)]


def test_links_that_never_were(client):
    # when
    for page in ("start", "return", "cancel"):
        assert client.get(f"/{page}/nonsense").status_code == 410

    # then
    assert turned_away() == [("StartLink", 410, None), ("ReturnLink", 410, None), ("CancelLink", 410, None)]


def test_the_checkout_of_another_visit(client, saleor):
    # given
    mine, theirs = shop(client, saleor), shop(client, saleor, buyer_cookie="another")
    theirs.add("FST-1001", 1)

    # when
    codes = transfer(client, mine.token, theirs.session.checkout_id)

    # then
    assert codes == ["CHECKOUT_NOT_FOUND"]
    assert turned_away() == [("PunchOutCheckoutTransfer", 400, mine.session.pk)]
    assert set(PunchOutSession.objects.values_list("state", flat=True)) == {PunchOutSession.State.STARTED}


def test_a_visit_that_is_over(client, saleor, later):
    # given
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 1)
    later(timedelta(days=1))

    # when
    codes = transfer(client, visitor.token, visitor.session.checkout_id)
    page = client.post(urlsplit(f"{BASE_URL}/return/{visitor.token}").path.removeprefix("/punchout"))

    # then
    assert (codes, page.status_code) == (["SESSION_CLOSED"], 409)
    assert turned_away() == [
        ("PunchOutCheckoutTransfer", 400, visitor.session.pk),
        ("ReturnLink", 400, visitor.session.pk),
    ]


def test_an_empty_cart_is_no_news(client, saleor):
    # given
    visitor = shop(client, saleor)

    # then
    assert client.post(f"/return/{visitor.token}").status_code == 409
    assert turned_away() == []
