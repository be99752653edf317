"""What the partner's policy makes of a changed order, from the cart that goes back to the order in Saleor."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from saleor_punchout.documents.types import Charge, Money
from saleor_punchout.flows import decision, placement
from saleor_punchout.models import PurchaseOrder, TradingPartner
from saleor_punchout.sandbox.models import Order, Variant
from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows.story import kept, line, order_request, post, shop, status, told

pytestmark = pytest.mark.usefixtures("world")
State = PurchaseOrder.State
ACCEPT, CONFIRM, HOLD, REJECT = TradingPartner.OnDifference.values
QUOTED = Decimal("14.80")


@pytest.fixture
def bolts(client, saleor):
    """The line of a cart that went back: 10 × FST-1001 at 14.80."""
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 10)
    (item,) = visitor.return_cart().items
    return kept(item)


@pytest.fixture
def let(partner):
    """``let(order_policy="accept")`` sets the partner's policy, which minds every cent where nothing else is said."""

    def changed(**settings):
        for name, value in {"price_tolerance": Decimal(0), **settings}.items():
            setattr(partner, name, value)
        partner.save()

    return changed


def at(item, price, currency="EUR"):
    return item._replace(detail=item.detail._replace(unit_price=Money(Decimal(price), currency)))


def take(client, *items, order_id="PO-1", **changes):
    """Send an order and let a worker place it."""
    answer = post(client, order_request(items, order_id=order_id, **changes))
    assert status(answer) == 200, told(answer)
    order = PurchaseOrder.objects.latest("pk")
    placement.place(order.pk)
    order.refresh_from_db()
    return order


def prices():
    """Unit prices of the lines of all orders in Saleor."""
    return [
        one.total_net / one.quantity for order in Order.objects.order_by("pk") for one in order.lines.order_by("pk")
    ]


def codes(order):
    return {problem["code"] for problem in order.problems}


def freight(amount):
    return {"shipping": Charge(Money(Decimal(amount), "EUR"), "Standard")}


def dearer(item):
    return (at(item, "20.00"),), {}


def cheaper(item):
    return (at(item, "9.00"),), {}


def more(item):
    return (item._replace(quantity=Decimal(12)),), {}


def fewer(item):
    return (item._replace(quantity=Decimal(7)),), {}


def in_boxes(item):
    unit = "EA" if item.detail.unit_of_measure == "BX" else "BX"
    return (item._replace(detail=item.detail._replace(unit_of_measure=unit)),), {}


def little_freight(item):
    return (item,), {**freight("5.00"), "total": Money(QUOTED * 10, "EUR")}


def in_dollars(item):
    return (at(item, "14.80", "USD"),), {"total": Money(QUOTED * 10, "USD")}


def without_prices(item):
    return (item._replace(detail=item.detail._replace(unit_price=None)),), {"total": Money(Decimal(50), "EUR")}


def renamed(item):
    return (item._replace(detail=item.detail._replace(description="Something else")),), {}


STORY = [
    (dearer, "price", {ACCEPT: Decimal("20.00"), CONFIRM: QUOTED, HOLD: None, REJECT: None}),
    (cheaper, "price", {ACCEPT: Decimal("9.00"), CONFIRM: QUOTED, HOLD: None, REJECT: None}),
    (more, "quantity", {ACCEPT: QUOTED, CONFIRM: QUOTED, HOLD: None, REJECT: None}),
    (fewer, "quantity", {ACCEPT: QUOTED, CONFIRM: QUOTED, HOLD: None, REJECT: None}),
    (in_boxes, "unit", {ACCEPT: QUOTED, CONFIRM: None, HOLD: None, REJECT: None}),
    (little_freight, "shipping", {ACCEPT: None, CONFIRM: QUOTED, HOLD: None, REJECT: None}),
    (without_prices, "total", {ACCEPT: None, CONFIRM: QUOTED, HOLD: None, REJECT: None}),
    (in_dollars, "currency", {ACCEPT: None, CONFIRM: None, HOLD: None, REJECT: None}),
    (renamed, "", {ACCEPT: QUOTED, CONFIRM: QUOTED, HOLD: QUOTED, REJECT: QUOTED}),
]


