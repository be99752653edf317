"""Every address: who comes with the key of one partner finds nothing of another, in the same shop or in another."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from saleor_punchout.flows import placement
from saleor_punchout.flows.line_ids import auxiliary_id
from saleor_punchout.models import (
    Alarm,
    Attachment,
    Cart,
    Credential,
    DocumentRecord,
    PunchOutSession,
    PurchaseOrder,
    SaleorEvent,
    TradingPartner,
    Transmission,
)
from saleor_punchout.sandbox.models import Order
from saleor_punchout.service import urls
from tests.flows.story import line, order_request, post, setup_request, status, told
from tests.isolation.world import TwoSaleors, canary, marker, texts_of

TOLD_TO_ALL = {"manifest", "logo.png", "dashboard/assets/<slug:asked>/<str:name>"}
"""The same for everybody: they read no table."""
BY_VIEWER = {
    "dashboard": "",
    "dashboard/sessions": "",
    "dashboard/sessions/<slug:key>": "session",
    "dashboard/orders": "",
    "dashboard/orders/upload": "",
    "dashboard/orders/<int:pk>": "order",
    "dashboard/documents": "",
    "dashboard/documents/<int:pk>": "document",
    "dashboard/documents/<int:pk>/body": "document",
    "dashboard/partners": "",
    "dashboard/partners/<slug:slug>": "partner",
    "dashboard/settings": "",
    "dashboard/settings/check": "",
    "dashboard/widgets/order": "",
    "dashboard/widgets/customer": "",
}
"""Pages of the Dashboard, by what stands in their address."""
BY_TOKEN = {"start/<str:token>", "return/<str:token>", "cancel/<str:token>"}
BY_DOCUMENT = {"cxml", "cxml/"}
ELSEWHERE = {
    "dashboard/alarms/<int:pk>": "test_nothing_that_a_page_does_reaches_another_shop",
    "dashboard/attachments/<int:pk>": "test_an_attachment_is_handed_to_staff_of_its_own_shop",
    "attachments/<str:token>": "tests.dashboard.test_orders: an address is signed, and made for whoever sees the order",
    "graphql/": "test_graphql",
    **dict.fromkeys(("oci/<str:slug>", "oci/<str:slug>/", "oracle/<str:slug>", "oracle/<str:slug>/"), "test_logins"),
    "storefront/sessions": "test_a_code_opens_the_visit_that_it_was_made_for",
    **dict.fromkeys(
        ("oci/<str:slug>", "oci/<str:slug>/"),
        "tests.flows.test_oci, tests.flows.test_oci_functions: a login opens the partner that it belongs to",
    ),
    **dict.fromkeys(
        ("oracle/<str:slug>", "oracle/<str:slug>/"),
        "tests.flows.test_oracle: a login opens the partner that it belongs to",
    ),
    "register": "tests.app.test_registration: nothing but the token of the Saleor that is asked back counts",
    "webhooks": "tests.app.test_webhooks: a delivery is checked by the keys of the Saleor that it names",
}


def _addresses(patterns: Any, before: str = "") -> Iterator[str]:
    for one in patterns:
        address = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from _addresses(one.url_patterns, address)
        else:
            yield address


def test_every_address_is_looked_at_here():
    assert set(_addresses(urls.urlpatterns)) == {*TOLD_TO_ALL, *BY_VIEWER, *BY_TOKEN, *BY_DOCUMENT, *ELSEWHERE}


def queries_about(shop):
    """What a page may be asked about another shop."""
    session, order = shop.rows(PunchOutSession).filter(state="ordered")[0], shop.rows(PurchaseOrder)[0]
    words = [shop.partners[0].row.name, session.key, session.user_email, order.order_id, order.payload_id]
    yield from ({"search": word} for word in words)
    yield from ({name: str(pk)} for name in ("before", "after") for pk in (0, session.pk, order.document_id, 10**6))
    yield from ({"only": only} for only in ("refused", "unmatched", "in", "out"))
    yield {"orderId": order.saleor_order_id}
    yield {"customerId": session.customer_id}
    yield {"saleorApiUrl": shop.row.api_url}


def pages_of(address, shop):
    """The addresses of a page for the rows of a shop."""
    if BY_VIEWER[address] == "session":
        return [address.replace("<slug:key>", row.key) for row in shop.rows(PunchOutSession)]
    if BY_VIEWER[address] == "partner":
        return [address.replace("<slug:slug>", row.slug) for row in shop.rows(TradingPartner)]
    if BY_VIEWER[address] == "order":
        return [address.replace("<int:pk>", str(row.pk)) for row in shop.rows(PurchaseOrder)]
    if BY_VIEWER[address] == "document":
        return [address.replace("<int:pk>", str(row.pk)) for row in shop.rows(DocumentRecord)]
    return [address]


def shown(client, viewer, page, asked):
    """The body of a page, without the words that were asked for: a field of a form repeats them."""
    response = client.get(f"/{page}", asked, headers={"Viewer": viewer, "HX-Request": "true"})
    text = response.content.decode()
    for word in (*asked.values(), page):
        text = text.replace(word, "").replace(quote(word, safe=""), "")
    return text


@pytest.mark.parametrize("address", BY_VIEWER)
def test_a_page_shows_nothing_of_another_shop(client, a, b, address):
    before = b.dump()

    for page in pages_of(address, b):
        for asked in ({}, *queries_about(b)):
            text = shown(client, "a", page, asked)
            assert not [one for one in texts_of(b) if one in text], (page, asked)
    assert b.dump() == before
    assert b.row.api_url not in TwoSaleors.asked


@pytest.mark.parametrize("address", [one for one in BY_VIEWER if "check" not in one])
def test_the_same_page_shows_ones_own_shop(client, a, b, address):
    texts = [shown(client, "b", page, asked) for page in pages_of(address, b) for asked in ({}, *queries_about(b))]

    assert any(one in text for text in texts for one in texts_of(b))
    assert not any(one in text for text in texts for one in texts_of(a))


def wishes(shop):
    """Everything that a page can be asked to do to the rows of a shop: address and fields."""
    sent, partner = shop.rows(Transmission)[0], shop.partners[0].row
    for row in shop.rows(PurchaseOrder):
        for act in ("accept", "retry", "reject", "resend"):
            yield f"/dashboard/orders/{row.pk}", {"do": act, "reason": "No.", "transmission": sent.pk}
    for row in shop.rows(Alarm):
        yield f"/dashboard/alarms/{row.pk}", {}
    document = order_request([line("FST-1001", 1, "14.80")], order_id="PO-UP", buyer=shop.partners[0].buyer)
    yield "/dashboard/orders/upload", {"partner": partner.slug, "file": SimpleUploadedFile("order.xml", document)}


def test_nothing_that_a_page_does_reaches_another_shop(client, a, b):
    before = a.dump(), b.dump()

    for viewer in ("a", "nobody"):
        for path, fields in wishes(b):
            response = client.post(path, fields, headers={"Viewer": viewer, "HX-Request": "true"})
            text = response.content.decode()
            assert response.status_code in (401, 404), path
            assert not [one for one in texts_of(b) if one in text], path

    assert (a.dump(), b.dump()) == before


def test_the_same_wishes_are_heard_in_ones_own_shop(client, b):
    for path, fields in wishes(b):
        response = client.post(path, fields, headers={"Viewer": "b", "HX-Request": "true"})
        # Only an order's own documents can be sent again from its page.
        assert response.status_code == 200 or fields["do"] == "resend", path
    assert PurchaseOrder.objects.filter(order_id="PO-UP", partner=b.partners[0].row).exists()


def test_an_attachment_is_handed_to_staff_of_its_own_shop(client, a, b):
    for file in b.rows(Attachment):
        path = f"/dashboard/attachments/{file.pk}"
        for viewer, code in (("a", 404), ("nobody", 401), ("b", 200)):
            response = client.get(path, headers={"Viewer": viewer, "HX-Request": "true"})
            assert (response.status_code, "HX-Redirect" in response) == (code, code == 200)
        assert bytes(client.get(response["HX-Redirect"].removeprefix("http://testserver")).content) == file.content


def everybody(a, b):
    return [*a.partners, *b.partners]


def foreign_to(partner, a, b):
    """Markers of everybody else."""
    return [marker(other.owner) for other in everybody(a, b) if other is not partner]


@pytest.mark.parametrize("address", sorted(BY_TOKEN))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_buyers_link_opens_the_visit_that_it_was_made_for(client, a, b, address, method):
    for partner in everybody(a, b):
        for token in partner.tokens.values():
            response = getattr(client, method)("/" + address.replace("<str:token>", token))
            text = response.content.decode() + str(response.headers)
            assert not [one for one in foreign_to(partner, a, b) if one in text], (partner.owner, address)


@pytest.mark.parametrize("address", sorted(BY_TOKEN))
def test_what_the_database_keeps_of_a_link_opens_nothing(client, a, address):
    session = a.rows(PunchOutSession).filter(state="started")[0]

    for known in (session.start_token, session.code, session.token, session.login_code, session.key, str(session.pk)):
        assert client.get("/" + address.replace("<str:token>", known)).status_code == 410


def test_a_code_opens_the_visit_that_it_was_made_for(client, a, b):
    for partner in everybody(a, b):
        # The visits of this world were entered before; a code works until then.
        PunchOutSession.objects.filter(partner=partner.row, state="started").update(token=None)
    for partner in everybody(a, b):
        for kind, token in partner.tokens.items():
            response = client.post("/storefront/sessions", {"code": token}, content_type="application/json")
            text = response.content.decode()
            assert not [one for one in foreign_to(partner, a, b) if one in text]
            assert (response.status_code == 200) == (kind == "started code"), kind


TRANSFER = """mutation {{ punchOutCheckoutTransfer(sessionToken: "{token}", checkoutId: "{checkout}") {{
    html cart {{ lines {{ name }} }} errors {{ code message }} }} }}"""
SESSION = """{{ punchOutSession(sessionToken: "{token}") {{
    buyer userName userEmail checkoutId cart {{ lines {{ name sku }} }} }} }}"""


def test_a_session_token_returns_no_other_visits_checkout(client, ask, a, b):
    mine = a.partners[0]
    before = b.dump(), [list(PunchOutSession.objects.filter(partner=one.row).values()) for one in a.partners[1:]]

    for other in everybody(a, b)[1:]:
        checkout = PunchOutSession.objects.get(partner=other.row, state="started").checkout_id
        question = TRANSFER.format(token=mine.tokens["started token"], checkout=checkout)
        answer = json.loads(ask("nobody")(question))["data"]["punchOutCheckoutTransfer"]
        assert [error["code"] for error in answer["errors"]] == ["CHECKOUT_NOT_FOUND"]
        assert answer["html"] is answer["cart"] is None
    after = b.dump(), [list(PunchOutSession.objects.filter(partner=one.row).values()) for one in a.partners[1:]]
    assert after == before


def test_a_session_token_shows_its_own_visit_whoever_asks(ask, a, b):
    for viewer, partner in itertools.product(("nobody", "a", "b", "operator"), everybody(a, b)):
        for token in partner.tokens.values():
            answer = ask(viewer)(SESSION.format(token=token))
            assert not [one for one in foreign_to(partner, a, b) if one in answer]
        assert partner.row.name in ask(viewer)(SESSION.format(token=partner.tokens["started token"]))


def parts(partner):
    """From, To and Sender of a partner."""
    return partner.buyer.header.from_, partner.buyer.header.to, partner.buyer.header.sender


def setup_by(partner, header=None):
    host = partner.row.return_hosts[0]
    return setup_request(partner.buyer, header, browser_form_post=f"https://{host}/return")


def test_a_header_is_one_partners_whole_or_nobodys(client, a, b):
    answers = {}
    for named in itertools.product(everybody(a, b), repeat=3):
        from_, to, sender = (parts(partner)[place] for place, partner in enumerate(named))
        header = replace(named[0].buyer.header, from_=from_, to=to, sender=sender)
        answer = post(client, setup_by(named[0], header))
        answers[tuple(partner.owner for partner in named)] = (status(answer), told(answer))

    for owners, (code, words) in answers.items():
        assert code == (200 if len(set(owners)) == 1 else 401), owners
        assert "zq" not in words
    assert len({words for code, words in answers.values() if code == 401}) == 1


def test_a_network_may_not_name_two_partners_at_once(client, a, b):
    """A header may hold several credentials of each party, but only one partner's together."""
    for one, other in itertools.permutations(everybody(a, b), 2):
        both = (left + right for left, right in zip(parts(one), parts(other), strict=True))
        header = replace(one.buyer.header, **dict(zip(("from_", "to", "sender"), both, strict=True)))
        answer = post(client, setup_by(one, header))
        assert status(answer) == 401
        assert "zq" not in told(answer)


