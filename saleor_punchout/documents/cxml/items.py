"""Items: the lines of carts and purchase orders."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from saleor_punchout.documents import lexical
from saleor_punchout.documents.cxml.envelope import has_since
from saleor_punchout.documents.cxml.parts import (
    own_text,
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
    MAX_LINES,
    Element,
    Notes,
    Parts,
    attribute,
    child_of,
    children,
    first,
    text,
    text_in,
    text_of,
    texts,
)
from saleor_punchout.documents.types import (
    AccountingSegment,
    Classification,
    Distribution,
    ItemDetail,
    ItemID,
    ItemIn,
    ItemOut,
    PriceBasis,
)
from saleor_punchout.documents.writing import add, legal
from saleor_punchout.exceptions import DocumentTooLarge

SHORT_NAME = 50
"""Characters of a ShortName (cXML.dtd)."""
LATER = (1, 2, 37)
"""The first DTD among those we know that has BuyerPartID and PriceBasisQuantity."""


def is_later(dtd_version: str) -> bool:
    """Whether a document that declares this DTD may hold BuyerPartID and PriceBasisQuantity."""
    return has_since(dtd_version, LATER)


def read_item_id(element: Element | None) -> ItemID:
    if element is None:
        return ItemID("")
    said = texts(element).get
    return ItemID(said("SupplierPartID", ""), said("SupplierPartAuxiliaryID", ""), said("BuyerPartID", ""))


def write_item_id(parent: Element, item_id: ItemID, *, later: bool = False) -> None:
    """``later`` says that the document declares a DTD which knows the buyer's part number; else it stays out."""
    element = add(parent, "ItemID")
    add(element, "SupplierPartID", item_id.supplier_part_id)
    if item_id.supplier_part_auxiliary_id:
        add(element, "SupplierPartAuxiliaryID", item_id.supplier_part_auxiliary_id)
    if item_id.buyer_part_id and later:
        add(element, "BuyerPartID", item_id.buyer_part_id)


def read_item_detail(element: Element | None, notes: Notes) -> ItemDetail:
    """Unit price, description and the rest; a missing price element is legal and means the price of our cart."""
    if element is None:
        return ItemDetail(None)
    parts = children(element)
    description, long_text = _read_description(first(parts, "Description"))
    detail = ItemDetail(
        read_money(first(parts, "UnitPrice"), notes, "The unit price", required=True),
        description,
        "",
        text(parts, "UnitOfMeasure"),
        tuple([Classification(one.get("domain", ""), text_of(one)) for one in parts.get("Classification", ())]),
        text(parts, "ManufacturerPartID"),
        text(parts, "ManufacturerName"),
        text(parts, "URL"),
        _whole_number(text(parts, "LeadTime")),
        read_extrinsics(parts.get("Extrinsic", ())),
        long_text,
    )
    basis = first(parts, "PriceBasisQuantity")
    return detail if basis is None else detail._replace(price_basis=_read_price_basis(basis, notes))


def _read_description(element: Element | None) -> tuple[str, str]:
    """The description, which is the ShortName where there is one, and the whole text beside it."""
    if element is None:
        return "", ""
    name, words = text_in(element, "ShortName"), own_text(element)
    return (name, words) if name else (words, "")


def _read_price_basis(element: Element, notes: Notes) -> PriceBasis | None:
    try:
        quantity = lexical.number(attribute(element, "quantity"))
        factor = lexical.number(attribute(element, "conversionFactor") or "1")
    except lexical.LexicalError:
        quantity = factor = Decimal(0)
    if min(quantity, factor) <= 0:
        notes.remark("price_basis", "The price basis is not a number; the price was taken as that of one unit.")
        return None
    return PriceBasis(quantity, text_in(element, "UnitOfMeasure"), factor, text_in(element, "Description"))