@pytest.mark.parametrize("verdict", [ACCEPT, CONFIRM, HOLD, REJECT])
@pytest.mark.parametrize(("change", "code", "expected"), STORY, ids=[change.__name__ for change, *_ in STORY])
def test_each_change_under_each_policy(change, code, expected, verdict, client, bolts, let):
    # given
    let(order_policy=verdict, quantity_tolerance=Decimal(0))
    items, header = change(bolts)

    # when
    order = take(client, *items, **header)

    # then
    price = expected[verdict]
    assert prices() == ([] if price is None else [price])
    if price is None:
        assert code in codes(order)
        assert order.state == (State.REJECTED if verdict == REJECT and code != "currency" else State.HELD)
    else:
        assert order.state == State.PLACED
        assert order.differences
        minds = {ACCEPT: ACCEPT, CONFIRM: CONFIRM if code else ACCEPT}
        assert order.decision == minds.get(verdict, ACCEPT)


def test_a_rejected_order_says_why_and_waits_for_its_confirmation(client, bolts, let):
    let(order_policy=REJECT)

    order = take(client, at(bolts, "9.00"))

    assert (order.state, order.decision) == (State.REJECTED, REJECT)
    assert order.last_error == "The price 9.00 is not that of the returned cart, 14.80."
    assert order.look_again_at is not None
    assert (order.lease_until, order.next_attempt_at, order.checkout_id) == (None, None, "")


@pytest.mark.parametrize(
    ("percent", "amount", "price", "state"),
    [
        ("1", "0", "14.90", State.PLACED),
        ("1", "0", "15.00", State.HELD),
        ("0", "0.05", "14.85", State.PLACED),
        ("0", "0.05", "14.75", State.PLACED),
        ("0", "0.05", "14.86", State.HELD),
        ("1", "0.50", "15.20", State.PLACED),
        ("1", "0.50", "15.31", State.HELD),
    ],
)
def test_a_price_within_either_tolerance_is_taken_as_it_is(percent, amount, price, state, client, bolts, let):
    let(price_tolerance=Decimal(percent), price_tolerance_amount=Decimal(amount))

    order = take(client, at(bolts, price))

    assert order.state == state
    assert prices() == ([Decimal(price)] if state == State.PLACED else [])
    assert [one["field"] for one in order.differences] == ["unit_price"]


@pytest.mark.parametrize(
    ("percent", "quantity", "state"),
    [
        (None, 1000, State.PLACED),
        ("10", 11, State.PLACED),
        ("10", 9, State.PLACED),
        ("10", 12, State.HELD),
        ("10", 8, State.HELD),
        ("0", 10, State.PLACED),
    ],
)
def test_a_quantity_beyond_its_tolerance_is_for_the_policy(percent, quantity, state, client, bolts, let):
    let(quantity_tolerance=None if percent is None else Decimal(percent))
    Variant.objects.update(stock=5000)

    order = take(client, bolts._replace(quantity=Decimal(quantity)))

    assert order.state == state
    assert codes(order) == (set() if state == State.PLACED else {"quantity"})


@pytest.mark.parametrize("whole", [True, False], ids=["the order", "a line"])
@pytest.mark.parametrize(("verdict", "state"), [(ACCEPT, State.PLACED), (HOLD, State.HELD), (REJECT, State.REJECTED)])
def test_what_no_cart_stands_behind_has_a_policy_of_its_own(verdict, state, whole, client, bolts, let):
    # given
    let(order_policy=ACCEPT, catalogue_orders=verdict)
    items = [line("HND-2001", 1, "24.90", 2)] if whole else [bolts, line("HND-2001", 1, "24.90", 2)]

    # when
    order = take(client, *items)

    # then
    assert order.state == state
    assert codes(order) == (set() if verdict == ACCEPT else {"catalogue"})


@pytest.mark.parametrize(("verdict", "made"), [(ACCEPT, "9.00"), (CONFIRM, "24.90"), (HOLD, ""), (REJECT, "")])
def test_catalogue_lines_are_held_to_todays_price(verdict, made, client, let):
    let(order_policy=verdict)

    order = take(client, line("HND-2001", 2, "9.00"))

    assert prices() == ([Decimal(made)] if made else [])
    assert codes(order) == (set() if made else {"price"})


