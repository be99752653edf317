"""An order comes out at its own prices, also where Saleor has the article on sale."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saleor_punchout.flows import placement
from saleor_punchout.flows.assembly import Assembly
from saleor_punchout.flows.comparison import Line
from saleor_punchout.flows.pricing import CORRECTIONS, LinePrice
from saleor_punchout.gateway.mapping import Channel, Variant
from saleor_punchout.models import PurchaseOrder, TradingPartner
from saleor_punchout.sandbox.models import Listing, Order
from tests.flows.story import kept, line, order_request, post, shop

CENT = Decimal("0.01")
CHANNEL = Channel("default-channel", "EUR", True, False, (3, 23))


@pytest.fixture
def on_sale(world):
    """FST-1001 costs 14.80, less 25 percent: 11.10."""
    Listing.objects.filter(variant__sku="FST-1001").update(promotion=25)
    TradingPartner.objects.update(price_tolerance=50)


def place(client, document):
    post(client, document)
    order = PurchaseOrder.objects.latest("pk")
    placement.place(order.pk)
    order.refresh_from_db()
    return order


def made():
    return [(one.sku, one.quantity, one.total_net) for one in Order.objects.get().lines.order_by("pk")]


def test_a_cart_of_articles_on_sale_is_ordered_at_the_price_that_was_returned(client, saleor, on_sale):
    # given
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 3)
    (item,) = visitor.return_cart().items
    assert item.detail.unit_price.amount == Decimal("11.10")

    # when
    order = place(client, order_request([kept(item)]))

    # then
    assert order.state == PurchaseOrder.State.PLACED, order.problems
    assert made() == [("FST-1001", 3, Decimal("33.30"))]


@pytest.mark.parametrize("price", ["14.80", "11.10", "11.09", "10.333", "16"])
def test_an_article_on_sale_is_ordered_at_whatever_price_was_agreed(client, on_sale, price):
    # when
    order = place(client, order_request([line("FST-1001", 7, price), line("HND-2001", 1, "24.90", number=2)]))

    # then
    assert order.state == PurchaseOrder.State.PLACED, order.problems
    total = (7 * Decimal(price)).quantize(CENT)
    assert made() == [("FST-1001", 7, total), ("HND-2001", 1, Decimal("24.90"))]


def test_a_price_that_was_told_by_an_attempt_that_died_is_told_anew(client, on_sale, monkeypatch):
    # given an attempt that dies after it made the checkout, and a sale that begins only then
    Listing.objects.update(promotion=0)
    with monkeypatch.context() as patch:
        patch.setattr(Assembly, "complete", lambda *_: 1 / 0)
        order = place(client, order_request([line("FST-1001", 2, "12.00")]))
    assert order.state == PurchaseOrder.State.RECEIVED
    Listing.objects.filter(variant__sku="FST-1001").update(promotion=40)

    # when
    placement.place(order.pk)

    # then
    assert made() == [("FST-1001", 2, Decimal("24.00"))]


def test_no_price_makes_anything_of_an_article_that_is_free():
    # given
    free = LinePrice(Line(1, Variant("1", "SKU", "Name", True, None, None, Decimal(1)), 1, Decimal(12)), CHANNEL)

    # when
    free.first()

    # then
    assert free.next(Decimal(0)) == "24.000"
    assert free.next(Decimal(0)) is None
    assert free.next(Decimal(0)) is None


prices = st.decimals("1", "9999", places=2)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    price=prices,
    quantity=st.integers(1, 500),
    share=st.decimals("0", "0.9", places=2),
    part=st.decimals("0", "0.9", places=2),
    today=st.one_of(st.none(), prices),
)
def test_any_share_or_amount_that_is_taken_off_is_found(price, quantity, share, part, today):
    # given a promotion that takes off a share and an amount, and a price of today that may tell nothing of it
    amount = (price * (1 - share) * part).quantize(CENT)

    def out_of(told: str) -> Decimal:
        unit = Decimal(told)
        return ((unit - (unit * share).quantize(CENT, ROUND_DOWN) - amount) * quantity).quantize(CENT)

    variant = Variant("1", "SKU", "Name", True, today, today, Decimal(1))
    line_price = LinePrice(Line(1, variant, quantity, price), CHANNEL)

    # when
    net = out_of(line_price.first())
    for _ in range(CORRECTIONS):
        told = None if line_price.is_met(net) else line_price.next(net)
        if told:
            net = out_of(told)

    # then it is met but for what three decimals and a discount in whole cents cannot say
    assert abs(net - line_price.line.net) <= quantity * CENT
