"""Oracle's native XML, the cart (Oracle Fusion, *Attributes Supported in Oracle XML Punchout*).

What it has no place for stays out: long text, lead time, pictures, shipping, tax.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from saleor_punchout.documents import lexical
from saleor_punchout.documents.oracle.login import SUCCESS, new_response
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
    text_of,
)
from saleor_punchout.documents.totals import total_of
from saleor_punchout.documents.types import Classification, ItemDetail, ItemID, ItemIn, Money, PunchOutOrderMessage
from saleor_punchout.documents.writing import add, without_doctype
from saleor_punchout.exceptions import BadRequest, DocumentTooLarge

SUPPLIER_CODES = "SUPPLIER"
"""The category identifier of codes that are the supplier's own."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who we are to the buyer, as each line says."""

    name: str = ""
    duns: str = ""
    trading_partner_code: str = ""


def write_cart(
    message: PunchOutOrderMessage, *, supplier: Supplier = Supplier(), category_identifier: str = "UNSPSC"
) -> bytes:
    """The cart. ``category_identifier`` is what the buyer calls its categories: ``UNSPSC``, ``SPSC`` or ``SUPPLIER``.

    An empty cart breaks Oracle's reader; whether one is sent at all is for the caller to decide.
    """
    root = new_response(SUCCESS)
    lines = add(add(root, "body"), "OrderLinesDataElements")
    for item in message.items:
        _write_line(lines, item, supplier, category_identifier)
    return without_doctype(root)


def _write_line(parent: Element, line: ItemIn, supplier: Supplier, category_identifier: str) -> None:
    element = add(parent, "orderLine")
    item = add(element, "item", lineType="GOODS", quantity=lexical.plain(line.quantity))
    _write_numbers(add(item, "itemNumber"), line)
    add(item, "itemDescription", line.detail.description)
    unit = add(add(item, "unitOfMeasure"), "supplierUnitOfMeasure")
    add(unit, "supplierUOMType", line.detail.unit_of_measure)
    add(unit, "supplierUOMQuantity")
    code = _category(line.detail.classifications, category_identifier)
    if code:
        add(add(element, "category"), "categoryCode", code.code, categoryCodeIdentifier=code.domain)
    if line.detail.unit_price:
        price = add(element, "price")
        add(price, "currency", line.detail.unit_price.currency)
        add(price, "unitPrice", lexical.plain(line.detail.unit_price.amount))
    _write_supplier(add(element, "supplier"), supplier)


def _write_numbers(parent: Element, line: ItemIn) -> None:
    item_id, detail = line.item_id, line.detail
    ours = add(parent, "supplierItemNumber")
    add(ours, "itemID", item_id.supplier_part_id)
    if item_id.supplier_part_auxiliary_id:
        add(ours, "supplierReferenceNumber", item_id.supplier_part_auxiliary_id)
    if detail.manufacturer_part_id or detail.manufacturer_name:
        maker = add(parent, "manufacturerItemNumber")
        add(maker, "itemID", detail.manufacturer_part_id)
        add(maker, "manufacturerName", detail.manufacturer_name)
    if item_id.buyer_part_id:
        add(add(parent, "buyerItemNumber"), "itemID", item_id.buyer_part_id)


def _category(codes: tuple[Classification, ...], identifier: str) -> Classification | None:
    """The code that the buyer wants, else the first one under the name that is true of it."""
    is_wanted = identifier != SUPPLIER_CODES
    for code in codes:
        if (code.domain.upper() in ("UNSPSC", "SPSC")) == is_wanted:
            return Classification(identifier, code.code)
    if not codes:
        return None
    return Classification(SUPPLIER_CODES if is_wanted else codes[0].domain.upper(), codes[0].code)


def _write_supplier(parent: Element, supplier: Supplier) -> None:
    if supplier.duns:
        add(parent, "supplierDUNS", supplier.duns)
    if supplier.trading_partner_code:
        add(parent, "supplierTradingPartnerCode", supplier.trading_partner_code)
    add(parent, "supplierName", supplier.name)


def read_cart(root: Element, notes: Notes) -> PunchOutOrderMessage:
    """The cart as a buyer reads it; lines are numbered by position. Faults go to ``notes``.

    Raises :class:`BadRequest` for another document.
    """
    lines = child_of(child_of(root, "body"), "OrderLinesDataElements")
    if lines is None:
        raise BadRequest("The response holds no OrderLinesDataElements.")
    elements = children(lines).get("orderLine", [])
    if len(elements) > MAX_LINES:
        raise DocumentTooLarge(f"The cart has {len(elements):,} lines; at most {MAX_LINES:,} are taken.")
    items = tuple([_read_line(number, element, notes) for number, element in enumerate(elements, 1)])
    notes.line = None
    return PunchOutOrderMessage("", "create", total_of(items, notes), items)


def _read_line(number: int, element: Element, notes: Notes) -> ItemIn:
    notes.line = number
    parts = children(element)
    item = first(parts, "item")
    inner = _below(item)
    numbers = _below(first(inner, "itemNumber"))
    ours, maker = _below(first(numbers, "supplierItemNumber")), _below(first(numbers, "manufacturerItemNumber"))
    theirs = _below(first(numbers, "buyerItemNumber"))
    unit = _below(child_of(first(inner, "unitOfMeasure"), "supplierUnitOfMeasure"))
    quantity = notes.number("" if item is None else attribute(item, "quantity"), "The quantity")
    return ItemIn(
        line_number=number,
        quantity=quantity or Decimal(0),
        item_id=ItemID(text(ours, "itemID"), text(ours, "supplierReferenceNumber"), text(theirs, "itemID")),
        detail=ItemDetail(
            _read_price(_below(first(parts, "price")), notes),
            text(inner, "itemDescription"),
            unit_of_measure=text(unit, "supplierUOMType"),
            classifications=_read_codes(_below(first(parts, "category"))),
            manufacturer_part_id=text(maker, "itemID"),
            manufacturer_name=text(maker, "manufacturerName"),
        ),
    )


def _below(element: Element | None) -> Parts:
    return {} if element is None else children(element)


def _read_price(parts: Parts, notes: Notes) -> Money | None:
    if not text(parts, "unitPrice"):
        return None
    amount = notes.number(text(parts, "unitPrice"), "The unit price")
    currency = notes.currency(text(parts, "currency"), "The unit price")
    return Money(amount, currency) if amount is not None and currency else None


def _read_codes(category: Parts) -> tuple[Classification, ...]:
    codes = category.get("categoryCode", ())
    return tuple([Classification(attribute(one, "categoryCodeIdentifier"), text_of(one)) for one in codes])
