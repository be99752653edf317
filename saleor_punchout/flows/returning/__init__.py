"""The way back, by protocol: how a cart is written, and what the buyer's browser posts.

A document is written once and kept; the form is made of the kept one, so whoever asks twice posts the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from saleor_punchout.documents.types import PunchOutOrderMessage
from saleor_punchout.flows.returning import cxml, oci, oracle
from saleor_punchout.flows.returning.form import ReturnForm
from saleor_punchout.models import DocumentRecord, PunchOutSession
from saleor_punchout.systems import PunchOutProtocol

__all__ = ["ReturnForm", "form_of", "write"]


@dataclass(frozen=True, slots=True)
class _Way:
    write: Callable[[PunchOutSession, PunchOutOrderMessage, str], DocumentRecord]
    """The cart, or the word that nothing changed, as a document that is not saved yet; the host is ours."""
    form: Callable[[PunchOutSession, DocumentRecord], ReturnForm]


_WAYS = {
    PunchOutProtocol.CXML: _Way(cxml.write, cxml.form),
    PunchOutProtocol.OCI: _Way(oci.write, oci.form),
    PunchOutProtocol.ORACLE: _Way(oracle.write, oracle.form),
}


def write(session: PunchOutSession, message: PunchOutOrderMessage, host: str) -> DocumentRecord:
    """What goes back, as a document of the session's protocol that is not saved yet. ``host`` is ours."""
    return _WAYS[PunchOutProtocol(session.protocol)].write(session, message, host)


def form_of(session: PunchOutSession, document: DocumentRecord) -> ReturnForm:
    """What the buyer's browser posts to bring ``document`` home."""
    return _WAYS[PunchOutProtocol(session.protocol)].form(session, document)
