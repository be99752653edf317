"""Which requests we read, and by whom: the one table from an element's name to its reader."""

from __future__ import annotations

from collections.abc import Callable, Collection

from saleor_punchout.documents.cxml.envelope import Envelope
from saleor_punchout.documents.cxml.order import read_order_request
from saleor_punchout.documents.cxml.punchout import read_setup_request
from saleor_punchout.documents.reading import Element, Notes
from saleor_punchout.documents.types import OrderRequest, ProfileRequest, PunchOutSetupRequest
from saleor_punchout.exceptions import NotSupported

Payload = ProfileRequest | PunchOutSetupRequest | OrderRequest

READERS: dict[str, Callable[[Element, Notes, Collection[str]], Payload]] = {
    "ProfileRequest": lambda element, notes, content_ids: ProfileRequest(),
    "PunchOutSetupRequest": lambda element, notes, content_ids: read_setup_request(element, notes),
    "OrderRequest": read_order_request,
}


def read_payload(envelope: Envelope, notes: Notes, content_ids: Collection[str] = ()) -> Payload:
    """What the sender wants. Raises :class:`NotSupported` for every request that is not in the table."""
    reader = READERS.get(envelope.kind) if envelope.body == "Request" else None
    if reader is None or envelope.payload is None:
        raise NotSupported(f"{envelope.kind[:60]} is not taken here; send {', '.join(READERS)}.")
    return reader(envelope.payload, notes, content_ids)
