"""An authenticated request on its way to its handler."""

from __future__ import annotations

from dataclasses import dataclass

from saleor_punchout.documents.cxml.envelope import Envelope
from saleor_punchout.documents.cxml.payloads import Payload
from saleor_punchout.documents.types import Header
from saleor_punchout.flows.journal import Exchange
from saleor_punchout.models import TradingPartner


@dataclass(slots=True)
class Call:
    """What a handler needs, and nothing of HTTP."""

    exchange: Exchange
    envelope: Envelope
    header: Header
    payload: Payload
    """What the handler reads, and may give up when it has: the lines of a large order take much room."""
    partner: TradingPartner
    base_url: str
    """Where the caller reached us, without a slash at its end."""
    payload_id: str
    """Of our answer."""
