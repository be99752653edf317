"""What the buyer is told of an order that the shop agreed to, or did not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from saleor_punchout.exceptions import Conflict
from saleor_punchout.flows import confirmation, decision, fulfillment
from saleor_punchout.flows.confirmation import SaidLine
from saleor_punchout.models import PurchaseOrder
from tests.flows.afterwards import ENDPOINTS, TWO_LINES, Staff, letters, place, said, take
from tests.flows.story import PAYLOAD_ID, line, order_request

State = PurchaseOrder.State


@pytest.fixture(autouse=True)
def _endpoints(partner):
    partner.endpoints = ENDPOINTS
    partner.save()


@pytest.fixture
def order(client):
    return place(client, order_version="1")


@pytest.fixture
def staff(order):
    return Staff(order)


def confirmations(partner):
    return said(partner, "ConfirmationRequest")


def parts(item):
    return [(one.type, int(one.quantity)) for one in item.statuses]


def test_an_order_that_the_shop_has_not_agreed_to_is_not_confirmed(partner, staff):
    staff.tell()

    assert confirmations(partner) == []


def test_an_order_that_is_as_ordered_is_accepted_in_a_word(partner, staff):
    # when
    staff.confirm()

    # then
    (told,) = confirmations(partner)
    assert (told.type, told.operation, told.items, told.comment) == ("accept", "new", (), "")
    assert told.confirm_id == f"{partner.slug}:PO-1"
    assert (told.order.order_id, told.order.payload_id) == ("PO-1", PAYLOAD_ID)


def test_a_look_that_finds_nothing_new_says_nothing(partner, staff):
    # given
    staff.confirm()

    # then
    assert [staff.tell() for _ in range(3)] == [[], [], []]
    assert len(confirmations(partner)) == 1


def test_what_is_delivered_otherwise_is_told_line_by_line(partner, staff):
    # given
    staff.recount(0, 7)

    # when
    staff.confirm()

    # then
    (told,) = confirmations(partner)
    assert told.type == "except"
    (short,) = told.items
    assert (short.line_number, int(short.quantity), short.unit_of_measure) == (1, 10, "EA")
    assert parts(short) == [("accept", 7), ("reject", 3)]


def test_a_line_that_staff_took_out_is_rejected(partner, staff):
    # given
    staff.take_out(1)

    # when
    staff.confirm()

    # then
    (told,) = confirmations(partner)
    assert [(item.line_number, parts(item)) for item in told.items] == [(2, [("reject", 2)])]


def test_more_than_was_ordered_is_told_in_words_for_the_quantities_must_add_up(partner, staff):
    # given
    staff.recount(0, 12)

    # when
    staff.confirm()

    # then
    (told,) = confirmations(partner)
    assert (told.type, parts(told.items[0])) == ("detail", [("accept", 10)])
    assert told.items[0].statuses[0].comment == "12 will be delivered."


def test_an_article_that_nobody_ordered_is_named(partner, staff):
    # given
    staff.add("FST-1010", 1)

    # when
    staff.confirm()

    # then
    (told,) = confirmations(partner)
    assert told.type == "accept"
    assert told.comment.startswith("The supplier added 1 × FST-1010")


def test_a_price_that_policy_set_right_is_told(client, partner):
    # given
    partner.order_policy = partner.OnDifference.CONFIRM
    partner.save()
    order = place(client, [line("FST-1001", 10, "12.00", 1), line("HND-2001", 2, "24.90", 2)])

    # when
    Staff(order).confirm()

    # then
    (told,) = confirmations(partner)
    first, second = told.items
    assert told.type == "detail"
    assert (parts(first), first.statuses[0].unit_price.amount) == ([("detail", 10)], Decimal("14.80"))
    assert (parts(second), second.statuses[0].unit_price) == ([("accept", 2)], None)


def test_a_changed_confirmation_replaces_the_one_before(partner, staff, order):
    # given
    staff.confirm()

    # when
    confirmation.say(order, [SaidLine(2, rejected=Decimal(2), comment="Out of stock.")])
    staff.tell()
    confirmation.say(order, [])
    staff.tell()

    # then
    first, second, third = confirmations(partner)
    documents = [letter.payload_id for letter in letters(partner)]
    assert [one.type for one in (first, second, third)] == ["accept", "except", "accept"]
    assert [one.operation for one in (first, second, third)] == ["new", "update", "update"]
    assert [second.replaces, third.replaces] == documents[:2]
    assert {one.confirm_id for one in (first, second, third)} == {f"{partner.slug}:PO-1"}


def test_staff_say_when_it_comes_and_what_must_wait(partner, staff, order):
    # given
    line_said = SaidLine(
        1,
        accepted=Decimal(6),
        backordered=Decimal(3),
        rejected=Decimal(1),
        shipment_date=date(2026, 3, 10),
        delivery_date=date(2026, 3, 12),
        comment="The rest comes with the next batch.",
    )

    # when
    confirmation.say(order, [line_said])
    staff.tell()

    # then
    (told,) = confirmations(partner)
    (item,) = told.items
    assert (told.type, parts(item)) == ("except", [("accept", 6), ("backordered", 3), ("reject", 1)])
    assert (item.statuses[0].shipment_date, item.statuses[0].delivery_date) == (date(2026, 3, 10), date(2026, 3, 12))
    assert item.statuses[0].comment == "The rest comes with the next batch."


def test_an_order_whose_goods_must_all_wait_is_backordered_in_a_word(partner, staff, order):
    confirmation.say(order, [SaidLine(1, backordered=Decimal(10)), SaidLine(2, backordered=Decimal(2))])
    staff.tell()

    (told,) = confirmations(partner)
    assert (told.type, told.items) == ("backordered", ())


def test_quantities_that_do_not_add_up_are_refused_with_both_numbers(partner, staff, order):
    # when
    with pytest.raises(ValidationError) as refusal:
        confirmation.say(
            order,
            [
                SaidLine(1, accepted=Decimal(6), rejected=Decimal(3)),
                SaidLine(2, accepted=Decimal(3), rejected=Decimal(-1)),
                SaidLine(7, accepted=Decimal(1)),
                SaidLine(1, accepted=Decimal(10)),
            ],
        )

    # then
    assert refusal.value.message_dict["lines"] == [
        "Line 1: the quantities make 9, but 10 were ordered.",
        "Line 2: a quantity is negative.",
        "Line 7 is no line of the purchase order.",
        "Line 1 is named twice; say all of a line at once.",
    ]
    assert staff.tell() == []


def test_an_order_that_is_held_cannot_be_confirmed(client):
    held = take(client, order_request([line("NO-SUCH", 1, "1.00")]))

    with pytest.raises(Conflict, match="held"):
        confirmation.say(held, [SaidLine(1, accepted=Decimal(1))])


def test_an_order_that_is_held_is_not_spoken_of(client, partner):
    held = take(client, order_request([line("NO-SUCH", 1, "1.00")]))

    assert (held.state, letters(partner)) == (State.HELD, [])


def test_an_order_that_staff_reject_is_rejected_once_with_their_reason(client, partner):
    # given
    held = take(client, order_request([line("NO-SUCH", 1, "1.00")]))

    # when
    decision.reject(held, "We do not sell this.")
    queued = [fulfillment.tell(held), fulfillment.tell(held)]

    # then
    (told,) = confirmations(partner)
    assert (told.type, told.comment, told.items) == ("reject", "We do not sell this.", ())
    assert [len(one) for one in queued] == [1, 0]


def test_an_order_that_policy_rejects_is_rejected(client, partner):
    # given
    partner.order_policy = partner.OnDifference.REJECT
    partner.save()

    # when
    order = take(client, order_request([line("FST-1001", 10, "9.00")]))

    # then
    (told,) = confirmations(partner)
    assert (order.state, told.type) == (State.REJECTED, "reject")
    assert told.comment == order.last_error


def test_an_order_that_the_shop_cancels_is_rejected_in_place_of_what_was_said(partner, staff):
    # given
    staff.confirm()

    # when
    staff.cancel()

    # then
    first, second = confirmations(partner)
    assert (second.type, second.operation) == ("reject", "update")
    assert second.replaces == letters(partner)[0].payload_id
    assert second.confirm_id == first.confirm_id


def test_an_order_that_the_buyer_deletes_is_not_rejected(client, partner, order):
    # when
    delete = take(client, order_request(TWO_LINES, type="delete", order_version="2", payload_id="d@buyer.example.com"))

    # then
    assert (delete.state, confirmations(partner)) == (State.CANCELLED, [])


def test_a_change_is_confirmed_in_place_of_what_it_changed(client, partner, staff):
    # given
    staff.confirm()
    lines = [line("FST-1001", 4, "14.80", 1)]

    # when
    change = take(client, order_request(lines, type="update", order_version="2", payload_id="u@buyer.example.com"))
    Staff(change).confirm()

    # then
    first, second = confirmations(partner)
    assert [one.type for one in (first, second)] == ["accept", "accept"]
    assert (second.operation, second.replaces) == ("update", letters(partner)[0].payload_id)
    assert second.order.payload_id == "u@buyer.example.com"


def test_a_change_that_is_refused_is_rejected_by_its_own_name(client, partner, staff):
    # given
    staff.confirm()
    lines = [line("NO-SUCH", 4, "14.80", 1)]
    change = take(client, order_request(lines, type="update", order_version="2", payload_id="u@buyer.example.com"))

    # when
    decision.reject(change, "Too late.")
    fulfillment.tell(change)

    # then
    first, second = confirmations(partner)
    assert (first.type, second.type, second.operation) == ("accept", "reject", "new")
    assert (second.order.payload_id, second.replaces) == ("u@buyer.example.com", "")
    assert second.confirm_id == f"{first.confirm_id}:update:2"


def test_a_change_of_goods_that_left_is_rejected_with_the_reason(client, partner, staff):
    # given
    staff.confirm()
    staff.ship()
    lines = [line("FST-1001", 4, "14.80", 1)]

    # when
    change = take(client, order_request(lines, type="update", order_version="2", payload_id="u@buyer.example.com"))

    # then
    accepted, rejected = confirmations(partner)
    assert change.state == State.REJECTED
    assert (accepted.type, rejected.type, rejected.order.payload_id) == ("accept", "reject", "u@buyer.example.com")
    assert "left before the update came" in rejected.comment


def test_two_lines_of_one_number_are_answered_as_one(client, partner):
    # given
    order = place(client, [line("FST-1001", 3, "14.80", 1), line("FST-1001", 4, "14.80", 1)])
    staff = Staff(order)

    # when
    staff.confirm()
    staff.ship({0: 3})

    # then
    assert [one.type for one in confirmations(partner)] == ["accept"]
    assert [int(item.quantity) for item in said(partner, "ShipNoticeRequest")[0].items] == [3]


def test_a_buyer_who_wants_no_confirmation_gets_none(partner, order):
    # given
    document = order.document
    keys = '<ControlKeys><OCInstruction value="notAllowed"/></ControlKeys></OrderRequestHeader>'
    document.body = document.body.replace("</OrderRequestHeader>", keys)
    document.save()

    # when
    Staff(order).confirm()

    # then
    assert confirmations(partner) == []
