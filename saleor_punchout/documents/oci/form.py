"""A form on an HTML page, as a browser or SAP's background call reads it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from saleor_punchout.documents import guard
from saleor_punchout.documents.oci.cart import is_cart_field
from saleor_punchout.documents.reading import Element, Notes
from saleor_punchout.exceptions import NotAcceptable

MAX_FORMS = 50
"""Forms of a page that are looked into."""
_NOT_SENT = frozenset({"submit", "button", "image", "reset", "file"})


@dataclass(frozen=True, slots=True)
class Form:
    """What a browser would post, and where."""

    action: str
    target: str
    fields: tuple[tuple[str, str], ...]


def read_form(page: bytes, notes: Notes, *, charset: str = "") -> Form:
    """The form that carries a cart, else the first form of the page. Raises :class:`NotAcceptable` where there is none,
    and for a page that the guard refuses."""
    found = guard.open_page(page, notes, charset=charset).iter("form")
    forms = [_read(form) for form in islice(found, MAX_FORMS)]
    if not forms:
        raise NotAcceptable("The HTML page holds no form.")
    return next((form for form in forms if any(is_cart_field(name) for name, _ in form.fields)), forms[0])


def _read(form: Element) -> Form:
    fields = []
    for field in form.iter("input", "textarea"):
        name = field.get("name", "")
        kind = field.get("type", "").strip().lower()
        if not name or kind in _NOT_SENT or (kind in ("checkbox", "radio") and field.get("checked") is None):
            continue
        fields.append((name, field.get("value", "") if field.tag == "input" else field.text or ""))
    return Form(form.get("action", "").strip(), form.get("target", "").strip(), tuple(fields))
