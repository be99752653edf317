"""What becomes of an order after it was placed, as the flows rely on it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from saleor_punchout.exceptions import SaleorRefused
from saleor_punchout.gateway.orders import FullOrder, OrderLine
from tests.saleor.goods import line, ready
from tests.saleor.hosts import Host
from tests.saleor.merchant import BILL, FULFILL, RECALL, RETURN, TRACK, skip_unpaid

ALLOCATIONS = """
query ($id: ID!) { order(id: $id) { lines { id quantity allocations { quantity warehouse { id } } } } }
"""
PARCELS = "query ($id: ID!) { order(id: $id) { fulfillments { lines { id } } } }"
INVOICE = {"number": "I-1", "url": "https://shop.example.com/invoices/1"}


def place(host: Host, *more: Mapping[str, Any]) -> FullOrder:
    """An order of three pieces in one line, or of ``more`` beside it, which the shop has not confirmed."""
    metadata = [{"key": "punchout.line", "value": "10"}]
    priced = line(host, host.full_price_sku(), 3, price="12.345", metadata=metadata)
    return read(host, host.client.create_order(ready(host, priced, *more), {"a": "1"}, {"b": "2"}).id)


def read(host: Host, order: str) -> FullOrder:
    found = host.orders.read_order(order)
    assert found is not None
    return found


def entered(host: Host, one: OrderLine) -> Decimal:
    """Total of a line, as the channel enters prices."""
    return one.gross if host.channel.prices_include_tax else one.net


def warehouse(host: Host, order: FullOrder) -> str:
    found = host.ask(ALLOCATIONS, id=order.id)["order"]["lines"][0]["allocations"][0]["warehouse"]["id"]
    return str(found)


def reserved(host: Host, order: FullOrder) -> list[int]:
    lines = host.ask(ALLOCATIONS, id=order.id)["order"]["lines"]
    return [sum(one["quantity"] for one in each["allocations"]) for each in lines]


def ship(host: Host, order: FullOrder, quantity: int, at: str, **more: str) -> str:
    """Id of the fulfilment."""
    stocks = [{"quantity": quantity, "warehouse": at}]
    lines = [{"orderLineId": order.lines[0].id, "stocks": stocks}]
    given = {"lines": lines, "notifyCustomer": False, **more}
    payload = host.ask(FULFILL, id=order.id, input=given)["orderFulfill"]
    skip_unpaid(payload)
    assert payload["errors"] == []
    return str(payload["fulfillments"][0]["id"])


def codes(host: Host, document: str, **variables: object) -> list[str]:
    (payload,) = host.ask(document, **variables).values()
    return [error["code"] for error in payload["errors"]]


def refused(call: object, *given: object) -> str | None:
    with pytest.raises(SaleorRefused) as caught:
        call(*given)  # type: ignore[operator]
    return caught.value.code


def test_an_order_is_read_as_it_stands(host: Host) -> None:
    # when
    order = place(host)

    # then
    (only,) = order.lines
    assert (order.status, order.is_editable, order.is_confirmed) == ("UNCONFIRMED", True, False)
    assert (only.number, only.quantity, only.quantity_fulfilled) == (10, 3, 0)
    assert entered(host, only) == Decimal("37.04")
    assert order.currency == host.channel.currency
    assert order.net == order.shipping_net + only.net
    assert order.metadata["a"] == "1"
    assert order.updated_at >= order.created
    assert (order.fulfillments, order.invoices) == ((), ())


def test_lines_change_until_the_order_is_confirmed(host: Host) -> None:
    # given
    order = place(host)
    old = order.lines[0]

    # when
    host.orders.set_line_quantity(old.id, 5)
    wanted = [{"variantId": old.variant_id, "quantity": count, "price": "0.125"} for count in (10, 2)]
    first, second = host.orders.add_order_lines(order.id, wanted)
    host.orders.set_metadata(first, {"punchout.line": "20"})
    host.orders.delete_order_line(second)

    # then
    after = read(host, order.id)
    assert {one.id: (one.number, one.quantity, entered(host, one)) for one in after.lines} == {
        old.id: (10, 5, Decimal("61.75")),
        first: (20, 10, Decimal("1.25")),
    }
    assert after.net == after.shipping_net + sum(one.net for one in after.lines)
    assert sorted(reserved(host, after)) == [5, 10]


def test_parts_of_a_cent_are_gone_once_any_line_changes(host: Host) -> None:
    # given
    other = line(host, host.full_price_sku(), 1, price="1.00", forceNewLine=True)
    order = place(host, other)
    fine, round_one = sorted(order.lines, key=lambda one: one.number is None)
    added = {"variantId": fine.variant_id, "quantity": 3, "price": "12.345"}

    # when
    host.orders.set_line_quantity(round_one.id, 2)
    (new,) = host.orders.add_order_lines(order.id, [added])

    # then: what came with the checkout is in whole cents, what is added later need not be
    after = {one.id: entered(host, one) for one in read(host, order.id).lines}
    assert entered(host, fine) == Decimal("37.04")
    assert after == {fine.id: Decimal("37.05"), round_one.id: Decimal("2.00"), new: Decimal("37.04")}


def test_more_than_is_in_stock_is_refused_and_changes_nothing(host: Host) -> None:
    # given
    order = place(host)
    (only,) = order.lines
    more = {"variantId": only.variant_id, "quantity": 10**6, "price": "0.125"}

    # then
    assert refused(host.orders.add_order_lines, order.id, [more | {"quantity": 1}, more]) == "INSUFFICIENT_STOCK"
    assert refused(host.orders.set_line_quantity, only.id, 10**6) == "INSUFFICIENT_STOCK"
    assert refused(host.orders.set_line_quantity, only.id, 0) == "ZERO_QUANTITY"
    assert read(host, order.id).lines == order.lines


def test_a_confirmed_order_is_cancelled_but_not_edited(host: Host) -> None:
    # given
    order = place(host)
    host.orders.confirm_order(order.id)
    only = order.lines[0]

    # then
    assert read(host, order.id).status == "UNFULFILLED"
    assert refused(host.orders.confirm_order, order.id) == "INVALID"
    assert refused(host.orders.set_line_quantity, only.id, 1) == "NOT_EDITABLE"
    assert refused(host.orders.delete_order_line, only.id) == "NOT_EDITABLE"
    more = {"variantId": only.variant_id, "quantity": 1}
    assert refused(host.orders.add_order_lines, order.id, [more]) == "NOT_EDITABLE"
    host.orders.cancel_order(order.id)
    assert read(host, order.id).is_cancelled
    assert reserved(host, order) == [0]
    assert refused(host.orders.cancel_order, order.id) == "CANNOT_CANCEL_ORDER"


def test_goods_that_left_keep_an_order_from_being_cancelled(host: Host) -> None:
    # given
    order = place(host)
    at = warehouse(host, order)
    host.orders.confirm_order(order.id)

    # when
    first = ship(host, order, 1, at, trackingNumber="1Z-1")
    half = read(host, order.id)
    second = ship(host, order, 2, at)
    assert codes(host, TRACK, id=second, number="1Z-2") == []

    # then
    whole = read(host, order.id)
    assert (half.status, half.lines[0].quantity_fulfilled, half.has_left) == ("PARTIALLY_FULFILLED", 1, True)
    parcels = {one.id: (one.number, one.status, one.tracking_number) for one in whole.fulfillments}
    assert whole.status == "FULFILLED"
    assert parcels == {first: (1, "FULFILLED", "1Z-1"), second: (2, "FULFILLED", "1Z-2")}
    assert refused(host.orders.cancel_order, order.id) == "CANNOT_CANCEL_ORDER"


def test_a_fulfilment_that_is_cancelled_leaves_the_order_to_be_cancelled(host: Host) -> None:
    # given
    order = place(host)
    at = warehouse(host, order)
    host.orders.confirm_order(order.id)
    parcel = ship(host, order, 3, at)

    # when
    assert codes(host, RECALL, id=parcel, warehouse=at) == []

    # then
    after = read(host, order.id)
    assert (after.status, after.has_left) == ("UNFULFILLED", False)
    assert [one.status for one in after.fulfillments] == ["CANCELED"]
    assert reserved(host, order) == [3]
    host.orders.cancel_order(order.id)


def test_what_comes_back_moves_out_of_the_fulfilment_that_had_sent_it(host: Host) -> None:
    # given
    order = place(host)
    at = warehouse(host, order)
    host.orders.confirm_order(order.id)
    ship(host, order, 3, at, trackingNumber="1Z-1")
    sent = host.ask(PARCELS, id=order.id)["order"]["fulfillments"][0]["lines"][0]["id"]

    # when
    back = []
    for quantity in (1, 2):
        lines = [{"fulfillmentLineId": sent, "quantity": quantity}]
        assert codes(host, RETURN, order=order.id, input={"fulfillmentLines": lines}) == []
        back.append(read(host, order.id))

    # then
    assert [one.status for one in back] == ["PARTIALLY_RETURNED", "RETURNED"]
    told = [[(one.number, one.status, one.lines[0].quantity) for one in each.fulfillments] for each in back]
    assert told[0] == [(1, "FULFILLED", 2), (2, "RETURNED", 1)]
    assert told[1] == [(2, "RETURNED", 1), (3, "RETURNED", 2)]


def test_an_invoice_is_of_a_confirmed_order(host: Host) -> None:
    # given
    order = place(host)
    early = codes(host, BILL, id=order.id, input=INVOICE)
    host.orders.confirm_order(order.id)

    # when
    late = codes(host, BILL, id=order.id, input=INVOICE)

    # then
    assert (early, late) == (["INVALID_STATUS"], [])
    (invoice,) = read(host, order.id).invoices
    assert (invoice.number, invoice.status, invoice.url) == ("I-1", "SUCCESS", INVOICE["url"])
