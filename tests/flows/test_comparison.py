"""Whatever approval changes is seen, by the hundred; and whatever the policy, no line stands at a price of nobody's."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from saleor_punchout.documents.types import Charge, Money, OrderRequest, PriceBasis
from saleor_punchout.flows import policy, terms
from saleor_punchout.flows.comparison import compare
from saleor_punchout.flows.differences import Decision
from saleor_punchout.models import PunchOutSession, PurchaseOrder
from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows import changes
from tests.flows.changes import CHANNEL, KINDS, seeded
from tests.flows.story import line, shop

pytestmark = pytest.mark.usefixtures("world")
RUNS = 100


@pytest.fixture
def visit(client, saleor):
    """A visit that went back with freight and tax, whose buyer wanted the goods in Leeds."""
    visitor = shop(client, saleor, replace(GENERIC, ship_to=changes.LEEDS))
    visitor.add("FST-1001", 3)
    visitor.return_cart()
    return PunchOutSession.objects.select_related("partner", "cart__document").get()


@pytest.fixture
def sent(visit):
    """The document of the cart, as if it had told the tax of these carts."""
    document = visit.cart.document
    before = document.body
    tax = f'<Tax><Money currency="EUR">{changes.TAX}</Money><Description xml:lang="en">Tax</Description></Tax>'
    start = before.index("<Tax>") if "<Tax>" in before else before.index("</PunchOutOrderMessageHeader>")
    end = before.index("</Tax>") + len("</Tax>") if "<Tax>" in before else start
    document.body = before[:start] + tax + before[end:]
    return document


@pytest.fixture
def case(visit, sent):
    """``case(rng, change)`` gives an order and its comparison with a cart."""

    def compared(rng, kind=""):
        goods = changes.variants(rng)
        cart = changes.returned(rng, visit, sent, goods)
        request = changes.unchanged(cart)
        if kind:
            request = KINDS[kind][1](rng, request)
        order = PurchaseOrder.objects.get(order_id="PO-1", type="new")
        order.partner = visit.partner
        if kind == "expired quote":
            order.partner.quote_validity = rng.randint(1, 30)
            cart.created_at = order.created_at - timedelta(
                days=order.partner.quote_validity, minutes=rng.randint(1, 9999)
            )
        result = compare(order, request, [cart], CHANNEL, goods)
        terms.compare_shipping(request, cart, changes.checkout(), CHANNEL, result)
        return order, request, cart, goods, result

    changes.received(visit.partner, sent, session=visit)
    return compared


def fields(result):
    return {one["field"] for one in result.differences}


def test_a_cart_that_approval_left_alone_does_not_differ(case):
    for run in range(RUNS):
        *_, result = case(seeded(run))

        assert (result.differences, result.problems) == ([], [])


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_is_seen(kind, case, visit, sent):
    # given
    if kind == "copied cart":
        changes.received(visit.partner, sent, order_id="PO-0", session=visit, state="placed")
    what, _ = KINDS[kind]

    for run in range(RUNS):
        # when
        *_, result = case(seeded(kind, run), kind)

        # then
        assert what in fields(result), run


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_stands_at_a_price_that_nobody_agreed_to(kind, case):
    """What the buyer asked for is the price where the policy accepts it; else the shop's is, or there is no order."""
    for run in range(RUNS):
        # given
        order, request, cart, goods, compared = case(seeded(kind, run), kind)
        order.partner.price_tolerance = Decimal(0)
        asked = {item.line_number: item.detail.unit_price.amount for item in request.items}
        shops = {item.line_number: shops_price(kind, item, cart, goods) for item in request.items}

        for verdict in Decision:
            # when
            result = deepcopy(compared)
            order.partner.order_policy = verdict.value
            policy.decide(order, result)

            # then
            if not result.problems:
                made = {one.number: one.unit_price for one in result.lines}
                assert made == (asked if verdict == Decision.ACCEPT else shops)
            if verdict in (Decision.HOLD, Decision.REJECT) and asked != shops:
                assert result.problems
                assert result.decision == verdict or kind == "currency"


