from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from graphql_relay import to_global_id

from saleor_punchout import vault
from saleor_punchout.documents.types import Charge, Comment, Money
from saleor_punchout.exceptions import SaleorUnreachable
from saleor_punchout.flows import decision, lease, partners, placement
from saleor_punchout.flows import order as intake
from saleor_punchout.flows.saleor import order_client_for
from saleor_punchout.models import Cart, DocumentRecord, PunchOutSession, PurchaseOrder
from saleor_punchout.sandbox.models import Channel, Order, Variant
from saleor_punchout.sandbox.portal.buyers import COUPA, GENERIC
from saleor_punchout.sandbox.transport import SandboxTransport
from saleor_punchout.systems.fitting import CartWarning
from tests.flows.story import line, order_request, post, shop, status, told

pytestmark = pytest.mark.usefixtures("world")
State = PurchaseOrder.State


@pytest.fixture
def returned(client, saleor):
    """The lines of a cart that went back: 3 × FST-1001 at 14.80 and 1 × HND-2001 at 24.90."""
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 3)
    visitor.add("HND-2001", 1)
    return visitor.return_cart().items


@pytest.fixture
def chosen(client, saleor):
    """A visitor with 1 × FST-1001 in the cart and the standard delivery chosen."""
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 1)
    checkout = visitor.session.checkout_id
    standard = next(one for one in saleor.delivery_methods(checkout, (3, 23)) if one.name == "Standard delivery")
    saleor.choose_delivery_method(checkout, standard.id)
    return visitor


def ordered(item, quantity=None, price=None):
    """The line of an order for a line of the cart."""
    detail = item.detail
    return line(
        item.item_id.supplier_part_id,
        quantity or item.quantity,
        str(price or detail.unit_price.amount),
        number=item.line_number,
        auxiliary_id=item.item_id.supplier_part_auxiliary_id,
        unit_of_measure=detail.unit_of_measure,
    )


def take(client, document):
    """Send an order and let a worker place it."""
    answer = post(client, document)
    assert status(answer) == 200, told(answer)
    order = PurchaseOrder.objects.latest("pk")
    placement.place(order.pk)
    order.refresh_from_db()
    return order


def problems(order):
    return {problem["code"] for problem in order.problems}


def freight_of(order):
    """What the cart named for freight and what the order does, where they differ."""
    return [(one["returned"], one["ordered"]) for one in order.differences if one["field"] == "shipping"]


def test_an_approved_cart_becomes_an_order(client, returned, partner):
    # when
    order = take(client, order_request([ordered(item) for item in returned]))

    # then
    made = Order.objects.get()
    assert (order.state, order.saleor_order_number) == (State.PLACED, str(made.number))
    assert order.differences == []
    assert made.external_reference == f"{partner.slug}:PO-1"
    assert made.metadata["punchout.order_id"] == "PO-1"
    assert [(one.sku, one.quantity) for one in made.lines.all()] == [("FST-1001", 3), ("HND-2001", 1)]
    assert sum(one.total_net for one in made.lines.all()) == Decimal("69.30")
    assert made.email == "buyer.one@fennwick.example.com"
    assert made.shipping_address["city"] == "Leeds"


def test_the_session_ends_with_the_order(client, returned):
    take(client, order_request([ordered(item) for item in returned]))

    session = PunchOutSession.objects.get()
    assert session.state == session.State.ORDERED
    assert session.purchase_orders.get().order_id == "PO-1"


def test_what_approval_changed_is_ordered_and_noted(client, returned, partner):
    # given
    first, _removed = returned

    # when
    order = take(client, order_request([ordered(first, quantity=5, price="14.10")]))

    # then
    (made,) = Order.objects.get().lines.all()
    assert (made.quantity, made.total_net) == (5, Decimal("70.50"))
    assert {(one["line"], one["field"]) for one in order.differences if one["line"]} == {
        (1, "quantity"),
        (1, "unit_price"),
        (2, "line"),
    }


