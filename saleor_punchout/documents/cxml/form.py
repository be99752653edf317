"""The form that carries a cart through the buyer's browser, both ways (User's Guide 1.1 p.60-61)."""

from __future__ import annotations

import base64
from dataclasses import dataclass

BASE64 = "cXML-base64"
URLENCODED = "cxml-urlencoded"


@dataclass(frozen=True, slots=True)
class FormField:
    """A hidden field: its name says how the document is encoded in its value."""

    name: str
    value: str


def form_field(document: bytes, name: str) -> FormField:
    """``document`` as the field ``name``, whose case is kept: receivers differ.

    Despite its name ``cxml-urlencoded`` holds the document itself; the browser encodes it when it posts, and encoding
    it here as well would encode it twice. The document must be ASCII.
    """
    if name.lower() == BASE64.lower():
        return FormField(name, base64.b64encode(document).decode("ascii"))
    return FormField(name, document.decode("ascii"))
