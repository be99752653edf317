"""What is sent of an order, what comes back, and what is billed."""

from __future__ import annotations

from typing import Any

import pytest

from saleor_punchout.sandbox.models import Invoice, Order, ShopSettings
from tests.sandbox import shop_staff as staff
from tests.sandbox.asking import Asker
from tests.sandbox.shop_staff import codes, look, place, ship, warehouse
from tests.sandbox.test_orders import stock

INVOICE = {"number": "I-1", "url": "https://shop.example.com/invoices/1"}


@pytest.fixture
def order(app: Asker) -> str:
    """Confirmed: ten of one article, two of another."""
    placed = place(app, app.line(quantity=10), app.line(sku="PWR-3030", quantity=2))
    app.ask(staff.CONFIRM, id=placed)
    return placed


def lines(app: Asker, order: str) -> list[str]:
    return [line["id"] for line in look(app, order)["lines"]]


def test_an_order_leaves_in_several_parcels(app: Asker, order: str) -> None:
    # given
    first, second = lines(app, order)
    in_stock, _ = stock()

    # when
    ship(app, order, {first: 4, second: 2}, tracking="1Z-1")
    half = look(app, order)
    ship(app, order, {first: 6, second: 0})

    # then
    whole = look(app, order)
    assert (half["status"], whole["status"]) == ("PARTIALLY_FULFILLED", "FULFILLED")
    assert [line["quantityFulfilled"] for line in half["lines"]] == [4, 2]
    assert [line["quantityToFulfill"] for line in whole["lines"]] == [0, 0]
    assert [(one["fulfillmentOrder"], one["trackingNumber"]) for one in whole["fulfillments"]] == [(1, "1Z-1"), (2, "")]
    assert [line["quantity"] for one in whole["fulfillments"] for line in one["lines"]] == [4, 2, 6]
    assert stock() == (in_stock - 10, 0)


def test_what_is_not_there_is_not_sent(app: Asker, order: str) -> None:
    # given
    first, second = lines(app, order)
    before = look(app, order)
    line = {"orderLineId": first, "stocks": [{"quantity": 1, "warehouse": warehouse(app)}]}
    foreign = place(app, app.line())

    # then
    too_many = ship(app, order, {first: 11})
    assert codes(too_many) == ["FULFILL_ORDER_LINE"]
    assert too_many["errors"][0]["orderLines"] == [first]
    assert codes(ship(app, order, {first: 0, second: 0})) == ["ZERO_QUANTITY"]
    assert codes(ship(app, order, {lines(app, foreign)[0]: 1})) == ["NOT_FOUND"]
    assert app.codes(staff.FULFILL, id=order, input={"lines": [line, line]}) == ["DUPLICATED_INPUT_ITEM"]
    nowhere = line | {"stocks": [{"quantity": 1, "warehouse": "garbage"}]}
    assert app.codes(staff.FULFILL, id=order, input={"lines": [nowhere]}) == ["NOT_FOUND"]
    assert look(app, order) == before


def test_an_order_that_nobody_confirmed_may_leave(app: Asker) -> None:
    # given
    order = place(app, app.line(quantity=2))

    # when
    ship(app, order, {lines(app, order)[0]: 1})

    # then
    assert look(app, order)["status"] == "PARTIALLY_FULFILLED"
    assert app.codes(staff.CONFIRM, id=order) == ["INVALID"]


def test_a_cancelled_order_is_not_sent(app: Asker, order: str) -> None:
    # given
    app.ask(staff.CANCEL, id=order)

    # then
    assert codes(ship(app, order, {lines(app, order)[0]: 1})) == ["INVALID"]


def test_a_shop_that_wants_its_money_first_sends_nothing(app: Asker, order: str) -> None:
    # given
    ShopSettings(pk=1, ships_unpaid=False).save()

    # then
    assert codes(ship(app, order)) == ["CANNOT_FULFILL_UNPAID_ORDER"]
    assert look(app, order)["status"] == "UNFULFILLED"