def shops_price(kind, item, cart, goods):
    """What the shop agreed to: the price of the cart where it still holds and is that of the article, else today's."""
    quoted = {row["auxiliary_id"]: row for row in cart.lines if kind != "expired quote"}
    sku, name = item.item_id.supplier_part_id, item.item_id.supplier_part_auxiliary_id
    row = quoted.get(name)
    return Decimal(row["unit_price"]) if row and row["sku"] == sku else goods[sku].net


def test_several_changes_at_once_are_all_seen(case, visit):
    kinds = [
        kind
        for kind in KINDS
        if kind not in ("currency", "missing line", "swapped SKU", "copied cart", "expired quote")
    ]
    for run in range(RUNS):
        # given
        rng = seeded("several", run)
        chosen = sorted(rng.sample(kinds, 3), key="added line".__eq__)  # last, for the others change lines of the cart
        order, request, cart, goods, _ = case(rng)
        for kind in chosen:
            request = KINDS[kind][1](rng, request)

        # when
        result = compare(order, request, [cart], CHANNEL, goods)
        terms.compare_shipping(request, cart, changes.checkout(), CHANNEL, result)

        # then
        up_and_down = {"quantity up", "quantity down"} <= set(chosen) or {"price up", "price down"} <= set(chosen)
        assert fields(result) >= {KINDS[kind][0] for kind in chosen} or up_and_down


@pytest.fixture
def one(case, visit, sent):
    """``one(change)`` compares an order of a single line, which ``change`` rewrites, with a cart of three pieces."""

    def compared(change=lambda request: request, **fields_of_row):
        order, request, cart, goods, _ = case(seeded(1))
        cart.lines = [
            cart.lines[0] | {"sku": "ART-1", "name": "Hex bolt M8", "quantity": 3, "unit": "EA"} | fields_of_row
        ]
        cart.lines[0]["unit_price"] = str(goods["ART-1"].net)
        request = change(changes.unchanged(cart))
        return order, compare(order, replace(request, total=None), [cart], CHANNEL, goods)

    return compared


def rewritten(**detail):
    """A change of the details of the line."""

    def change(request):
        (item,) = request.items
        return replace(request, items=(item._replace(detail=item.detail._replace(**detail)),))

    return change


@pytest.mark.parametrize("text", ["HEX  bolt m8", "Hex bolt", "", " hex bolt M8 "])
def test_our_text_in_another_spelling_or_cut_short_is_no_other_text(text, one):
    _, result = one(rewritten(description=text))

    assert result.differences == []


def test_a_unit_and_the_buyers_word_for_it_are_one(one, visit):
    # given
    visit.partner.unit_map = {"EA": "PCE"}

    # then
    for sent, ordered in (("PCE", "PCE"), ("PCE", "EA"), ("EA", "PCE")):
        assert one(rewritten(unit_of_measure=ordered), unit=sent)[1].differences == []
    assert fields(one(rewritten(unit_of_measure="BX"), unit="PCE")[1]) == {"unit"}


def test_a_price_for_a_hundred_is_the_price_of_one_a_hundred_times(one):
    # given
    _, plain = one()
    price = plain.lines[0].unit_price

    # when
    basis = PriceBasis(Decimal(100), "EA")
    _, result = one(rewritten(unit_price=Money(price * 100, "EUR"), price_basis=basis))

    # then
    assert (result.differences, result.lines[0].unit_price) == ([], price)


def test_a_line_that_approval_split_keeps_the_price_of_the_cart_and_counts_once(one):
    # given
    def split(request):
        (item,) = request.items
        first, second = item._replace(quantity=Decimal(1)), item._replace(quantity=Decimal(2), line_number=2)
        return replace(request, items=(first, second))

    # when
    _, result = one(split)

    # then
    assert [(row["line"], row["field"]) for row in result.differences] == [(2, "line")]
    assert len({line.unit_price for line in result.lines}) == 1
    assert not any(row.code for row in result.found)