def test_a_cart_that_is_ordered_again_shows_by_what(client, returned):
    # given
    lines = [ordered(item) for item in returned]
    first = take(client, order_request(lines))

    # when
    again = take(client, order_request(lines, order_id="PO-2"))

    # then
    assert (first.state, again.state) == (State.PLACED, State.PLACED)
    assert "cart" not in {one["field"] for one in first.differences}
    assert [one["returned"] for one in again.differences if one["field"] == "cart"] == ["ordered by PO-1"]


def test_a_price_far_from_the_carts_is_held_until_staff_take_it(client, returned):
    # given
    order = take(client, order_request([ordered(returned[0], price="9.00")]))
    assert (order.state, problems(order)) == (State.HELD, {"price"})
    assert "9.00" in order.problems[0]["message"]
    assert "14.80" in order.problems[0]["message"]

    # when
    decision.accept(order)
    placement.place(order.pk)

    # then
    assert Order.objects.get().lines.get().total_net == Decimal("27.00")


def test_an_order_without_a_cart_is_compared_with_todays_prices(client):
    order = take(client, order_request([line("FST-1001", 2, "14.80"), line("HND-2001", 1, "24.90", number=2)]))

    assert order.state == State.PLACED
    assert order.session is None


def test_lines_of_one_article_stay_apart(client):
    take(client, order_request([line("FST-1001", 2, "14.80"), line("FST-1001", 3, "14.70", number=2)]))

    assert [(one.quantity, one.total_net) for one in Order.objects.get().lines.all()] == [
        (2, Decimal("29.60")),
        (3, Decimal("44.10")),
    ]


@pytest.mark.parametrize(
    ("lines", "code", "words"),
    [
        ([line("NOT-OURS", 1, "1.00")], "unknown_sku", "NOT-OURS"),
        ([line("FST-1001", 1, "14.8001")], "price_decimals", "14.8001"),
        ([line("FST-1001", 1, None)], "no_price", "FST-1001"),
        ([line("FST-1001", 1, "14.80", currency="USD")], "currency", "USD"),
    ],
    ids=["unknown article", "too many decimals", "no price", "another currency"],
)
def test_what_cannot_be_sold_is_kept_held_and_explained(client, lines, code, words):
    order = take(client, order_request([*lines, line("HND-2001", 1, "24.90", number=2)]))

    assert order.state == State.HELD
    problem = next(one for one in order.problems if one["code"] == code)
    assert problem["line"] == 1
    assert words in problem["message"]
    assert Order.objects.count() == 0
    assert "FST" in order.document.body or "NOT-OURS" in order.document.body


def test_a_closed_channel_holds_the_order_until_it_opens(client):
    # given
    Channel.objects.filter(slug="default-channel").update(is_active=False)
    order = take(client, order_request([line("FST-1001", 1, "14.80")]))
    assert (order.state, problems(order)) == (State.HELD, {"channel"})

    # when
    Channel.objects.update(is_active=True)
    decision.retry(order)
    placement.place(order.pk)

    # then
    order.refresh_from_db()
    assert order.state == State.PLACED


def test_too_little_stock_holds_the_order_with_saleors_words(client):
    Variant.objects.filter(sku="FST-1001").update(stock=1)

    order = take(client, order_request([line("FST-1001", 50, "14.80")]))

    assert order.state == State.HELD
    assert order.problems[0]["message"]


def test_a_total_that_does_not_add_up_is_held(client):
    order = take(client, order_request([line("FST-1001", 1, "14.80")], total=Money(Decimal(1), "EUR")))

    assert (order.state, problems(order)) == (State.HELD, {"total_mismatch"})


def test_a_grand_total_adds_up_as_well(client):
    shipping, total = Charge(Money(Decimal("8.90"), "EUR"), "Standard"), Money(Decimal("23.70"), "EUR")

    assert (
        take(client, order_request([line("FST-1001", 1, "14.80")], total=total, shipping=shipping)).state
        == State.PLACED
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"quantity": "0"}, "above 0"),
        ({"quantity": "-1"}, "above 0"),
        ({"quantity": "1.5"}, "whole units"),
        ({"price": "-3"}, "negative"),
    ],
)
def test_a_bad_line_is_refused_by_its_number(client, change, expected):
    values = {"quantity": "1", "price": "14.80", **change}
    lines = [line("HND-2001", 1, "24.90"), line("FST-1001", values["quantity"], values["price"], number=17)]

    answer = post(client, order_request(lines))

    assert status(answer) == 400
    assert "17" in told(answer)
    assert expected in told(answer)
    assert PurchaseOrder.objects.count() == 0


