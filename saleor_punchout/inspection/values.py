"""Parts of a finding that documents of all protocols have."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import Address, ItemIn, ItemOut, OrderRequest, PunchOutSetupRequest
from saleor_punchout.systems import GENERIC


def user_of(document: PunchOutSetupRequest | OrderRequest, notes: Notes) -> dict[str, Any]:
    """The person who buys, as the standard's places tell."""
    user = GENERIC.identify(document)
    if not user:
        notes.remark("no_user_identity", "The document names no user; the trading partner's default user is taken.")
    return {"user": {"email": user.email or None, "name": user.name or None, "unique_name": user.unique_name or None}}


def address_of(address: Address | None) -> dict[str, str | None] | None:
    """The place, by what tells it from others."""
    return address and {
        "address_id": address.address_id or None,
        "name": address.name or None,
        "city": address.city or None,
        "country": address.country or None,
    }


def items_of(items: Sequence[ItemIn | ItemOut]) -> list[dict[str, Any]]:
    """The lines."""
    return [
        _line_number(item)
        | {
            "supplier_part_id": item.item_id.supplier_part_id or None,
            "auxiliary_id": item.item_id.supplier_part_auxiliary_id or None,
            "quantity": text_of(item.quantity),
            "unit_price": text_of(item.detail.unit_price and item.detail.unit_price.amount),
            "currency": item.detail.unit_price and item.detail.unit_price.currency,
            "uom": item.detail.unit_of_measure or None,
        }
        for item in items
    ]


def _line_number(item: ItemIn | ItemOut) -> dict[str, Any]:
    """A position is our own counting, not the document's word."""
    source = item.line_number_source if isinstance(item, ItemOut) else "lineNumber"
    found: dict[str, Any] = {"line_number": None if source == "position" else item.line_number}
    return found if source in ("position", "lineNumber") else found | {"line_number_source": source}


def text_of(value: Decimal | None) -> str | None:
    """A number as the document would write it."""
    return None if value is None else format(value, "f")
