"""What a buyer checks of the documents that follow its order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from saleor_punchout.simulator.cart import NotTaken
from saleor_punchout.simulator.cxml_reading import parsed
from saleor_punchout.simulator.follow_up import Expected, OrderBook
from saleor_punchout.simulator.post_box import Received
from tests.simulator.papers import confirmation, confirmed, document, invoice, ship_notice, status


def received(payload: str, payload_id: str = "1@s", **parts: str) -> Received:
    body = document(payload, payload_id, **parts)
    root = parsed(body, "The document")
    return Received(payload_id, root.find("Request")[0].tag, root, body)


@pytest.fixture
def book() -> OrderBook:
    """An order of two pieces of line 1 and one of line 2."""
    book = OrderBook()
    book.expect("PO-1", "EUR", {1: Decimal(2), 2: Decimal(1)})
    return book


def told(book: OrderBook, *payloads: str) -> Expected:
    for number, payload in enumerate(payloads, 1):
        book.judge(received(payload, f"{number}@s"))
    return book.orders["PO-1"]


def test_an_order_is_complete_once_all_of_it_was_confirmed_shipped_and_billed(book):
    # when
    order = told(book, confirmation(), ship_notice("S-1", {1: "1"}))

    # then
    assert (order.confirmed, set(order.notices), order.is_complete) == ("accept", {"S-1"}, False)

    # when
    order = told(book, ship_notice("S-2", {1: "1", 2: "1"}), invoice())

    # then
    assert order.is_complete
    assert order.invoiced == Decimal("35.00")


def test_a_later_confirmation_replaces_the_one_before(book):
    # when
    items = confirmed(1, "2", "1", "1") + confirmed(2, "1")
    order = told(book, confirmation(), confirmation("detail", items=items, former="1@s"))

    # then
    assert (order.confirmation, order.confirmed) == ("2@s", "detail")


def test_a_notice_is_replaced_and_taken_back(book):
    # when
    order = told(book, ship_notice("S-1", {1: "2"}), ship_notice("S-1", {1: "1"}, former="1@s"))

    # then
    assert order.shipped == {"S-1": {1: Decimal(1)}}

    # when
    book.judge(received(ship_notice("S-1", {}, former="2@s", operation="delete"), "3@s"))

    # then
    assert order.shipped == order.notices == {}


def test_a_credit_memo_gives_back_what_was_billed(book):
    # when
    order = told(book, invoice(), invoice("CM-1", {1: "-1"}, subtotal="-10.00", tax="-1.00", shipping="0", net="-11"))

    # then
    assert order.invoiced == Decimal("24.00")


@pytest.mark.parametrize(
    ("payloads", "why"),
    [
        ([confirmation(order_id="PO-9")], "No order of ours: PO-9"),
        ([confirmation(), confirmation()], "A second confirmation that replaces nothing"),
        ([confirmation(), confirmation(former="9@s")], "does not name the one before"),
        ([confirmation(former="9@s")], "does not name the one before"),
        ([confirmation("detail")], "names no line"),
        ([confirmation("detail", items=confirmed(1, "2", "1"))], "add up to 1, not to 2"),
        ([confirmation("detail", items=confirmed(3, "1"))], "Line 3 is confirmed, and was never ordered"),
        ([confirmation("detail", items=confirmed("one", "1"))], "names line 'one' of the order"),
        ([ship_notice("S-1", {})], "names no line"),
        ([ship_notice("S-1", {1: "3"})], "Line 1: 3 shipped, 2 ordered"),
        ([ship_notice("S-1", {1: "2"}), ship_notice("S-2", {1: "1"})], "Line 1: 3 shipped, 2 ordered"),
        ([ship_notice("S-1", {1: "1"}), ship_notice("S-1", {1: "1"})], "A second ship notice S-1"),
        ([ship_notice("S-1", {1: "1"}, order_id="PO-2")], "No order of ours: PO-2"),
        ([invoice(), invoice()], "Invoice INV-1 came before"),
        ([invoice(), invoice("INV-2", {2: "1"})], "Line 2: 2 billed, 1 ordered"),
        ([invoice(lines={3: "1"})], "Line 3: 1 billed, 0 ordered"),
        ([invoice(subtotal="31.00")], "The lines add up to 30.00, the subtotal is 31.00"),
        ([invoice(net="34.99")], "30.00 + 1.00 + 4.00 is not 34.99"),
        ([invoice(currency="USD")], "is in USD, the order in EUR"),
        ([status("none")], "The Status has no code"),
        (["<CopyRequest/>"], "A CopyRequest is not expected here"),
        (["<ConfirmationRequest/>"], "ConfirmationRequest has no ConfirmationHeader"),
    ],
)
def test_what_cannot_be_right_is_not_taken(book, payloads, why):
    # given
    told(book, *payloads[:-1])

    # then
    with pytest.raises(NotTaken, match=why.replace("+", r"\+")):
        book.judge(received(payloads[-1], "last@s"))


def test_what_is_not_taken_leaves_no_trace(book):
    # given
    with pytest.raises(NotTaken):
        book.judge(received(ship_notice("S-1", {1: "3"})))

    # when
    order = told(book, ship_notice("S-1", {1: "2"}))

    # then
    assert order.shipped == {"S-1": {1: Decimal(2)}}


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"timestamp": "2026-03-02T09:30:00Z"}, "ends with Z"),
        ({"identity": " "}, "Sender has no Identity"),
        ({"identity": "Müller"}, "bytes outside ASCII"),
    ],
)
def test_the_envelope_is_looked_at(book, parts, why):
    with pytest.raises(NotTaken, match=why):
        book.judge(received(confirmation(), **parts))


def test_the_newest_version_of_an_order_counts(book):
    # when
    book.expect("PO-1", "EUR", {1: Decimal(3)})

    # then
    assert told(book, ship_notice("S-1", {1: "3"})).shipped["S-1"] == {1: Decimal(3)}
