"""Where a trading partner takes our documents, and how we name ourselves there."""

from __future__ import annotations

from urllib.parse import urlsplit

from saleor_punchout import vault
from saleor_punchout.documents import types
from saleor_punchout.models import Credential, TradingPartner

STATUS_UPDATE = "StatusUpdateRequest"
MAX_ADDRESS = 500
"""Characters that a transmission keeps of it."""


def endpoint_of(partner: TradingPartner, kind: str, followup: str = "") -> str:
    """Where the partner takes documents of that kind; empty: they are not sent.

    ``followup`` is the URL that an order asks its status to be sent to. A document may name any address; only those
    below an origin that staff wrote down are called.
    """
    own = str(partner.endpoints.get(kind) or "")
    if kind != STATUS_UPDATE or not followup or len(followup) > MAX_ADDRESS:
        return own
    known = {_origin(url) for url in partner.endpoints.values()}
    return followup if _origin(followup) in known - {""} else own


def _origin(url: str) -> str:
    """Scheme, host and port; empty for what is no address that a document could be sent to."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("https", "http") and parts.hostname and parts.port != 0
    except ValueError:
        return ""
    written = url.isascii() and url.isprintable() and " " not in url and "\\" not in url and "@" not in parts.netloc
    return f"{parts.scheme}://{parts.netloc.lower()}" if is_address and written else ""


def outbound_credential(partner: TradingPartner) -> types.Credential | None:
    """How we name ourselves to the partner's endpoints, with our secret there; the newest that is valid now. None where
    staff wrote none, and the document keeps the Sender that it was written with."""
    row = partner.credentials.valid().filter(party=Credential.Party.OUTBOUND).order_by("pk").last()
    if row is None:
        return None
    secret = vault.unseal(row.sealed_secret) if row.sealed_secret else None
    return types.Credential(row.domain, row.identity, shared_secret=secret)
