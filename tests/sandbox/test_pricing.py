"""Amounts come out as real Saleor was measured to work them out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from saleor_punchout.sandbox.models import CheckoutLine, OrderLine
from tests.sandbox.asking import CONVERT, Asker

UPDATE = """
mutation ($id: ID!, $lines: [CheckoutLineUpdateInput!]!) {
  checkoutLinesUpdate(id: $id, lines: $lines) { errors { field code } }
}
"""
ADD = """
mutation ($id: ID!, $lines: [CheckoutLineInput!]!) {
  checkoutLinesAdd(id: $id, lines: $lines) { errors { field code } }
}
"""


@pytest.mark.parametrize(
    ("price", "quantity", "total"),
    [("12.345", 4, "49.38"), ("0.125", 10, "1.25"), ("0.0125", 1000, "13.00"), (Decimal("2.5"), 3, "7.50")],
)
def test_a_line_total_is_rounded_once_from_a_price_of_three_decimals(
    app: Asker, price: str | Decimal, quantity: int, total: str
) -> None:
    # given
    checkout = app.checkout(app.line(sku="ELE-6001", quantity=quantity, price=price))

    # when
    (line,) = app.read(checkout)["lines"]

    # then
    assert line["totalPrice"]["net"]["amount"] == Decimal(total)


def test_an_override_is_kept_to_three_decimals_and_shown_to_two(app: Asker) -> None:
    # given
    checkout = app.checkout(app.line(quantity=4, price="12.3449"))

    # when
    (line,) = app.read(checkout)["lines"]

    # then
    assert CheckoutLine.objects.get().price_override == Decimal("12.345")
    assert line["unitPrice"]["net"]["amount"] == line["undiscountedUnitPrice"]["amount"] == Decimal("12.35")


def test_lines_of_one_sku_stay_apart_with_force_new_line(app: Asker) -> None:
    # given
    mark = [{"key": "line", "value": "1"}]
    first = app.line(quantity=2, price="3.00", forceNewLine=True, metadata=mark)
    second = app.line(quantity=3, price="4.00", forceNewLine=True)

    # when
    lines = app.read(app.checkout(first, second))["lines"]

    # then
    assert [(line["quantity"], line["totalPrice"]["net"]["amount"]) for line in lines] == [(2, 6), (3, 12)]
    assert [line["metadata"] for line in lines] == [mark, []]


def test_lines_of_one_sku_merge_without_it_and_the_last_price_wins(app: Asker) -> None:
    # given
    checkout = app.checkout(app.line(quantity=2, price="3.00"), app.line(quantity=3, price="4.00"))

    # when
    refusals = app.codes(ADD, id=checkout, lines=[app.line(quantity=1)])

    # then
    assert refusals == []
    (line,) = app.read(checkout)["lines"]
    assert (line["quantity"], line["totalPrice"]["net"]["amount"]) == (6, 24)


def test_an_override_is_gross_where_the_channel_enters_gross_prices(app: Asker) -> None:
    # given
    gross = Asker(app.token, channel="gross-channel")

    # when
    cart = gross.read(gross.checkout(gross.line(quantity=10, price="11.90")))

    # then
    assert cart["subtotalPrice"] == {"net": {"amount": 100}, "gross": {"amount": 119}}


def test_shipping_and_tax_are_in_the_total(app: Asker) -> None:
    # given
    checkout = app.ready_checkout(app.line(price="100"))

    # when
    cart = app.read(checkout)

    # then
    assert cart["shippingPrice"]["net"]["amount"] == Decimal("8.9")
    amounts = {name: cart["totalPrice"][name]["amount"] for name in ("net", "tax", "gross")}
    assert amounts == {"net": Decimal("108.9"), "tax": Decimal("20.69"), "gross": Decimal("129.59")}


def test_an_updated_line_changes_only_where_told(app: Asker) -> None:
    # given
    checkout = app.checkout(app.line(quantity=2, price="3.00"), app.line(sku="HND-2001", quantity=1))
    first, second = (line["id"] for line in app.read(checkout)["lines"])

    # when
    refusals = app.codes(
        UPDATE, id=checkout, lines=[{"lineId": first, "quantity": 5}, {"lineId": second, "quantity": 0}]
    )

    # then
    assert refusals == []
    (line,) = app.read(checkout)["lines"]
    assert (line["id"], line["totalPrice"]["net"]["amount"]) == (first, 15)


def test_an_order_keeps_the_amounts_of_its_checkout(app: Asker) -> None:
    # given
    checkout = app.ready_checkout(app.line(quantity=4, price="12.345"))
    before = app.read(checkout)

    # when
    app.ask(CONVERT, id=checkout)

    # then
    line = OrderLine.objects.select_related("order").get()
    assert (line.unit_price, line.total_net) == (Decimal("12.35"), Decimal("49.38"))
    assert line.order.total_gross == before["totalPrice"]["gross"]["amount"]