def test_a_tracking_number_comes_later_and_changes(app: Asker, order: str) -> None:
    # given
    ship(app, order)
    (parcel,) = look(app, order)["fulfillments"]
    touched = Order.objects.get().updated_at

    # when
    numbers = [app.ask(staff.TRACK, id=parcel["id"], number=number)["fulfillment"] for number in ("1Z-1", "1Z-2", None)]

    # then
    assert [number["trackingNumber"] for number in numbers] == ["1Z-1", "1Z-2", ""]
    assert Order.objects.get().updated_at == touched, "A tracking number is no change of the order."


def test_a_cancelled_fulfilment_puts_its_goods_back_for_the_order(app: Asker, order: str) -> None:
    # given
    in_stock, _ = stock()
    ship(app, order)
    (parcel,) = look(app, order)["fulfillments"]

    # when
    refused = app.codes(staff.RECALL, id=parcel["id"])
    payload = app.ask(staff.RECALL, id=parcel["id"], warehouse=warehouse(app))

    # then
    assert (refused, codes(payload)) == (["REQUIRED"], [])
    assert payload["order"]["status"] == "UNFULFILLED"
    assert look(app, order)["fulfillments"][0]["status"] == "CANCELED"
    assert stock() == (in_stock, 10)
    assert app.codes(staff.RECALL, id=parcel["id"], warehouse=warehouse(app)) == ["CANNOT_CANCEL_FULFILLMENT"]
    assert app.codes(staff.CANCEL, id=order) == []


def test_a_fulfilment_waits_for_its_approval(app: Asker, order: str) -> None:
    # given
    ShopSettings(pk=1, approves_fulfillments=False).save()
    before = stock()

    # when
    (parcel,) = ship(app, order)["fulfillments"]
    waiting = look(app, order)["status"], stock()
    cancelled = app.codes(staff.CANCEL, id=order)
    approved = app.ask(staff.APPROVE, id=parcel["id"])

    # then
    assert parcel["status"] == "WAITING_FOR_APPROVAL"
    assert waiting == ("PARTIALLY_FULFILLED", before)
    assert cancelled == ["CANNOT_CANCEL_ORDER"]
    assert (approved["fulfillment"]["status"], approved["order"]["status"]) == ("FULFILLED", "FULFILLED")
    assert stock() == (before[0] - 10, 0)
    assert app.codes(staff.APPROVE, id=parcel["id"]) == ["INVALID"]


def test_a_fulfilment_that_waits_can_be_given_up(app: Asker, order: str) -> None:
    # given
    ShopSettings(pk=1, approves_fulfillments=False).save()
    before = stock()
    (parcel,) = ship(app, order)["fulfillments"]

    # when
    payload = app.ask(staff.RECALL, id=parcel["id"])

    # then
    assert (codes(payload), payload["order"]["status"]) == ([], "UNFULFILLED")
    assert look(app, order)["fulfillments"] == []
    assert stock() == before


def test_goods_come_back_out_of_the_fulfilment_that_had_sent_them(app: Asker, order: str) -> None:
    # given
    ship(app, order, tracking="1Z-1")
    (parcel,) = look(app, order)["fulfillments"]
    after_sending = stock()
    sent = [line["id"] for line in parcel["lines"]]

    # when
    part = app.ask(staff.RETURN, id=order, input=back(sent[0], 3))
    half = look(app, order)
    rest = [{"fulfillmentLineId": sent[0], "quantity": 7}, {"fulfillmentLineId": sent[1], "quantity": 2}]
    whole = app.ask(staff.RETURN, id=order, input={"fulfillmentLines": rest})

    # then
    assert part["returnFulfillment"]["status"] == "RETURNED"
    assert (part["order"]["status"], whole["order"]["status"]) == ("PARTIALLY_RETURNED", "RETURNED")
    assert [[line["quantity"] for line in one["lines"]] for one in half["fulfillments"]] == [[7, 2], [3]]
    assert [(one["fulfillmentOrder"], one["status"]) for one in look(app, order)["fulfillments"]] == [
        (2, "RETURNED"),
        (3, "RETURNED"),
    ]
    assert stock() == after_sending


