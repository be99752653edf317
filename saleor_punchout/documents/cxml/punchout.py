"""PunchOut: PunchOutSetupRequest in, PunchOutSetupResponse and PunchOutOrderMessage out (User's Guide 1.1 p.68-79)."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from lxml import etree

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import BASE_DTD, new_document, new_response, write_header, write_status
from saleor_punchout.documents.cxml.items import (
    is_later,
    read_item_id,
    read_items_in,
    read_items_out,
    write_item_id,
    write_item_in,
    write_item_out,
)
from saleor_punchout.documents.cxml.parts import (
    read_address,
    read_charge,
    read_contacts,
    read_extrinsics,
    read_money,
    write_address,
    write_charge,
    write_contact,
    write_extrinsics,
    write_money,
)
from saleor_punchout.documents.reading import Element, Notes, attribute, child_of, children, first, only, text_in
from saleor_punchout.documents.types import (
    Header,
    ItemID,
    ItemOut,
    Money,
    PunchOutOrderMessage,
    PunchOutSetupRequest,
    Status,
)
from saleor_punchout.documents.writing import add, to_bytes
from saleor_punchout.exceptions import BadRequest, NotSupported

OPERATIONS = ("create", "edit", "inspect")
MAX_QUANTITY = 10**9
"""Of a line to shop for: Saleor counts in 32 bits."""
MAX_COOKIE = 16 * 1024
"""Characters of a BuyerCookie; 6 kB have been seen."""


def read_setup_request(element: Element, notes: Notes) -> PunchOutSetupRequest:
    """All of the request in any order of its children. Faults go to ``notes``."""
    parts = children(element)
    operation = attribute(element, "operation").lower()
    if operation == "source":
        notes.faults.append(NotSupported("Operation source is not supported; send create, edit or inspect."))
    elif operation not in OPERATIONS:
        notes.fault(f"Operation {operation[:20]!r} is unknown; send create, edit or inspect.")
    request = PunchOutSetupRequest(
        operation=operation,
        buyer_cookie=_read_cookie(only(parts, "BuyerCookie"), notes),
        browser_form_post=_read_return_address(only(parts, "BrowserFormPost"), notes),
        extrinsics=read_extrinsics(parts.get("Extrinsic", ())),
        contacts=read_contacts(parts.get("Contact", ())),
        ship_to=read_address(first(parts, "ShipTo")),
        selected_item=_read_selected_item(first(parts, "SelectedItem")),
        items=read_items_out(parts.get("ItemOut", ()), notes),
    )
    _check_quantities(request.items, notes)
    if operation == "create" and request.items:
        notes.remark("create_with_items", "A create request carries items; they prefill the cart.")
    return request


def _check_quantities(items: tuple[ItemOut, ...], notes: Notes) -> None:
    """A line of quantity 0 leaves the cart; a fraction would have to be rounded, and nobody asked for that."""
    for item in items:
        notes.line = item.line_number
        if item.quantity is not None and item.quantity < 0:
            notes.fault(f"The quantity is {item.quantity}; it must not be negative.")
        elif item.quantity is not None and item.quantity > MAX_QUANTITY:
            notes.fault(f"The quantity is {item.quantity}; at most {MAX_QUANTITY:,} are taken.")
        elif item.quantity is not None and item.quantity != item.quantity.to_integral_value():
            notes.fault(f"The quantity {item.quantity} is fractional; only whole units are sold.")
    notes.line = None


def _read_selected_item(element: Element | None) -> ItemID | None:
    """Where the buyer wants to land; an index entry's placeholder is common and no error."""
    return None if element is None else read_item_id(child_of(element, "ItemID"))


def _read_return_address(element: Element | None, notes: Notes) -> str:
    words = text_in(element, "URL")
    notes.return_address(words, "BrowserFormPost/URL")
    return words


def _read_cookie(element: Element | None, notes: Notes) -> str:
    if element is None:
        notes.fault("BuyerCookie is missing; procurement could not tell whose cart returns. Send one.")
        return ""
    cookie = inner_xml(element)
    if len(cookie) > MAX_COOKIE:
        notes.fault(f"BuyerCookie has {len(cookie):,} characters; {MAX_COOKIE:,} are taken.")
    if not cookie.strip():
        notes.remark("empty_buyer_cookie", "BuyerCookie is empty; an empty one goes back.")
    return cookie


