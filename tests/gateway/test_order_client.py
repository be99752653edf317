"""Orders as the client reads and changes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from saleor_punchout.exceptions import SaleorForbids, SaleorRefused, SaleorUnreachable
from saleor_punchout.gateway import client as gateway
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.gateway.orders import Fulfillment, FulfillmentLine, SaleorInvoice, full_order
from saleor_punchout.sandbox import catalogue
from saleor_punchout.sandbox.models import Variant
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.gateway.wire import Scripted
from tests.sandbox import shop_staff as staff
from tests.sandbox.asking import Asker

NO_ANSWER = SaleorUnreachable("Saleor answered with HTTP 503.")
REPEATED = {
    "read_order": lambda orders: orders.read_order("o"),
    "set_line_quantity": lambda orders: orders.set_line_quantity("l", 2),
    "set_metadata": lambda orders: orders.set_metadata("o", {"a": "b"}),
    "set_private_metadata": lambda orders: orders.set_private_metadata("o", {"a": "b"}),
}
DONE_ONCE = {
    "cancel_order": lambda orders: orders.cancel_order("o"),
    "confirm_order": lambda orders: orders.confirm_order("o"),
    "add_order_lines": lambda orders: orders.add_order_lines("o", [{"variantId": "v", "quantity": 1}]),
    "delete_order_line": lambda orders: orders.delete_order_line("l"),
}


def amounts(net, gross):
    return {"net": {"amount": net}, "gross": {"amount": gross}}


def node(**changes):
    """An order as Saleor shows it."""
    line = {
        "id": "l1",
        "productVariantId": "v1",
        "productSku": "B-1",
        "productName": "Bolt",
        "variantName": "M8",
        "quantity": 4,
        "quantityFulfilled": 3,
        "taxRate": 0.19,
        "unitPrice": amounts(12.35, 14.69),
        "totalPrice": amounts(49.38, 58.76),
        "metadata": [{"key": "punchout.line", "value": "10"}],
    }
    order = {
        "id": "o1",
        "number": "7",
        "status": "PARTIALLY_FULFILLED",
        "created": "2026-03-02T09:30:00+00:00",
        "updatedAt": "2026-03-03T09:30:00.123456Z",
        "externalReference": None,
        "checkoutId": None,
        "channel": {"currencyCode": "EUR"},
        "metadata": [{"key": "punchout.order_id", "value": "PO-1"}],
        "shippingMethodName": None,
        "shippingPrice": amounts(8.9, 10.59),
        "shippingTaxRate": 0.19,
        "total": amounts(58.28, 69.35),
        "lines": [line | {name: value for name, value in changes.items() if name in line}],
        "fulfillments": [],
        "invoices": [],
    }
    return order | {name: value for name, value in changes.items() if name not in line}


@pytest.fixture
def app(db, settings):
    catalogue.fill()
    return Asker(settings.PUNCHOUT_SANDBOX_TOKEN)


@pytest.fixture
def orders(app):
    return OrderClient(SandboxTransport("", app.token))


@pytest.fixture
def placed(app):
    return staff.place(app, app.line(quantity=4, price="12.345"), app.line(sku="PWR-3030"))


def test_an_order_is_told_in_full():
    order = full_order(node())

    assert (order.currency, order.net, order.gross) == ("EUR", Decimal("58.28"), Decimal("69.35"))
    assert (order.shipping_net, order.shipping_gross) == (Decimal("8.9"), Decimal("10.59"))
    assert order.shipping_tax_rate == Decimal("0.19")
    assert (order.external_reference, order.checkout_id, order.shipping_method) == ("", "", "")
    assert order.created == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert order.updated_at == datetime(2026, 3, 3, 9, 30, 0, 123456, tzinfo=UTC)
    assert order.metadata == {"punchout.order_id": "PO-1"}


def test_a_line_is_told_in_full():
    (line,) = full_order(node()).lines

    assert (line.number, line.variant_id, line.sku, line.name) == (10, "v1", "B-1", "Bolt, M8")
    assert (line.quantity, line.quantity_fulfilled, line.tax_rate) == (4, 3, Decimal("0.19"))
    assert (line.unit_net, line.net, line.gross) == (Decimal("12.35"), Decimal("49.38"), Decimal("58.76"))


@pytest.mark.parametrize(
    ("told", "sku", "name"),
    [
        ({"variantName": "B-1"}, "B-1", "Bolt"),
        ({"productSku": None, "variantName": "v1"}, "v1", "Bolt"),
        ({"productVariantId": None}, "B-1", "Bolt, M8"),
    ],
)
def test_a_line_whose_variant_has_no_name_or_no_sku_is_called_by_what_there_is(told, sku, name):
    (line,) = full_order(node(**told)).lines

    assert (line.sku, line.name) == (sku, name)


@pytest.mark.parametrize("text", ["", "ten", "-1", "1.5"])
def test_a_line_without_a_number_of_the_purchase_order_has_none(text):
    (line,) = full_order(node(metadata=[{"key": "punchout.line", "value": text}])).lines

    assert line.number is None


def test_what_was_sent_and_billed_is_told():
    # given
    sent = {
        "id": "f1",
        "fulfillmentOrder": 2,
        "status": "FULFILLED",
        "trackingNumber": "1Z-1, 1Z-2",
        "created": "2026-03-04T09:30:00+00:00",
        "metadata": [{"key": "carrier", "value": "UPS"}],
        "lines": [{"quantity": 3, "orderLine": {"id": "l1"}}, {"quantity": 1, "orderLine": None}],
    }
    empty = sent | {"lines": None}
    billed = {"id": "i1", "number": None, "status": "PENDING", "createdAt": "2026-03-05T09:30:00+00:00", "url": None}
    day = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)

    # when
    order = full_order(node(fulfillments=[sent, empty], invoices=[billed]))

    # then
    lines = (FulfillmentLine("l1", 3),)
    first = Fulfillment("f1", 2, "FULFILLED", "1Z-1, 1Z-2", day, lines, {"carrier": "UPS"})
    assert order.fulfillments == (first, replace(first, lines=()))
    assert order.invoices == (SaleorInvoice("i1", "", "PENDING", datetime(2026, 3, 5, 9, 30, tzinfo=UTC)),)


@pytest.mark.parametrize(
    ("status", "editable", "confirmed", "cancelled"),
    [
        ("DRAFT", True, False, False),
        ("UNCONFIRMED", True, False, False),
        ("UNFULFILLED", False, True, False),
        ("FULFILLED", False, True, False),
        ("PARTIALLY_RETURNED", False, True, False),
        ("CANCELED", False, False, True),
        ("EXPIRED", False, False, True),
    ],
)
def test_the_status_says_what_may_still_become_of_an_order(status, editable, confirmed, cancelled):
    order = full_order(node(status=status))

    assert (order.is_editable, order.is_confirmed, order.is_cancelled) == (editable, confirmed, cancelled)


def test_goods_have_left_unless_the_fulfilment_was_cancelled(app, orders, placed):
    # given
    before = orders.read_order(placed)
    (parcel,) = staff.ship(app, placed)["fulfillments"]
    sent = orders.read_order(placed)

    # when
    app.ask(staff.RECALL, id=parcel["id"], warehouse=staff.warehouse(app))

    # then
    assert (before.has_left, sent.has_left, orders.read_order(placed).has_left) == (False, True, False)


def test_an_order_that_nobody_knows_is_none(orders):
    assert orders.read_order("T3JkZXI6MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw") is None


def test_an_order_is_read_as_it_stands_now(app, orders, placed):
    # given
    app.ask(staff.CONFIRM, id=placed)
    line = orders.read_order(placed).lines[0].id
    staff.ship(app, placed, {line: 3}, tracking="1Z-1")
    app.ask(staff.BILL, id=placed, input={"number": "I-1", "url": "https://shop.example.com/i/1"})

    # when
    order = orders.read_order(placed)

    # then
    assert (order.status, order.currency, order.shipping_method) == ("PARTIALLY_FULFILLED", "EUR", "Standard delivery")
    assert [(one.sku, one.quantity, one.quantity_fulfilled) for one in order.lines] == [
        ("FST-1001", 4, 3),
        ("PWR-3030", 1, 0),
    ]
    assert order.lines[0].net == Decimal("49.38")
    assert order.net == order.shipping_net + sum(one.net for one in order.lines)
    ((parcel,), (invoice,)) = order.fulfillments, order.invoices
    assert (parcel.number, parcel.status, parcel.tracking_number) == (1, "FULFILLED", "1Z-1")
    assert parcel.lines == (FulfillmentLine(line, 3),)
    assert (invoice.number, invoice.status) == ("I-1", "SUCCESS")


def test_new_lines_are_told_apart_in_the_order_given(app, orders, placed):
    # given
    old = {line.id for line in orders.read_order(placed).lines}
    wanted = [{"variantId": app.variant("FST-1001"), "quantity": count, "price": "1.000"} for count in (3, 1, 2)]

    # when
    new = orders.add_order_lines(placed, wanted)

    # then
    quantities = {line.id: line.quantity for line in orders.read_order(placed).lines}
    assert [quantities[line] for line in new] == [3, 1, 2]
    assert not old & set(new)


def test_many_lines_are_added_in_parts(monkeypatch):
    # given
    monkeypatch.setattr(gateway, "PAGE", 2)
    answers = [{"orderLines": [{"id": each} for each in part], "errors": []} for part in ("ab", "cd", "e")]
    transport = Scripted(*({"data": {"orderLinesCreate": answer}} for answer in answers))

    # when
    new = OrderClient(transport).add_order_lines("o", [{"variantId": each, "quantity": 1} for each in "vwxyz"])

    # then
    assert new == ["a", "b", "c", "d", "e"]
    assert [[line["variantId"] for line in asked["lines"]] for asked in transport.asked] == [
        ["v", "w"],
        ["x", "y"],
        ["z"],
    ]
    assert all(line["forceNewLine"] is True for asked in transport.asked for line in asked["lines"])


def test_a_note_keeps_the_others(orders, placed):
    # when
    for told in ({"a": "1", "b": "1"}, {"b": "2"}):
        orders.set_metadata(placed, told)
        orders.set_private_metadata(placed, told)

    # then
    assert orders.read_order(placed).metadata == {"a": "1", "b": "2"}


def test_a_confirmed_order_is_not_edited_but_cancelled(orders, placed):
    # given
    first = orders.read_order(placed).lines[0]
    line, variant = first.id, first.variant_id
    orders.confirm_order(placed)

    # when
    for change in (
        lambda: orders.set_line_quantity(line, 1),
        lambda: orders.delete_order_line(line),
        lambda: orders.add_order_lines(placed, [{"variantId": variant, "quantity": 1}]),
    ):
        with pytest.raises(SaleorRefused) as caught:
            change()
        assert caught.value.code == "NOT_EDITABLE"
    orders.cancel_order(placed)

    # then
    assert Variant.objects.get(sku="FST-1001").allocated == 0
    with pytest.raises(SaleorRefused) as caught:
        orders.cancel_order(placed)
    assert caught.value.code == "CANNOT_CANCEL_ORDER"


def test_what_is_out_of_stock_is_refused_although_saleor_calls_it_an_accident(app, orders, placed):
    # given
    before = orders.read_order(placed)
    wanted = [{"variantId": app.variant(sku), "quantity": 99} for sku in ("FST-1001", "PWR-3030")]

    # when
    with pytest.raises(SaleorRefused) as caught:
        orders.add_order_lines(placed, wanted)

    # then
    assert caught.value.code == "INSUFFICIENT_STOCK"
    assert orders.read_order(placed) == before


def test_managing_orders_is_all_that_it_takes(app, orders, placed, settings):
    # given
    settings.PUNCHOUT_SANDBOX_PERMISSIONS = ["MANAGE_ORDERS"]

    # when
    (new,) = orders.add_order_lines(placed, [{"variantId": app.variant("FST-1001"), "quantity": 1}])
    orders.set_metadata(new, {"punchout.line": "3"})
    orders.set_private_metadata(new, {"punchout.accounting": "CC-1"})
    orders.confirm_order(placed)

    # then
    assert orders.read_order(placed).lines[-1].number == 3
    settings.PUNCHOUT_SANDBOX_PERMISSIONS = ["HANDLE_CHECKOUTS", "MANAGE_CHECKOUTS"]
    with pytest.raises(SaleorForbids):
        orders.read_order(placed)


@pytest.mark.parametrize("ask", REPEATED.values(), ids=REPEATED)
def test_a_query_and_what_only_sets_a_value_are_asked_three_times(monkeypatch, ask):
    waited, transport = [], Scripted(NO_ANSWER)
    monkeypatch.setattr("time.sleep", waited.append)

    with pytest.raises(SaleorUnreachable):
        ask(OrderClient(transport))

    assert (len(transport.asked), waited) == (3, list(gateway.QUERY_PAUSES))


@pytest.mark.parametrize("do", DONE_ONCE.values(), ids=DONE_ONCE)
def test_what_makes_or_deletes_something_is_never_repeated(do):
    transport = Scripted(NO_ANSWER)

    with pytest.raises(SaleorUnreachable):
        do(OrderClient(transport))

    assert len(transport.asked) == 1
