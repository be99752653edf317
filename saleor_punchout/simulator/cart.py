"""A cart as it arrives at the buyer, whatever the protocol; values are the sender's, nothing is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation


class NotTaken(Exception):
    """What the supplier sent cannot be used; the words are for the person who tries the connection out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line."""

    number: int
    part_id: str
    quantity: Decimal
    unit: str = ""
    description: str = ""
    price: Decimal | None = None
    """For ``price_unit`` pieces."""
    currency: str = ""
    auxiliary_id: str = ""
    classification: str = ""
    classification_domain: str = ""
    manufacturer_part_id: str = ""
    manufacturer_name: str = ""
    lead_time: str = ""
    long_text: str = ""
    price_unit: Decimal = Decimal(1)
    others: Mapping[str, str] = field(default_factory=dict)
    """Further fields by the name that they travelled under."""

    @property
    def net(self) -> Decimal:
        return self.quantity * (self.price or Decimal(0)) / self.price_unit


@dataclass(frozen=True, slots=True)
class Charge:
    """Shipping or tax."""

    amount: Decimal
    currency: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Cart:
    """What came back."""

    lines: tuple[Line, ...] = ()
    total: Charge | None = None
    """None where the protocol has none."""
    shipping: Charge | None = None
    tax: Charge | None = None
    operation_allowed: str = ""
    is_unchanged: bool = False
    """The visit ended without a cart: nothing changes at the buyer's."""
    oddities: tuple[str, ...] = ()
    """What a strict reader frowns at, in words."""


def number(text: str, what: str) -> Decimal:
    """A plain decimal. Raises :class:`NotTaken` for everything else."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        raise NotTaken(f"{what} is {text!r}, which is no number.") from None
    if not found.is_finite() or "e" in text.lower():
        raise NotTaken(f"{what} is {text!r}; a plain number with a point is wanted.")
    return found
