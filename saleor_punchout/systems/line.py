"""One line of a cart while it is fitted, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from saleor_punchout.systems.protocols import Carriage, Forbidden, KnownUnits, Limit
from saleor_punchout.systems.warning import CartWarning

NAMES = {
    "supplier_part_id": "part number",
    "supplier_part_auxiliary_id": "auxiliary part number",
    "buyer_part_id": "buyer's part number",
    "manufacturer_part_id": "manufacturer's part number",
    "manufacturer_name": "manufacturer's name",
    "unit_of_measure": "unit of measure",
    "classifications": "commodity code",
    "ship_to": "delivery address",
    "url": "address of its page",
    "attachment": "address of its data sheet",
}
"""What people call a field that they do not call by its name."""


class Receiver(Protocol):
    """What fitting asks of a procurement system."""

    @property
    def name(self) -> str: ...
    @property
    def limits(self) -> Mapping[str, Limit]: ...
    @property
    def left_out(self) -> frozenset[str]: ...
    @property
    def known_units(self) -> KnownUnits | None: ...
    @property
    def forbidden_in_part_id(self) -> Forbidden | None: ...


@dataclass(frozen=True, slots=True)
class Fit:
    """One cart on its way to one receiver, and what is told of it."""

    system: Receiver
    carriage: Carriage
    units: Mapping[str, str]
    charset: str
    currency: str
    warnings: list[CartWarning]

    def say(self, field: str, code: str, message: str, source: str = "", line: int | None = None) -> None:
        """Add a warning; its source is the protocol's where no other is given."""
        self.warnings.append(CartWarning(line, field, code, message, source or self.carriage.source))

    def refuses(self, field: str) -> str:
        """Who has no place for a field, or makes something else of it: protocol or system; empty where it may go."""
        if field in self.carriage.left_out:
            return self.carriage.name
        return self.system.name if field in self.system.left_out else ""

    def limits(self, field: str) -> list[tuple[str, Limit]]:
        """Who limits a field, and to what: first the protocol, then the system."""
        known = ((self.carriage.name, self.carriage.limits), (self.system.name, self.system.limits))
        return [(owner, limits[field]) for owner, limits in known if field in limits]


@dataclass(frozen=True, slots=True)
class Line:
    """One line on its way."""

    fit: Fit
    number: int | None
    sku: str
    values: dict[str, Any]
    """By the names of the fields; the rules change them."""

    def say(self, field: str, code: str, sentence: str, source: str = "") -> None:
        """Add a warning; ``sentence`` goes on after *SKU: the unit of measure …*."""
        words = NAMES.get(field, field.replace("_", " "))
        self.fit.say(field, code, f"{self.sku}: the {words} {sentence}", source, self.number)
