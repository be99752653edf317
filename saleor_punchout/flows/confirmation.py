"""ConfirmationRequest: what becomes of an order, line by line (Fulfill.dtd).

One confirmation speaks for an order at a time. What changes is told by another one, which replaces the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from saleor_punchout.documents import lexical
from saleor_punchout.documents.fulfillment import ConfirmationItem, ConfirmationRequest, ConfirmationStatus
from saleor_punchout.documents.types import Charge, ItemOut, Money, OrderRequest
from saleor_punchout.exceptions import Conflict
from saleor_punchout.flows.order_state import OrderState, reference_to, unit_of
from saleor_punchout.flows.stored_order import read_stored
from saleor_punchout.models import PurchaseOrder

CENT = Decimal("0.01")
"""By which a line may miss its price where the shop's prices include tax: what tax takes off and puts on."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class SaidLine:
    """What staff say of one line; the quantities add up to the ordered one."""

    number: int
    accepted: Decimal = ZERO
    backordered: Decimal = ZERO
    rejected: Decimal = ZERO
    shipment_date: date | None = None
    delivery_date: date | None = None
    comment: str = ""

    @property
    def quantities(self) -> tuple[Decimal, Decimal, Decimal]:
        return self.accepted, self.backordered, self.rejected


def say(order: PurchaseOrder, lines: Sequence[SaidLine]) -> None:
    """Keep what staff say of an order's lines, in place of all that they said of it before; the order must be told
    about afterwards. Lines that are not named stay as Saleor has them.

    Raises ``ValidationError`` for ``lines`` that name no line of the order or do not add up, and :class:`Conflict` for
    an order that is not placed.
    """
    items = {item.line_number: item for item in read_stored(order)[0].priced_items}
    faults = list(_faults(lines, items))
    if faults:
        raise ValidationError({"lines": [ValidationError(fault, code="invalid") for fault in faults]})
    changes = {"confirmation": [_as_kept(line) for line in lines], "look_again_at": timezone.now()}
    if not PurchaseOrder.objects.filter(pk=order.pk, state=PurchaseOrder.State.PLACED).update(**changes):
        raise Conflict(f"Order {order.order_id} is {order.state}; only a placed order can be confirmed.")
    order.confirmation = changes["confirmation"]


def _faults(lines: Sequence[SaidLine], items: Mapping[int, ItemOut]) -> Iterator[str]:
    seen: set[int] = set()
    for line in lines:
        item, total = items.get(line.number), sum(line.quantities, ZERO)
        if item is None:
            yield f"Line {line.number} is no line of the purchase order."
        elif line.number in seen:
            yield f"Line {line.number} is named twice; say all of a line at once."
        elif min(line.quantities) < 0:
            yield f"Line {line.number}: a quantity is negative."
        elif item.quantity is not None and total != item.quantity:
            yield f"Line {line.number}: the quantities make {_plain(total)}, but {_plain(item.quantity)} were ordered."
        seen.add(line.number)


def _plain(quantity: Decimal) -> str:
    return lexical.plain(quantity.normalize())


def _as_kept(line: SaidLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "accepted": _plain(line.accepted),
        "backordered": _plain(line.backordered),
        "rejected": _plain(line.rejected),
        "shipment_date": line.shipment_date.isoformat() if line.shipment_date else "",
        "delivery_date": line.delivery_date.isoformat() if line.delivery_date else "",
        "comment": line.comment,
    }


def _as_said(kept: Mapping[str, Any]) -> SaidLine:
    return SaidLine(
        number=kept["number"],
        accepted=Decimal(kept["accepted"]),
        backordered=Decimal(kept["backordered"]),
        rejected=Decimal(kept["rejected"]),
        shipment_date=_date(kept["shipment_date"]),
        delivery_date=_date(kept["delivery_date"]),
        comment=kept["comment"],
    )


def _date(kept: str) -> date | None:
    return date.fromisoformat(kept) if kept else None


def confirm_id(order: PurchaseOrder) -> str:
    """Our name of the confirmation: that of the order, whichever version or Saleor order stands for it."""
    return f"{order.partner.slug}:{order.order_id}"


def rejection(
    order: PurchaseOrder, request: OrderRequest, reason: str, now: datetime, *, of_change: bool = False
) -> ConfirmationRequest:
    """The order is refused as a whole. Of a change only the change is: what stood before stands, and keeps its own
    confirmation."""
    name = confirm_id(order) + (f":{order.type}:{order.order_version or order.pk}" if of_change else "")
    return ConfirmationRequest(
        confirm_id=name, type="reject", notice_date=now, order=reference_to(order, request), comment=reason
    )


