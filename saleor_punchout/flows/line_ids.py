"""Our own name of a line of a returned cart (SupplierPartAuxiliaryID), signed: it comes back on the order, or on the
next visit, and finds the cart by itself."""

from __future__ import annotations

from saleor_punchout import vault
from saleor_punchout.models import PunchOutSession


def auxiliary_id(session: PunchOutSession, number: int) -> str:
    """The name of one line.

    Letters, digits, ``/`` and ``-`` only and below 40 characters, which every system keeps.
    """
    name = f"{session.key}/{number}"
    return f"{name}-{vault.sign(name)}"


def read_auxiliary_id(text: str) -> tuple[str, int] | None:
    """Session key and line number of an id that is ours, else None. Blanks and case may have changed on the way."""
    name, _, signature = "".join(text.split()).lower().rpartition("-")
    key, _, number = name.partition("/")
    if not (key and number.isascii() and number.isdigit() and vault.is_signed(name, signature)):
        return None
    return key, int(number)
