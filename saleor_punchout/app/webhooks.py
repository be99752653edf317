"""A delivery of Saleor's, from its bytes to a piece of news that is known to be Saleor's and meant for us."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from saleor_punchout.exceptions import BadRequest, NotGenuine
from saleor_punchout.flows import events
from saleor_punchout.flows.installation import checked
from saleor_punchout.gateway.tokens import check_signature
from saleor_punchout.models import Installation, SaleorEvent


def take(installation: Installation, headers: Mapping[str, str], body: bytes) -> SaleorEvent | None:
    """Keep what a delivery tells; None where it came before.

    Raises :class:`NotGenuine` for what that Saleor did not send to us, :class:`BadRequest` for what it should not.
    """
    event = headers.get("Saleor-Event", "").upper()
    if event not in events.EVENTS:
        raise NotGenuine(f"{event[:60]!r} is no event that we asked for.")
    signature = headers.get("Saleor-Signature", "")
    checked(installation, lambda keys: check_signature(signature, body, keys))
    told = _read(body)
    # The headers are not signed, and every app of that Saleor gets bodies that are.
    if told.get("__typename") != event.title().replace("_", ""):
        raise NotGenuine(f"The body does not tell of {event}.")
    if not installation.app_id or told.get("recipient") != {"id": installation.app_id}:
        raise NotGenuine("The delivery is meant for another app.")
    # A delivery that Saleor repeats has the same bytes: they are made once, and tell event and moment.
    return events.receive(installation, event, told, hashlib.sha256(body).hexdigest())


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("The body is not JSON.") from None
    if not isinstance(told, dict):
        raise BadRequest("The body is no JSON object. Install the app again to mend its webhooks.")
    return told
