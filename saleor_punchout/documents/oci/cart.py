"""The cart as ``NEW_ITEM-*`` fields of a form, and back (OCI 4.0, *inbound section*).

All values are text; lines are numbered from 1 without gaps. Answers to VALIDATE and BACKGROUND_SEARCH are carts too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from saleor_punchout.documents import lexical
from saleor_punchout.documents.reading import MAX_LINES, Notes
from saleor_punchout.documents.totals import total_of
from saleor_punchout.documents.types import Classification, ItemDetail, ItemID, ItemIn, Money, PunchOutOrderMessage
from saleor_punchout.exceptions import CartRefused, DocumentTooLarge

Field = tuple[str, str]
Line = dict[str, str]
"""The fields of one line by name in capitals, without ``NEW_ITEM-`` and number."""

WIDTHS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys("DESCRIPTION VENDORMAT MANUFACTMAT EXT_PRODUCT_ID EXT_CATEGORY".split(), 40),
        **dict.fromkeys("VENDOR MANUFACTCODE MATGROUP CONTRACT EXT_QUOTE_ITEM EXT_SCHEMA_TYPE".split(), 10),
        **dict.fromkeys("CUST_FIELD1 CUST_FIELD2 CUST_FIELD3".split(), 10),
        **dict.fromkeys("ATTACHMENT ATTACHMENT_TITLE".split(), 255),
        **dict.fromkeys("QUANTITY PRICE".split(), 15),
        **dict.fromkeys("CURRENCY PRICEUNIT LEADTIME CONTRACT_ITEM PARENT_ID".split(), 5),
        **dict.fromkeys("SERVICE ATTACHMENT_PURPOSE ITEM_TYPE".split(), 1),
        "MATNR": 18,
        "UNIT": 3,
        "EXT_QUOTE_ID": 35,
        "EXT_CATEGORY_ID": 60,
        "CUST_FIELD4": 20,
        "CUST_FIELD5": 50,
    }
)
"""Characters of each field, the smaller number where 3.0 and 4.0 differ. LONGTEXT has no end."""

DECIMALS = 3
"""Of prices and quantities."""
MAX_PRICE_UNIT = 10_000
"""What five characters can say of the powers of ten."""

_NAME = re.compile(r"NEW_ITEM-(?:LONGTEXT_([0-9]{1,5}):132\[[0-9]*\]|([A-Z0-9_]{1,40})\[([0-9]{1,5})\])", re.IGNORECASE)
_OURS = re.compile(r"([^/]{1,35})/([0-9]{1,10})-")
"""Our name of a line: the key of the visit, a slash, the number of the line, a signature."""


def write_cart(message: PunchOutOrderMessage, further: Sequence[Mapping[str, str]] = ()) -> list[Field]:
    """The lines of ``message`` as form fields, those that say something.

    ``further`` has more fields for each line, by name without ``NEW_ITEM-``, such as the buyer's ``VENDOR``; they go
    before ours. Widths are not looked at. Raises :class:`CartRefused` for a number that OCI has no digits for.
    """
    found: list[Field] = []
    for number, item in enumerate(message.items, 1):
        own = _write_line(item) | dict(further[number - 1] if further else {})
        long_text = own.pop("LONGTEXT", "")
        found += [(f"NEW_ITEM-{name}[{number}]", value) for name, value in own.items() if value]
        found += [(f"NEW_ITEM-LONGTEXT_{number}:132[]", long_text)] if long_text else []
    return found


def _write_line(item: ItemIn) -> Line:
    item_id, detail = item.item_id, item.detail
    ours = _OURS.match(item_id.supplier_part_auxiliary_id)
    code = detail.classifications[0] if detail.classifications else Classification("", "")
    return {
        "DESCRIPTION": detail.description,
        "MATNR": item_id.buyer_part_id,
        "QUANTITY": _written(item.quantity, "quantity", item.line_number),
        "UNIT": detail.unit_of_measure,
        **_write_price(detail.unit_price, item.line_number),
        "LEADTIME": "" if detail.lead_time is None else str(detail.lead_time),
        "VENDORMAT": item_id.supplier_part_id,
        "MANUFACTMAT": detail.manufacturer_part_id,
        "EXT_QUOTE_ID": ours[1] if ours else "",
        "EXT_QUOTE_ITEM": ours[2] if ours else "",
        "EXT_PRODUCT_ID": item_id.supplier_part_auxiliary_id,
        "EXT_SCHEMA_TYPE": code.domain,
        "EXT_CATEGORY_ID": code.code,
        "ATTACHMENT": detail.attachment,
        "LONGTEXT": detail.long_text,
    }


def _write_price(price: Money | None, line: int | None) -> Line:
    """A price with more decimals than OCI has goes as the price of ten, a hundred, … units."""
    if price is None:
        return {}
    unit = 1
    while unit < MAX_PRICE_UNIT and _has_more_decimals(price.amount * unit):
        unit *= 10
    amount = price.amount if unit == 1 else price.amount * unit
    return {"PRICE": _written(amount, "price", line), "CURRENCY": price.currency, "PRICEUNIT": str(unit)}


def _has_more_decimals(number: Decimal) -> bool:
    return number != lexical.rounded_to(number, DECIMALS)


def _written(number: Decimal, what: str, line: int | None) -> str:
    if _has_more_decimals(number):
        raise CartRefused(f"Line {line}: the {what} {number:f} has more than {DECIMALS} decimals.", "NOT_CARRIED")
    exponent = number.as_tuple().exponent
    is_long = isinstance(exponent, int) and exponent < -DECIMALS
    return lexical.plain(lexical.rounded_to(number, DECIMALS) if is_long else number)


def is_cart_field(name: str) -> bool:
    """Whether a form field of that name is a part of a cart."""
    return bool(_NAME.fullmatch(name.strip()))


def read_lines(fields: Iterable[Field]) -> dict[int, Line]:
    """The lines by number, in order. The first of two equal fields counts; the pieces of a long text are joined."""
    found: dict[int, Line] = {}
    for name, value in fields:
        matched = _NAME.fullmatch(name.strip())
        if matched:
            line = found.setdefault(int(matched[1] or matched[3]), {})
            if matched[1]:
                line["LONGTEXT"] = line.get("LONGTEXT", "") + value
            else:
                line.setdefault(matched[2].upper(), value)
    if len(found) > MAX_LINES:
        raise DocumentTooLarge(f"The cart has {len(found):,} lines; at most {MAX_LINES:,} are taken.")
    return {number: {name: value.strip() for name, value in found[number].items()} for number in sorted(found)}


def read_cart(fields: Iterable[Field], notes: Notes) -> PunchOutOrderMessage:
    """The cart as a buyer reads it: prices of one unit, and the total of the lines. Faults go to ``notes``."""
    lines = read_lines(fields)
    if list(lines) != list(range(1, len(lines) + 1)):
        notes.remark("line_gap", "The lines are not numbered from 1 without gaps; SAP may drop some.")
    items = tuple([_read_line(number, line, notes) for number, line in lines.items()])
    notes.line = None
    return PunchOutOrderMessage("", "create", total_of(items, notes), items)


def _read_line(number: int, line: Line, notes: Notes) -> ItemIn:
    notes.line = number
    said = line.get
    quantity = notes.number(said("QUANTITY", ""), "QUANTITY")
    if quantity is not None and quantity <= 0:
        notes.fault("QUANTITY must be above 0.")
    if not (said("DESCRIPTION") or said("MATNR")):
        notes.fault("DESCRIPTION is missing; a line needs one, or the buyer's MATNR.")
    code = Classification(said("EXT_SCHEMA_TYPE", ""), said("EXT_CATEGORY_ID", ""))
    lead_time = said("LEADTIME", "")
    return ItemIn(
        line_number=number,
        quantity=quantity or Decimal(0),
        item_id=ItemID(said("VENDORMAT", ""), said("EXT_PRODUCT_ID", ""), said("MATNR", "")),
        detail=ItemDetail(
            _read_price(line, notes),
            said("DESCRIPTION", ""),
            unit_of_measure=said("UNIT", ""),
            classifications=(code,) if code.code else (),
            manufacturer_part_id=said("MANUFACTMAT", ""),
            lead_time=int(lead_time) if lead_time.isascii() and lead_time.isdigit() and len(lead_time) <= 9 else None,
            long_text=said("LONGTEXT", ""),
            attachment=said("ATTACHMENT", ""),
        ),
    )


def _read_price(line: Line, notes: Notes) -> Money | None:
    if not line.get("PRICE"):
        return None
    price = notes.number(line["PRICE"], "PRICE")
    currency = notes.currency(line.get("CURRENCY", ""), "CURRENCY")
    unit = notes.number(line.get("PRICEUNIT") or "1", "PRICEUNIT")
    if price is None or unit is None or not currency:
        return None
    if unit <= 0:
        notes.fault("PRICEUNIT must be above 0.")
        return None
    each = price / unit
    return Money(each if each * unit == price else lexical.rounded_to(each, 6), currency)
