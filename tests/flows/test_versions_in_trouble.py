"""Changes of an order that meet trouble: too little stock, another order's name, a shop that changed its mind."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from saleor_punchout import tasks
from saleor_punchout.documents.types import Charge, Money
from saleor_punchout.exceptions import BadRequest, SaleorRefused
from saleor_punchout.flows import decision, placement
from saleor_punchout.flows.amendment import Amendment
from saleor_punchout.flows.saleor import order_client_for
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.models import Alarm, PurchaseOrder
from saleor_punchout.sandbox.models import DeliveryMethod, Listing, Variant
from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows.story import ORDER_DATE, line, order_request, post, status
from tests.flows.test_amendment import HANDLE, SCREWS, confirm, first, goods, problems, take, version
from tests.flows.test_versions import allocated, live, states

pytestmark = pytest.mark.usefixtures("world")
State = PurchaseOrder.State
MANY_SCREWS = SCREWS._replace(quantity=Decimal(9))
FEW_SCREWS = SCREWS._replace(quantity=Decimal(1))


def test_an_order_whose_number_looks_like_a_revision_is_an_order_of_its_own(client):
    # given: a second Saleor order of PO-1
    confirm(take(client, first()))
    update = take(client, version("2", [SCREWS]))
    assert update.revision == 2

    # when
    other = take(client, order_request([HANDLE], order_id="PO-1#2"))

    # then
    assert other.state == State.PLACED
    assert other.saleor_order_id != update.saleor_order_id
    assert allocated() == {"FST-1001": 3, "HND-2001": 1}
    assert len({made.external_reference for made in live()}) == 2


def test_too_little_stock_leaves_an_order_as_it_was(client):
    # given
    placed = take(client, first())
    Variant.objects.filter(sku="HND-2001").update(stock=2)
    before = goods(live()[0])

    # when
    update = take(client, version("2", [FEW_SCREWS, HANDLE._replace(quantity=Decimal(9))]))
    assert (update.state, "stock" in update.problems[0]["message"]) == (State.HELD, True)
    decision.reject(update, "Sold out.")

    # then: what stood before stands
    placed.refresh_from_db()
    assert (placed.state, goods(live()[0])) == (State.PLACED, before)


def test_no_confirmed_order_is_cancelled_for_one_that_stock_does_not_allow(client):
    # given
    Variant.objects.filter(sku="FST-1001").update(stock=5)
    placed = take(client, first())
    confirm(placed)

    # when
    update = take(client, version("2", [MANY_SCREWS, HANDLE]))

    # then
    assert update.state == State.HELD
    assert [made.number for made in live()] == [int(placed.saleor_order_number)]
    assert (update.revision, update.differences) == (1, [])

    # when: there is more of it
    Variant.objects.filter(sku="FST-1001").update(stock=9)
    decision.retry(update)
    placement.place(update.pk)

    # then
    assert states()["update", "2"] == State.PLACED
    assert (len(live()), allocated()) == (1, {"FST-1001": 9, "HND-2001": 1})


@pytest.mark.parametrize(("policy", "state"), [("hold", State.HELD), ("reject", State.REJECTED)])
def test_no_confirmed_order_is_cancelled_for_one_that_cannot_be_made(client, partner, policy, state):
    # given
    partner.order_policy = policy
    partner.save()
    placed = take(client, first())
    confirm(placed)

    # when: freight costs more than the change allows, which only a checkout shows
    little = Charge(Money(Decimal("0.50"), "EUR"), "Standard")
    update = take(client, version("2", [MANY_SCREWS], shipping=little))

    # then
    assert (update.state, problems(update), update.revision) == (state, {"shipping"}, 1)
    assert [made.number for made in live()] == [int(placed.saleor_order_number)]


def test_staff_are_told_when_an_order_is_gone_and_the_new_one_cannot_be_made(client, partner, monkeypatch):
    # given: Saleor refuses the last step, which nothing before it tells
    placed = take(client, first())
    confirm(placed)
    refusal = SaleorRefused("orderCreateFromCheckout", [{"code": "GIFT_CARD_NOT_APPLICABLE", "message": "No."}])
    monkeypatch.setattr(OrderClient, "create_order", raises(refusal))

    # when
    update = take(client, version("2", [MANY_SCREWS]))

    # then
    assert (update.state, live()) == (State.HELD, [])
    held = Alarm.objects.get(settled_at=None)
    assert f"Order #{placed.saleor_order_number} was cancelled in Saleor" in held.message

    # when: it still cannot, and the partner's policy would refuse it
    partner.order_policy = "reject"
    partner.price_tolerance = 0
    partner.save()
    Listing.objects.filter(variant__sku="FST-1001").update(price=Decimal("99.00"))
    decision.retry(update)
    placement.place(update.pk)

    # then: the buyer would have neither, so people decide
    update.refresh_from_db()
    assert (update.state, problems(update), update.decision) == (State.HELD, {"price"}, "reject")

    # when
    monkeypatch.undo()
    decision.accept(update)
    placement.place(update.pk)

    # then
    assert states()["update", "2"] == State.PLACED
    assert (len(live()), allocated()) == (1, {"FST-1001": 9})
    assert not Alarm.objects.filter(settled_at=None).exists()


def raises(error):
    def fail(*given, **told):
        raise error

    return fail


def test_an_order_that_staff_cancelled_is_made_anew_once_staff_accept_the_change(client):
    # given
    placed = take(client, first())
    order_client_for(placed.partner).cancel_order(placed.saleor_order_id)
    update = take(client, version("2", [SCREWS]))
    assert problems(update) == {"cancelled_in_shop"}

    # when
    decision.accept(update)
    placement.place(update.pk)

    # then
    (made,) = live()
    assert states()["update", "2"] == State.PLACED
    assert goods(made) == [("10", "FST-1001", 3, Decimal("44.40"))]


def test_another_place_on_the_lines_makes_the_order_anew(client):
    # given: the buyer's system names the place on the lines alone
    elsewhere = GENERIC.ship_to._replace(address_id="York", city="York", street=("9 Minster Yard",))
    here = {"ship_to": None, "bill_to": GENERIC.ship_to}
    take(client, first([SCREWS._replace(ship_to=GENERIC.ship_to)], **here))

    # when
    take(client, version("2", [SCREWS._replace(ship_to=elsewhere)], **here))

    # then
    (made,) = live()
    assert made.shipping_address["city"] == "YORK" or made.shipping_address["city"] == "York"


def test_what_a_change_says_no_more_stands_on_the_order_no_more(client):
    # given
    item = SCREWS._replace(requested_delivery_date="2026-04-01", agreement_item_number="7")
    take(client, first([item], requisition_id="R-1", agreement_id="A-1"))
    (made,) = live()
    assert made.metadata["punchout.requisition_id"] == "R-1"

    # when
    take(client, version("2", [item._replace(requested_delivery_date="")], requisition_id="R-2"))

    # then
    (made,) = live()
    assert (made.metadata["punchout.requisition_id"], made.metadata.get("punchout.agreement_id", "")) == ("R-2", "")
    words = made.lines.get().metadata
    assert (words["punchout.agreement_item"], words.get("punchout.requested_delivery_date", "")) == ("7", "")


def test_other_words_about_a_line_cost_no_confirmed_order(client):
    # given
    placed = take(client, first())
    confirm(placed)

    # when
    update = take(client, version("2", [SCREWS._replace(requested_delivery_date="2026-05-01"), HANDLE]))

    # then
    (made,) = live()
    assert (update.state, update.saleor_order_id) == (State.PLACED, placed.saleor_order_id)
    assert made.lines.get(sku="FST-1001").metadata["punchout.requested_delivery_date"] == "2026-05-01"


def test_what_staff_had_added_is_taken_out_by_a_change_and_they_are_told(client):
    # given
    placed = take(client, first())
    client_for_orders = order_client_for(placed.partner)
    variant = client_for_orders.find_variants("default-channel", ["FST-1010"])["FST-1010"]
    added = {"variantId": variant.id, "quantity": 1, "price": "8.90"}
    client_for_orders.add_order_lines(placed.saleor_order_id, [added])

    # when
    update = take(client, version("2", [FEW_SCREWS, HANDLE]))

    # then
    assert allocated() == {"FST-1001": 1, "HND-2001": 1}
    told = {"line": None, "field": "line", "returned": "1 × FST-1010, not ours", "ordered": "taken out"}
    assert told in update.differences


@pytest.mark.parametrize("number", ["", "B", "2.0"])
def test_a_change_that_cannot_be_compared_is_refused_instead_of_lost(client, number):
    # given
    take(client, first())
    take(client, version("2", [SCREWS]))

    # when
    answer = post(client, version(number, [MANY_SCREWS]))

    # then
    assert (status(answer), "higher number" in answer.status.message) == (409, True)


def test_a_change_that_was_written_after_the_order_was_deleted_is_refused(client):
    # given
    take(client, first())
    take(client, version("", [], type="delete"))

    # when
    late = post(client, version("2", [MANY_SCREWS]))
    later = post(client, version("3", [MANY_SCREWS], order_date=ORDER_DATE + timedelta(days=1)))

    # then
    assert (status(late), status(later)) == (200, 409)
    assert "new orderID" in later.status.message


def test_whoever_rejects_an_order_says_why():
    with pytest.raises(BadRequest, match="the buyer reads it"):
        decision.reject(PurchaseOrder(state=State.HELD), " ")


def test_the_change_before_a_rejected_one_is_carried_out(client):
    # given: two changes at once, and the later one cannot be placed
    take(client, first())
    post(client, version("2", [FEW_SCREWS]))
    held = take(client, version("3", [line("NOT-OURS", 1, "1.00", number=10)]))
    assert (held.state, states()["update", "2"]) == (State.HELD, State.SUPERSEDED)

    # when
    decision.reject(held, "Not ours.")
    tasks.sweep()

    # then
    assert states()["update", "2"] == State.PLACED
    assert allocated() == {"FST-1001": 1}


def test_a_change_of_many_lines_keeps_its_lease(client, monkeypatch):
    # given
    take(client, first())
    post(client, version("2", [FEW_SCREWS, HANDLE._replace(quantity=Decimal(2))]))
    update = PurchaseOrder.objects.latest("pk")
    leases = []
    set_line_quantity = OrderClient.set_line_quantity

    def slow(self, *given):
        leases.append(PurchaseOrder.objects.get(pk=update.pk).lease_until)
        set_line_quantity(self, *given)

    monkeypatch.setattr(OrderClient, "set_line_quantity", slow)

    # when
    placement.place(update.pk)

    # then
    assert len(set(leases)) == 2


def test_a_change_that_waited_is_taken_as_soon_as_its_order_is_there(client, monkeypatch):
    # given
    woken = []
    monkeypatch.setattr(tasks.place_order, "delay", woken.append)
    post(client, version("2", [SCREWS]))
    parked = PurchaseOrder.objects.get()
    assert (parked.state, woken) == (State.PARKED, [])

    # when
    assert status(post(client, first())) == 200

    # then
    assert woken == [parked.pk]


def test_an_order_whose_lines_came_out_at_a_price_of_nobodys_does_not_wait_like_that(client, monkeypatch):
    # given: a shop whose rules make another price of what is changed in place
    freight = {"shipping": Charge(Money(Decimal("50.00"), "EUR"), "Standard")}
    assert take(client, first([HANDLE], **freight)).state == State.PLACED
    edit = Amendment.edit
    monkeypatch.setattr(Amendment, "edit", lambda *given: edit(*given) and False)

    # when: and the new order cannot be made either
    DeliveryMethod.objects.update(price=Decimal("99.00"))
    update = take(client, version("2", [HANDLE, SCREWS], **freight))

    # then
    assert (update.state, problems(update), live()) == (State.HELD, {"shipping"}, [])
    assert "was cancelled in Saleor" in Alarm.objects.get(settled_at=None).message
