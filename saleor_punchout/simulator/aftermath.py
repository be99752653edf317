"""What follows a purchase order: the buyer changes its mind, and the supplier tells what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal

from saleor_punchout.simulator.account import Account
from saleor_punchout.simulator.cxml import Order, changed_order
from saleor_punchout.simulator.follow_up import OrderBook
from saleor_punchout.simulator.post_box import PostBox, Received, receiving

UPDATE, DELETE = "update", "delete"
MORE = Decimal(1)
"""By so much every quantity grows with an update."""


@dataclass(frozen=True)
class Office:
    """Where documents about orders come, and what they are held against."""

    box: PostBox
    book: OrderBook
    sent: dict[str, str] = field(default_factory=dict)
    """orderIDs by the payloadIDs of all versions."""

    def expect(self, order: Order) -> None:
        """Note an order, or its newest version, before it is sent: the answer may come faster than the supplier's."""
        quantities = {line.number: line.quantity for line in order.lines}
        self.book.expect(order.order_id, order.lines[0].currency, quantities)
        self.sent[order.payload_id] = order.order_id

    def of(self, order_id: str) -> list[Received]:
        """What came for an order and was right, in the order in which it came."""
        return [one for one in list(self.box.accepted.values()) if self._about(one) == order_id]

    def _about(self, received: Received) -> str | None:
        """orderID of the order that a document is about; a status names only the document that it answers."""
        name = received.root.find(".//OrderReference")
        if name is not None:
            return name.get("orderID")
        former = received.root.find(".//DocumentReference")
        return None if former is None else self.sent.get(former.get("payloadID", ""))

    def wait(self, order_id: str, seconds: float, is_enough: Callable[[], bool] | None = None) -> bool:
        """Wait until the order is confirmed, shipped and billed, or for something else; False where time runs out."""
        order = self.book.orders[order_id]
        return self.box.wait(is_enough or (lambda: order.is_complete), seconds)

    def missing(self, order_id: str) -> str:
        """What was not told of the order yet, as a sentence."""
        order = self.book.orders[order_id]
        told = {"confirmation": order.confirmation, "ship notice": order.notices, "invoice": order.invoices}
        none = [name for name, came in told.items() if not came]
        return f"Of the order came no {', no '.join(none)}." if none else "Not all of the order was shipped and billed."


@contextmanager
def office(secret: str, port: int = 0) -> Iterator[Office]:
    """Open while this lasts. Raises OSError for a port in use."""
    book = OrderBook()
    with receiving(secret, judge=book.judge, port=port) as box:
        yield Office(box, book)


def next_version(account: Account, order: Order, change: str) -> Order:
    """The order as it is changed: more of everything, or deleted."""
    more = [replace(line, quantity=line.quantity + MORE) for line in order.lines]
    return changed_order(account, order, more if change == UPDATE else ())
