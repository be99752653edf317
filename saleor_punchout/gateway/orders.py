"""A Saleor order as it stands now, what left of it and what was billed: read whole before anything is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from saleor_punchout.gateway.mapping import Node, decimal, full_name, metadata


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of a Saleor order."""

    id: str
    variant_id: str
    sku: str
    name: str
    quantity: int
    quantity_fulfilled: int
    unit_net: Decimal
    """As Saleor shows it, rounded to cents."""
    net: Decimal
    gross: Decimal
    """Totals of the line."""
    tax_rate: Decimal
    """As a fraction: 0.19."""
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int | None:
        """Line number of the purchase order, where the line says one (``punchout.line``)."""
        text = self.metadata.get("punchout.line", "")
        return int(text) if text.isdecimal() else None


@dataclass(frozen=True, slots=True)
class FulfillmentLine:
    order_line_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Fulfillment:
    id: str
    number: int
    """Within the order, from 1."""
    status: str
    """``FULFILLED``, ``WAITING_FOR_APPROVAL``, ``CANCELED``, ``RETURNED``, ``REFUNDED``, ``REFUNDED_AND_RETURNED`` or
    ``REPLACED``."""
    tracking_number: str
    """As staff wrote it; may hold several."""
    created: datetime
    lines: tuple[FulfillmentLine, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SaleorInvoice:
    """A document that Saleor calls invoice: a number and an address, no lines."""

    id: str
    number: str
    status: str
    """``SUCCESS`` once there is one."""
    created: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class FullOrder:
    """A Saleor order as it stands now."""

    id: str
    number: str
    status: str
    """``UNCONFIRMED``, ``UNFULFILLED``, ``PARTIALLY_FULFILLED``, ``FULFILLED``, ``CANCELED``, ``RETURNED`` …"""
    external_reference: str
    currency: str
    created: datetime
    updated_at: datetime
    shipping_method: str
    shipping_net: Decimal
    shipping_gross: Decimal
    net: Decimal
    gross: Decimal
    """Totals of the order."""
    lines: tuple[OrderLine, ...]
    shipping_tax_rate: Decimal = Decimal(0)
    """As a fraction."""
    fulfillments: tuple[Fulfillment, ...] = ()
    invoices: tuple[SaleorInvoice, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    checkout_id: str = ""

    @property
    def is_editable(self) -> bool:
        """Whether Saleor lets lines be changed."""
        return self.status in ("DRAFT", "UNCONFIRMED")

    @property
    def has_left(self) -> bool:
        """Whether goods left, or were on their way: such an order can be neither changed nor cancelled. A fulfilment
        that waits for approval counts; a cancelled one does not."""
        return any(one.status not in ("CANCELED", "REPLACED") for one in self.fulfillments)

    @property
    def is_cancelled(self) -> bool:
        """Whether nothing of it will ever leave: the shop, or its deadline for unpaid orders, ended it."""
        return self.status in ("CANCELED", "EXPIRED")

    @property
    def is_confirmed(self) -> bool:
        """Whether the shop agreed to it: its status tells, never an event's name."""
        return not (self.is_editable or self.is_cancelled)


def full_order(node: Node) -> FullOrder:
    total, shipping = node["total"], node["shippingPrice"]
    return FullOrder(
        id=node["id"],
        number=node["number"],
        status=node["status"],
        external_reference=node["externalReference"] or "",
        currency=node["channel"]["currencyCode"],
        created=datetime.fromisoformat(node["created"]),
        updated_at=datetime.fromisoformat(node["updatedAt"]),
        shipping_method=node["shippingMethodName"] or "",
        shipping_net=decimal(shipping["net"]["amount"]),
        shipping_gross=decimal(shipping["gross"]["amount"]),
        net=decimal(total["net"]["amount"]),
        gross=decimal(total["gross"]["amount"]),
        lines=tuple(map(order_line, node["lines"])),
        shipping_tax_rate=decimal(node["shippingTaxRate"]),
        fulfillments=tuple(map(fulfillment, node["fulfillments"])),
        invoices=tuple(map(invoice, node["invoices"])),
        metadata=metadata(node["metadata"]),
        checkout_id=node["checkoutId"] or "",
    )


def order_line(node: Node) -> OrderLine:
    variant_id = node["productVariantId"] or ""
    nameless = node["variantName"] in (node["productSku"], variant_id)  # Saleor calls them by their SKU or id
    return OrderLine(
        id=node["id"],
        variant_id=variant_id,
        sku=node["productSku"] or variant_id,
        name=full_name(node["productName"], "" if nameless else node["variantName"]),
        quantity=node["quantity"],
        quantity_fulfilled=node["quantityFulfilled"],
        unit_net=decimal(node["unitPrice"]["net"]["amount"]),
        net=decimal(node["totalPrice"]["net"]["amount"]),
        gross=decimal(node["totalPrice"]["gross"]["amount"]),
        tax_rate=decimal(node["taxRate"]),
        metadata=metadata(node["metadata"]),
    )


def fulfillment(node: Node) -> Fulfillment:
    return Fulfillment(
        id=node["id"],
        number=node["fulfillmentOrder"],
        status=node["status"],
        tracking_number=node["trackingNumber"],
        created=datetime.fromisoformat(node["created"]),
        lines=tuple(
            FulfillmentLine(line["orderLine"]["id"], line["quantity"])
            for line in node["lines"] or []
            if line["orderLine"]
        ),
        metadata=metadata(node["metadata"]),
    )


def invoice(node: Node) -> SaleorInvoice:
    return SaleorInvoice(
        id=node["id"],
        number=node["number"] or "",
        status=node["status"],
        created=datetime.fromisoformat(node["createdAt"]),
        url=node["url"] or "",
    )
