"""One document of ours to a procurement system, and its answer as it came. Nothing here knows what either says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils.http import parse_header_parameters

from saleor_punchout.conf import settings
from saleor_punchout.exceptions import BuyerUnreachable
from saleor_punchout.gateway.reaching import Deadline, asked_to_wait, new_session, reaching

MAX_ANSWER = 1024 * 1024
LONGEST_WAIT = 24 * 60 * 60
"""Seconds that a Retry-After may ask for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP."""

    http_status: int
    body: bytes
    charset: str = ""
    """Of the content type; empty where that does not tell."""
    wait: timedelta = timedelta(0)
    """How long the receiver asks to be left alone."""


def post(url: str, document: bytes) -> Answer:
    """Send a document and read the answer, both within PUNCHOUT_BUYER_TIMEOUT seconds.

    A redirect is an answer, and never followed. Raises :class:`BuyerUnreachable` where no whole answer came, so that
    nobody knows whether the document arrived, and :class:`AddressForbidden` before anything is sent to an address
    inside our own network.
    """
    # A new session each time: no connection that the other side closed meanwhile, and no cookie of another partner.
    session = new_session(settings.buyer_timeout, private=settings.allow_private_endpoints)
    headers = {"Content-Type": "text/xml; charset=UTF-8", "Accept": "text/xml, application/xml"}
    with (
        reaching(_place(url), BuyerUnreachable, "PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS"),
        Deadline(settings.buyer_timeout),
        session,
        session.post(url, data=document, headers=headers, stream=True) as response,
    ):
        body = response.raw.read(MAX_ANSWER + 1, decode_content=True)
        if len(body) > MAX_ANSWER:
            raise BuyerUnreachable(f"The answer of {_place(url)} is longer than {MAX_ANSWER:,} bytes.")
        return Answer(
            http_status=response.status_code,
            body=body,
            charset=parse_header_parameters(response.headers.get("Content-Type", ""))[1].get("charset", ""),
            wait=asked_to_wait(response.headers.get("Retry-After", ""), LONGEST_WAIT),
        )


def _place(url: str) -> str:
    """Scheme and host: what else an address holds may be a password."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.hostname or ''}"
    except ValueError:
        return "The address"
