"""The four steps of a requisition, as the page's progress bar shows them."""

from __future__ import annotations

from dataclasses import dataclass

from saleor_punchout.sandbox.portal.models import Requisition

State = Requisition.State

NAMES = ("Punch out", "Cart returned", "Approval", "Purchase order")

DONE = {
    State.DRAFT: 0,
    State.PUNCHED_OUT: 1,
    State.CANCELLED: 0,
    State.RETURNED: 2,
    State.APPROVED: 3,
    State.ORDERED: 4,
}
"""How many steps lie behind a requisition in each state."""


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    name: str
    progress: str
    """``done``, ``current`` or ``ahead``."""


def steps_of(requisition: Requisition) -> list[Step]:
    done = DONE[requisition.state]
    return [Step(number, name, _progress(number, done)) for number, name in enumerate(NAMES, 1)]


def _progress(number: int, done: int) -> str:
    if number <= done:
        return "done"
    return "current" if number == done + 1 else "ahead"