@pytest.fixture
def pairs(a, b):
    """Two partners: of two shops, and of one."""
    return [(a.partners[0], b.partners[0]), (a.partners[0], a.partners[1]), (b.partners[1], b.partners[0])]


def kept_of(partner):
    """All that a partner has."""
    paths = {
        Attachment: "document__partner",
        Cart: "session__partner",
        Credential: "partner",
        DocumentRecord: "partner",
        PunchOutSession: "partner",
        PurchaseOrder: "partner",
        SaleorEvent: "purchase_order__partner",
    }
    return {model: list(model.objects.filter(**{path: partner.row}).values()) for model, path in paths.items()}


def test_the_signed_line_of_another_partner_finds_no_cart(client, pairs):
    for number, (mine, other) in enumerate(pairs):
        # given
        theirs = PunchOutSession.objects.get(partner=other.row, state="returned")
        before = kept_of(other)

        # when
        ordered = line("FST-1001", 1, "14.80", auxiliary_id=auxiliary_id(theirs, 1))
        answer = post(client, order_request([ordered], order_id=f"PO-{number}", buyer=mine.buyer))
        order = PurchaseOrder.objects.latest("pk")
        placement.place(order.pk)

        # then
        order.refresh_from_db()
        assert (status(answer), order.partner, order.session, order.state) == (200, mine.row, None, "placed")
        assert marker(other.owner) not in json.dumps(order.differences + order.problems)
        assert "punchout.session" not in Order.objects.latest("number").metadata
        assert kept_of(other) == before


