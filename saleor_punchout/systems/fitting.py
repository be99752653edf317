"""Fitting a cart to what a procurement system can take: nothing is lost without a word.

Text that is too long is cut, units are mapped, characters that a receiver cannot hold are replaced; each change is a
warning that names line, field, what becomes of it and where that is written. What must not be changed, such as a part
number, refuses the whole cart: an order for another article is worse than none. What fits comes back as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from saleor_punchout.documents import lexical
from saleor_punchout.documents.types import Charge, ItemIn, Money, PunchOutOrderMessage
from saleor_punchout.systems.characters import readable
from saleor_punchout.systems.line import Fit, Receiver
from saleor_punchout.systems.protocols import Limit, PunchOutProtocol, carriage_of
from saleor_punchout.systems.rules import fit_line
from saleor_punchout.systems.warning import CartWarning

__all__ = ["CartWarning", "Fitted", "Limit", "fit"]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A cart as it will arrive."""

    message: PunchOutOrderMessage
    warnings: tuple[CartWarning, ...] = ()

    @property
    def refusals(self) -> tuple[CartWarning, ...]:
        """Why the cart must not go at all; empty: it may."""
        return tuple(warning for warning in self.warnings if warning.code == "refused")


def fit(
    message: PunchOutOrderMessage,
    system: Receiver,
    protocol: PunchOutProtocol,
    units: Mapping[str, str],
    charset: str = "utf-8",
    dtd_version: str = "",
) -> Fitted:
    """``message`` as ``system`` takes it over ``protocol``; ``units`` maps our units of measure to the receiver's, and
    ``charset`` is what the receiver reads, where it cannot hold every character; ``dtd_version`` is what a document of
    cXML will declare, and empty for the default."""
    warnings: list[CartWarning] = []
    carriage = carriage_of(protocol, dtd_version)
    job = Fit(system, carriage, units, charset, message.total.currency, warnings)
    items = tuple([fit_line(item, job) for item in message.items])
    fitted = replace(
        message,
        items=items,
        shipping=_fit_charge("shipping", message.shipping, job),
        tax=_fit_charge("tax", message.tax, job),
        total=_fit_total(message, items, job),
    )
    return Fitted(fitted, tuple(warnings))


def _fit_charge(name: str, charge: Charge | None, job: Fit) -> Charge | None:
    if charge is None:
        return None
    if owner := job.refuses(name):
        amount = f"{charge.money.amount:f} {charge.money.currency}" if charge.money else "without an amount"
        job.say(name, "dropped", f"The {name} ({amount}) has no place in {owner}; agree on it otherwise.")
        return None
    description = readable(charge.description, job.charset)
    if description != charge.description:
        job.say(name, "replaced", f"The {name}'s description holds characters that cannot travel; write it without.")
    money = _fit_money(name, charge.money, job) if charge.money else None
    return Charge(money, description)


def _fit_money(name: str, money: Money, job: Fit) -> Money:
    """An amount of the whole cart: in its currency, and in as many digits as a price."""
    digits = job.carriage.price
    if money.currency != job.currency:
        job.say(name, "refused", f"The {name} is in {money.currency}, the cart in {job.currency}; sell in one.")
    if not digits.has_room(money.amount):
        job.say(name, "refused", f"The {name} has more digits than {job.carriage.name} takes; order less at a time.")
    elif not digits.holds(money.amount):
        money = money._replace(amount=lexical.priced(digits.rounded(money.amount), money.currency))
        job.say(name, "rounded", f"The {name} goes as {money.amount:f} {money.currency}; round it in the shop.")
    return money


def _fit_total(message: PunchOutOrderMessage, items: tuple[ItemIn, ...], job: Fit) -> Money:
    """The total of the lines as they go."""
    total = _total_after_rounding(message, items, job)
    return total if "total" in job.carriage.left_out else _fit_money("total", total, job)


def _total_after_rounding(message: PunchOutOrderMessage, items: tuple[ItemIn, ...], job: Fit) -> Money:
    as_sent, as_kept = ([item.detail.unit_price for item in lines] for lines in (items, message.items))
    if as_sent == as_kept:
        return message.total
    net = (item.quantity * price.amount for item, price in zip(items, as_sent, strict=True) if price)
    total = Money(lexical.rounded(sum(net, Decimal(0)), job.currency), job.currency)
    if total != message.total:
        job.say("total", "rounded", f"The total is {total.amount:f} {job.currency} with the prices as they arrive.")
    return total
