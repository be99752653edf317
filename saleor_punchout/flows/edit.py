"""What a visit begins with: nothing, the lines that the request brings, or the returned cart that it edits or inspects
(User's Guide 1.1 p.73-79).

An earlier cart is found by our own signed ids of its lines and by nothing else: BuyerCookie is no key, and changes on
an edit. Requisitions are copied and joined, so lines may be old, or of several carts; each names its own article.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import ItemOut, PunchOutSetupRequest
from saleor_punchout.exceptions import PreconditionFailed
from saleor_punchout.flows.line_ids import LineName, best_of, family_of, name_of, named_lines
from saleor_punchout.flows.saleor import hasty_client_for
from saleor_punchout.models import Cart, PunchOutSession, TradingPartner

Row = dict[str, Any]
"""A line to begin with, as :attr:`PunchOutSession.prefill` keeps it."""

ALLOWED = {"edit": ("edit",), "inspect": ("edit", "inspect")}
"""By operation, what the earlier cart must have allowed: the highest operation, which includes those below it."""
MOST_NAMED = 20
"""Lines that a refusal names."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a visit begins with."""

    lines: tuple[Row, ...] = ()
    parent: PunchOutSession | None = None
    """The visit whose cart it continues."""


def beginning(partner: TradingPartner, request: PunchOutSetupRequest, notes: Notes, *, is_test: bool) -> Beginning:
    """The lines that the request asks for, before anybody knows whether the shop still has them.

    Raises :class:`PreconditionFailed` where there is nothing to edit or to inspect. Saleor is asked only where no line
    is ours, and what it raises then comes through.
    """
    items = tuple(item for item in request.items if not item.is_composite)
    if request.operation == "create":
        return Beginning(_rows(items, {}))
    _check_allowed(partner, request.operation)
    if not items:
        message = f"The request to {request.operation} names no line; the cart begins empty."
        notes.remark(f"{request.operation}_without_items", message)
        return Beginning()
    return _continued(partner, items, is_test)


def _check_allowed(partner: TradingPartner, operation: str) -> None:
    allowed = partner.procurement_system.operation_allowed
    if allowed not in ALLOWED[operation]:
        raise PreconditionFailed(
            f"Carts went to {partner.name} with operationAllowed {allowed}, so none can be opened to {operation}. Punch"
            " out with create."
        )


def _continued(partner: TradingPartner, items: Sequence[ItemOut], is_test: bool) -> Beginning:
    names = {name for item in items if (name := name_of(item))}
    carts = Cart.objects.filter(session__partner=partner, session__is_test=is_test)
    family = family_of(names, carts) if names else []
    known = {name: line for cart in family for name, line in named_lines(cart).items()}
    cart = best_of(family, names)
    if cart is None:
        _demand_articles(partner, items)
    return Beginning(_rows(items, known), cart.session if cart else None)


def _rows(items: Sequence[ItemOut], known: Mapping[LineName, Mapping[str, Any]]) -> tuple[Row, ...]:
    """A quantity of 0 leaves a line out. The article of a line that we know is what went back under its id, whatever
    part number stands beside it now; of a line that came twice the second one is a new line."""
    rows, taken = [], set()
    for item in items:
        name = name_of(item)
        line = known.get(name, {}) if name and name not in taken else {}
        taken.add(name)
        if item.quantity:
            sku = line.get("sku") or item.item_id.supplier_part_id
            came_with = {"variant": line.get("variant", ""), "auxiliary_id": line.get("auxiliary_id", "")}
            rows.append({"sku": sku, "quantity": int(item.quantity), **came_with})
    return tuple(rows)


def _demand_articles(partner: TradingPartner, items: Sequence[ItemOut]) -> None:
    """A cart of which we know nothing can still be made anew, if the shop has all of it."""
    wanted = [item for item in items if item.quantity]
    skus = [item.item_id.supplier_part_id for item in wanted]
    variants = hasty_client_for(partner).find_variants(partner.channel, skus) if skus else {}
    on_sale = {sku for sku, variant in variants.items() if variant.is_available}
    missing = [item for item in wanted if item.item_id.supplier_part_id not in on_sale]
    if missing:
        named = ", ".join(f"{item.line_number} ({item.item_id.supplier_part_id})" for item in missing[:MOST_NAMED])
        more = f" and {len(missing) - MOST_NAMED:,} more" if len(missing) > MOST_NAMED else ""
        raise PreconditionFailed(
            f"No line is of a cart that came from here, and the shop does not sell the articles of line {named}{more}."
            " Punch out with create."
        )