def test_a_number_is_not_given_again_after_its_fulfilment_is_gone(app: Asker, order: str) -> None:
    # given
    first, _ = lines(app, order)
    ship(app, order, {first: 4})
    sent = look(app, order)["fulfillments"][0]["lines"][0]["id"]
    app.ask(staff.RETURN, id=order, input=back(sent, 4))

    # when
    ship(app, order, {first: 6})

    # then
    assert [one["fulfillmentOrder"] for one in look(app, order)["fulfillments"]] == [2, 3]


def test_pieces_that_never_left_are_returned_and_no_longer_reserved(app: Asker, order: str) -> None:
    # given
    first, _ = lines(app, order)
    ship(app, order, {first: 4})

    # when
    payload = app.ask(staff.RETURN, id=order, input={"orderLines": [{"orderLineId": first, "quantity": 6}]})

    # then
    assert payload["order"]["status"] == "PARTIALLY_RETURNED"
    assert look(app, order)["lines"][0]["quantityToFulfill"] == 0
    assert stock()[1] == 0


def test_what_was_not_sent_or_came_back_already_is_not_returned(app: Asker, order: str) -> None:
    # given
    first, second = lines(app, order)
    ship(app, order, {first: 4})
    sent = look(app, order)["fulfillments"][0]["lines"][0]["id"]
    app.ask(staff.RETURN, id=order, input=back(sent, 1))
    returned = look(app, order)["fulfillments"][1]["lines"][0]["id"]
    before = look(app, order)

    # then
    unsent = {"orderLines": [{"orderLineId": second, "quantity": 3}]}
    assert app.codes(staff.RETURN, id=order, input=back(sent, 4)) == ["INVALID_QUANTITY"]
    assert app.codes(staff.RETURN, id=order, input=unsent) == ["INVALID_QUANTITY"]
    assert app.codes(staff.RETURN, id=order, input=back(returned, 1)) == ["INVALID"]
    assert app.codes(staff.RETURN, id=order, input=back("garbage", 1)) == ["NOT_FOUND"]
    assert look(app, order) == before


def test_an_order_is_billed_once_it_is_confirmed(app: Asker, order: str) -> None:
    # given
    fresh = place(app, app.line())

    # when
    payload = app.ask(staff.BILL, id=order, input=INVOICE)

    # then
    (invoice,) = look(app, order)["invoices"]
    assert (invoice["number"], invoice["url"], invoice["status"]) == (*INVOICE.values(), "SUCCESS")
    assert payload["invoice"]["id"] == invoice["id"]
    assert app.codes(staff.BILL, id=fresh, input=INVOICE) == ["INVALID_STATUS"]
    assert app.codes(staff.BILL, id=order, input=INVOICE | {"number": ""}) == ["REQUIRED"]
    Order.objects.update(billing_address=None)
    assert app.codes(staff.BILL, id=order, input=INVOICE) == ["NOT_READY"]


def test_an_invoice_is_sent_to_whoever_has_an_address(app: Asker, order: str) -> None:
    # given
    invoice = app.ask(staff.BILL, id=order, input=INVOICE)["invoice"]["id"]
    sent = app.codes(staff.SEND, id=invoice)
    Order.objects.update(email="")

    # then
    assert (sent, app.codes(staff.SEND, id=invoice)) == ([], ["EMAIL_NOT_SET"])
    assert Invoice.objects.get().sent_at is not None


def back(line: str, quantity: int) -> dict[str, Any]:
    return {"fulfillmentLines": [{"fulfillmentLineId": line, "quantity": quantity}]}
