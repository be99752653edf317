"""What came of comparing a purchase order with the cart that went back: lines, differences, problems, a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from saleor_punchout.documents.types import NOTHING
from saleor_punchout.gateway.mapping import Variant

PRICE_DECIMALS = 3
"""Saleor keeps no more of a price and would round the rest away in silence."""


class Decision(StrEnum):
    """What becomes of an order, the worst last; as :class:`models.policy.OrderPolicy` has it."""

    ACCEPT = "accept"
    CONFIRM = "confirm"
    HOLD = "hold"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it shall stand in Saleor."""

    number: int
    variant: Variant
    quantity: int
    unit_price: Decimal
    """Net, of one unit."""
    agreed: Decimal | None = None
    """Net price of one unit in the returned cart, or today's; None: nobody asked for another one."""
    facts: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """What else procurement says of it, as metadata."""

    @property
    def net(self) -> Decimal:
        return self.unit_price * self.quantity


class Difference(NamedTuple):
    """What procurement changed."""

    line: int | None
    """As the order numbers it, or where it is missing there, the cart; None for the order as a whole."""
    field: str
    returned: str
    ordered: str
    code: str = ""
    """Of the problem that it is where the partner's policy minds; empty: staff should see it, and no more."""
    message: str = ""
    agreed: Decimal = Decimal(0)
    asked: Decimal = Decimal(0)
    """The two as numbers, where a tolerance decides."""


@dataclass(slots=True)
class Comparison:
    """One order, compared."""

    lines: list[Line] = field(default_factory=list)
    found: list[Difference] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    """Why the order is not carried out: ``line code message`` each."""
    decision: Decision = Decision.ACCEPT
    """The worst of all that was found."""

    @property
    def differences(self) -> list[dict[str, Any]]:
        """As they are kept and shown: ``line field returned ordered`` each."""
        return [dict(zip(Difference._fields[:4], one[:4], strict=True)) for one in self.found]

    def differs(
        self,
        line: int | None,
        what: str,
        returned: object,
        ordered: object,
        code: str = "",
        message: str = "",
        **numbers: Decimal,
    ) -> Difference:
        """Note a difference; :mod:`flows.policy` decides what it means."""
        difference = Difference(line, what, str(returned), str(ordered), code, message, **numbers)
        self.found.append(difference)
        return difference

    def problem(self, line: int | None, code: str, message: str, decision: Decision = Decision.HOLD) -> None:
        """Note why the order cannot be carried out, or must not be."""
        self.problems.append({"line": line, "code": code, "message": message})
        self.worsen(decision)

    def worsen(self, decision: Decision) -> None:
        self.decision = max(self.decision, decision, key=list(Decision).index)

    def check_decimals(self, line: int, price: Decimal, shown: str) -> bool:
        """Whether Saleor can keep the price; a problem where it cannot."""
        if price == round(price, PRICE_DECIMALS):
            return True
        message = f"The price {shown} has more than {PRICE_DECIMALS} decimals; Saleor would round it."
        self.problem(line, "price_decimals", message)
        return False