def test_one_order_number_of_two_partners_is_two_orders(client, pairs):
    for number, (mine, other) in enumerate(pairs):
        documents = [
            order_request([line("FST-1001", pieces, "14.80")], order_id=f"SAME-{number}", buyer=one.buyer)
            for pieces, one in enumerate((mine, other), 1)
        ]
        assert [status(post(client, document)) for document in documents * 2] == [200] * 4
        found = PurchaseOrder.objects.filter(order_id=f"SAME-{number}")
        assert {order.partner for order in found} == {mine.row, other.row}
        for order in found:
            placement.place(order.pk)
        made = Order.objects.filter(external_reference__endswith=f":SAME-{number}")
        assert {one.external_reference for one in made} == {order.external_reference for order in found}
        assert sorted(one.lines.get().quantity for one in made) == [1, 2]


def test_each_order_goes_to_the_saleor_of_its_partner(client, pairs):
    for number, (mine, _other) in enumerate(pairs):
        TwoSaleors.asked.clear()
        document = order_request([line("FST-1001", 1, "14.80")], order_id=f"PO-{number}", buyer=mine.buyer)
        assert status(post(client, document)) == 200
        placement.place(PurchaseOrder.objects.latest("pk").pk)
        assert set(TwoSaleors.asked) == {mine.row.installation.api_url}


