"""What a supplier says of an order: ConfirmationRequest, ShipNoticeRequest, StatusUpdateRequest.

Written for buyers (Fulfill.dtd, cXML.dtd), and read as they read them; buyers send us a StatusUpdateRequest only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from saleor_punchout.documents import lexical
from saleor_punchout.documents.cxml.envelope import BASE_DTD, Version, has_since, new_request, read_status, write_status
from saleor_punchout.documents.cxml.parts import (
    read_charge,
    read_extrinsics,
    read_money,
    write_charge,
    write_extrinsics,
    write_money,
)
from saleor_punchout.documents.cxml.references import (
    attributes_of,
    check_operation,
    parts_of,
    read_comment,
    read_day,
    read_document_reference,
    read_line,
    read_moment,
    read_order_reference,
    read_quantity,
    write_comment,
    write_document_reference,
    write_order_reference,
    written,
    written_day,
)
from saleor_punchout.documents.fulfillment import (
    ConfirmationItem,
    ConfirmationRequest,
    ConfirmationStatus,
    Parcel,
    ShipNoticeItem,
    ShipNoticeRequest,
    StatusUpdateRequest,
)
from saleor_punchout.documents.reading import (
    Element,
    Notes,
    attribute,
    attributes,
    child_of,
    children,
    first,
    only,
    text,
    text_of,
)
from saleor_punchout.documents.types import Header, Status
from saleor_punchout.documents.writing import add, put, to_bytes

FULFILL_DTD = "1.2.050"
EXTRINSICS_OF_A_STATUS: Version = (1, 2, 21)
"""Since when a StatusUpdateRequest may hold them (release notes of cXML 1.2.021)."""
SHIPMENT_IN_DETAIL: Version = (1, 2, 50)
"""The first DTD at hand whose ship notice says whether it is planned or complete, numbers its lines, and tells a
tracking number from a bill of lading. 1.2.020 does not have the last of these; between the two they stay out."""


def write_confirmation_request(
    payload_id: str,
    header: Header,
    confirmation: ConfirmationRequest,
    *,
    lang: str = "en",
    is_test: bool = False,
    dtd_version: str = FULFILL_DTD,
) -> bytes:
    """Raises ValueError where the confirmation contradicts itself: a line whose quantities do not add up, for one."""
    _check_confirmation(confirmation)
    root, body = new_request(payload_id, header, lang, is_test=is_test)
    element = add(body, "ConfirmationRequest")
    _write_confirmation_header(element, confirmation, lang)
    write_order_reference(element, confirmation.order)
    for item in confirmation.items:
        line = add(element, "ConfirmationItem", quantity=lexical.plain(item.quantity), lineNumber=str(item.line_number))
        add(line, "UnitOfMeasure", item.unit_of_measure)
        for status in item.statuses:
            _write_confirmation_status(line, status, lang)
    return to_bytes(root, dtd_version, "Fulfill")


_EVERY_STATUS = frozenset({"accept", "detail", "backordered", "reject"})
_STATUSES = {
    "accept": frozenset({"accept"}),
    "backordered": frozenset({"backordered"}),
    "reject": frozenset[str](),
    "detail": _EVERY_STATUS,
    "except": _EVERY_STATUS,
}
"""What a line of a confirmation may say, by the confirmation's type (Fulfill.dtd, ConfirmationHeader)."""


def _check_confirmation(confirmation: ConfirmationRequest) -> None:
    check_operation(confirmation.operation, ("new", "update"), confirmation.replaces)
    if confirmation.type not in _STATUSES:
        raise ValueError(f"The confirmation's type is {confirmation.type!r}; it must be one of {', '.join(_STATUSES)}.")
    allowed, numbers = _STATUSES[confirmation.type], [item.line_number for item in confirmation.items]
    if allowed == _EVERY_STATUS and not numbers:
        raise ValueError(f"A confirmation of type {confirmation.type} needs a line.")
    if len(set(numbers)) < len(numbers):
        raise ValueError("A confirmation names each line once.")
    for item in confirmation.items:
        _check_confirmation_item(item, allowed)


def _check_confirmation_item(item: ConfirmationItem, allowed: frozenset[str]) -> None:
    what = f"Line {item.line_number} of the confirmation"
    if not {status.type for status in item.statuses} <= allowed:
        raise ValueError(f"{what} says what the confirmation's type does not allow.")
    if {status.unit_of_measure for status in item.statuses} != {item.unit_of_measure}:
        raise ValueError(f"{what} must say its status in its own unit.")
    if any(status.quantity <= 0 for status in item.statuses):
        raise ValueError(f"{what} has a part without quantity.")
    if sum(status.quantity for status in item.statuses) != item.quantity:
        raise ValueError(f"{what} does not add up to {item.quantity}.")
    for status in item.statuses:
        if status.type == "detail" and not (status.unit_price or status.delivery_date):
            raise ValueError(f"{what} is accepted in detail, but has neither a new price nor a date of delivery.")
        if status.type != "detail" and status.unit_price:
            raise ValueError(f"{what} has a new price, which takes the type detail.")


