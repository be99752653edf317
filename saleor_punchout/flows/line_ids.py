"""Our own name of a line of a returned cart (SupplierPartAuxiliaryID), signed: it comes back on the order, or on the
next visit, and finds the cart by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from saleor_punchout import vault
from saleor_punchout.documents.types import ItemOut
from saleor_punchout.gateway.mapping import CheckoutLine
from saleor_punchout.models import Cart, PunchOutSession

LINE = "punchout.line"
"""Metadata of a line of a visit's checkout: the id that it came with."""

LineName = tuple[str, int]
"""Key of the visit that made the line, and its number there."""


def auxiliary_id(session: PunchOutSession, number: int) -> str:
    """The name of one line.

    Letters, digits, ``/`` and ``-`` only and below 40 characters, which every system keeps.
    """
    name = f"{session.key}/{number}"
    return f"{name}-{vault.sign(name)}"


def read_auxiliary_id(text: str) -> LineName | None:
    """Session key and line number of an id that is ours, else None. Blanks and case may have changed on the way."""
    name, _, signature = "".join(text.split()).lower().rpartition("-")
    key, _, number = name.partition("/")
    if not (key and number.isascii() and number.isdigit() and vault.is_signed(name, signature)):
        return None
    return key, int(number)


def name_of(item: ItemOut) -> LineName | None:
    """The name that procurement's line came back with; None where it is not ours."""
    return read_auxiliary_id(item.item_id.supplier_part_auxiliary_id)


def named_lines(cart: Cart) -> dict[LineName, Mapping[str, Any]]:
    """The lines of a returned cart by their ids."""
    named = ((read_auxiliary_id(line["auxiliary_id"]), line) for line in cart.lines)
    return {name: line for name, line in named if name}


def family_of(names: Iterable[LineName], carts: QuerySet[Cart]) -> list[Cart]:
    """Of ``carts`` those that may hold these lines, the oldest first: of the visits that made them, and of every visit
    that edited one of these since."""
    carts = carts.select_related("session").order_by("pk")
    generation = list(carts.filter(session__key__in={key for key, _ in names}))
    family = {cart.pk: cart for cart in generation}
    while generation:
        children = carts.filter(session__parent__in=[cart.session_id for cart in generation])
        generation = [cart for cart in children if cart.pk not in family]
        family |= {cart.pk: cart for cart in generation}
    return [family[pk] for pk in sorted(family)]


def families_of(carts: Sequence[Cart]) -> list[list[Cart]]:
    """The same carts, those together that were edited from one."""
    by_session, families = {cart.session_id: cart for cart in carts}, defaultdict(list)
    for cart in carts:
        first = cart.session
        while first.parent_id in by_session:
            first = by_session[first.parent_id].session
        families[first.pk].append(cart)
    return list(families.values())


def best_of(family: Iterable[Cart], names: Iterable[LineName]) -> Cart | None:
    """The cart that whoever names these lines is talking of: it holds more of them than any other, or as many and is
    the newest. None where nobody holds one."""
    wanted, best, most = set(names), None, 1
    for cart in family:
        held = len(wanted & named_lines(cart).keys())
        if held >= most:
            best, most = cart, held
    return best


def name_lines(session: PunchOutSession, lines: Sequence[CheckoutLine]) -> list[str]:
    """The id of each line: the one that it came with where the visit edits a cart, else a new one of this visit.

    A line is known by its mark, if that fits the article: anybody who knows the checkout could write another one. A
    line without a mark is known by its article alone, for whoever takes an article out and puts it in again has
    changed a line.
    """
    waiting = {row["auxiliary_id"]: row["variant"] for row in session.prefill if row.get("auxiliary_id")}
    names = [_marked(line, waiting) for line in lines]
    by_variant: dict[str, list[str]] = defaultdict(list)
    for name in reversed(waiting):
        by_variant[waiting[name]].append(name)
    for position, line in enumerate(lines):
        if not names[position] and by_variant[line.variant_id]:
            names[position] = by_variant[line.variant_id].pop()
    return [name or auxiliary_id(session, number) for number, name in enumerate(names, 1)]


def _marked(line: CheckoutLine, waiting: dict[str, str]) -> str:
    """The id that the line's mark claims, taken out of those that wait; empty where it has no right to it."""
    mark = line.metadata.get(LINE, "")
    if waiting.get(mark) != line.variant_id:
        return ""
    del waiting[mark]
    return mark
