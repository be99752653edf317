"""What can go wrong between the portal and a supplier, in words for the portal's user.

ProcurementError
├── NoAnswer          nothing came, or nothing that is cXML
├── Refused           the supplier's Status is not 2xx
├── CartNotTaken      a returned cart that is broken, or belongs to no waiting visit
└── NotNow            an errand that does not fit the requisition's state
"""

from __future__ import annotations

from saleor_punchout.documents.types import Status


class ProcurementError(Exception):
    """Root of the tree."""


class NoAnswer(ProcurementError):
    """Whether the supplier acted is unknown."""


class Refused(ProcurementError):
    """The supplier understood and said no."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"The supplier answered {status.code} {status.text}. {status.message}".strip())
        self.status = status


class CartNotTaken(ProcurementError):
    """What the browser brought is no cart of ours."""


class NotNow(ProcurementError):
    """First things first."""
