"""Orders that come as a file: uploaded by staff, or in an e-mail that a mail server hands over.

The trading partner is known by the way that the file came, so its header proves nothing and needs no secret; all else
is as if the document had come over HTTP. Systems that speak OCI have no other way to order.
"""

from __future__ import annotations

from saleor_punchout.documents import guard
from saleor_punchout.documents.arrival import Arrival
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import Status
from saleor_punchout.flows import dispatch
from saleor_punchout.models import TradingPartner


def intake(partner: TradingPartner, saved: bytes, *, address: str | None, base_url: str) -> dispatch.Answer:
    """Our answer to a saved document: cXML, or an e-mail or MIME message with one, also compressed. An order that was
    stored waits in ``order`` for a worker."""
    return dispatch.answer(Arrival(saved), address=address, base_url=base_url, partner=partner)


def status_of(answer: dispatch.Answer) -> Status:
    """What an answer says."""
    if answer.http_status != 200:
        return Status(answer.http_status, "", answer.body.decode(), "en")
    status = read_envelope(guard.open_document(answer.body, Notes()).root, Notes()).status
    assert status is not None  # noqa: S101  # we wrote it
    return status
