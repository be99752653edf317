"""Answers in JSON: a page of the catalogue (DOWNLOADJSON), and whether a quantity can be had (QUANTITYCHECK), OCI 5.0.

The catalogue is as docs.agiqon-connector.de, *DOWNLOADJSON*, shows it. What answers a QUANTITYCHECK, nobody has written
down in public: we answer with one object in the same spelling, to be confirmed with the first buyer who asks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from saleor_punchout.documents import lexical
from saleor_punchout.documents.guard import ORDER_LIMIT
from saleor_punchout.documents.reading import MAX_LINES, Notes
from saleor_punchout.documents.types import Money
from saleor_punchout.exceptions import BadRequest, DocumentTooLarge, NotAcceptable


class CatalogueItem(NamedTuple):
    """One article of the catalogue."""

    product_id: str
    """Our key of it; DETAIL and VALIDATE ask for it."""
    descriptions: tuple[tuple[str, str], ...]
    """Words with the code of their language, such as ``EN``."""
    price: Money | None
    """Of ``price_quantity`` units."""
    unit: str
    price_quantity: Decimal = Decimal(1)
    minimum: Decimal = Decimal(1)
    """The least that can be ordered."""
    lead_time: int | None = None
    """Whole days."""
    vendor: str = ""
    """Our number at the buyer."""


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """One page of the catalogue, and what the call wants echoed."""

    items: tuple[CatalogueItem, ...]
    page: int
    """From 1."""
    pages: int
    total_items: int
    transaction_id: str = ""
    cti: str = ""


def write_catalogue(page: CataloguePage) -> bytes:
    """The answer to DOWNLOADJSON. Prices are text, so that nobody reads them as binary fractions."""
    return _written(
        {
            "CTI": page.cti,
            "CURRENTPAGE": page.page,
            "TOTALITEMS": page.total_items,
            "TOTALPAGES": page.pages,
            "TRANSACTIONID": page.transaction_id,
            "Items": [{"NEWITEM": _write_item(item)} for item in page.items],
        }
    )


def _write_item(item: CatalogueItem) -> dict[str, Any]:
    amount = lexical.plain(item.price.amount) if item.price else ""
    return {
        "EXT_PRODUCT_ID": item.product_id,
        "DESCRIPTION": [{"description": words, "languageCode": code} for words, code in item.descriptions],
        "CURRENCY": item.price.currency if item.price else "",
        "PRICE": amount,
        "PRICE_QUANTITY": _whole(item.price_quantity),
        "PRICE_SCALES": [{"low": 1, "price": amount, "scaleType": "01"}] if item.price else [],
        "UNIT": item.unit,
        "MINORDER_QTY": _whole(item.minimum),
        "LEADTIME": "" if item.lead_time is None else str(item.lead_time),
        "ITEM_TYPE": "product",
        "VENDOR": item.vendor,
        "ATTACHMENTS": [],
        "ATTRIBUTES": [],
    }


def _whole(number: Decimal) -> int | str:
    return int(number) if number == number.to_integral_value() else lexical.plain(number)


def read_catalogue(document: bytes, notes: Notes) -> CataloguePage:
    """A page as a buyer reads it. Faults of meaning go to ``notes``.

    Raises :class:`NotAcceptable` for what is no JSON, and :class:`BadRequest` for JSON of another kind.
    """
    said = _read_object(document)
    entries = said.get("Items")
    if not isinstance(entries, list):
        raise BadRequest("The JSON document holds no list of Items.")
    if len(entries) > MAX_LINES:
        raise DocumentTooLarge(f"The page has {len(entries):,} items; at most {MAX_LINES:,} are taken.")
    items = tuple([_read_item(number, entry, notes) for number, entry in enumerate(entries, 1)])
    notes.line = None
    return CataloguePage(
        items,
        _count(said, "CURRENTPAGE"),
        _count(said, "TOTALPAGES"),
        _count(said, "TOTALITEMS"),
        _text(said, "TRANSACTIONID"),
        _text(said, "CTI"),
    )


def _read_object(document: bytes) -> dict[str, Any]:
    """Numbers stay text: a float would round them, and Python would spend minutes on a million digits."""
    if len(document) > ORDER_LIMIT:
        raise DocumentTooLarge(f"The document has {len(document):,} bytes; at most {ORDER_LIMIT:,} are taken.")
    try:
        said = json.loads(document, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise NotAcceptable("The document is not well-formed JSON; send it whole.") from None
    if not isinstance(said, dict):
        raise BadRequest("The JSON document is no object; send one with Items.")
    return said


def _read_item(number: int, entry: object, notes: Notes) -> CatalogueItem:
    notes.line = number
    inner = entry.get("NEWITEM") if isinstance(entry, dict) else None
    said: dict[str, Any] = inner if isinstance(inner, dict) else {}
    if not _text(said, "EXT_PRODUCT_ID"):
        notes.fault("EXT_PRODUCT_ID is missing; name the article.")
    lead_time = _text(said, "LEADTIME")
    return CatalogueItem(
        product_id=_text(said, "EXT_PRODUCT_ID"),
        descriptions=_read_descriptions(said.get("DESCRIPTION")),
        price=_read_price(said, notes),
        unit=_text(said, "UNIT"),
        price_quantity=_read_number(said, "PRICE_QUANTITY", notes),
        minimum=_read_number(said, "MINORDER_QTY", notes),
        lead_time=int(lead_time) if lead_time.isascii() and lead_time.isdigit() and len(lead_time) <= 9 else None,
        vendor=_text(said, "VENDOR"),
    )


def _read_descriptions(said: object) -> tuple[tuple[str, str], ...]:
    if isinstance(said, str):
        return ((said.strip(), ""),)
    entries: Sequence[Any] = said if isinstance(said, list) else ()
    return tuple(
        (_text(entry, "description"), _text(entry, "languageCode")) for entry in entries if isinstance(entry, dict)
    )


def _read_price(said: dict[str, Any], notes: Notes) -> Money | None:
    if not _text(said, "PRICE"):
        return None
    amount = notes.number(_text(said, "PRICE"), "PRICE")
    currency = notes.currency(_text(said, "CURRENCY"), "CURRENCY")
    return Money(amount, currency) if amount is not None and currency else None


def _read_number(said: dict[str, Any], name: str, notes: Notes) -> Decimal:
    number = notes.number(_text(said, name) or "1", name)
    return Decimal(1) if number is None else number


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return value.strip() if isinstance(value, str) else ""


def _count(said: dict[str, Any], name: str) -> int:
    digits = _text(said, name)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else 0


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a quantity of an article can be had."""

    product_id: str
    quantity: Decimal
    """As asked for."""
    is_available: bool
    in_stock: Decimal | None = None
    """None where the shop does not tell or does not count."""
    unit: str = ""
    lead_time: int | None = None


def write_availability(answer: Availability) -> bytes:
    """The answer to QUANTITYCHECK: ``AVAILABLE`` is ``X`` or empty, as flags are in OCI."""
    return _written(
        {
            "PRODUCTID": answer.product_id,
            "QUANTITY": lexical.plain(answer.quantity),
            "AVAILABLE": "X" if answer.is_available else "",
            "AVAILABLE_QUANTITY": "" if answer.in_stock is None else lexical.plain(answer.in_stock),
            "UNIT": answer.unit,
            "LEADTIME": "" if answer.lead_time is None else str(answer.lead_time),
        }
    )


def _written(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=True, indent=1).encode("ascii")
