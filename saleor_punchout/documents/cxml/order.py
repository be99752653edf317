"""OrderRequest: the purchase order that survived approval (User's Guide 1.1 p.62-67; cXML.dtd)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from saleor_punchout.documents import lexical
from saleor_punchout.documents.arrival import comparable_id
from saleor_punchout.documents.cxml.envelope import BASE_DTD, new_request, now
from saleor_punchout.documents.cxml.items import read_items_out, write_item_out
from saleor_punchout.documents.cxml.parts import (
    read_address,
    read_charge,
    read_comments,
    read_contacts,
    read_extrinsics,
    read_money,
    write_address,
    write_charge,
    write_comments,
    write_contact,
    write_extrinsics,
    write_money,
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
    text_in,
)
from saleor_punchout.documents.types import Comment, Header, ItemOut, OrderRequest, PaymentCard
from saleor_punchout.documents.writing import add, to_bytes
from saleor_punchout.exceptions import NotSupported

TYPES = ("new", "update", "delete")
BLANKET = "blanket"
"""The orderType of a frame for later orders: its total is a limit, and its lines need neither quantity nor price."""


def read_order_request(element: Element, notes: Notes, content_ids: Collection[str] = ()) -> OrderRequest:
    """The whole order. ``content_ids`` are the MIME parts that came along. Faults and oddities go to ``notes``."""
    parts = children(element)
    header = only(parts, "OrderRequestHeader")
    if header is None:
        notes.fault("OrderRequest has no OrderRequestHeader.")
    is_blanket = header is not None and attribute(header, "orderType") == BLANKET
    items = read_items_out(parts.get("ItemOut", ()), notes, is_blanket=is_blanket)
    order = OrderRequest("", "new", items=items) if header is None else _read_header(header, items, notes)
    _check(order, notes)
    _check_attachments(order, content_ids, notes)
    return order


def _read_header(header: Element, items: tuple[ItemOut, ...], notes: Notes) -> OrderRequest:
    parts = children(header)
    given, reference = attributes(header), first(parts, "DocumentReference")
    return OrderRequest(
        order_id=given.get("orderID", ""),
        type=given.get("type", "").lower() or "new",
        order_version=given.get("orderVersion", ""),
        order_date=lexical.moment(given.get("orderDate", "")),
        order_type=given.get("orderType", "") or "regular",
        is_internal_version=given.get("isInternalVersion", "").lower() == "yes",
        agreement_id=given.get("agreementID", ""),
        requisition_id=given.get("requisitionID", ""),
        ship_complete=given.get("shipComplete", "").lower() == "yes",
        requested_delivery_date=given.get("requestedDeliveryDate", ""),
        total=read_money(only(parts, "Total"), notes, "The total", required=True),
        ship_to=read_address(first(parts, "ShipTo")),
        bill_to=read_address(first(parts, "BillTo")),
        shipping=read_charge(first(parts, "Shipping"), notes, "The shipping"),
        tax=read_charge(first(parts, "Tax"), notes, "The tax"),
        payment_card=_read_card(child_of(first(parts, "Payment"), "PCard")),
        payment_days=_read_payment_days(parts.get("PaymentTerm", ())),
        contacts=read_contacts(parts.get("Contact", ())),
        comments=read_comments(parts.get("Comments", ())),
        followup_url=text_in(first(parts, "Followup"), "URL"),
        document_reference="" if reference is None else attribute(reference, "payloadID"),
        control_keys=_read_codes(first(parts, "ControlKeys")),
        terms_of_delivery=next(iter(_read_codes(first(parts, "TermsOfDelivery")).values()), ""),
        extrinsics=read_extrinsics(parts.get("Extrinsic", ())),
        items=items,
    )


def _read_card(element: Element | None) -> PaymentCard | None:
    if element is None:
        return None
    digits = "".join(character for character in attribute(element, "number") if character.isdigit())
    return PaymentCard(digits[-4:], attribute(element, "expiration"))


def _read_payment_days(elements: Iterable[Element]) -> tuple[int, ...]:
    days = (attribute(element, "payInNumberOfDays") for element in elements)
    return tuple(int(text) for text in days if text.isascii() and text.isdigit() and len(text) <= 4)


def _read_codes(element: Element | None) -> dict[str, str]:
    """ControlKeys and TermsOfDelivery: child elements whose meaning stands in their ``value``."""
    return {} if element is None else {child.tag: attribute(child, "value") for child in element}


def unsupported(order: OrderRequest, *, blanket: bool = False, release: bool = True) -> NotSupported | None:
    """Why an order of this orderType is not taken, or None; ``blanket`` and ``release`` say whether those are."""
    if order.order_type == "regular" or (blanket and order.order_type == BLANKET):
        return None
    if release and order.order_type == "release":
        return None
    return NotSupported(f"Orders of orderType {order.order_type[:30]!r} are not taken; send regular.")


def _check(order: OrderRequest, notes: Notes) -> None:
    if order.type not in TYPES:
        notes.fault(f"The order type {order.type[:20]!r} is unknown; send new, update or delete.")
    if not order.order_id:
        notes.fault("OrderRequestHeader has no orderID.")
    if not order.items and order.type != "delete":  # Oracle Fusion cancels with header data only
        notes.fault("The order has no ItemOut; an order needs at least one line.")
    if order.order_type == BLANKET:
        return
    items = order.priced_items
    for item in items:
        notes.line = item.line_number
        _check_line(item, notes)
    notes.line = None
    _check_sums(order, items, notes)


def _check_line(item: ItemOut, notes: Notes) -> None:
    quantity, price = item.quantity, item.detail.unit_price
    if not item.item_id.supplier_part_id:
        notes.fault("The SupplierPartID is missing; name the article.")
    if quantity is not None and quantity <= 0:
        notes.fault(f"The quantity is {quantity}; it must be above 0.")
    elif quantity is not None and quantity != quantity.to_integral_value():
        notes.fault(f"The quantity {quantity} is fractional; only whole units are sold.")
    if price and price.amount < 0:
        notes.fault("The unit price is negative.")


def _check_sums(order: OrderRequest, items: Sequence[ItemOut], notes: Notes) -> None:
    """Money that does not add up is the buyer's to explain: the order is taken, noted, and held later."""
    if order.total is None or order.type == "delete":
        return
    total, currency = order.total
    lines = Decimal(0)
    for item in items:
        price, amount = item.detail.unit_price, item.detail.price_of_one
        if price is None or amount is None or item.quantity is None:
            return
        if price.currency != currency:
            notes.remark("currency_mismatch", "A line is in another currency than the total.")
            return
        lines += amount * item.quantity
    extras = [charge.money.amount for charge in (order.shipping, order.tax) if charge and charge.money]
    if lexical.rounded(total, currency) not in (
        lexical.rounded(lines, currency),
        lexical.rounded(sum(extras, lines), currency),  # the guide says net of both; some send the grand total
    ):
        notes.remark("total_mismatch", f"The total {total} is not the sum of the lines, {lines}.")