def test_the_same_document_again_gets_the_same_answer_and_no_second_order(client):
    # given
    document = order_request([line("FST-1001", 1, "14.80")])
    take(client, document)

    # when
    answers = [post(client, document) for _ in range(3)]

    # then
    assert [status(answer) for answer in answers] == [200, 200, 200]
    assert PurchaseOrder.objects.count() == Order.objects.count() == 1
    assert DocumentRecord.objects.filter(kind="OrderRequest").count() == 4


def test_the_same_order_under_a_new_payload_id_is_the_same_order(client):
    lines = [line("FST-1001", 1, "14.80")]
    take(client, order_request(lines))

    assert status(post(client, order_request(lines, payload_id="another@example.com"))) == 200
    assert PurchaseOrder.objects.count() == 1


def test_another_order_under_the_same_name_is_refused(client):
    take(client, order_request([line("FST-1001", 1, "14.80")]))

    answer = post(client, order_request([line("FST-1001", 2, "14.80")]))

    assert status(answer) == 409
    assert "PO-1" in told(answer)
    assert PurchaseOrder.objects.count() == 1


def test_one_payload_id_may_bring_two_orders(client):
    take(client, order_request([line("FST-1001", 1, "14.80")], order_id="PO-1"))
    take(client, order_request([line("FST-1001", 1, "14.80")], order_id="PO-2"))

    assert PurchaseOrder.objects.count() == Order.objects.count() == 2


def test_two_partners_may_use_the_same_order_number(client, world):
    take(client, order_request([line("FST-1001", 1, "14.80")]))
    take(client, order_request([line("FST-1001", 1, "14.80")], buyer=COUPA))

    assert Order.objects.count() == 2


def test_a_test_order_of_a_real_partner_is_recorded_and_goes_no_further(client, partner):
    partner.mode = partner.Mode.PRODUCTION
    partner.save()
    document = order_request([line("FST-1001", 1, "14.80")]).replace(b'"production"', b'"test"')

    order = take(client, document)

    assert (order.state, order.is_test) == (State.RECORDED, True)
    assert Order.objects.count() == 0


def test_the_line_id_of_another_partner_finds_no_cart(client, returned):
    order = take(client, order_request([ordered(item) for item in returned], buyer=COUPA))

    assert order.session is None
    assert order.state == State.PLACED


class Faint:
    """Saleor, away for the first calls."""

    away = 0

    def __init__(self, api_url, token):
        self._inner = SandboxTransport(api_url, token)

    def execute(self, document, variables):
        if Faint.away:
            Faint.away -= 1
            raise SaleorUnreachable("Saleor is away.")
        return self._inner.execute(document, variables)


def test_where_saleor_is_away_the_order_waits_and_is_tried_again(client, settings, later):
    # given
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Faint"
    Faint.away = 50

    # when
    order = take(client, order_request([line("FST-1001", 1, "14.80")]))

    # then
    assert (order.state, order.attempts) == (State.RECEIVED, 1)
    assert order.last_error == "Saleor is away."
    assert not placement.due()

    # when
    Faint.away = 0
    later(timedelta(minutes=1))
    assert placement.due().get() == order
    placement.place(order.pk)

    # then
    order.refresh_from_db()
    assert order.state == State.PLACED


def test_freight_that_differs_from_the_delivery_methods_is_noted(client, partner):
    freight, total = Charge(Money(Decimal("20.00"), "EUR"), "Express"), Money(Decimal("14.80"), "EUR")

    order = take(client, order_request([line("FST-1001", 1, "14.80")], shipping=freight, total=total))

    assert order.state == State.PLACED
    assert freight_of(order) == [("nothing; 8.90 in the shop", "20.00")]


