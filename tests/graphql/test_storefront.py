"""What a storefront does for its buyer, from the code in its address to the form that leads back."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from saleor_punchout.documents.cxml.punchout import read_setup_response
from saleor_punchout.models import DocumentRecord, PunchOutSession
from saleor_punchout.sandbox.portal.buyers import BUYERS, GENERIC
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.flows.story import RETURN_URL, post, read_cart, setup_request
from tests.graphql.asking import ERRORS

pytestmark = pytest.mark.usefixtures("world")

START = f"""
mutation ($code: String!) {{
  punchOutSessionStart(code: $code) {{
    sessionToken checkoutId channel returnUrl cancelUrl path operation maxAge
    session {{ id state operation buyer userName userEmail channel checkoutId isTest startedAt cart {{ createdAt }} }}
    {ERRORS}
  }}
}}
"""
WARNING = "line field code message source"
TRANSFER = f"""
mutation ($token: String!, $checkout: ID!) {{
  punchOutCheckoutTransfer(sessionToken: $token, checkoutId: $checkout) {{
    form {{ action method target charset fields {{ name value }} }}
    html
    cart {{
      total {{ amount currency }} deliveryMethod warnings {{ {WARNING} }}
      lines {{ number sku name quantity unit unitPrice total supplierPartAuxiliaryId }}
    }}
    warnings {{ {WARNING} }}
    {ERRORS}
  }}
}}
"""
CANCEL = f"""
mutation ($token: String!) {{
  punchOutSessionCancel(sessionToken: $token) {{
    form {{ action method target fields {{ name value }} }} html {ERRORS}
  }}
}}
"""
SESSION = "query ($token: String) { punchOutSession(sessionToken: $token) { state buyer cart { total { amount } } } }"
FIND = """
query ($sku: [String!]) {
  productVariants(first: 1, channel: "default-channel", filter: {sku: $sku}) { edges { node { id } } }
}
"""
ADD = """
mutation ($id: ID!, $lines: [CheckoutLineInput!]!) { checkoutLinesAdd(id: $id, lines: $lines) { errors { message } } }
"""


def code_for(client, buyer=GENERIC):
    """What the storefront's address holds after a buyer came through the start page."""
    answer = post(client, setup_request(buyer))
    start_page = urlsplit(read_setup_response(answer.payload)).path
    assert client.get(start_page).status_code == 200
    location = client.post(start_page)["Location"]
    return parse_qs(urlsplit(location).query)["code"][0]


@dataclass
class Visit:
    token: str
    checkout: str


def enter(api, client, buyer=GENERIC):
    started = api.ask(START, code=code_for(client, buyer))
    assert started["errors"] == []
    return Visit(started["sessionToken"], started["checkoutId"])


def fill(visit, *wanted):
    """Put articles into the checkout as a shopper does, who needs no token."""
    shopper = SandboxTransport("", "")
    lines = []
    for sku, quantity in wanted:
        (edge,) = shopper.execute(FIND, {"sku": [sku]})["data"]["productVariants"]["edges"]
        lines.append({"variantId": edge["node"]["id"], "quantity": quantity})
    added = shopper.execute(ADD, {"id": visit.checkout, "lines": lines})
    assert added["data"]["checkoutLinesAdd"]["errors"] == []


def document_of(form):
    (field,) = form["fields"]
    value = field["value"]
    return base64.b64decode(value) if field["name"].lower() == "cxml-base64" else value.encode("ascii")


def test_a_code_opens_the_session(api, client):
    # when
    started = api.ask(START, code=code_for(client))

    # then
    session = PunchOutSession.objects.get()
    assert started["errors"] == []
    assert started["checkoutId"] == session.checkout_id
    assert started["channel"] == "default-channel"
    assert started["returnUrl"] == f"http://testserver/return/{started['sessionToken']}"
    assert started["cancelUrl"] == f"http://testserver/cancel/{started['sessionToken']}"
    assert (started["path"], started["operation"]) == ("/", "create")
    assert 12 * 3600 - 60 < started["maxAge"] <= 12 * 3600
    assert started["session"] | {"id": "", "startedAt": ""} == {
        "id": "",
        "state": "STARTED",
        "operation": "create",
        "buyer": GENERIC.name,
        "userName": session.user_name,
        "userEmail": GENERIC.user_email,
        "channel": "default-channel",
        "checkoutId": session.checkout_id,
        "isTest": False,
        "startedAt": "",
        "cart": None,
    }


