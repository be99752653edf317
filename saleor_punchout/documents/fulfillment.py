"""What a supplier says of an order after it came: confirmation, ship notice, status (Fulfill.dtd), invoice
(InvoiceDetail.dtd). Named as cXML names them; all are immutable, quantities are counts of the line's unit of measure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from saleor_punchout.documents.types import Charge, ItemID, Money, Status


@dataclass(frozen=True, slots=True)
class OrderReference:
    """The purchase order that a document is about."""

    order_id: str
    payload_id: str = ""
    """payloadID of the OrderRequest."""
    order_version: str = ""
    """Not written: cXML tells the versions of an order apart by their payloadID."""
    order_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConfirmationStatus:
    """What becomes of a part of a line."""

    type: str
    """``accept``, ``detail``, ``backordered`` or ``reject``."""
    quantity: Decimal
    unit_of_measure: str
    unit_price: Money | None = None
    """Where it is not the ordered one; only with type ``detail``, which needs this or a delivery date."""
    shipment_date: date | None = None
    delivery_date: date | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmationItem:
    """One line; the quantities of its statuses add up to ``quantity``."""

    line_number: int
    quantity: Decimal
    """As ordered."""
    unit_of_measure: str
    statuses: tuple[ConfirmationStatus, ...]


@dataclass(frozen=True, slots=True)
class ConfirmationRequest:
    """What the supplier makes of an order. A later one replaces the whole of an earlier one."""

    confirm_id: str
    type: str
    """``accept``, ``backordered`` and ``reject`` speak for the whole order and need no items; ``reject`` must have
    none. ``detail`` speaks for the listed lines only, ``except`` accepts all that are not listed; both need items."""
    notice_date: datetime
    order: OrderReference
    operation: str = "new"
    """``new`` or ``update``."""
    replaces: str = ""
    """payloadID of the confirmation that this one replaces, with ``update``."""
    items: tuple[ConfirmationItem, ...] = ()
    total: Money | None = None
    shipping: Charge | None = None
    tax: Charge | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel of a shipment (ShipControl)."""

    carrier: str
    """Name of the company."""
    tracking_number: str
    carrier_code: str = ""
    """SCAC, where it is known."""


@dataclass(frozen=True, slots=True)
class ShipNoticeItem:
    line_number: int
    """Of the purchase order."""
    quantity: Decimal
    unit_of_measure: str


@dataclass(frozen=True, slots=True)
class ShipNoticeRequest:
    """Goods that left. An update is complete, not a difference; a portion without items would mean the whole order, so
    the items always stand there."""

    shipment_id: str
    notice_date: datetime
    order: OrderReference
    items: tuple[ShipNoticeItem, ...]
    operation: str = "new"
    """``new``, ``update`` or ``delete``."""
    replaces: str = ""
    """payloadID of the notice that this one replaces or deletes; must stand there with both."""
    shipment_date: datetime | None = None
    """When the goods left. The standard asks for it in all but ``delete``."""
    delivery_date: date | None = None
    is_complete: bool = False
    """Everything that was ordered has left with it (``fulfillmentType``)."""
    parcels: tuple[Parcel, ...] = ()
    """Neighbours of one carrier become one ShipControl with several tracking numbers: a second ShipControl means that
    another carrier takes over, and some receivers read the first one only."""
    service_level: str = ""
    """What the carrier was asked for, such as ``overnight``."""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class TaxDetail:
    """A tax with its rate."""

    category: str
    """``vat``, ``sales``, ``gst`` …; free text."""
    rate: Decimal | None
    """Percent."""
    taxable: Money | None
    amount: Money
    description: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceItem:
    """One line. Quantity and amounts of a credit are negative."""

    invoice_line_number: int
    line_number: int
    """Of the purchase order."""
    quantity: Decimal
    unit_of_measure: str
    unit_price: Money
    item_id: ItemID
    description: str
    subtotal: Money
    taxes: tuple[TaxDetail, ...] = ()
    """Empty where tax stands in the summary alone."""


@dataclass(frozen=True, slots=True)
class InvoiceDetailRequest:
    """An invoice, or a credit memo for a part of one."""

    invoice_id: str
    invoice_date: datetime
    order: OrderReference
    items: tuple[InvoiceItem, ...]
    subtotal: Money
    tax: Charge
    """Sum of the taxes; mandatory, also where it is zero."""
    taxes: tuple[TaxDetail, ...]
    gross: Money
    """Lines, shipping and tax; the three must add up."""
    due: Money
    """Gross without what was paid; negative in a credit memo."""
    purpose: str = "standard"
    """``standard`` or ``lineLevelCreditMemo``; a ``creditMemo`` has no lines, and we always know them."""
    operation: str = "new"
    """``new`` or ``delete``."""
    replaces: str = ""
    """payloadID of the invoice that this one deletes or credits; must stand there with both."""
    original_invoice_id: str = ""
    """Number of the invoice that a credit memo is about (``InvoiceIDInfo``)."""
    shipping: Money | None = None
    payment_days: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class StatusUpdateRequest:
    """How far a document got, both ways: ours about an order, the buyer's about a confirmation or an invoice."""

    document_reference: str
    """payloadID of the document that this is about; empty where it names none."""
    status: Status
    extrinsics: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case. There is no place for them before cXML 1.2.021."""
    invoice_status: str = ""
    """What the buyer calls the state of an invoice: ``processing``, ``canceled``, ``reconciled``, ``rejected``,
    ``paying`` or ``paid``."""


@dataclass(frozen=True, slots=True)
class SupplierDocument:
    """A ConfirmationRequest, ShipNoticeRequest or InvoiceDetailRequest that somebody sends to us, who sell. Nobody
    asked for it: all that is read is what explains it."""

    kind: str
    order_id: str
    """The first order that it is about; empty where it names none."""
    document_reference: str = ""
    """payloadID of the document that it replaces, where it says so."""