def _write_confirmation_header(parent: Element, confirmation: ConfirmationRequest, lang: str) -> None:
    head = add(parent, "ConfirmationHeader", type=confirmation.type, noticeDate=written(confirmation.notice_date))
    put(head, "confirmID", confirmation.confirm_id)
    put(head, "operation", confirmation.operation)
    write_document_reference(head, confirmation.replaces)
    if confirmation.total:
        write_money(add(head, "Total"), confirmation.total)
    if confirmation.shipping:
        write_charge(head, "Shipping", confirmation.shipping, lang)
    if confirmation.tax:
        write_charge(head, "Tax", confirmation.tax, lang)
    write_comment(head, confirmation.comment, lang)


def _write_confirmation_status(parent: Element, status: ConfirmationStatus, lang: str) -> None:
    element = add(parent, "ConfirmationStatus", quantity=lexical.plain(status.quantity), type=status.type)
    put(element, "shipmentDate", written_day(status.shipment_date))
    put(element, "deliveryDate", written_day(status.delivery_date))
    add(element, "UnitOfMeasure", status.unit_of_measure)
    if status.unit_price:
        write_money(add(element, "UnitPrice"), status.unit_price)
    write_comment(element, status.comment, lang)


def read_confirmation_request(element: Element, notes: Notes) -> ConfirmationRequest:
    """A confirmation as a buyer reads it. Faults go to ``notes``, also where the quantities do not add up."""
    parts = children(element)
    head = only(parts, "ConfirmationHeader")
    if head is None:
        notes.fault("ConfirmationRequest has no ConfirmationHeader.")
    given, inner = attributes_of(head), parts_of(head)
    items = tuple(_read_confirmation_item(one, notes) for one in parts.get("ConfirmationItem", ()))
    notes.line = None
    return ConfirmationRequest(
        confirm_id=given.get("confirmID", ""),
        type=given.get("type", ""),
        notice_date=read_moment(given.get("noticeDate", ""), notes, "The noticeDate"),
        order=read_order_reference(first(parts, "OrderReference")),
        operation=given.get("operation", "") or "new",
        replaces=read_document_reference(inner),
        items=items,
        total=read_money(first(inner, "Total"), notes, "The total"),
        shipping=read_charge(first(inner, "Shipping"), notes, "The shipping"),
        tax=read_charge(first(inner, "Tax"), notes, "The tax"),
        comment=read_comment(inner),
    )


def _read_confirmation_item(element: Element, notes: Notes) -> ConfirmationItem:
    number, quantity, unit = read_line(element, notes)
    statuses = tuple(_read_confirmation_status(one, notes) for one in element if one.tag == "ConfirmationStatus")
    if sum(status.quantity for status in statuses) != quantity:
        notes.fault(f"The quantities of its parts do not add up to {quantity}.")
    return ConfirmationItem(number, quantity, unit, statuses)


def _read_confirmation_status(element: Element, notes: Notes) -> ConfirmationStatus:
    given, parts = attributes(element), children(element)
    return ConfirmationStatus(
        type=given.get("type", ""),
        quantity=read_quantity(element, notes),
        unit_of_measure=text(parts, "UnitOfMeasure"),
        unit_price=read_money(first(parts, "UnitPrice"), notes, "The unit price"),
        shipment_date=read_day(given.get("shipmentDate", "")),
        delivery_date=read_day(given.get("deliveryDate", "")),
        comment=read_comment(parts),
    )


def write_ship_notice_request(
    payload_id: str,
    header: Header,
    notice: ShipNoticeRequest,
    *,
    lang: str = "en",
    is_test: bool = False,
    dtd_version: str = FULFILL_DTD,
) -> bytes:
    """What the declared DTD has no place for stays out. Raises ValueError for a notice without goods, which would mean
    the whole order, and for an update or delete that names no document."""
    _check_ship_notice(notice)
    in_detail = has_since(dtd_version, SHIPMENT_IN_DETAIL)
    root, body = new_request(payload_id, header, lang, is_test=is_test)
    element = add(body, "ShipNoticeRequest")
    _write_ship_notice_header(element, notice, lang, in_detail)
    _write_ship_controls(element, notice, in_detail)
    portion = add(element, "ShipNoticePortion")
    write_order_reference(portion, notice.order)
    for position, item in enumerate(notice.items, 1):
        line = add(portion, "ShipNoticeItem", quantity=lexical.plain(item.quantity), lineNumber=str(item.line_number))
        put(line, "shipNoticeLineNumber", str(position) if in_detail else "")
        add(line, "UnitOfMeasure", item.unit_of_measure)
    return to_bytes(root, dtd_version, "Fulfill")


def _check_ship_notice(notice: ShipNoticeRequest) -> None:
    check_operation(notice.operation, ("new", "update", "delete"), notice.replaces)
    if not notice.items and notice.operation != "delete":
        raise ValueError("A ship notice names the goods that left.")
    if any(item.quantity <= 0 for item in notice.items):
        raise ValueError("A line of the ship notice has no quantity.")