def test_one_buyer_cookie_of_two_partners_is_two_visits(client, pairs):
    for mine, other in pairs:
        assert status(post(client, setup_by(mine))) == status(post(client, setup_by(other))) == 200
        newest = PunchOutSession.objects.order_by("-pk")[:2]
        assert {session.partner for session in newest} == {mine.row, other.row}
        assert {session.buyer_cookie for session in newest} == {"cookie-4711"}
        assert {session.state for session in newest} == {"requested"}


def test_a_cart_is_not_sent_to_another_partners_host(client, pairs):
    for mine, other in pairs:
        host = other.row.return_hosts[0]
        answer = post(client, setup_request(mine.buyer, browser_form_post=f"https://{host}/return"))
        assert status(answer) == 403
        assert other.row.name not in told(answer)


def test_a_partner_that_is_switched_off_stops_no_other(client, a):
    first, second = a.partners[:2]
    row = TradingPartner.objects.get(pk=first.row.pk)
    row.is_active = False
    row.save()

    assert [status(post(client, setup_by(one))) for one in (first, second)] == [403, 200]


def test_markers_are_told_apart():
    owners = [f"{shop}{number}" for shop in "ab" for number in range(4)]
    texts = [canary(owner) for owner in owners]

    for owner, text in itertools.product(owners, texts):
        assert (marker(owner) in text) == (text.startswith(f"zq{owner}x"))