def test_an_article_in_place_of_another_is_an_article_without_a_cart(client, bolts, let):
    # given
    let(catalogue_orders=HOLD)
    swapped = at(bolts, "24.90")._replace(item_id=bolts.item_id._replace(supplier_part_id="HND-2001"))

    # when
    order = take(client, swapped)

    # then
    assert (order.state, codes(order)) == (State.HELD, {"catalogue"})
    assert {"line": 1, "field": "sku", "returned": "FST-1001", "ordered": "HND-2001"} in order.differences


@pytest.mark.parametrize(("verdict", "state"), [(ACCEPT, State.PLACED), (HOLD, State.HELD), (REJECT, State.REJECTED)])
def test_a_cart_that_was_ordered_before(verdict, state, client, bolts, let):
    # given
    let(repeated_carts=verdict)
    first = take(client, bolts)

    # when
    again = take(client, bolts, order_id="PO-2")

    # then
    assert (first.state, again.state) == (State.PLACED, state)
    assert Order.objects.count() == (2 if verdict == ACCEPT else 1)
    assert [one["returned"] for one in again.differences if one["field"] == "cart"] == ["ordered by PO-1"]


@pytest.mark.parametrize(("verdict", "made"), [(ACCEPT, "14.80"), (CONFIRM, "16.00"), (HOLD, ""), (REJECT, "")])
def test_after_its_time_a_quote_gives_way_to_todays_price(verdict, made, client, bolts, let, later):
    # given
    let(order_policy=verdict, quote_validity=30)
    Variant.objects.get(sku="FST-1001").listings.update(price=Decimal("16.00"))
    later(timedelta(days=30, minutes=1))

    # when
    order = take(client, bolts)

    # then
    assert prices() == ([Decimal(made)] if made else [])
    assert {"quote", "unit_price"} <= {one["field"] for one in order.differences}
    assert codes(order) == (set() if made else {"quote_expired", "price"})


def test_within_its_time_a_quote_holds_whatever_the_price_is_now(client, bolts, let, later):
    # given
    let(quote_validity=30)
    Variant.objects.get(sku="FST-1001").listings.update(price=Decimal("16.00"))
    later(timedelta(days=29, hours=23))

    # then
    assert (take(client, bolts).differences, prices()) == ([], [QUOTED])


@pytest.mark.parametrize("change", [dearer, fewer, in_boxes, little_freight, without_prices])
def test_what_staff_accept_the_policy_does_not_mind(change, client, bolts, let):
    # given
    let(order_policy=HOLD, quantity_tolerance=Decimal(0))
    items, header = change(bolts)
    order = take(client, *items, **header)
    assert order.state == State.HELD

    # when
    let(order_policy=REJECT, quantity_tolerance=Decimal(0))
    decision.accept(order)
    placement.place(order.pk)

    # then
    order.refresh_from_db()
    assert (order.state, order.decision) == (State.PLACED, ACCEPT)
    (item,) = items
    asked = item.detail.unit_price
    assert prices() == [asked.amount if asked else QUOTED]


def test_what_cannot_be_placed_is_held_whatever_staff_accept(client, bolts, let):
    # given
    let(order_policy=ACCEPT)
    order = take(client, bolts, line("NO-SUCH", 1, "1.00", 2))
    assert (order.state, codes(order)) == (State.HELD, {"unknown_sku"})

    # when
    decision.accept(order)
    placement.place(order.pk)

    # then
    order.refresh_from_db()
    assert (order.state, Order.objects.count()) == (State.HELD, 0)


def test_the_worst_of_all_findings_decides(client, bolts, let):
    # given
    let(order_policy=CONFIRM, catalogue_orders=REJECT, repeated_carts=HOLD)
    take(client, bolts, order_id="PO-0")

    # when
    order = take(client, at(bolts, "9.00"), line("HND-2001", 1, "24.90", 2))

    # then
    assert (order.state, order.decision) == (State.REJECTED, REJECT)
    assert codes(order) == {"repeated_cart", "catalogue"}


def test_goods_for_several_places_are_for_a_person(client, bolts, let):
    # given
    let(order_policy=ACCEPT)
    elsewhere = GENERIC.ship_to._replace(address_id="York", city="York", street=("9 Minster Yard",))

    # when
    order = take(client, bolts._replace(ship_to=elsewhere))

    # then
    assert (order.state, codes(order)) == (State.HELD, {"ship_to"})

    # when
    decision.accept(order)
    placement.place(order.pk)

    # then
    assert "York" in Order.objects.get().private_metadata["punchout.contacts"]
