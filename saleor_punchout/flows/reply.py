"""What a procurement system's answer to a document of ours means: taken, refused, or to be sent again.

A cXML Status decides, and only where there is none the status of HTTP: 200 with a Status of 500 is a failure, and 200
without cXML, a page of a proxy perhaps, tells nothing. Status codes: cXML User's Guide, "Status"; 4xx is final, 5xx is
not. What is kept of an answer has passed the guard and holds no secret.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import timedelta

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import Envelope, read_envelope
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.redaction import redacted
from saleor_punchout.documents.types import Status
from saleor_punchout.exceptions import DocumentError, GatewayError
from saleor_punchout.gateway.delivery import MAX_ANSWER, Answer

PASSING = frozenset({408, 425, 429})
"""Refusals that time mends: too slow, too early, too many."""
CONFLICT = 409
_KNOWN_THERE = re.compile(
    r"duplicate|already\s+(?:been\s+)?(?:received|processed|exist|accepted|posted)", re.IGNORECASE
)
MAX_MESSAGE = 1000


class Outcome(enum.StrEnum):
    TAKEN = "taken"
    REFUSED = "refused"
    FAILED = "failed"
    """Nobody knows whether it arrived, or it may be taken later: it is sent again."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, or that there was none."""

    outcome: Outcome
    message: str
    """One or more sentences for staff."""
    http_status: int | None = None
    status: int | None = None
    """Of cXML."""
    text: str = ""
    """The answer without secrets; empty where it was no cXML."""
    wait: timedelta = timedelta(0)


def no_answer(error: GatewayError) -> Reply:
    """The document may have arrived all the same."""
    return Reply(Outcome.FAILED, error.message)


def read_reply(answer: Answer, secret: str, *, is_repeated: bool) -> Reply:
    """What the answer means. ``secret`` is the one that was shown; ``is_repeated`` says that an earlier attempt may
    have arrived."""
    text, status = _read(answer, secret)
    if status is None or (status.code < 300 <= answer.http_status):
        outcome = _outcome(answer.http_status, "", is_repeated) if answer.http_status >= 400 else Outcome.FAILED
        message = f"HTTP {answer.http_status} without an answer in cXML."
        if 300 <= answer.http_status < 400:
            message = f"HTTP {answer.http_status}, a redirect, which is not followed. Write the final address."
        return Reply(outcome, message, answer.http_status, None, text, answer.wait)
    told = _told(status)
    outcome = _outcome(status.code, told, is_repeated)
    return Reply(outcome, told, answer.http_status, status.code, text, answer.wait)


def _outcome(code: int, told: str, is_repeated: bool) -> Outcome:
    if code == CONFLICT:
        return _conflict(told, is_repeated)
    if 200 <= code < 300:
        return Outcome.TAKEN
    return Outcome.REFUSED if 400 <= code < 500 and code not in PASSING else Outcome.FAILED


def _conflict(told: str, is_repeated: bool) -> Outcome:
    """A document that arrived before, its answer lost, is known there under its payloadID, and some systems call that
    a conflict. One that never can have arrived is confused with another; a conflict of another kind may be a lock."""
    if _KNOWN_THERE.search(told):
        return Outcome.TAKEN if is_repeated else Outcome.REFUSED
    return Outcome.REFUSED if is_repeated else Outcome.FAILED


def _read(answer: Answer, secret: str) -> tuple[str, Status | None]:
    """The answer's text and its Status, both without ``secret``, which careless systems echo."""
    try:
        opened = guard.open_document(answer.body, Notes(), charset=answer.charset, limit=MAX_ANSWER)
        text = redacted(opened.root, [secret] if secret else [])
        envelope = _envelope(text)
    except DocumentError:
        return "", None
    return (text, envelope.status) if envelope.body == "Response" else ("", None)


def _envelope(text: str) -> Envelope:
    return read_envelope(guard.open_document(text.encode(), Notes()).root, Notes())


def _told(status: Status) -> str:
    words = f"{status.code} {status.text}" + (f": {status.message}" if status.message else "")
    return "".join(one if one.isprintable() else " " for one in words)[:MAX_MESSAGE]