def _check_attachments(order: OrderRequest, content_ids: Collection[str], notes: Notes) -> None:
    """A comment may point at a MIME part. Nothing that it points at elsewhere is ever fetched."""
    came = set(map(comparable_id, content_ids))
    for url in (url for comment in _all_comments(order) for url in comment.attachments):
        scheme, _, content_id = url.partition(":")
        if scheme.lower() != "cid":
            notes.remark("attachment_not_included", "A comment names an attachment that did not come with the order.")
        elif comparable_id(content_id) not in came:
            notes.remark("dangling_attachment", "A comment refers to a MIME part that did not come with the order.")


def _all_comments(order: OrderRequest) -> list[Comment]:
    return [*order.comments, *(comment for item in order.items for comment in item.comments)]


def write_order_request(
    payload_id: str, header: Header, order: OrderRequest, *, lang: str = "en", is_test: bool = False
) -> bytes:
    """What a procurement system sends; for the simulated portal and the simulator."""
    root, body = new_request(payload_id, header, lang, is_test=is_test)
    element = add(body, "OrderRequest")
    _write_header(element, order, lang)
    for item in order.items:
        write_item_out(element, item, lang)
    return to_bytes(root, BASE_DTD)


def _write_header(parent: Element, order: OrderRequest, lang: str) -> None:
    header = add(parent, "OrderRequestHeader", **_header_attributes(order))
    total = add(header, "Total")
    if order.total:
        write_money(total, order.total)
    if order.ship_to:
        write_address(header, "ShipTo", order.ship_to, lang)
    if order.bill_to:
        write_address(header, "BillTo", order.bill_to, lang)
    if order.shipping:
        write_charge(header, "Shipping", order.shipping, lang)
    if order.tax:
        write_charge(header, "Tax", order.tax, lang)
    for days in order.payment_days:
        add(header, "PaymentTerm", payInNumberOfDays=str(days))
    for contact in order.contacts:
        write_contact(header, contact, lang)
    write_comments(header, order.comments, lang)
    if order.followup_url:
        add(add(header, "Followup"), "URL", order.followup_url)
    if order.document_reference:
        add(header, "DocumentReference", payloadID=order.document_reference)
    write_extrinsics(header, order.extrinsics)


def _header_attributes(order: OrderRequest) -> dict[str, str]:
    wanted = {
        "orderID": order.order_id,
        "orderDate": order.order_date.isoformat(timespec="seconds") if order.order_date else now(),
        "orderType": order.order_type,
        "type": order.type,
        "orderVersion": order.order_version,
        "isInternalVersion": "yes" if order.is_internal_version else "",
        "agreementID": order.agreement_id,
        "requisitionID": order.requisition_id,
        "shipComplete": "yes" if order.ship_complete else "",
    }
    return {name: value for name, value in wanted.items() if value}