def _write_ship_notice_header(parent: Element, notice: ShipNoticeRequest, lang: str, in_detail: bool) -> None:
    head = add(parent, "ShipNoticeHeader", shipmentID=notice.shipment_id, noticeDate=written(notice.notice_date))
    put(head, "operation", notice.operation)
    put(head, "shipmentDate", written(notice.shipment_date) if notice.shipment_date else "")
    put(head, "deliveryDate", written_day(notice.delivery_date))
    if in_detail:
        put(head, "shipmentType", "actual")
        put(head, "fulfillmentType", "complete" if notice.is_complete else "partial")
    if notice.service_level:
        add(head, "ServiceLevel", notice.service_level, lang=lang)
    write_document_reference(head, notice.replaces)
    write_comment(head, notice.comment, lang)


def _write_ship_controls(parent: Element, notice: ShipNoticeRequest, in_detail: bool) -> None:
    domain = {"domain": "trackingNumber"} if in_detail else {}
    for position, ((carrier, code), parcels) in enumerate(groupby(notice.parcels, _carrier_of)):
        control = add(parent, "ShipControl")
        if position and notice.shipment_date:  # all but the first must say since when
            put(control, "startDate", written(notice.shipment_date))
        if code:
            add(control, "CarrierIdentifier", code, domain="SCAC")
        if carrier or not code:
            add(control, "CarrierIdentifier", carrier, domain="companyName")
        for parcel in parcels:
            add(control, "ShipmentIdentifier", parcel.tracking_number, **domain)


def _carrier_of(parcel: Parcel) -> tuple[str, str]:
    return parcel.carrier, parcel.carrier_code


def read_ship_notice_request(element: Element, notes: Notes) -> ShipNoticeRequest:
    """A ship notice as a buyer reads it, the first of its portions. Faults go to ``notes``."""
    parts = children(element)
    head, portion = only(parts, "ShipNoticeHeader"), first(parts, "ShipNoticePortion")
    if head is None:
        notes.fault("ShipNoticeRequest has no ShipNoticeHeader.")
    given, inner = attributes_of(head), parts_of(head)
    lines = () if portion is None else children(portion).get("ShipNoticeItem", ())
    items = tuple(ShipNoticeItem(*read_line(line, notes)) for line in lines)
    notes.line = None
    return ShipNoticeRequest(
        shipment_id=given.get("shipmentID", ""),
        notice_date=read_moment(given.get("noticeDate", ""), notes, "The noticeDate"),
        order=read_order_reference(child_of(portion, "OrderReference")),
        items=items,
        operation=given.get("operation", "") or "new",
        replaces=read_document_reference(inner),
        shipment_date=lexical.moment(given.get("shipmentDate", "")),
        delivery_date=read_day(given.get("deliveryDate", "")),
        is_complete=given.get("fulfillmentType", "") == "complete",
        parcels=tuple(parcel for control in parts.get("ShipControl", ()) for parcel in _read_parcels(control)),
        service_level=text(inner, "ServiceLevel"),
        comment=read_comment(inner),
    )


def _read_parcels(control: Element) -> Iterator[Parcel]:
    parts = children(control)
    carriers = {attribute(one, "domain"): text_of(one) for one in parts.get("CarrierIdentifier", ())}
    for identifier in parts.get("ShipmentIdentifier", ()):
        yield Parcel(carriers.get("companyName", ""), text_of(identifier), carriers.get("SCAC", ""))


def write_status_update_request(
    payload_id: str,
    header: Header,
    update: StatusUpdateRequest,
    *,
    lang: str = "en",
    is_test: bool = False,
    dtd_version: str = BASE_DTD,
) -> bytes:
    """What the declared DTD has no place for stays out: Extrinsics, before 1.2.021."""
    root, body = new_request(payload_id, header, lang, is_test=is_test)
    element = add(body, "StatusUpdateRequest")
    write_document_reference(element, update.document_reference)
    write_status(element, update.status)
    if update.invoice_status:
        add(element, "InvoiceStatus", type=update.invoice_status)
    if has_since(dtd_version, EXTRINSICS_OF_A_STATUS):
        write_extrinsics(element, update.extrinsics)
    return to_bytes(root, dtd_version)


def read_status_update_request(element: Element, notes: Notes) -> StatusUpdateRequest:
    """Faults go to ``notes``. Raises :class:`BadRequest` for a Status without a number."""
    parts = children(element)
    status = read_status(only(parts, "Status"))
    if status is None:
        notes.fault("StatusUpdateRequest has no Status.")
    return StatusUpdateRequest(
        document_reference=read_document_reference(parts),
        status=status or Status(0, ""),
        extrinsics=read_extrinsics(parts.get("Extrinsic", ())),
        invoice_status=attributes_of(first(parts, "InvoiceStatus")).get("type", ""),
    )