def inner_xml(element: Element) -> str:
    """What stands between the tags, verbatim; character content comes escaped."""
    markup = (etree.tostring(child, encoding="unicode") for child in element)
    return escape(element.text or "", {"\r": "&#13;"}) + "".join(markup)


def cookie_characters(cookie: str) -> str:
    """A stored cookie as people write it: its characters, or its markup where it holds elements."""
    wrapped = guard.parse_fragment(cookie)
    return cookie if len(wrapped) else wrapped.text or ""


def _write_cookie(parent: Element, cookie: str) -> None:
    element = add(parent, "BuyerCookie")
    wrapped = guard.parse_fragment(cookie)
    element.text = wrapped.text
    element.extend(list(wrapped))


def write_setup_request(payload_id: str, header: Header, request: PunchOutSetupRequest, *, lang: str = "en") -> bytes:
    """What a procurement system sends; for the simulated portal and the simulator."""
    root = new_document(payload_id, lang)
    write_header(root, header)
    element = add(add(root, "Request"), "PunchOutSetupRequest", operation=request.operation)
    _write_cookie(element, request.buyer_cookie)
    write_extrinsics(element, request.extrinsics)
    add(add(element, "BrowserFormPost"), "URL", request.browser_form_post)
    for contact in request.contacts:
        write_contact(element, contact, lang)
    if request.ship_to:
        write_address(element, "ShipTo", request.ship_to, lang)
    if request.selected_item:
        write_item_id(add(element, "SelectedItem"), request.selected_item)
    for item in request.items:
        write_item_out(element, item, lang)
    return to_bytes(root, BASE_DTD)


def write_setup_response(payload_id: str, start_page: str, *, lang: str = "en") -> bytes:
    """The one good answer to a setup request: where the buyer's browser starts."""
    root, response = new_response(payload_id, Status(200, "OK", language=lang))
    add(add(add(response, "PunchOutSetupResponse"), "StartPage"), "URL", start_page)
    return to_bytes(root, BASE_DTD)


def read_setup_response(element: Element) -> str:
    """The StartPage URL. Raises :class:`BadRequest` where there is none."""
    url = text_in(only(children(element), "StartPage"), "URL")
    if urlsplit(url).scheme not in ("http", "https"):
        raise BadRequest("The answer names no StartPage URL.")
    return url


def write_order_message(
    payload_id: str,
    header: Header,
    message: PunchOutOrderMessage,
    *,
    lang: str = "en",
    is_test: bool = False,
    dtd_version: str = BASE_DTD,
) -> bytes:
    """The returned cart. The header must carry no secret: the buyer's browser sees the document.

    It declares ``dtd_version``. Before 1.2.037 a line has no place for the buyer's part number and a price basis:
    they stay out then.
    """
    root = new_document(payload_id, lang)
    write_header(root, header)
    body = add(root, "Message", deploymentMode="test" if is_test else "production")
    if message.status:
        write_status(body, message.status)
    element = add(body, "PunchOutOrderMessage")
    _write_cookie(element, message.buyer_cookie)
    head = add(element, "PunchOutOrderMessageHeader", operationAllowed=message.operation_allowed)
    write_money(add(head, "Total"), message.total)
    if message.shipping:
        write_charge(head, "Shipping", message.shipping, lang)
    if message.tax:
        write_charge(head, "Tax", message.tax, lang)
    for item in message.items:
        write_item_in(element, item, lang, later=is_later(dtd_version))
    return to_bytes(root, dtd_version)


def read_order_message(element: Element, status: Status | None, notes: Notes) -> PunchOutOrderMessage:
    """A returned cart as a buyer reads it."""
    parts = children(element)
    cookie, head = only(parts, "BuyerCookie"), only(parts, "PunchOutOrderMessageHeader")
    if head is None:
        raise BadRequest("PunchOutOrderMessage has no PunchOutOrderMessageHeader.")
    inner = children(head)
    total = read_money(only(inner, "Total"), notes, "The total")
    return PunchOutOrderMessage(
        buyer_cookie="" if cookie is None else inner_xml(cookie),
        operation_allowed=attribute(head, "operationAllowed"),
        total=total or Money(Decimal(0), "XXX"),
        items=read_items_in(parts.get("ItemIn", ()), notes),
        shipping=read_charge(first(inner, "Shipping"), notes, "The shipping"),
        tax=read_charge(first(inner, "Tax"), notes, "The tax"),
        status=status,
    )