def write_item_detail(parent: Element, detail: ItemDetail, lang: str, *, later: bool = False) -> None:
    """ItemDetail in the order of the DTD, which wants at least one Description and one Classification."""
    element = add(parent, "ItemDetail")
    price = add(element, "UnitPrice")
    if detail.unit_price:
        write_money(price, detail.unit_price)
    _write_description(element, detail, lang)
    add(element, "UnitOfMeasure", detail.unit_of_measure)
    if detail.price_basis and later:
        _write_price_basis(element, detail.price_basis, lang)
    for classification in detail.classifications:
        add(element, "Classification", classification.code, domain=classification.domain)
    if detail.manufacturer_part_id:
        add(element, "ManufacturerPartID", detail.manufacturer_part_id)
    if detail.manufacturer_name:
        add(element, "ManufacturerName", detail.manufacturer_name, lang=lang)
    if detail.url:
        add(element, "URL", detail.url)
    if detail.lead_time is not None:
        add(element, "LeadTime", str(detail.lead_time))
    write_extrinsics(element, detail.extrinsics)


def _write_description(parent: Element, detail: ItemDetail, lang: str) -> None:
    words = detail.long_text or detail.description
    name = detail.short_name or (detail.description[:SHORT_NAME] if detail.long_text else "")
    element = add(parent, "Description", "" if name else words, lang=lang)
    if name:
        add(element, "ShortName", name).tail = f"\n{legal(words)}"  # many readers join the two


def _write_price_basis(parent: Element, basis: PriceBasis, lang: str) -> None:
    amounts = {"quantity": basis.quantity, "conversionFactor": basis.conversion_factor}
    element = add(parent, "PriceBasisQuantity", **{name: lexical.plain(value) for name, value in amounts.items()})
    add(element, "UnitOfMeasure", basis.unit_of_measure)
    if basis.description:
        add(element, "Description", basis.description, lang=lang)


def read_items_out(elements: Sequence[Element], notes: Notes, *, is_blanket: bool = False) -> tuple[ItemOut, ...]:
    """The lines of an order, or of a cart to edit. Those of a blanket order need no quantity: it says what may be
    bought later."""
    if len(elements) > MAX_LINES:
        raise DocumentTooLarge(f"The document has {len(elements):,} lines; at most {MAX_LINES:,} are taken. Split it.")
    items = tuple(
        [_read_item_out(element, position, notes, is_blanket) for position, element in enumerate(elements, 1)]
    )
    notes.line = None
    return items


def _read_item_out(element: Element, position: int, notes: Notes, is_blanket: bool) -> ItemOut:
    given, parts = element.get, children(element)
    number, source = _whole_number(given("lineNumber") or attribute(element, "lineNumber")), "lineNumber"
    notes.line = number or position
    detail = read_item_detail(
        first(parts, "BlanketItemDetail" if "BlanketItemDetail" in parts else "ItemDetail"), notes
    )
    quantity = given("quantity") or attribute(element, "quantity")
    if number is None:
        number, source = _whole_number(detail.extrinsics.get("linenum", "")), "Extrinsic LINENUM"
        notes.remark("no_line_number", "Lines carry no lineNumber; they were numbered by LINENUM or by position.")
    item = ItemOut(
        position if number is None else number,
        "position" if number is None else source,
        None if is_blanket and not quantity else notes.number(quantity, "The quantity"),
        read_item_id(first(parts, "ItemID")),
        detail,
        given("requestedDeliveryDate", "").strip(),
        given("requisitionID", ""),
        given("agreementItemNumber", ""),
        given("parentLineNumber", ""),
        given("itemType", ""),
        tuple([_read_distribution(one, notes) for one in parts.get("Distribution", ())]),
    )
    return item if _RARE.isdisjoint(parts) else item._replace(**_read_rare_parts(parts, notes))


_RARE = frozenset({"ShipTo", "Shipping", "Tax", "Contact", "Comments"})


def _read_rare_parts(parts: Parts, notes: Notes) -> dict[str, Any]:
    """What most lines leave to the header of the order."""
    return {
        "ship_to": read_address(first(parts, "ShipTo")),
        "shipping": read_charge(first(parts, "Shipping"), notes, "The shipping"),
        "tax": read_charge(first(parts, "Tax"), notes, "The tax"),
        "contacts": read_contacts(parts.get("Contact", ())),
        "comments": read_comments(parts.get("Comments", ())),
    }


