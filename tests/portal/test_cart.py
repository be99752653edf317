"""The cart on its way in: through a stranger's browser, so nothing about it is taken on trust."""

from __future__ import annotations

from decimal import Decimal

import pytest

from saleor_punchout.documents.types import Status
from saleor_punchout.sandbox.portal import procurement
from saleor_punchout.sandbox.portal.errors import CartNotTaken
from saleor_punchout.sandbox.portal.models import Message, Requisition
from tests.portal.conftest import cart, encoded, fields, item

State = Requisition.State


@pytest.mark.parametrize("name", ["cxml-urlencoded", "cXML-base64", "cXML-urlencoded", "cxml-base64", "CXML-BASE64"])
def test_is_taken_in_either_encoding(shopping, name):
    # when
    procurement.receive(shopping, fields(cart(), name))

    # then
    shopping.refresh_from_db()
    assert shopping.state == State.RETURNED
    assert [(line.part_id, line.quantity, line.price) for line in shopping.lines] == [
        ("SKU-1", Decimal(2), Decimal(10)),
        ("SKU-2", Decimal(1), Decimal(80)),
    ]
    assert (shopping.currency, shopping.total) == ("EUR", Decimal(100))
    assert (shopping.shipping, shopping.shipping_description, shopping.tax) == (Decimal(5), "Parcel", Decimal("19.95"))


def test_keeps_what_goes_back_with_the_order(shopping):
    # when
    procurement.receive(shopping, fields(cart()))

    # then
    line = shopping.lines[0]
    assert (line.auxiliary_id, line.unit, line.classification, line.lead_time) == (
        "aux/1-sig",
        "EA",
        ("UNSPSC", "31161500"),
        3,
    )


def test_posted_twice_is_one_cart(shopping):
    # given
    procurement.receive(shopping, fields(cart()))

    # when
    procurement.receive(shopping, fields(cart()))

    # then
    assert len(shopping.lines) == 2


def test_status_204_ends_the_visit_without_change(shopping):
    # when
    procurement.receive(shopping, fields(cart(status=Status(204, "No Content"))))

    # then
    assert shopping.state == State.CANCELLED
    assert (shopping.lines, shopping.total) == ([], None)


def test_of_another_visit_is_refused_and_recorded(shopping):
    # when
    with pytest.raises(CartNotTaken, match="another visit"):
        procurement.receive(shopping, fields(cart("cookie-2")))

    # then
    shopping.refresh_from_db()
    assert shopping.state == State.PUNCHED_OUT
    assert Message.objects.get().kind == "PunchOutOrderMessage"


def test_without_a_cookie_does_not_fit_a_requisition_that_never_punched_out(db):
    # given
    requisition = Requisition.objects.create(buyer_key="fennwick-foods")

    # when, then
    with pytest.raises(CartNotTaken, match="No cart is awaited"):
        procurement.receive(requisition, fields(cart("")))


def test_is_not_taken_after_approval(shopping):
    # given
    procurement.receive(shopping, fields(cart()))
    procurement.approve(shopping)

    # when, then
    with pytest.raises(CartNotTaken, match="No cart is awaited"):
        procurement.receive(shopping, fields(cart()))


BOMB = b'<!DOCTYPE cXML [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + cart().split(b"\n", 2)[2]
XXE = b'<!DOCTYPE cXML [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + cart().split(b"\n", 2)[2]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"cart": "1"},
        {"cXML-base64": "this is no base64!"},
        {"cXML-base64": "ü"},
        {"cxml-urlencoded": ""},
        {"cxml-urlencoded": "<html>hello</html>"},
        {"cxml-urlencoded": "<cXML><Header/>"},
        {"cxml-urlencoded": "\x00" * 50},
        encoded(BOMB),
        encoded(XXE),
        fields(
            cart().replace(b"PunchOutOrderMessage>", b"QuoteMessage>").replace(b"<BuyerCookie", b"<A/><BuyerCookie")
        ),
        fields(cart().replace(b'quantity="2"', b'quantity="many"')),
        fields(cart().replace(b'currency="EUR"', b'currency="LIRA"')),
    ],
    ids=lambda form: next(iter(form.values()), "nothing")[:24],
)
def test_hostile_or_broken_forms_are_refused(shopping, form):
    # when
    with pytest.raises(CartNotTaken):
        procurement.receive(shopping, form)

    # then
    shopping.refresh_from_db()
    assert (shopping.state, shopping.lines) == (State.PUNCHED_OUT, [])


def test_an_entity_reaches_neither_the_lines_nor_the_record(shopping):
    # when
    with pytest.raises(CartNotTaken, match="cannot be read"):
        procurement.receive(shopping, encoded(XXE.replace(b"Hex bolt", b"&x;")))

    # then
    assert "root:" not in Message.objects.get().body


def test_a_line_without_a_price_costs_nothing_until_somebody_looks(shopping):
    # given
    document = cart("cookie-1", item(1)).replace(b'<UnitPrice><Money currency="EUR">10.00</Money></UnitPrice>', b"")

    # when
    procurement.receive(shopping, fields(document))

    # then
    assert shopping.lines[0].price == 0
