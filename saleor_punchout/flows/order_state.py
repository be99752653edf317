"""A purchase order beside the Saleor order that it became: what every word about it is taken from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from saleor_punchout.documents import lexical
from saleor_punchout.documents.fulfillment import OrderReference
from saleor_punchout.documents.types import ItemOut, Money, OrderRequest
from saleor_punchout.gateway.orders import FullOrder, OrderLine
from saleor_punchout.models import PurchaseOrder

UNIT_DECIMALS = 4
"""A price that nobody wrote down is told with no more: it is a line's total by its quantity."""


def reference_to(order: PurchaseOrder, request: OrderRequest) -> OrderReference:
    """The version of the order that a document of ours answers."""
    return OrderReference(order.order_id, order.payload_id, order.order_version, request.order_date)


def unit_of(order: PurchaseOrder, item: ItemOut) -> str:
    """Unit of measure, as the buyer wrote it."""
    return item.detail.unit_of_measure or order.partner.default_unit


@dataclass(frozen=True)
class OrderState:
    """Both sides of one order, as they stand now."""

    order: PurchaseOrder
    request: OrderRequest
    """As the buyer wrote it."""
    shop: FullOrder

    @property
    def reference(self) -> OrderReference:
        return reference_to(self.order, self.request)

    @cached_property
    def items(self) -> Mapping[int, ItemOut]:
        """Lines of the purchase order by number; parents of composite lines are not sold. Two lines of one number,
        which nothing tells apart in an answer, are one."""
        found: dict[int, ItemOut] = {}
        for item in self.request.priced_items:
            before = found.get(item.line_number)
            if before is not None and before.quantity is not None and item.quantity is not None:
                item = before._replace(quantity=before.quantity + item.quantity)
            found[item.line_number] = item
        return found

    @cached_property
    def lines(self) -> Mapping[int, list[OrderLine]]:
        """Lines of the Saleor order by the number of the line that they deliver."""
        found: dict[int, list[OrderLine]] = defaultdict(list)
        for line in self.shop.lines:
            if line.number in self.items and line.quantity:
                found[line.number].append(line)  # type: ignore[index]  # None is no number of an item
        return found

    @cached_property
    def extra_lines(self) -> list[OrderLine]:
        """What the shop added, and no line of the purchase order asks for."""
        return [line for line in self.shop.lines if line.number not in self.items and line.quantity]

    def item_of(self, line: OrderLine) -> ItemOut | None:
        return self.items.get(line.number) if line.number is not None else None

    def money(self, amount: Decimal) -> Money:
        """In whole minor units of the order's currency."""
        return Money(lexical.rounded(amount, self.shop.currency), self.shop.currency)

    def unit_price(self, item: ItemOut | None, net: Decimal, quantity: int) -> Money:
        """Net price of one unit in a line of that total: the buyer's own words where they make that total."""
        ordered = item.detail.unit_price if item else None
        if ordered and ordered.currency == self.shop.currency and self.money(ordered.amount * quantity).amount == net:
            return ordered
        price = lexical.rounded_to(net / quantity, UNIT_DECIMALS)
        return Money(lexical.priced(price, self.shop.currency), self.shop.currency)
