"""The form that a buyer's browser posts."""

from __future__ import annotations

from dataclasses import dataclass

from saleor_punchout.documents.cxml.form import FormField


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """What the buyer's browser sends to procurement, and where."""

    action: str
    """Empty where the receiver must not be sent anything: then the buyer closes the window."""
    fields: tuple[FormField, ...] = ()
    method: str = "POST"
    target: str = "_self"
    charset: str = "utf-8"
    """In which the browser must write the form."""