@pytest.mark.parametrize(
    ("freight", "noted"),
    [
        ("8.90", []),
        ("20.00", [("8.90", "20.00")]),
        (None, [("8.90", "nothing")]),
    ],
    ids=["the same", "more", "not a word of it"],
)
def test_freight_is_compared_with_what_the_cart_named(client, chosen, freight, noted):
    # given
    items = chosen.return_cart().items
    shipping = Charge(Money(Decimal(freight), "EUR"), "Standard") if freight else None

    # when
    order = take(client, order_request([ordered(item) for item in items], shipping=shipping))

    # then
    assert order.state == State.PLACED
    assert freight_of(order) == noted


def test_freight_by_another_method_than_the_carts_is_noted_with_both(client, chosen, partner):
    # given
    items = chosen.return_cart().items
    partner.delivery_method = "Express delivery"
    partner.save()

    # when
    order = take(client, order_request([ordered(item) for item in items]))

    # then
    assert freight_of(order) == [("Standard delivery; 24.00 in the shop", "nothing")]


def test_freight_that_was_left_out_of_the_cart_is_no_difference(client, chosen):
    # given
    items = chosen.return_cart().items
    Cart.objects.update(
        warnings=[asdict(CartWarning(None, "shipping", "dropped", "The shipping has no place in OCI."))]
    )

    # when
    order = take(client, order_request([ordered(item) for item in items]))

    # then
    assert (order.state, freight_of(order)) == (State.PLACED, [])


def test_the_partners_delivery_method_is_taken(client, partner):
    partner.delivery_method = "Express delivery"
    partner.save()

    take(client, order_request([line("FST-1001", 1, "14.80")]))

    assert Order.objects.get().delivery_method_name == "Express delivery"


def test_the_buyers_words_stand_on_the_order(client):
    take(
        client,
        order_request([line("FST-1001", 1, "14.80")], comments=(Comment("Gate 4, please."), Comment("Ring twice."))),
    )

    assert Order.objects.get().customer_note == "Gate 4, please.\nRing twice."


def test_two_lines_of_one_number_are_two_lines(client):
    take(client, order_request([line("FST-1001", 1, "14.80"), line("HND-2001", 2, "24.90")]))

    assert {one.sku: one.quantity for one in Order.objects.get().lines.all()} == {"FST-1001": 1, "HND-2001": 2}


def test_dearer_freight_than_the_order_allows_is_held(client):
    freight, total = Charge(Money(Decimal("5.00"), "EUR"), "Standard"), Money(Decimal("14.80"), "EUR")

    order = take(client, order_request([line("FST-1001", 1, "14.80")], shipping=freight, total=total))

    assert (order.state, problems(order)) == (State.HELD, {"shipping"})
    assert "8.90" in order.problems[0]["message"]
    assert Order.objects.count() == 0


def test_the_delivery_method_of_the_ordered_price_is_taken(client):
    freight, total = Charge(Money(Decimal("24.00"), "EUR"), "Freight"), Money(Decimal("14.80"), "EUR")

    order = take(client, order_request([line("FST-1001", 1, "14.80")], shipping=freight, total=total))

    assert Order.objects.get().delivery_method_name == "Express delivery"
    assert not any(one["field"] == "shipping" for one in order.differences)


def test_an_order_written_anew_is_the_same_order(client):
    # given
    document = order_request([line("FST-1001", 1, "14.80")])
    take(client, document)

    # when
    anew = document.replace(b">14.80<", b">14.8000<").replace(b"<ItemOut", b"\n  <ItemOut")

    # then
    assert anew != document
    assert status(post(client, anew)) == 200
    assert PurchaseOrder.objects.count() == 1


ONE = [line("FST-1001", 1, "14.80")]


def test_two_versions_that_come_at_once_are_not_two_orders(client, monkeypatch):
    # given: both looked before either was kept
    look, looks = intake._known, iter([True, True])
    monkeypatch.setattr(intake, "_known", lambda order: look(order) if not next(looks, False) else False)

    # when
    answers = [post(client, order_request(ONE, order_version=version)) for version in ("1", "2")]

    # then
    assert [status(answer) for answer in answers] == [200, 409]
    assert PurchaseOrder.objects.count() == 1


