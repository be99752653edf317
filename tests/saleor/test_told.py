"""The life of an order on a live Saleor: what a buyer changes is made real there, and what the shop does is told to
the buyer within seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from saleor_punchout.documents.types import ItemOut
from saleor_punchout.flows.partners import Identity, add_credential
from saleor_punchout.models import Installation, PurchaseOrder, TradingPartner
from saleor_punchout.simulator.follow_up import OrderBook
from saleor_punchout.simulator.post_box import PostBox, Received, receiving
from tests.documents.places import DTDS, assert_valid
from tests.flows import story
from tests.saleor import news
from tests.saleor.company import Company, found
from tests.saleor.goods import entries, order
from tests.saleor.hosts import Host
from tests.saleor.merchant import Merchant

OUTBOUND = "our-secret-at-the-buyer-in-this-test"
AT_MOST = 5.0
"""Seconds from the answer of a change in Saleor until the buyer has our document."""
KINDS = ("StatusUpdateRequest", "ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest")
State = PurchaseOrder.State


@dataclass
class Trade:
    """A company that orders, takes our documents and judges them, and the worker between it and the shop."""

    company: Company
    worker: news.Worker
    box: PostBox
    book: OrderBook

    @property
    def partner(self) -> TradingPartner:
        return TradingPartner.objects.get(slug=self.company.buyer.key)

    def line(self, number: int, quantity: int, price: str = "12.50", sku: str = "") -> ItemOut:
        """Of the n-th article of the shop, at a price that this buyer was promised."""
        host = self.company.host
        article = sku or host.skus(5)[number]
        return story.line(article, quantity, price, number=number, currency=host.channel.currency)

    def send(self, order_id: str, *lines: ItemOut, state: str = State.PLACED, **changes: str) -> PurchaseOrder:
        """Send an order or a change of it, and have it carried out."""
        quantities = {line.line_number: line.quantity or Decimal(0) for line in lines}
        if state in (State.PLACED, State.CANCELLED):
            self.book.expect(order_id, self.company.host.channel.currency, quantities)
        row = self.company.order(order_id, list(lines), **changes)
        self.worker.work_until(lambda: self._state_of(row) != State.RECEIVED)
        assert row.state == state, (row.state, row.problems, row.last_error)
        return row

    @staticmethod
    def _state_of(row: PurchaseOrder) -> str:
        row.refresh_from_db()
        return row.state

    def shop(self, row: PurchaseOrder) -> Merchant:
        return Merchant(self.company.host, row.saleor_order_id)

    def is_told(self, kind: str, *words: str) -> Received:
        """The newest document of a kind, which must come in time and hold these words."""

        def newest() -> Received | None:
            fitting = (one for one in self._of(kind) if all(word.encode() in one.body for word in words))
            return next(fitting, None)

        self.worker.look(self.partner)
        took = self.worker.work_until(newest)
        assert took < AT_MOST, (kind, took)
        received = newest()
        assert received is not None
        return received

    def _of(self, kind: str) -> list[Received]:
        return [one for one in reversed(self.box.accepted.values()) if one.kind == kind]

    def told(self, kind: str) -> int:
        """Documents of a kind that came so far."""
        return len(self._of(kind))


@pytest.fixture
def trade(host: Host, installation: Installation, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trade]:
    settings.PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS = True
    book = OrderBook()
    with receiving(OUTBOUND, judge=book.judge) as box, news.working(host, monkeypatch) as worker:
        policy = {"endpoints": dict.fromkeys(KINDS, box.address), "price_tolerance_amount": Decimal(1_000)}
        trade = Trade(found(host, installation, allow_http_return=True, **policy), worker, box, book)
        add_credential(trade.partner, Identity("outbound", "NetworkID", "our-name", OUTBOUND))
        yield trade
    assert box.refused == []
    for received in box.accepted.values() if DTDS.exists() else ():
        assert_valid(received.body)


def test_what_the_shop_does_to_an_order_is_told_in_time(trade: Trade) -> None:
    # given
    row = trade.send("PO-1", trade.line(1, 3), trade.line(2, 2))
    shop = trade.shop(row)
    trade.is_told("StatusUpdateRequest", row.payload_id)
    assert trade.told("ConfirmationRequest") == 0

    # when, then
    shop.confirm()
    trade.is_told("ConfirmationRequest", 'type="accept"')
    shop.ship("1Z-FIRST", most=1)
    trade.is_told("ShipNoticeRequest", "1Z-FIRST")
    warehouse = shop.look()["lines"][0]["allocations"][0]["warehouse"]["id"]
    second = shop.ship("1Z-SECOND")
    trade.is_told("ShipNoticeRequest", "1Z-SECOND")
    shop.track(second[0], "1Z-OTHER")
    trade.is_told("ShipNoticeRequest", "1Z-OTHER", 'operation="update"')
    shop.recall(second[0], warehouse)
    trade.is_told("ShipNoticeRequest", 'operation="delete"')
    shop.bill("I-1")
    trade.is_told("InvoiceDetailRequest", 'invoiceID="I-1"')
    shop.bring_back()
    trade.is_told("InvoiceDetailRequest", "lineLevelCreditMemo")


def test_a_fulfilment_of_an_order_that_nobody_confirmed_confirms_it(trade: Trade) -> None:
    row = trade.send("PO-1", trade.line(1, 2))
    trade.shop(row).ship("1Z-ONLY")
    trade.is_told("ShipNoticeRequest", "1Z-ONLY")
    assert trade.told("ConfirmationRequest") == 1


def test_an_order_that_is_cancelled_in_the_shop_is_rejected(trade: Trade) -> None:
    row = trade.send("PO-1", trade.line(1, 2))
    trade.shop(row).cancel()
    trade.is_told("ConfirmationRequest", 'type="reject"')


def test_a_change_of_an_order_that_nobody_confirmed_is_made_in_place(trade: Trade) -> None:
    # given
    first = trade.send("PO-1", trade.line(1, 3), trade.line(2, 2), order_version="1")

    # when
    change = trade.send("PO-1", trade.line(1, 4), trade.line(3, 1), type="update", order_version="2")

    # then
    assert change.saleor_order_id == first.saleor_order_id
    assert lines_of(trade, change) == {"1": (4, Decimal("50.00")), "3": (1, Decimal("12.50"))}
    trade.shop(change).confirm()
    trade.is_told("ConfirmationRequest", 'type="accept"', change.payload_id)


def test_a_change_of_a_confirmed_order_makes_it_anew(trade: Trade) -> None:
    # given
    first = trade.send("PO-1", trade.line(1, 3), order_version="1")
    trade.shop(first).confirm()
    trade.is_told("ConfirmationRequest", 'operation="new"')

    # when
    change = trade.send("PO-1", trade.line(1, 2), trade.line(2, 1), type="update", order_version="2")

    # then
    assert trade.shop(first).look()["status"] == "CANCELED"
    assert order(trade.company.host, change.saleor_order_id)["externalReference"] == change.external_reference
    assert change.external_reference != first.external_reference
    assert lines_of(trade, change) == {"1": (2, Decimal("25.00")), "2": (1, Decimal("12.50"))}
    trade.shop(change).confirm()
    trade.is_told("ConfirmationRequest", 'operation="update"', change.payload_id)


def test_a_deleted_order_is_cancelled_and_the_shop_does_not_reject_it(trade: Trade) -> None:
    # given
    first = trade.send("PO-1", trade.line(1, 3), order_version="1")

    # when
    deleted = trade.send("PO-1", trade.line(1, 3), state=State.CANCELLED, type="delete", order_version="2")

    # then
    assert trade.shop(first).look()["status"] == "CANCELED"
    trade.is_told("StatusUpdateRequest", deleted.payload_id)
    assert trade.told("ConfirmationRequest") == 0


@pytest.mark.parametrize("prepare", [lambda shop: None, Merchant.confirm], ids=["unconfirmed", "confirmed"])
def test_a_change_that_there_is_too_little_stock_for_leaves_the_order_alone(
    trade: Trade, prepare: Callable[[Merchant], None]
) -> None:
    # given
    first = trade.send("PO-1", trade.line(1, 3), order_version="1")
    shop = trade.shop(first)
    prepare(shop)
    before = shop.look()

    # when
    change = [trade.line(1, 3), trade.line(2, 1_000_000)]
    held = trade.send("PO-1", *change, state=State.HELD, type="update", order_version="2")

    # then
    assert shop.look() == before
    assert "Internal" not in held.problems[0]["message"]


def lines_of(trade: Trade, row: PurchaseOrder) -> dict[str, tuple[int, Decimal]]:
    """Per line number of the order what Saleor has: quantity and net total."""
    return {
        entries(line)["punchout.line"]: (line["quantity"], Decimal(str(line["totalPrice"]["net"]["amount"])))
        for line in order(trade.company.host, row.saleor_order_id)["lines"]
    }
