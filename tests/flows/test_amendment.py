"""Updates and deletes are made real in Saleor: in place, by a new order, or not any more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_punchout import tasks
from saleor_punchout.documents.types import Comment
from saleor_punchout.flows import decision, lease, placement
from saleor_punchout.flows import order as intake
from saleor_punchout.flows.saleor import order_client_for
from saleor_punchout.models import Alarm, DocumentRecord, PunchOutSession, PurchaseOrder
from saleor_punchout.sandbox.models import Fulfillment, Listing, Order, Variant
from saleor_punchout.sandbox.portal.buyers import GENERIC
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.flows.story import ORDER_DATE, line, order_request, post, shop, status, told
from tests.flows.test_versions import allocated, live, states

pytestmark = pytest.mark.usefixtures("world")
State = PurchaseOrder.State
SCREWS = line("FST-1001", 3, "14.80", number=10)
HANDLE = line("HND-2001", 1, "24.90", number=20)


def version(number, lines=(), **changes):
    changes.setdefault("type", "update" if lines else "delete")
    return order_request(list(lines), order_version=number, payload_id=f"{number}@buyer.example.com", **changes)


def first(lines=(SCREWS, HANDLE), **changes):
    return version("1", lines, type="new", **changes)


def take(client, document):
    """Send a version and let a worker carry out what waits."""
    answer = post(client, document)
    assert status(answer) == 200, told(answer)
    order = PurchaseOrder.objects.latest("pk")
    placement.place_due()
    order.refresh_from_db()
    return order


def confirm(order):
    """As shop staff do."""
    order_client_for(order.partner).confirm_order(order.saleor_order_id)


def send_goods(order):
    """Staff send all of an order; nobody has told us yet."""
    made = Order.objects.get(number=order.saleor_order_number)
    Fulfillment.objects.create(order=made, number=1, status="FULFILLED")
    Order.objects.filter(pk=made.pk).update(status="FULFILLED")


def goods(made):
    return sorted((one.metadata["punchout.line"], one.sku, one.quantity, one.total_net) for one in made.lines.all())


def open_alarms():
    return sorted(Alarm.objects.filter(settled_at=None).values_list("code", flat=True))


def problems(order):
    return {problem["code"] for problem in order.problems}


def test_an_unconfirmed_order_is_changed_in_place(client):
    # given
    made = take(client, first()).saleor_order_number
    kept = Order.objects.get().lines.get(sku="HND-2001").pk

    # when: more of one line, one gone, one new
    update = take(client, version("2", [HANDLE._replace(quantity=Decimal(4)), line("FST-1010", 2, "8.90", number=30)]))

    # then
    (order,) = live()
    assert (update.state, update.saleor_order_number) == (State.PLACED, made)
    assert goods(order) == [("20", "HND-2001", 4, Decimal("99.60")), ("30", "FST-1010", 2, Decimal("17.80"))]
    assert order.lines.get(sku="HND-2001").pk == kept
    assert allocated() == {"HND-2001": 4, "FST-1010": 2}
    assert order.metadata["punchout.order_version"] == "2"
    assert order.total_net - order.shipping_net == Decimal("117.40")
    assert states() == {("new", "1"): State.SUPERSEDED, ("update", "2"): State.PLACED}
    assert update.look_again_at is not None


def test_a_line_at_another_price_is_replaced(client, partner):
    partner.price_tolerance = 10
    partner.save()
    take(client, first())

    take(client, version("2", [line("FST-1001", 3, "14.10", number=10), HANDLE]))

    (order,) = live()
    assert goods(order) == [("10", "FST-1001", 3, Decimal("42.30")), ("20", "HND-2001", 1, Decimal("24.90"))]
    assert allocated() == {"FST-1001": 3, "HND-2001": 1}


def test_an_update_that_says_the_same_changes_nothing(client):
    # given
    placed = take(client, first())
    confirm(placed)

    # when
    update = take(client, version("2", [SCREWS, HANDLE]))

    # then
    assert Order.objects.count() == 1
    assert (update.state, update.saleor_order_id) == (State.PLACED, placed.saleor_order_id)


def test_a_confirmed_order_is_cancelled_and_made_anew(client, partner):
    # given: stock for one of the two only
    Variant.objects.filter(sku="FST-1001").update(stock=5)
    placed = take(client, first())
    confirm(placed)

    # when
    update = take(client, version("2", [SCREWS._replace(quantity=Decimal(5))]))

    # then
    old, new = Order.objects.order_by("number")
    assert (old.status, old.external_reference) == ("CANCELED", f"{partner.slug}:PO-1")
    assert (new.status, new.external_reference) == ("UNCONFIRMED", f"{partner.slug}#2:PO-1")
    assert (update.state, update.saleor_order_number, update.revision) == (State.PLACED, str(new.number), 2)
    assert allocated() == {"FST-1001": 5}
    assert {"line": None, "field": "order", "returned": f"#{old.number}", "ordered": "cancelled, and made anew"} in (
        update.differences
    )

    # when: a third version finds the second order
    third = take(client, version("3", [SCREWS._replace(quantity=Decimal(2))]))

    # then
    assert (third.saleor_order_number, third.revision) == (str(new.number), 2)
    assert allocated() == {"FST-1001": 2}


@pytest.mark.parametrize(
    "change",
    [
        {"ship_to": GENERIC.ship_to._replace(street=("Other Street 7",))},
        {"comments": (Comment("Ring twice."),)},
    ],
    ids=["another address", "other words"],
)
def test_what_only_a_checkout_can_say_makes_the_order_anew(client, change):
    take(client, first())

    take(client, version("2", [SCREWS, HANDLE], **change))

    (order,) = live()
    assert Order.objects.count() == 2
    assert order.customer_note == "Ring twice." or order.shipping_address["street_address_1"] == "Other Street 7"


def test_an_article_on_sale_that_in_place_gets_another_price_is_made_anew(client):
    # given
    take(client, first([HANDLE]))
    Listing.objects.filter(variant__sku="FST-1001").update(promotion=10)

    # when
    update = take(client, version("2", [HANDLE, line("FST-1001", 3, "13.32", number=10)]))

    # then
    (order,) = live()
    assert update.state == State.PLACED
    assert goods(order) == [("10", "FST-1001", 3, Decimal("39.96")), ("20", "HND-2001", 1, Decimal("24.90"))]


def test_too_little_stock_for_an_update_holds_it_and_a_smaller_one_goes_on(client):
    # given
    take(client, first())
    Variant.objects.filter(sku="HND-2001").update(stock=2)

    # when
    update = take(client, version("2", [SCREWS._replace(quantity=Decimal(1)), HANDLE._replace(quantity=Decimal(9))]))

    # then: a person is called, for something may be half done
    assert update.state == State.HELD
    assert "stock" in update.problems[0]["message"]
    assert open_alarms() == ["order_held"]

    # when
    take(client, version("3", [SCREWS._replace(quantity=Decimal(1)), HANDLE._replace(quantity=Decimal(2))]))

    # then
    assert allocated() == {"FST-1001": 1, "HND-2001": 2}
    assert [row.state for row in PurchaseOrder.objects.order_by("pk")] == [
        State.SUPERSEDED,
        State.SUPERSEDED,
        State.PLACED,
    ]
    assert open_alarms() == []


def test_an_update_takes_the_place_of_a_held_order(client):
    # given
    held = take(client, first([line("NOT-OURS", 1, "1.00")]))
    assert (held.state, open_alarms()) == (State.HELD, ["order_held"])

    # when
    update = take(client, version("2", [SCREWS]))

    # then
    held.refresh_from_db()
    assert (held.state, update.state) == (State.SUPERSEDED, State.PLACED)
    assert open_alarms() == []


def test_an_update_of_a_rejected_order_is_a_new_attempt(client):
    # given
    held = take(client, first([line("NOT-OURS", 1, "1.00")]))
    decision.reject(held, "Not ours.")
    assert (held.look_again_at is not None, open_alarms()) == (True, [])

    # when
    update = take(client, version("2", [SCREWS]))

    # then
    held.refresh_from_db()
    assert (held.state, update.state) == (State.REJECTED, State.PLACED)
    assert len(live()) == 1


def test_a_rejected_update_leaves_the_order_as_it_was(client):
    # given
    placed = take(client, first())
    update = take(client, version("2", [line("NOT-OURS", 1, "1.00", number=10)]))
    assert update.state == State.HELD

    # when
    decision.reject(update, "Not ours.")

    # then
    placed.refresh_from_db()
    assert placed.state == State.PLACED
    assert goods(live()[0])[0] == ("10", "FST-1001", 3, Decimal("44.40"))


def test_an_order_that_staff_cancelled_is_not_changed_behind_their_back(client):
    # given
    placed = take(client, first())
    order_client_for(placed.partner).cancel_order(placed.saleor_order_id)

    # when
    update = take(client, version("2", [SCREWS]))

    # then
    assert (update.state, problems(update)) == (State.HELD, {"cancelled_in_shop"})
    assert live() == []


def test_a_header_alone_deletes_an_order(client, saleor):
    # given
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 3)
    (item,) = visitor.return_cart().items
    auxiliary_id = item.item_id.supplier_part_auxiliary_id
    take(client, first([line("FST-1001", 3, "14.80", number=1, auxiliary_id=auxiliary_id)]))

    # when
    deleted = take(client, version("2"))

    # then
    assert deleted.state == State.CANCELLED
    assert (live(), allocated()) == ([], {})
    assert "cancelled" in PunchOutSession.objects.get().reason
    assert states()["new", "1"] == State.SUPERSEDED


def test_a_delete_may_come_again(client):
    take(client, first())
    take(client, version(""))

    again = [post(client, version("")), post(client, version("", [SCREWS], type="delete"))]

    assert [status(answer) for answer in again] == [200, 200]
    assert PurchaseOrder.objects.count() == 2


def test_nothing_follows_a_delete(client):
    take(client, first())
    take(client, version("2"))

    answer = post(client, version("3", [SCREWS]))

    assert status(answer) == 409
    assert "deleted" in told(answer)
    assert live() == []


@pytest.mark.parametrize("state", [State.HELD, State.RECEIVED])
def test_an_order_that_saleor_knows_nothing_of_is_deleted(client, state):
    # given
    post(client, first([line("NOT-OURS" if state == State.HELD else "FST-1001", 1, "14.80")]))
    if state == State.HELD:
        tasks.sweep()

    # when
    deleted = take(client, version("2"))

    # then
    assert deleted.state == State.CANCELLED
    assert (states()["new", "1"], Order.objects.count(), open_alarms()) == (State.SUPERSEDED, 0, [])


@pytest.mark.parametrize("lines", [[], [SCREWS]], ids=["delete", "update"])
def test_a_change_after_the_goods_left_is_rejected_and_people_are_called(client, lines):
    # given
    placed = take(client, first())
    send_goods(placed)

    # when: we do not know yet
    late = take(client, version("2", lines))

    # then
    assert (late.state, problems(late), open_alarms()) == (State.REJECTED, {"change_too_late"}, ["change_too_late"])
    assert late.look_again_at is not None
    placed.refresh_from_db()
    assert placed.state == State.PLACED

    # when: we know
    PurchaseOrder.objects.filter(pk=placed.pk).update(saleor_status="FULFILLED")
    answer = post(client, version("3", lines))

    # then
    assert status(answer) == 409
    assert "left" in told(answer)
    assert DocumentRecord.objects.filter(status=409).count() == 1
    assert open_alarms() == ["change_too_late", "change_too_late"]
    assert Order.objects.get().status == "FULFILLED"


def test_a_change_waits_for_its_order(client, partner, later):
    # given
    partner.order_grace = 30
    partner.save()
    parked = take(client, version("2", [SCREWS]))
    assert parked.state == State.PARKED

    # when
    later(timedelta(minutes=29))
    tasks.sweep()
    take(client, first([HANDLE]))

    # then
    assert states() == {("new", "1"): State.SUPERSEDED, ("update", "2"): State.PLACED}
    assert allocated() == {"FST-1001": 3}


def test_an_update_whose_order_never_comes_is_taken_as_the_order(client, later):
    # given
    parked = take(client, version("2", [SCREWS]))

    # when
    later(timedelta(minutes=16))
    tasks.sweep()

    # then
    parked.refresh_from_db()
    assert parked.state == State.PLACED
    assert "the first version never came" in {one["returned"] for one in parked.differences}

    # when: it comes all the same
    assert take(client, first([HANDLE])).state == State.SUPERSEDED

    # then
    assert allocated() == {"FST-1001": 3}


def test_a_delete_whose_order_never_comes_calls_people_and_the_order_is_not_delivered(client, later):
    # given
    parked = take(client, version("2"))

    # when
    later(timedelta(minutes=16))
    tasks.sweep()

    # then
    parked.refresh_from_db()
    assert (parked.state, open_alarms()) == (State.CANCELLED, ["unknown_order"])
    assert take(client, first()).state == State.SUPERSEDED
    assert Order.objects.count() == 0


def test_a_partner_may_want_changes_of_unknown_orders_refused(client, partner):
    partner.refuses_unknown_orders = True
    partner.save()

    answer = post(client, version("2", [SCREWS]))

    assert (status(answer), PurchaseOrder.objects.count()) == (417, 0)
    assert "PO-1" in told(answer)


def test_a_new_order_with_other_content_is_an_update_where_the_partner_does_so(client, partner):
    # given
    partner.repeated_orders = "update"
    partner.save()
    take(client, first())

    # when
    take(client, first([SCREWS]))
    again = post(client, first([SCREWS]))

    # then
    assert (status(again), PurchaseOrder.objects.count()) == (200, 2)
    assert allocated() == {"FST-1001": 3}


def test_changes_without_a_number_follow_each_other_by_their_date(client):
    # given
    take(client, version("", [SCREWS], type="new"))
    later_one, earlier_one = (
        version("", [line("FST-1001", count, "14.80", number=10)], type="update", order_date=moment)
        for count, moment in ((7, ORDER_DATE + timedelta(days=2)), (5, ORDER_DATE + timedelta(days=1)))
    )

    # when
    take(client, later_one)
    superseded = take(client, earlier_one)

    # then
    assert superseded.state == State.SUPERSEDED
    assert allocated() == {"FST-1001": 7}


@pytest.mark.parametrize("number", ["1.0", "A", "²"])
def test_odd_versions_follow_each_other_as_they_come(client, number):
    take(client, version("1.0" if number != "1.0" else "x", [SCREWS], type="new"))

    take(client, version(number, [HANDLE]))

    assert allocated() == {"HND-2001": 1}


def test_one_version_may_update_and_then_delete(client):
    take(client, first())
    take(client, version("2", [SCREWS]))

    assert take(client, version("2")).state == State.CANCELLED
    assert live() == []


def test_tests_of_a_real_partner_decide_nothing(client, partner):
    # given
    partner.mode = partner.Mode.PRODUCTION
    partner.save()
    take(client, first())

    # when
    deleted = take(client, version("2").replace(b'"production"', b'"test"'))
    tested = take(client, first().replace(b'"production"', b'"test"'))

    # then
    assert (deleted.state, tested.state) == (State.RECORDED, State.RECORDED)
    assert len(live()) == 1
    assert take(client, version("2", [SCREWS])).state == State.PLACED


def test_a_real_order_follows_the_test_of_its_name(client, partner):
    partner.mode = partner.Mode.PRODUCTION
    partner.save()
    take(client, first().replace(b'"production"', b'"test"'))

    assert take(client, first()).state == State.PLACED


def test_an_unknown_reference_is_remarked_and_no_more(client):
    take(client, first())

    for number, reference in (("2", "1@buyer.example.com"), ("3", "unheard@buyer.example.com")):
        assert take(client, version(number, [SCREWS], document_reference=reference)).state == State.PLACED

    remarks = [record.remarks for record in DocumentRecord.objects.filter(kind="OrderRequest").order_by("pk")]
    assert [{remark["code"] for remark in one} for one in remarks] == [set(), set(), {"document_reference_unknown"}]


def test_blanket_and_release_orders_are_the_partners_choice(client, partner):
    # given
    blanket, release = (
        order_request([SCREWS], order_id=kind, order_type=kind, agreement_id=agreement)
        for kind, agreement in (("blanket", ""), ("release", "A-7"))
    )
    nameless = order_request([SCREWS], order_id="nameless", order_type="release")

    # then
    assert [status(post(client, one)) for one in (blanket, release, nameless)] == [450, 200, 400]

    # when
    partner.allows_blanket_orders, partner.allows_release_orders = True, False
    partner.save()

    # then
    assert [status(post(client, one)) for one in (blanket, nameless)] == [200, 450]
    assert PurchaseOrder.objects.get(order_id="blanket").state == State.RECORDED


def test_a_worker_waits_while_another_has_an_older_version(client, later):
    # given
    post(client, first())
    attempt = lease.claim(PurchaseOrder.objects.get().pk)
    post(client, version("2", [SCREWS]))
    update = PurchaseOrder.objects.latest("pk")

    # when
    tasks.sweep()

    # then
    assert Order.objects.count() == 0

    # when: the first worker comes to his end
    placement._Placement(attempt, order_client_for(attempt.partner)).carry_out()
    later(timedelta(seconds=10))
    tasks.sweep()

    # then
    update.refresh_from_db()
    assert update.state == State.PLACED
    assert (len(live()), allocated()) == (1, {"FST-1001": 3})


def test_what_a_dead_worker_made_of_an_older_version_is_changed(client, monkeypatch, later):
    # given: he died right after Saleor made the order
    monkeypatch.setattr(placement._Placement, "_name", lambda *given: (_ for _ in ()).throw(SystemExit))
    post(client, first())
    with pytest.raises(SystemExit):
        placement.place(PurchaseOrder.objects.get().pk)
    monkeypatch.undo()

    # when
    post(client, version("2", [SCREWS]))
    later(timedelta(hours=1))
    tasks.sweep()

    # then
    (order,) = live()
    assert goods(order) == [("10", "FST-1001", 3, Decimal("44.40"))]
    assert order.external_reference == "fennwick-foods:PO-1"
    assert states() == {("new", "1"): State.SUPERSEDED, ("update", "2"): State.PLACED}


def test_a_checkout_of_an_older_version_becomes_no_order_any_more(client, later, monkeypatch):
    # given: a worker died when its checkout was ready
    waiting = []
    execute = SandboxTransport.execute

    def die(self, document, variables):
        if "orderCreateFromCheckout" in document:
            waiting.append((document, dict(variables)))
            raise SystemExit
        return execute(self, document, variables)

    monkeypatch.setattr(SandboxTransport, "execute", die)
    post(client, first())
    with pytest.raises(SystemExit):
        placement.place(PurchaseOrder.objects.get().pk)
    monkeypatch.undo()

    # when: the next version is placed, and then Saleor comes to what the dead one asked
    post(client, version("2", [SCREWS]))
    later(timedelta(hours=1))
    tasks.sweep()
    partner = PurchaseOrder.objects.first().partner
    late = execute(SandboxTransport("", partner.installation.token), *waiting[0])

    # then
    assert late["data"]["orderCreateFromCheckout"]["errors"]
    assert Order.objects.count() == 1


def statements(client, lines):
    document = version("2", lines)
    with CaptureQueriesContext(connection) as queries:
        assert status(post(client, document)) == 200
    return len(queries)


def test_intake_asks_the_database_as_often_for_many_lines_as_for_one(client):
    counts = []
    for number in (1, 200):
        PurchaseOrder.objects.all().delete()
        post(client, first())
        counts.append(
            statements(client, [line("FST-1001", 1, "14.80", number=place) for place in range(1, number + 1)])
        )

    assert counts[0] == counts[1]


def test_two_changes_at_once_are_both_kept_and_the_later_one_counts(client, monkeypatch):
    # given: both looked before either was kept
    monkeypatch.setattr(intake.versions, "thread", lambda *given: PurchaseOrder.objects.none())
    post(client, version("3", [HANDLE]))
    monkeypatch.undo()
    post(client, first())
    PurchaseOrder.objects.update(state=State.RECEIVED)

    # when
    tasks.sweep()
    tasks.sweep()

    # then
    assert states() == {("new", "1"): State.SUPERSEDED, ("update", "3"): State.PLACED}
    assert allocated() == {"HND-2001": 1}
