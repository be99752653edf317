"""The cart as it arrives: a field of a form that a stranger's page made the browser post."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.cxml.punchout import read_order_message
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import PunchOutOrderMessage
from saleor_punchout.exceptions import BadRequest, PunchOutError
from saleor_punchout.sandbox.portal.errors import CartNotTaken

CART = "PunchOutOrderMessage"


def form_document(fields: Mapping[str, str]) -> tuple[bytes, str]:
    """The document in the form and its charset, empty where it says so itself.

    Field names in any case, base64 first (User's Guide 1.1 p.60-61).
    """
    given = {name.lower(): value for name, value in fields.items()}
    if "cxml-base64" in given:
        try:
            return base64.b64decode(given["cxml-base64"], validate=True), ""
        except (binascii.Error, ValueError):
            raise CartNotTaken("The field cXML-base64 is not base64.") from None
    if "cxml-urlencoded" in given:
        return given["cxml-urlencoded"].encode(), "utf-8"
    raise CartNotTaken("The form brings no cart: it has neither cxml-urlencoded nor cXML-base64.")


def read_cart(document: bytes, charset: str) -> PunchOutOrderMessage:
    """The cart in the document. Raises :class:`CartNotTaken` for all that is broken, hostile or something else."""
    try:
        return _read(document, charset)
    except PunchOutError as error:
        raise CartNotTaken(f"The cart cannot be read: {error.message}") from None


def _read(document: bytes, charset: str) -> PunchOutOrderMessage:
    notes = Notes()
    envelope = read_envelope(guard.open_document(document, notes, charset=charset).root, notes)
    if envelope.kind != CART or envelope.payload is None:
        raise BadRequest(f"It is another document than a {CART}.")
    cart = read_order_message(envelope.payload, envelope.status, notes)
    notes.settle()
    return cart
