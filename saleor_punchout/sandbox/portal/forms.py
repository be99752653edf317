"""What the approver changed, read from the form's fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from saleor_punchout.documents import lexical
from saleor_punchout.sandbox.portal.errors import NotNow


@dataclass(frozen=True, slots=True)
class Approval:
    """The arguments of :func:`procurement.approve`."""

    quantities: dict[int, Decimal]
    prices: dict[int, Decimal]
    removed: set[int]
    shipping: Decimal | None
    comment: str


def read_approval(fields: Mapping[str, str]) -> Approval:
    """Fields ``quantity-1``, ``price-1``, ``remove-1``, and so on per line; an empty one changes nothing."""
    shipping = fields.get("shipping", "").strip()
    return Approval(
        quantities={line: _number(value, f"The quantity of line {line}") for line, value in _of(fields, "quantity")},
        prices={line: _number(value, f"The price of line {line}") for line, value in _of(fields, "price")},
        removed={line for line, _ in _of(fields, "remove")},
        shipping=_number(shipping, "The shipping") if shipping else None,
        comment=fields.get("comment", ""),
    )


def _of(fields: Mapping[str, str], wanted: str) -> Iterator[tuple[int, str]]:
    for field, value in fields.items():
        name, _, line = field.partition("-")
        if name == wanted and line.isascii() and line.isdigit() and value.strip():
            yield int(line), value


def _number(text: str, what: str) -> Decimal:
    try:
        return lexical.number(text)
    except lexical.LexicalError as error:
        raise NotNow(f"{what} {error}.") from None
