"""What a buyer reads of cXML: the supplier's answers, and the cart. Strict, for it is there to find mistakes."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from saleor_punchout.simulator.cart import Cart, Charge, Line, NotTaken, number
from saleor_punchout.simulator.dialect import Intake

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
Element = etree._Element


@dataclass(frozen=True, slots=True)
class Answer:
    """A cXML Response."""

    code: int
    text: str
    message: str
    payload: Element | None = field(repr=False)

    @property
    def is_ok(self) -> bool:
        return 200 <= self.code < 300

    @property
    def start_page(self) -> str:
        """Where the browser starts. Raises :class:`NotTaken` where none is named."""
        found = self.payload.findtext("StartPage/URL") if self.payload is not None else None
        if not (found or "").strip():
            raise NotTaken("The answer says OK, but has no PunchOutSetupResponse/StartPage/URL.")
        return (found or "").strip()

    @property
    def transactions(self) -> list[str]:
        """The requests that a ProfileResponse names."""
        found = self.payload.iterfind("Transaction") if self.payload is not None else ()
        return [element.get("requestName", "") for element in found]


def parsed(document: bytes, what: str) -> Element:
    """The root of a document. Raises :class:`NotTaken` for what is no XML, or hides something."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotTaken(f"{what} is no XML: {getattr(error, 'msg', None) or error}.") from None
    if root.getroottree().docinfo.internalDTD is not None and b"<!ENTITY" in document:
        raise NotTaken(f"{what} declares entities.")
    return root


def read_answer(document: bytes) -> Answer:
    """The Response in a document. Raises :class:`NotTaken` where there is none with a Status."""
    root = parsed(document, "The answer")
    status = root.find("Response/Status") if root.tag == "cXML" else None
    if status is None or not (status.get("code") or "").isdigit():
        raise NotTaken(f"The answer is no cXML Response with a Status; its root is <{root.tag}>.")
    others = [element for element in root.find("Response") if element is not status]  # type: ignore[union-attr]
    return Answer(
        int(status.get("code", "")),
        status.get("text", ""),
        " ".join((status.text or "").split()),
        others[0] if others else None,
    )


def cart_document(fields: Sequence[tuple[str, str]], intake: Intake) -> bytes:
    """The document in the form that a browser brought. Raises :class:`NotTaken` where this system sees none."""
    expected = [name for name in intake.return_fields if name.lower().startswith("cxml")]
    given = {name if intake.is_case_exact else name.lower(): value for name, value in fields}
    for name in sorted(expected, key=lambda one: "base64" not in one.lower()):  # base64 first, says the User's Guide
        value = given.get(name if intake.is_case_exact else name.lower())
        if value is not None:
            return _base64(value) if "base64" in name.lower() else value.encode()
    names = ", ".join(name for name, _ in fields) or "no field at all"
    raise NotTaken(f"The form has {names}; this system looks for {' or '.join(expected)} and drops everything else.")


def _base64(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise NotTaken("The field cXML-base64 is not base64.") from None


def read_cart(document: bytes, cookie: str) -> Cart:
    """The cart of the visit that has this BuyerCookie. Raises :class:`NotTaken` for every other document."""
    root = parsed(document, "The cart")
    message = root.find("Message")
    cart = message.find("PunchOutOrderMessage") if message is not None else None
    if root.tag != "cXML" or message is None or cart is None:
        raise NotTaken(f"The form brings no PunchOutOrderMessage; its root is <{root.tag}>.")
    brought = (cart.findtext("BuyerCookie") or "").strip()
    if brought != cookie.strip():
        raise NotTaken(f"The cart belongs to another visit: its BuyerCookie is {brought!r}, sent was {cookie!r}.")
    header = _required(cart, "PunchOutOrderMessageHeader")
    status = message.find("Status")
    return Cart(
        lines=tuple(_line(item, position) for position, item in enumerate(cart.iterfind("ItemIn"), 1)),
        total=_charge(_required(header, "Total")),
        shipping=_optional_charge(header, "Shipping"),
        tax=_optional_charge(header, "Tax"),
        operation_allowed=header.get("operationAllowed", ""),
        is_unchanged=status is not None and status.get("code") == "204",
        oddities=tuple(_oddities(root, cart, document)),
    )


def _line(item: Element, position: int) -> Line:
    detail = _required(item, "ItemDetail")
    money = _required(detail, "UnitPrice/Money")
    classification = _required(detail, "Classification")
    return Line(
        number=int(item.get("lineNumber") or position),
        part_id=_text(item, "ItemID/SupplierPartID"),
        auxiliary_id=_text(item, "ItemID/SupplierPartAuxiliaryID"),
        quantity=number(item.get("quantity", ""), f"The quantity of line {position}"),
        unit=_text(detail, "UnitOfMeasure"),
        description=_description(_required(detail, "Description")),
        price=number(money.text or "", f"The price of line {position}"),
        currency=money.get("currency", ""),
        classification=(classification.text or "").strip(),
        classification_domain=classification.get("domain", ""),
        manufacturer_part_id=_text(detail, "ManufacturerPartID"),
        manufacturer_name=_text(detail, "ManufacturerName"),
        lead_time=_text(detail, "LeadTime"),
        others={one.get("name", ""): (one.text or "").strip() for one in detail.iterfind("Extrinsic")},
    )


def _charge(element: Element) -> Charge:
    money = _required(element, "Money")
    amount = number(money.text or "", f"{element.tag}/Money")
    return Charge(amount, money.get("currency", ""), _text(element, "Description"))


def _optional_charge(header: Element, name: str) -> Charge | None:
    element = header.find(name)
    return None if element is None else _charge(element)


def _required(parent: Element, path: str) -> Element:
    found = parent.find(path)
    if found is None:
        raise NotTaken(f"{parent.tag} has no {path}.")
    return found


def _description(element: Element) -> str:
    """The long form, or the ShortName where there is nothing else."""
    own = [element.text or "", *(child.tail or "" for child in element)]
    return " ".join("".join(own).split()) or words_in(element)


def words_in(element: Element) -> str:
    """All text of an element, with single blanks."""
    return " ".join("".join(map(str, element.itertext())).split())


def _text(parent: Element, path: str) -> str:
    return (parent.findtext(path) or "").strip()


def _oddities(root: Element, cart: Element, document: bytes) -> Iterator[str]:
    """What this reader overlooks and another might not."""
    if root.find(".//SharedSecret") is not None:
        yield "The cart carries a SharedSecret, which everybody reads who opens the page's source."
    if not document.isascii():
        yield "The cart holds bytes outside ASCII; a form field knows no encoding."
    if root.get("timestamp", "").endswith("Z"):
        yield "The timestamp ends with Z; cXML asks for a numeric offset."
    if any(element.get(LANG) is None for element in cart.iter("Description")):
        yield "A Description has no xml:lang, which every DTD asks for."
    if any(Decimal(0) >= number(item.get("quantity", ""), "A quantity") for item in cart.iterfind("ItemIn")):
        yield "A line has a quantity of 0 or less."
    currencies = {money.get("currency") for money in cart.iter("Money")}
    if len(currencies) > 1:
        yield f"The cart has several currencies: {', '.join(sorted(map(str, currencies)))}."