def test_an_order_in_another_currency_is_seen_where_its_lines_name_no_price(one, case):
    # given
    order, request, cart, goods, _ = case(seeded(2))
    items = tuple(item._replace(detail=item.detail._replace(unit_price=None)) for item in request.items)

    # when
    result = compare(order, replace(request, items=items, total=Money(cart.total, "USD")), [cart], CHANNEL, goods)

    # then
    assert (result.differences[0]["field"], result.problems[0]["code"]) == ("currency", "currency")


def test_a_total_tells_where_lines_name_no_price(case):
    # given
    order, request, cart, goods, _ = case(seeded(3))
    items = tuple(item._replace(detail=item.detail._replace(unit_price=None)) for item in request.items)
    unpriced = replace(request, items=items)

    # when
    right, wrong = (
        compare(order, replace(unpriced, total=Money(cart.total + more, "EUR")), [cart], CHANNEL, goods)
        for more in (Decimal(0), Decimal("0.01"))
    )

    # then
    assert (fields(right), fields(wrong)) == (set(), {"total"})
    grand = replace(unpriced, total=Money(cart.total + changes.FREIGHT + changes.TAX, "EUR"))
    assert compare(order, grand, [cart], CHANNEL, goods).differences == []


def test_lines_that_go_to_several_places_are_for_a_person(one):
    # given
    def elsewhere(request):
        return replace(request, items=(request.items[0]._replace(ship_to=changes.LEEDS._replace(city="York")),))

    # when
    _, result = one(elsewhere)

    # then
    assert [row["code"] for row in result.problems] == ["ship_to"]


def test_the_place_may_stand_on_the_lines_alone(one):
    # given
    def on_lines(request):
        return replace(request, ship_to=None, items=(request.items[0]._replace(ship_to=changes.LEEDS),))

    # then
    assert one(on_lines)[1].differences == []


def test_freight_may_stand_on_the_lines_alone():
    charge, nothing = Charge(Money(Decimal("4.45"), "EUR")), OrderRequest("PO-1", "new")
    lines = tuple(line(sku, 1, "1")._replace(shipping=charge) for sku in ("A", "B"))

    assert terms.ordered_shipping(replace(nothing, items=lines)) == Decimal("8.90")
    assert terms.ordered_shipping(nothing) is None


def test_versions_of_one_order_do_not_copy_its_cart(case, visit, sent):
    # given
    changes.received(visit.partner, sent, type="update", order_version="2", session=visit, content_hash="2")

    # then
    *_, result = case(seeded(4))
    assert result.differences == []


@pytest.mark.parametrize("state", ["rejected", "cancelled", "recorded", "superseded"])
def test_an_order_of_which_nothing_comes_leaves_its_cart_to_another(state, case, visit, sent):
    # given
    changes.received(visit.partner, sent, order_id="PO-0", session=visit, state=state)

    # then
    *_, result = case(seeded(5))
    assert result.differences == []


def test_a_change_of_an_order_that_came_in_time_is_held_to_the_cart(case, visit, sent):
    # given
    PurchaseOrder.objects.update(created_at=sent.created_at)
    update = changes.received(visit.partner, sent, type="update", order_version="2", content_hash="2", session=visit)
    _, _, cart, _, _ = case(seeded(6))
    update.partner.quote_validity = 30

    # then
    cart.created_at = sent.created_at - timedelta(days=29)
    assert not terms.is_expired(update, cart)
    cart.created_at = sent.created_at - timedelta(days=31)
    assert terms.is_expired(update, cart)


def test_a_decision_changes_nothing_of_the_differences(case):
    order, *_, result = case(seeded(7), "price up")
    before = deepcopy(result.differences)

    policy.decide(order, result)

    assert result.differences == before