def test_a_code_works_once(api, client):
    # given
    code = code_for(client)
    api.ask(START, code=code)

    # when
    again = api.ask(START, code=code)

    # then
    assert [error["code"] for error in again["errors"]] == ["LINK_SPENT"]
    assert again["sessionToken"] is None
    assert again["session"] is None


@pytest.mark.parametrize("code", ["", "guessed", "x" * 10_000, "\0", "é"])
def test_a_code_that_never_was_opens_nothing(api, code):
    assert api.refusals(START, code=code) == [(None, "LINK_SPENT")]


def test_a_code_is_dead_after_a_minute(api, client):
    # given
    code = code_for(client)
    PunchOutSession.objects.update(code_expires_at=timezone.now() - timedelta(seconds=1))

    # then
    assert api.refusals(START, code=code) == [(None, "LINK_SPENT")]


def test_the_token_of_a_session_shows_it_and_nothing_of_the_partner(api, client):
    # given
    visit = enter(api, client)

    # then
    assert api.ask(SESSION, token=visit.token) == {"state": "STARTED", "buyer": GENERIC.name, "cart": None}
    for field in ("reason", "partner { name }", "documents { body }", "purchaseOrders { orderId }"):
        query = f"query ($token: String) {{ punchOutSession(sessionToken: $token) {{ state {field} }} }}"
        assert api.denials(query, token=visit.token) == ["PermissionDenied"]
        assert api.answer(query, token=visit.token)["data"]["punchOutSession"]["state"] == "STARTED"


@pytest.mark.parametrize("token", ["guessed", " "])
def test_a_wrong_token_shows_nothing(api, client, token):
    enter(api, client)

    assert api.ask(SESSION, token=token) is None


def test_no_token_at_all_is_for_staff(api):
    assert api.denials(SESSION, token="") == ["PermissionDenied"]
    assert api.denials(SESSION, token=None) == ["PermissionDenied"]


def test_the_cart_goes_back_as_a_form(api, client):
    # given
    visit = enter(api, client)
    fill(visit, ("FST-1001", 3), ("FST-1002", 2))

    # when
    sent = api.ask(TRANSFER, token=visit.token, checkout=visit.checkout)

    # then
    assert sent["errors"] == []
    assert sent["form"] | {"fields": []} == {
        "action": RETURN_URL,
        "method": "POST",
        "target": "_self",
        "charset": "utf-8",
        "fields": [],
    }
    message = read_cart(document_of(sent["form"]))
    assert message.buyer_cookie == "cookie-4711"
    assert [(item.item_id.supplier_part_id, int(item.quantity)) for item in message.items] == [
        ("FST-1001", 3),
        ("FST-1002", 2),
    ]
    assert sent["cart"]["total"] == {"amount": "167.40", "currency": "EUR"}
    first, second = sent["cart"]["lines"]
    assert first | {"supplierPartAuxiliaryId": ""} == {
        "number": 1,
        "sku": "FST-1001",
        "name": first["name"],
        "quantity": 3,
        "unit": "BX",
        "unitPrice": "14.80",
        "total": "44.40",
        "supplierPartAuxiliaryId": "",
    }
    assert first["supplierPartAuxiliaryId"] == message.items[0].item_id.supplier_part_auxiliary_id
    assert second["number"] == 2
    assert sent["warnings"] == sent["cart"]["warnings"] == []
    assert api.ask(SESSION, token=visit.token)["state"] == "RETURNED"


@pytest.mark.parametrize("buyer", BUYERS.values(), ids=BUYERS)
def test_the_html_holds_the_same_form(api, client, buyer):
    # given
    visit = enter(api, client, buyer)
    fill(visit, ("FST-1001", 1))

    # when
    sent = api.ask(TRANSFER, token=visit.token, checkout=visit.checkout)

    # then
    assert f'action="{RETURN_URL}"' in sent["html"]
    assert f'name="{sent["form"]["fields"][0]["name"]}"' in sent["html"]
    assert "<script" not in sent["html"]
    assert buyer.secret not in str(sent)
    assert read_cart(document_of(sent["form"])).items