def test_an_order_that_cannot_be_kept_is_not_said_to_be_received(client, monkeypatch):
    def refused(*args, **options):
        raise IntegrityError("something else")

    monkeypatch.setattr(PurchaseOrder, "save", refused)

    assert status(post(client, order_request(ONE))) == 500


def test_orders_without_payload_id_do_not_share_one(client):
    for number in range(2):
        post(client, order_request(ONE, order_id=f"PO-{number}", payload_id=""))

    assert [record.remarks for record in DocumentRecord.objects.filter(direction="in")] == [[], []]


def test_the_longest_order_id_makes_a_reference_that_saleor_takes(client, partner):
    # given
    partner.slug = "s" * 60
    partner.save()

    # then
    assert status(post(client, order_request(ONE, order_id="P" * 187))) == 400
    assert len(take(client, order_request(ONE, order_id="P" * 186)).external_reference) == 247


def test_a_slug_that_names_orders_stays(client, partner):
    take(client, order_request(ONE))

    with pytest.raises(ValidationError, match="cannot change"):
        partners.update_partner(partner, slug="other")
    assert partners.update_partner(partner, slug=partner.slug, name="Other").name == "Other"


@pytest.mark.parametrize(
    ("buyer", "street"),
    [
        (replace(GENERIC, secret="Hafenstrasse"), "Hafenstrasse 5"),
        (GENERIC, "Gate 4, password: 4711"),
    ],
)
def test_an_order_out_of_which_something_was_cut_is_shown_to_a_person(client, partner, buyer, street):
    # given
    partner.credentials.filter(party="sender").update(sealed_secret=vault.seal(buyer.secret))
    buyer = replace(buyer, ship_to=buyer.ship_to._replace(street=(street,)))

    # when
    order = take(client, order_request(ONE, buyer=buyer))

    # then
    assert (order.state, problems(order)) == (State.HELD, {"redacted"})

    # when
    decision.accept(order)
    placement.place(order.pk)

    # then
    assert Order.objects.get().shipping_address["street_address_1"] != street


@pytest.fixture
def outlasted(client):
    """An order and an attempt whose lease is over."""
    post(client, order_request(ONE))
    order = PurchaseOrder.objects.get()
    attempt = lease.claim(order.pk)
    PurchaseOrder.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    return order, placement._Placement(attempt, order_client_for(attempt.partner))


def test_a_worker_that_outlasted_its_lease_changes_nothing_any_more(outlasted):
    # given: another one placed the order
    order, late = outlasted
    placement.place(order.pk)

    # when
    placement._hold(late.order, [{"line": None, "code": "saleor", "message": "late"}])
    placement._try_again(late.order, SaleorUnreachable("late"))

    # then
    order.refresh_from_db()
    assert (order.state, order.problems, order.next_attempt_at) == (State.PLACED, [], None)


def test_a_worker_that_outlasted_its_lease_makes_no_order_that_staff_rejected(outlasted):
    # given
    order, late = outlasted
    PurchaseOrder.objects.update(state=State.HELD, lease_until=None)
    decision.reject(order, "Not wanted.")

    # when
    with pytest.raises(lease.LeaseLost):
        late.carry_out()

    # then
    order.refresh_from_db()
    assert order.state == State.REJECTED
    assert not Order.objects.exists()


def test_each_step_renews_the_lease(client, later, monkeypatch):
    # given
    leases, mark_placed = [], lease.mark_placed
    monkeypatch.setattr(
        lease, "mark_placed", lambda order, placed: (leases.append(order.lease_until), mark_placed(order, placed))
    )
    post(client, order_request(ONE))
    attempt = lease.claim(PurchaseOrder.objects.get().pk)
    before = attempt.lease_until

    # when
    later(timedelta(seconds=60))
    placement._Placement(attempt, order_client_for(attempt.partner)).carry_out()

    # then
    assert leases[0] >= before + timedelta(seconds=60)
    assert PurchaseOrder.objects.get().state == State.PLACED