def confirmation(state: OrderState, now: datetime) -> ConfirmationRequest | None:
    """What is to be said of the order as it stands; None while the shop has not agreed to it and staff are silent."""
    said = {line.number: line for line in map(_as_said, state.order.confirmation)}
    if not (state.shop.is_confirmed or said):
        return None
    items = [_item(state, item, said.get(number)) for number, item in state.items.items()]
    kind, told = _type_and_items(items)
    return ConfirmationRequest(
        confirm_id=confirm_id(state.order),
        type=kind,
        notice_date=now,
        order=state.reference,
        items=tuple(told),
        shipping=_shipping(state),
        comment=_comment(state, () if told else items),
    )


def _item(state: OrderState, item: ItemOut, said: SaidLine | None) -> ConfirmationItem:
    lines = state.lines.get(item.line_number, [])
    delivered = Decimal(sum(line.quantity for line in lines))
    ordered = delivered if item.quantity is None else item.quantity
    price = _other_price(state, item)
    parts = _delivered(ordered, delivered, price) if said is None else _said(said, price)
    unit = unit_of(state.order, item)
    statuses = tuple(ConfirmationStatus(quantity=quantity, unit_of_measure=unit, **told) for quantity, told in parts)
    return ConfirmationItem(item.line_number, ordered, unit, statuses)


def _other_price(state: OrderState, item: ItemOut) -> Money | None:
    """Net unit price that counts instead of the ordered one."""
    lines, ordered = state.lines.get(item.line_number, []), item.detail.unit_price
    if not lines or ordered is None:
        return None
    quantity, net = sum(line.quantity for line in lines), sum((line.net for line in lines), ZERO)
    allowed = ZERO if state.order.decision == "confirm" else CENT
    if abs(state.money(ordered.amount * quantity).amount - net) <= allowed:
        return None
    return state.unit_price(item, net, quantity)


_Parts = list[tuple[Decimal, dict[str, Any]]]


def _delivered(ordered: Decimal, delivered: Decimal, price: Money | None) -> _Parts:
    """What Saleor's order makes of a line. Its statuses make what was ordered, so more can be told in words only."""
    parts: _Parts = []
    if delivered > ordered:
        parts.append((ordered, _accepted(price) | {"comment": f"{_plain(delivered)} will be delivered."}))
    elif delivered:
        parts.append((delivered, _accepted(price)))
    if delivered < ordered:
        parts.append((ordered - delivered, {"type": "reject"}))
    return parts


def _accepted(price: Money | None) -> dict[str, Any]:
    return {"type": "detail" if price else "accept", "unit_price": price}


def _said(line: SaidLine, price: Money | None) -> _Parts:
    dates = {"shipment_date": line.shipment_date, "delivery_date": line.delivery_date}
    parts: _Parts = [
        (line.accepted, _accepted(price) | dates),
        (line.backordered, {"type": "backordered"} | ({} if line.accepted else dates)),
        (line.rejected, {"type": "reject"}),
    ]
    parts = [part for part in parts if part[0]]
    if parts and line.comment:
        parts[0][1]["comment"] = line.comment
    return parts


def _type_and_items(items: Sequence[ConfirmationItem]) -> tuple[str, Sequence[ConfirmationItem]]:
    """A word for the whole order where one says all; else the lines: those that are not simply accepted as exceptions,
    or where all are delivered, each as it is."""
    statuses = [status for item in items for status in item.statuses]
    kinds = {status.type for status in statuses}
    if kinds == {"reject"} or (len(kinds) == 1 and all(map(_is_plain, items))):
        return kinds.pop(), ()
    if kinds & {"reject", "backordered"}:
        return "except", [item for item in items if not (_is_plain(item) and item.statuses[0].type == "accept")]
    return "detail", items


def _is_plain(item: ConfirmationItem) -> bool:
    """One word says all of it."""
    first = item.statuses[0]
    details = (first.unit_price, first.shipment_date, first.delivery_date, first.comment)
    return len(item.statuses) == 1 and first.type != "detail" and not any(details)


def _shipping(state: OrderState) -> Charge | None:
    """What freight costs, where the buyer counts on another amount."""
    ordered = state.request.shipping.money if state.request.shipping else None
    if ordered is None or ordered.amount == state.shop.shipping_net:
        return None
    return Charge(state.money(state.shop.shipping_net), state.shop.shipping_method or "Shipping")


def _comment(state: OrderState, unlisted: Collection[ConfirmationItem]) -> str:
    """What no line can say: articles that nobody ordered, and words of staff on lines that are not listed."""
    words = [
        f"Line {item.line_number}: {status.comment}" for item in unlisted for status in item.statuses if status.comment
    ]
    words += [f"The supplier added {line.quantity} × {line.sku} {line.name}." for line in state.extra_lines]
    return " ".join(words)