def write_item_out(parent: Element, item: ItemOut, lang: str) -> None:
    element = add(parent, "ItemOut", **_item_attributes(item))
    write_item_id(element, item.item_id)
    write_item_detail(element, item.detail, lang)
    if item.ship_to:
        write_address(element, "ShipTo", item.ship_to, lang)
    if item.shipping:
        write_charge(element, "Shipping", item.shipping, lang)
    if item.tax:
        write_charge(element, "Tax", item.tax, lang)
    for distribution in item.distributions:
        write_distribution(element, distribution, lang)
    for contact in item.contacts:
        write_contact(element, contact, lang)
    write_comments(element, item.comments, lang)


def _item_attributes(item: ItemOut) -> dict[str, str]:
    wanted = {
        "quantity": "" if item.quantity is None else lexical.plain(item.quantity),
        "lineNumber": str(item.line_number),
        "requisitionID": item.requisition_id,
        "agreementItemNumber": item.agreement_item_number,
        "requestedDeliveryDate": item.requested_delivery_date,
    }
    return {name: value for name, value in wanted.items() if value}


def read_items_in(elements: Sequence[Element], notes: Notes) -> tuple[ItemIn, ...]:
    """The lines of a returned cart, as a buyer reads them."""
    items = tuple([_read_item_in(element, position, notes) for position, element in enumerate(elements, 1)])
    notes.line = None
    return items


def _read_item_in(element: Element, position: int, notes: Notes) -> ItemIn:
    notes.line = position
    parts = children(element)
    return ItemIn(
        line_number=_whole_number(element.get("lineNumber", "")),
        quantity=notes.number(element.get("quantity", ""), "The quantity") or Decimal(0),
        item_id=read_item_id(first(parts, "ItemID")),
        detail=read_item_detail(first(parts, "ItemDetail"), notes),
        ship_to=read_address(first(parts, "ShipTo")),
    )


def write_item_in(parent: Element, item: ItemIn, lang: str, *, later: bool = False) -> None:
    element = add(parent, "ItemIn", quantity=lexical.plain(item.quantity))
    if item.line_number is not None:
        element.set("lineNumber", str(item.line_number))
    write_item_id(element, item.item_id, later=later)
    write_item_detail(element, item.detail, lang, later=later)
    if item.ship_to:
        write_address(element, "ShipTo", item.ship_to, lang)


def _read_distribution(element: Element, notes: Notes) -> Distribution:
    accounting = child_of(element, "Accounting")
    charge = read_money(child_of(element, "Charge"), notes, "The charge of a distribution")
    if accounting is None:
        return Distribution("", (), charge)
    return Distribution(accounting.get("name", ""), tuple(map(_read_segment, accounting)), charge)


def _read_segment(element: Element) -> AccountingSegment:
    """``AccountingSegment`` of cXML 1.2, or the older ``Segment`` that Coupa still sends."""
    given = element.get
    if element.tag == "Segment":
        return AccountingSegment(given("id", ""), given("type", ""), given("description", ""))
    said = texts(element).get
    return AccountingSegment(given("id", ""), said("Name", ""), said("Description", ""))


def write_distribution(parent: Element, distribution: Distribution, lang: str) -> None:
    element = add(parent, "Distribution")
    accounting = add(element, "Accounting", name=distribution.name)
    for segment in distribution.segments:
        child = add(accounting, "AccountingSegment", id=segment.id)
        add(child, "Name", segment.name, lang=lang)
        add(child, "Description", segment.description, lang=lang)
    charge = add(element, "Charge")
    if distribution.charge:
        write_money(charge, distribution.charge)


def _whole_number(text: str) -> int | None:
    word = text.strip()
    return int(word) if word.isdigit() and word.isascii() and len(word) <= 9 else None
