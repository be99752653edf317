"""What a buyer checks of the documents that follow an order, before they reach its books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from saleor_punchout.simulator.cart import NotTaken, number
from saleor_punchout.simulator.cxml_reading import Element
from saleor_punchout.simulator.post_box import Received

Quantities = Mapping[int, Decimal]


@dataclass(slots=True)
class Expected:
    """An order that was sent, and what was said of it so far."""

    order_id: str
    currency: str
    quantities: Quantities
    """By line number, of the newest version."""
    confirmation: str = ""
    """payloadID of the confirmation that counts."""
    confirmed: str = ""
    """Its type."""
    notices: dict[str, str] = field(default_factory=dict)
    """payloadIDs of the ship notices that count, by shipmentID."""
    shipped: dict[str, Quantities] = field(default_factory=dict)
    invoices: dict[str, str] = field(default_factory=dict)
    """payloadIDs by invoiceID."""
    billed: dict[str, Quantities] = field(default_factory=dict)
    """By invoiceID; of what is given back the quantities are negative."""
    invoiced: Decimal = Decimal(0)
    """Sum of what is due."""

    @property
    def is_complete(self) -> bool:
        """Whether everything that was ordered was confirmed, shipped and billed."""
        return bool(self.confirmation) and all(
            _summed(told.values()) == dict(self.quantities) for told in (self.shipped, self.billed)
        )


class OrderBook:
    """Every order that a buyer sent, and the judge of what comes for them."""

    def __init__(self) -> None:
        self.orders: dict[str, Expected] = {}

    def expect(self, order_id: str, currency: str, quantities: Quantities) -> None:
        """Note an order, or its newest version."""
        known = self.orders.setdefault(order_id, Expected(order_id, currency, quantities))
        known.quantities = quantities

    def judge(self, received: Received) -> None:
        """Book a document. Raises :class:`NotTaken` for one that contradicts the order, itself, or an earlier one."""
        _check_envelope(received)
        reader = _READERS.get(received.kind)
        if reader is None:
            raise NotTaken(f"A {received.kind} is not expected here.")
        payload = received.root.find(f"Request/{received.kind}")
        assert payload is not None  # noqa: S101  # its name is where it was found
        reader(self, received.payload_id, payload)

    def _order(self, payload: Element, path: str) -> Expected:
        name = payload.find(path)
        found = None if name is None else self.orders.get(name.get("orderID", ""))
        if found is None:
            raise NotTaken(f"No order of ours: {None if name is None else name.get('orderID')}.")
        return found

    def confirmation(self, payload_id: str, payload: Element) -> None:
        header, order = _required(payload, "ConfirmationHeader"), self._order(payload, "OrderReference")
        kind, operation = header.get("type", ""), header.get("operation", "new")
        _check_succession(header, operation, order.confirmation, "confirmation")
        for item in payload.iterfind("ConfirmationItem"):
            _check_statuses(item, order)
        if kind in ("detail", "except") and payload.find("ConfirmationItem") is None:
            raise NotTaken(f"A confirmation of type {kind} names no line.")
        order.confirmation, order.confirmed = payload_id, kind

    def ship_notice(self, payload_id: str, payload: Element) -> None:
        header, order = _required(payload, "ShipNoticeHeader"), self._order(payload, "ShipNoticePortion/OrderReference")
        shipment, operation = header.get("shipmentID", ""), header.get("operation", "new")
        _check_succession(header, operation, order.notices.get(shipment, ""), f"ship notice {shipment}")
        if operation == "delete":
            del order.notices[shipment], order.shipped[shipment]
            return
        items = payload.iterfind("ShipNoticePortion/ShipNoticeItem")
        shipped = {**order.shipped, shipment: _quantities(items, "ship notice")}
        _check_quantities(shipped.values(), order, "shipped")
        order.shipped, order.notices[shipment] = shipped, payload_id

    def invoice(self, payload_id: str, payload: Element) -> None:
        header = _required(payload, "InvoiceDetailRequestHeader")
        order = self._order(payload, "InvoiceDetailOrder/InvoiceDetailOrderInfo/OrderReference")
        name = header.get("invoiceID", "")
        if name in order.invoices:
            raise NotTaken(f"Invoice {name} came before.")
        billed = {**order.billed, name: _quantities(payload.iter("InvoiceDetailItem"), "invoice")}
        _check_quantities(billed.values(), order, "billed")
        order.invoiced += _check_sums(payload, order)
        order.billed, order.invoices[name] = billed, payload_id

    def status_update(self, payload_id: str, payload: Element) -> None:
        if not _required(payload, "Status").get("code", "").isdigit():
            raise NotTaken("The Status has no code.")


_READERS: dict[str, Callable[[OrderBook, str, Element], None]] = {
    "ConfirmationRequest": OrderBook.confirmation,
    "ShipNoticeRequest": OrderBook.ship_notice,
    "InvoiceDetailRequest": OrderBook.invoice,
    "StatusUpdateRequest": OrderBook.status_update,
}


def _check_envelope(received: Received) -> None:
    if not received.body.isascii():
        raise NotTaken("The document holds bytes outside ASCII.")
    if received.root.get("timestamp", "").endswith("Z"):
        raise NotTaken("The timestamp ends with Z; cXML asks for a numeric offset.")
    for party in ("From", "To", "Sender"):
        if not (received.root.findtext(f"Header/{party}/Credential/Identity") or "").strip():
            raise NotTaken(f"{party} has no Identity.")


def _check_succession(element: Element, operation: str, before: str, what: str) -> None:
    """``new`` comes once; what replaces or deletes names what was there."""
    if operation == "new" and before:
        raise NotTaken(f"A second {what} that replaces nothing.")
    if operation in ("update", "delete"):
        reference = element.find("DocumentReference")
        if reference is None or not before or reference.get("payloadID") != before:
            raise NotTaken(f"An {operation} of a {what} that does not name the one before.")


def _check_statuses(item: Element, order: Expected) -> None:
    line, quantity = _line(item), number(item.get("quantity", ""), "A confirmed quantity")
    if line not in order.quantities:
        raise NotTaken(f"Line {line} is confirmed, and was never ordered.")
    statuses = item.iterfind("ConfirmationStatus")
    told = sum((number(one.get("quantity", ""), "A quantity") for one in statuses), Decimal(0))
    if told != quantity:
        raise NotTaken(f"Line {line}: the statuses add up to {told}, not to {quantity}.")


def _quantities(items: Iterable[Element], what: str) -> Quantities:
    """By line of the order, which an invoice names below its own lines."""
    told = ((_line(one), number(one.get("quantity", ""), "A quantity")) for one in items)
    found = _summed({line: quantity} for line, quantity in told)
    if not found:
        raise NotTaken(f"The {what} names no line; a ship notice without lines would mean the whole order.")
    return found


def _line(item: Element) -> int:
    reference = item.find("InvoiceDetailItemReference")
    written = (item if reference is None else reference).get("lineNumber", "")
    if not written.isdecimal() or not int(written):
        raise NotTaken(f"The {item.tag} names line {written!r} of the order.")
    return int(written)


def _summed(told: Iterable[Quantities]) -> dict[int, Decimal]:
    total: dict[int, Decimal] = defaultdict(Decimal)
    for quantities in told:
        for line, quantity in quantities.items():
            total[line] += quantity
    return dict(total)


def _check_quantities(told: Iterable[Quantities], order: Expected, done: str) -> None:
    for line, quantity in _summed(told).items():
        ordered = order.quantities.get(line, Decimal(0))
        if not 0 <= quantity <= ordered:
            raise NotTaken(f"Line {line}: {quantity} {done}, {ordered} ordered.")


def _check_sums(payload: Element, order: Expected) -> Decimal:
    """What is due, once everything adds up to it."""
    summary = _required(payload, "InvoiceDetailSummary")
    lines = sum((_amount(item, "SubtotalAmount", order) for item in payload.iter("InvoiceDetailItem")), Decimal(0))
    subtotal, tax = _amount(summary, "SubtotalAmount", order), _amount(summary, "Tax", order)
    shipping = _amount(summary, "ShippingAmount", order) if summary.find("ShippingAmount") is not None else Decimal(0)
    due = _amount(summary, "NetAmount", order)
    if lines != subtotal:
        raise NotTaken(f"The lines add up to {lines}, the subtotal is {subtotal}.")
    if subtotal + tax + shipping != due:
        raise NotTaken(f"{subtotal} + {tax} + {shipping} is not {due}.")
    return due


def _amount(parent: Element, path: str, order: Expected) -> Decimal:
    money = _required(parent, f"{path}/Money")
    if money.get("currency") != order.currency:
        raise NotTaken(f"{path} is in {money.get('currency')}, the order in {order.currency}.")
    return number(money.text or "", path)


def _required(parent: Element, path: str) -> Element:
    found = parent.find(path)
    if found is None:
        raise NotTaken(f"{parent.tag} has no {path}.")
    return found
