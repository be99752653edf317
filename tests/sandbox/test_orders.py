"""An order is confirmed, cancelled and changed, or the shop refuses with Saleor's own code."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from saleor_punchout.sandbox.models import Listing, Order, OrderLine, Product, Variant
from tests.sandbox import shop_staff as staff
from tests.sandbox.asking import Asker
from tests.sandbox.shop_staff import codes, look, place, ship

NOBODY = "T3JkZXI6MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw"
NO_LINE = "T3JkZXJMaW5lOjk5OTk5OTk5"
SET = "mutation ($id: ID!, $items: [MetadataInput!]!) { updateMetadata(id: $id, input: $items) { errors { code } } }"
SET_PRIVATE = SET.replace("updateMetadata", "updatePrivateMetadata")
CONVERT_WITH_NOTES = """
mutation ($id: ID!, $items: [MetadataInput!]) {
  orderCreateFromCheckout(id: $id, privateMetadata: $items) { order { id } errors { code } }
}
"""
ITEMS = [{"key": "punchout.line", "value": "10"}]


def stock(sku: str = "FST-1001") -> tuple[int, int]:
    """In the warehouse, and of that reserved."""
    variant = Variant.objects.get(sku=sku)
    return variant.stock, variant.allocated


@pytest.fixture
def order(app: Asker) -> str:
    """Two lines: ten of one article at 12.345, two of another at its list price."""
    return place(app, app.line(quantity=10, price="12.345"), app.line(sku="PWR-3030", quantity=2))


def test_the_shop_confirms_an_order_once(app: Asker, order: str) -> None:
    # given
    touched = Order.objects.get().updated_at

    # when
    first, second = (app.ask(staff.CONFIRM, id=order) for _ in range(2))

    # then
    assert (first["order"]["status"], codes(first)) == ("UNFULFILLED", [])
    assert codes(second) == ["INVALID"]
    assert Order.objects.get().updated_at > touched


def test_an_order_without_lines_is_not_confirmed(app: Asker, order: str) -> None:
    # given
    for line in look(app, order)["lines"]:
        assert app.codes(staff.TAKE_OUT, id=line["id"]) == []

    # then
    assert app.codes(staff.CONFIRM, id=order) == ["INVALID"]
    assert look(app, order)["total"]["net"]["amount"] == 0


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_cancelled_order_gives_its_stock_back_and_keeps_its_lines(app: Asker, order: str, confirmed: bool) -> None:
    # given
    if confirmed:
        app.ask(staff.CONFIRM, id=order)
    before = stock()

    # when
    payload = app.ask(staff.CANCEL, id=order)

    # then
    assert (payload["order"]["status"], before[1]) == ("CANCELED", 10)
    assert stock() == (before[0], 0)
    assert [line["allocations"] for line in look(app, order)["lines"]] == [[], []]


def test_an_order_is_not_cancelled_twice_nor_once_goods_left(app: Asker, order: str) -> None:
    # given
    other = place(app, app.line())
    app.ask(staff.CONFIRM, id=order)
    ship(app, order, {look(app, order)["lines"][0]["id"]: 1})
    app.ask(staff.CANCEL, id=other)

    # then
    assert app.codes(staff.CANCEL, id=order) == ["CANNOT_CANCEL_ORDER"]
    assert app.codes(staff.CANCEL, id=other) == ["CANNOT_CANCEL_ORDER"]
    assert look(app, order)["status"] == "PARTIALLY_FULFILLED"
    assert stock()[1] == 9


def test_a_line_is_counted_anew_with_its_stock_and_its_price(app: Asker, order: str) -> None:
    # given
    line = look(app, order)["lines"][0]
    touched = Order.objects.get().updated_at

    # when
    assert app.codes(staff.RECOUNT, id=line["id"], quantity=4) == []

    # then
    after = look(app, order)
    assert after["lines"][0]["totalPrice"]["net"]["amount"] == Decimal("49.40")
    assert after["total"]["net"]["amount"] == sum(
        [after["shippingPrice"]["net"]["amount"], *(one["totalPrice"]["net"]["amount"] for one in after["lines"])]
    )
    assert stock()[1] == 4
    assert Order.objects.get().updated_at > touched


def test_new_lines_stand_alone_in_the_order_given_and_cost_what_was_said(app: Asker, order: str) -> None:
    # given
    line = app.line(price="0.125", forceNewLine=True)

    # when
    payload = app.ask(staff.ADD, id=order, lines=[line | {"quantity": count} for count in (10, 3)])

    # then
    assert [one["quantity"] for one in payload["orderLines"]] == [10, 3]
    new = look(app, order)["lines"][2:]
    assert [one["id"] for one in new] == [one["id"] for one in payload["orderLines"]]
    assert [one["totalPrice"]["net"]["amount"] for one in new] == [Decimal("1.25"), Decimal("0.38")]
    assert stock()[1] == 23


def test_a_line_that_is_not_told_apart_goes_into_the_one_of_its_article(app: Asker, order: str) -> None:
    # given
    before = look(app, order)["lines"][0]["id"]
    apart = app.line(sku="PWR-3030", quantity=1, forceNewLine=True)

    # when
    payload = app.ask(staff.ADD, id=order, lines=[app.line(quantity=2, price="1"), apart])

    # then
    assert [one["quantity"] for one in payload["orderLines"]] == [1, 12]
    assert payload["orderLines"][1]["id"] == before
    assert look(app, order)["lines"][0]["totalPrice"]["net"]["amount"] == 12


def test_lines_of_one_article_that_are_not_told_apart_become_one(app: Asker, order: str) -> None:
    # given
    fresh, known = app.line(sku="FST-1002", price="2"), app.line(price="1")
    app.ask(staff.ADD, id=order, lines=[known | {"forceNewLine": True}])

    # when
    payload = app.ask(staff.ADD, id=order, lines=[fresh, known, fresh | {"quantity": 3, "price": "1"}])

    # then
    assert [one["quantity"] for one in payload["orderLines"]] == [1, 4], "Which of two lines it belongs to is unknown."
    assert look(app, order)["lines"][-2]["totalPrice"]["net"]["amount"] == 4


def test_a_promotion_comes_off_the_price_of_a_new_line(app: Asker, order: str) -> None:
    # given
    Listing.objects.filter(variant__sku="FST-1001").update(promotion=10)

    # when
    app.ask(staff.ADD, id=order, lines=[app.line(price="20.00", forceNewLine=True)])

    # then
    assert look(app, order)["lines"][2]["totalPrice"]["net"]["amount"] == 18


def test_a_gross_price_stays_gross_when_the_line_is_counted_anew(app: Asker) -> None:
    # given
    gross = Asker(app.token, channel="gross-channel")
    line = look(app, place(gross, gross.line(quantity=2, price="11.90")))["lines"][0]

    # when
    app.ask(staff.RECOUNT, id=line["id"], quantity=3)

    # then
    after = OrderLine.objects.get()
    assert (after.total_net, after.total_gross) == (Decimal("30.00"), Decimal("35.70"))


def test_a_line_is_taken_out_with_its_stock(app: Asker, order: str) -> None:
    # given
    first, second = look(app, order)["lines"]

    # when
    payload = app.ask(staff.TAKE_OUT, id=first["id"])

    # then
    assert payload["orderLine"] == {"id": first["id"]}
    assert [line["id"] for line in look(app, order)["lines"]] == [second["id"]]
    assert stock()[1] == 0


def test_an_order_of_goods_that_nobody_ships_pays_no_delivery(app: Asker, order: str) -> None:
    # given
    first, _ = look(app, order)["lines"]
    Product.objects.filter(variants__sku="PWR-3030").update(is_shipping_required=False)

    # when
    app.ask(staff.TAKE_OUT, id=first["id"])

    # then
    after = look(app, order)
    assert (after["shippingMethodName"], after["shippingPrice"]["net"]["amount"]) == (None, 0)
    assert after["total"]["net"] == after["lines"][0]["totalPrice"]["net"]


def test_lines_are_not_edited_once_the_order_is_confirmed(app: Asker, order: str) -> None:
    # given
    line = look(app, order)["lines"][0]["id"]
    app.ask(staff.CONFIRM, id=order)
    before = look(app, order)

    # then
    assert app.codes(staff.RECOUNT, id=line, quantity=1) == ["NOT_EDITABLE"]
    assert app.codes(staff.TAKE_OUT, id=line) == ["NOT_EDITABLE"]
    assert app.codes(staff.ADD, id=order, lines=[app.line()]) == ["NOT_EDITABLE"]
    assert look(app, order) == before


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_line_has_at_least_one_piece(app: Asker, order: str, quantity: int) -> None:
    line = look(app, order)["lines"][0]["id"]

    assert app.codes(staff.RECOUNT, id=line, quantity=quantity) == ["ZERO_QUANTITY"]
    assert app.codes(staff.ADD, id=order, lines=[app.line(quantity=quantity)]) == ["ZERO_QUANTITY"]


def test_more_than_is_in_stock_changes_nothing(app: Asker, order: str) -> None:
    # given
    before = look(app, order)
    lines = [app.line(forceNewLine=True), app.line(sku="PWR-3030", quantity=2, forceNewLine=True)]

    # then
    assert app.denial(staff.ADD, id=order, lines=lines) == ["InsufficientStock"]
    assert app.codes(staff.RECOUNT, id=before["lines"][1]["id"], quantity=4) == ["INSUFFICIENT_STOCK"]
    assert look(app, order) == before
    assert stock()[1] == 10


def test_what_is_hidden_unlisted_or_unknown_does_not_come_in(app: Asker, order: str) -> None:
    # given
    hidden, unlisted = app.line(), app.line(sku="PWR-3030")
    Product.objects.filter(variants__sku="FST-1001").update(is_published=False)
    Listing.objects.filter(variant__sku="PWR-3030").delete()

    # then
    assert app.codes(staff.ADD, id=order, lines=[hidden]) == ["PRODUCT_NOT_PUBLISHED"]
    assert app.codes(staff.ADD, id=order, lines=[unlisted]) == ["NOT_AVAILABLE_IN_CHANNEL"]
    assert app.denial(staff.ADD, id=order, lines=[{"variantId": "garbage", "quantity": 1}]) == ["KeyError"]


def test_an_order_keeps_its_private_notes_and_those_of_its_checkout(app: Asker) -> None:
    # given
    line = app.line(metadata=ITEMS)
    checkout = app.ready_checkout(line)
    assert app.codes(SET_PRIVATE, id=checkout, items=[{"key": "session", "value": "abc"}]) == []

    # when
    order = app.ask(CONVERT_WITH_NOTES, id=checkout, items=[{"key": "card", "value": "0002"}])["order"]["id"]

    # then
    found = look(app, order)
    assert found["privateMetadata"] == [{"key": "session", "value": "abc"}, {"key": "card", "value": "0002"}]
    assert found["lines"][0]["metadata"] == ITEMS


def test_parts_of_an_order_take_notes(app: Asker, order: str) -> None:
    # given
    app.ask(staff.CONFIRM, id=order)
    ship(app, order, {look(app, order)["lines"][0]["id"]: 1})
    app.ask(staff.BILL, id=order, input={"number": "I-1", "url": "https://shop.example.com/i/1"})
    before = look(app, order)
    parts = [before["lines"][0], before["fulfillments"][0], before["invoices"][0]]

    # when
    refused = [app.codes(SET, id=part["id"], items=ITEMS) for part in parts]
    refused += [app.codes(SET_PRIVATE, id=before["lines"][0]["id"], items=ITEMS)]

    # then
    after = look(app, order)
    assert refused == [[]] * 4
    assert after["lines"][0]["metadata"] == after["fulfillments"][0]["metadata"] == ITEMS
    assert after["invoices"][0]["metadata"] == after["lines"][0]["privateMetadata"] == ITEMS
    assert app.codes(SET, id=NO_LINE, items=ITEMS) == ["NOT_FOUND"]


@pytest.mark.parametrize(
    ("document", "given"),
    [
        (staff.CONFIRM, {"id": NOBODY}),
        (staff.CANCEL, {"id": NOBODY}),
        (staff.ADD, {"id": NOBODY, "lines": []}),
        (staff.RECOUNT, {"id": NO_LINE, "quantity": 1}),
        (staff.TAKE_OUT, {"id": NO_LINE}),
        (staff.TAKE_OUT, {"id": "garbage"}),
        (staff.FULFILL, {"id": NOBODY, "input": {"lines": []}}),
        (staff.TRACK, {"id": "garbage"}),
        (staff.APPROVE, {"id": "garbage"}),
        (staff.RECALL, {"id": "garbage"}),
        (staff.RETURN, {"id": NOBODY, "input": {}}),
        (staff.BILL, {"id": NOBODY, "input": {"number": "1", "url": "u"}}),
        (staff.SEND, {"id": "garbage"}),
    ],
)
def test_what_is_unknown_is_not_changed_and_a_shopper_changes_nothing(
    app: Asker, document: str, given: dict[str, Any]
) -> None:
    assert app.codes(document, **given) == ["NOT_FOUND"]
    assert Asker().denial(document, **given) == ["PermissionDenied"]