def test_asked_twice_the_cart_is_the_same_document(api, client):
    # given
    visit = enter(api, client)
    fill(visit, ("FST-1001", 3))
    first = api.ask(TRANSFER, token=visit.token, checkout=visit.checkout)
    fill(visit, ("FST-1002", 9))

    # when
    second = api.ask(TRANSFER, token=visit.token, checkout=visit.checkout)

    # then
    assert second == first
    assert DocumentRecord.objects.filter(kind="PunchOutOrderMessage").count() == 1


def test_a_checkout_of_somebody_else_is_not_returned(api, client):
    # given
    visit, other = enter(api, client), enter(api, client, BUYERS["orrin-turbines"])
    fill(other, ("FST-1001", 1))

    # then
    assert api.refusals(TRANSFER, token=visit.token, checkout=other.checkout) == [(None, "CHECKOUT_NOT_FOUND")]
    assert api.ask(SESSION, token=visit.token)["state"] == "STARTED"
    assert api.ask(SESSION, token=other.token)["state"] == "STARTED"


def test_an_empty_cart_is_not_returned(api, client):
    visit = enter(api, client)

    refused = api.ask(TRANSFER, token=visit.token, checkout=visit.checkout)

    assert [error["code"] for error in refused["errors"]] == ["EMPTY_CART"]
    assert refused["form"] is None
    assert api.ask(SESSION, token=visit.token)["state"] == "STARTED"


@pytest.mark.parametrize("query", [TRANSFER, CANCEL])
def test_a_wrong_token_returns_nothing(api, client, query):
    visit = enter(api, client)

    variables = {"token": "guessed"} | ({"checkout": visit.checkout} if query is TRANSFER else {})
    assert api.refusals(query, **variables) == [(None, "LINK_SPENT")]


def test_going_back_without_a_cart_says_that_nothing_changed(api, client):
    # given
    visit = enter(api, client)
    fill(visit, ("FST-1001", 1))

    # when
    cancelled = api.ask(CANCEL, token=visit.token)

    # then
    message = read_cart(document_of(cancelled["form"]))
    assert cancelled["errors"] == []
    assert cancelled["form"]["action"] == RETURN_URL
    assert (message.status.code, message.items, message.buyer_cookie) == (204, (), "cookie-4711")
    assert api.ask(SESSION, token=visit.token)["state"] == "CANCELLED"


def test_a_session_that_ended_returns_nothing_more(api, client):
    # given
    visit = enter(api, client)
    fill(visit, ("FST-1001", 1))
    api.ask(CANCEL, token=visit.token)

    # then
    assert api.refusals(TRANSFER, token=visit.token, checkout=visit.checkout) == [(None, "SESSION_CLOSED")]


def test_going_back_without_a_cart_twice_is_the_same_document(api, client):
    # given
    visit = enter(api, client)

    # when
    forms = [api.ask(CANCEL, token=visit.token)["form"] for _ in range(2)]

    # then
    assert document_of(forms[0]) == document_of(forms[1])


def test_a_session_that_expired_returns_nothing_more(api, client):
    # given
    visit = enter(api, client)
    fill(visit, ("FST-1001", 1))
    PunchOutSession.objects.update(expires_at=timezone.now())

    # then
    assert api.refusals(TRANSFER, token=visit.token, checkout=visit.checkout) == [(None, "SESSION_CLOSED")]


def test_a_saleor_that_does_not_answer_is_told_as_such(api, client, settings):
    # given
    visit = enter(api, client)
    settings.PUNCHOUT_TRANSPORT = "tests.graphql.silence.Silence"

    # when
    refused = api.ask(TRANSFER, token=visit.token, checkout=visit.checkout)

    # then
    (error,) = refused["errors"]
    assert error["code"] == "SALEOR_UNAVAILABLE"
    assert api.ask(SESSION, token=visit.token)["state"] == "STARTED"


def test_a_shopper_learns_nothing_of_our_settings(api, client, settings, caplog):
    # given
    visit = enter(api, client)
    settings.PUNCHOUT_TRANSPORT = "saleor_punchout.gateway.transports.HttpTransport"

    # when
    refused = api.ask(TRANSFER, token=visit.token, checkout=visit.checkout)

    # then
    (error,) = refused["errors"]
    assert error["message"] == "The shop does not answer at the moment. Wait a little, then try again."
    assert "shop.example.com" in caplog.text
