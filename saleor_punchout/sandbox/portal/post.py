"""The post room: sends documents, reads answers, and keeps a copy of everything without its secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import requests
from django.conf import settings

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import Envelope, read_envelope
from saleor_punchout.documents.reading import Element, Notes
from saleor_punchout.documents.redaction import MASK, redacted
from saleor_punchout.documents.types import Status
from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.sandbox.portal.buyers import Buyer
from saleor_punchout.sandbox.portal.errors import NoAnswer, Refused
from saleor_punchout.sandbox.portal.models import Message, Requisition

TIMEOUT = 15
"""Seconds; real systems wait for up to a minute."""
MAX_KEPT = 4_000
"""Characters kept of an answer that is no cXML."""

Listener = Callable[[str, bytes], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """While this lasts, ``listener`` gets the name and the masked bytes of every document that goes or comes."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@dataclass(frozen=True, slots=True)
class Answer:
    """The supplier's answer."""

    status: Status
    payload: Element | None
    """None where there is only the status, as with every order."""

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status.code < 300

    def require_ok(self) -> Answer:
        """The answer itself. Raises :class:`Refused` where it is a refusal."""
        if not self.is_ok:
            raise Refused(self.status)
        return self


def send(document: bytes, kind: str, buyer: Buyer, requisition: Requisition | None = None) -> Answer:
    """POST one document and read the answer, whatever it says. Raises :class:`NoAnswer` where none can be read."""
    sent = Message(requisition=requisition, buyer_key=buyer.key)
    keep(sent, Message.Direction.OUT, kind, document, buyer.secret)
    received = Message(requisition=requisition, buyer_key=buyer.key)
    try:
        response = _post(document)
        received.http_status = response.status_code
        envelope = _read(response)
    except NoAnswer as error:
        received.reason = str(error)
        keep(received, Message.Direction.IN, "", response.content if received.http_status else b"", buyer.secret)
        raise
    status = envelope.status or Status(0, "no Status")
    received.status, received.reason = status.code, f"{status.text} {status.message}".strip()
    keep(received, Message.Direction.IN, envelope.kind, response.content, buyer.secret)
    return Answer(status, envelope.payload)


def http_post(path: str, body: bytes, headers: Mapping[str, str], timeout: int) -> requests.Response:
    """One POST to the process of the demo. A proxy that the machine may have does not lead there."""
    with requests.Session() as session:
        session.trust_env = False
        address = f"{settings.PUNCHOUT_DEMO_URL}{path}"
        return session.post(address, data=body, headers=dict(headers), timeout=timeout, allow_redirects=False)


def _post(document: bytes) -> requests.Response:
    try:
        return http_post("/cxml", document, {"Content-Type": "text/xml; charset=UTF-8"}, TIMEOUT)
    except requests.Timeout:
        raise NoAnswer(f"The supplier did not answer within {TIMEOUT} seconds.") from None
    except requests.RequestException:
        raise NoAnswer("The supplier cannot be reached.") from None


def _read(response: requests.Response) -> Envelope:
    try:
        envelope = read_envelope(guard.open_document(response.content, Notes()).root, Notes())
    except PunchOutError:
        raise NoAnswer(f"The supplier's answer is not cXML (HTTP {response.status_code}).") from None
    if response.status_code != requests.codes.ok or envelope.body != "Response":
        raise NoAnswer(f"The supplier's answer is no cXML Response (HTTP {response.status_code}).")
    return envelope


def keep(message: Message, direction: str, kind: str, document: bytes, secret: str = "") -> Message:
    """Store a copy without secrets and show it to whoever listens."""
    message.direction, message.kind, message.body = direction, kind, masked(document, secret)
    message.save()
    listener = _listener.get()
    if listener:
        listener(kind or "unreadable", message.body.encode())
    return message


def masked(document: bytes, secret: str = "") -> str:
    """The document as text, with its document type and without its secrets; what is not cXML is cut short."""
    try:
        opened = guard.open_document(document, Notes())
    except PunchOutError:
        text = document[:MAX_KEPT].decode(errors="replace").replace("\x00", "\ufffd")  # PostgreSQL takes no NUL
        return text.replace(secret, MASK) if secret else text
    return f"{opened.doctype}\n{redacted(opened.root, [secret])}".lstrip()