def test_after_three_days_staff_are_told_and_their_retry_begins_anew(client, settings):
    # given
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Faint"
    Faint.away = 1000
    post(client, order_request(ONE))
    PurchaseOrder.objects.update(attempts=placement.MOST_ATTEMPTS - 1)

    # when
    placement.place(PurchaseOrder.objects.get().pk)

    # then
    order = PurchaseOrder.objects.get()
    assert (order.state, problems(order), order.next_attempt_at) == (State.HELD, {"unreachable"}, None)

    # when
    decision.retry(order)
    placement.place(order.pk)

    # then
    order.refresh_from_db()
    assert (order.state, order.attempts) == (State.RECEIVED, 1)


class Late(SandboxTransport):
    """Saleor, so slow with its first order that nobody waits for it any more."""

    waiting = None
    is_slow = False
    acts_before = ""
    """The mutation before which it comes to an end with that order after all."""

    def execute(self, document, variables):
        if Late.waiting and Late.acts_before and Late.acts_before in document:
            waiting, Late.waiting = Late.waiting, None
            super().execute(*waiting)
        if Late.is_slow and "orderCreateFromCheckout" in document:
            Late.is_slow, Late.waiting = False, (document, dict(variables))
            raise SaleorUnreachable("Saleor did not answer in time.")
        return super().execute(document, variables)


@pytest.fixture
def _late(settings):
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Late"
    Late.is_slow, Late.waiting, Late.acts_before = True, None, ""


@pytest.mark.usefixtures("_late")
@pytest.mark.parametrize("step", ["deliveryOptionsCalculate", "checkoutDeliveryMethodUpdate", "CustomerNote"])
def test_a_checkout_that_becomes_the_order_meanwhile_holds_nothing(client, later, step):
    # given an attempt that nobody waited for any more
    document = order_request([line("FST-1001", 1, "14.80")], comments=(Comment("Gate 4"),))
    order = take(client, document)
    assert order.state == State.RECEIVED

    # when it is carried out in the middle of the next one
    Late.acts_before = step
    for _ in range(2):
        later(timedelta(minutes=3))
        placement.place(order.pk)

    # then
    order.refresh_from_db()
    assert (order.state, order.saleor_order_number) == (State.PLACED, str(Order.objects.get().number))


@pytest.mark.usefixtures("_late")
def test_an_order_that_saleor_made_after_all_is_found_by_its_given_up_checkout(client, saleor, settings, later):
    # given: no answer, then a channel that is closed, so that the order is held
    order = take(client, order_request([line("FST-1001", 1, "14.80")]))
    Channel.objects.update(is_active=False)
    later(timedelta(minutes=1))
    placement.place(order.pk)
    order.refresh_from_db()
    assert order.state == State.HELD

    # when: Saleor comes to an end with the first attempt, and staff try again
    Channel.objects.update(is_active=True)
    made = SandboxTransport("", settings.PUNCHOUT_SANDBOX_TOKEN).execute(*Late.waiting)
    assert made["data"]["orderCreateFromCheckout"]["order"]
    decision.retry(order)
    placement.place(order.pk)

    # then
    order.refresh_from_db()
    assert order.state == State.PLACED
    assert Order.objects.count() == 1


def test_an_article_without_a_sku_is_ordered_by_its_id(client, saleor):
    # given an article that Saleor knows by its id alone
    Variant.objects.filter(sku="HND-2001").update(sku=None)
    nameless = Variant.objects.get(sku=None)
    number = to_global_id("ProductVariant", nameless.pk)
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 1)
    visitor.add(number, 2)

    # when
    items = visitor.return_cart().items
    order = take(client, order_request([ordered(item) for item in items]))

    # then
    assert [item.item_id.supplier_part_id for item in items] == ["FST-1001", number]
    assert order.state == State.PLACED
    assert [one.variant_id for one in Order.objects.get().lines.order_by("pk")][1] == nameless.pk
