"""The record of what came and went. Secrets are cut out here, before anything is stored.

A document that cannot be parsed is recorded by its length and hash alone, for what cannot be parsed cannot be freed of
secrets.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from saleor_punchout.conf import settings
from saleor_punchout.documents import types
from saleor_punchout.documents.arrival import Attachment as ArrivedAttachment
from saleor_punchout.documents.cxml.envelope import Envelope
from saleor_punchout.documents.guard import Opened
from saleor_punchout.documents.reading import Element, Notes
from saleor_punchout.documents.redaction import redacted
from saleor_punchout.exceptions import CartRefused, LinkSpent, PunchOutError
from saleor_punchout.models import Attachment, DocumentRecord, Installation, PurchaseOrder, TradingPartner

logger = logging.getLogger(__name__)

Direction = DocumentRecord.Direction
FORGOTTEN_AT_ONCE = 500


MAX_STRANGER = 16 * 1024
"""Characters kept of a document that no trading partner sent."""


@dataclass(slots=True)
class Exchange:
    """One inbound document while it is being answered."""

    body: bytes
    address: str | None
    notes: Notes = field(default_factory=Notes)
    started: float = field(default_factory=time.perf_counter)
    opened: Opened | None = None
    envelope: Envelope | None = None
    kind: str = ""
    """Of a call that has no envelope to tell it."""
    said: str = ""
    """What the call says, without its secrets. That of XML is known when its record is made."""
    secrets: tuple[str, ...] = ()
    """Those that stand elsewhere than in a header."""
    installation: Installation | None = None
    """The Saleor whose partner was called, also where the call was refused."""
    partner: TradingPartner | None = None
    order: PurchaseOrder | None = None
    """The order that this document brought, for whoever wakes the worker."""
    attachments: tuple[ArrivedAttachment, ...] = ()

    def as_record(self, status: int, reason: str, answer: bytes) -> DocumentRecord:
        """The row of this document and of our answer, which must hold no secret. The tree is spent afterwards."""
        return DocumentRecord(
            direction=Direction.IN,
            partner=self.partner,
            installation=None if self.partner else self.installation,
            kind=self.kind or (self.envelope.kind[:60] if self.envelope else ""),
            payload_id=self.envelope.payload_id[:255] if self.envelope else "",
            body=self._told(),
            size=len(self.body),
            sha256=hashlib.sha256(self.body).hexdigest(),
            address=self.address,
            status=status,
            answer=answer.decode(),
            reason=reason,
            remarks=self.remarks(),
            duration_ms=round(1000 * (time.perf_counter() - self.started)),
        )

    def record_refusal(self, status: int, reason: str, answer: bytes) -> None:
        """Store the row of a document that is refused. Where even the journal fails, the log keeps the cause: the
        sender must get its answer."""
        try:
            self.as_record(status, reason, answer).save(force_insert=True)
        except Exception:
            logger.exception("A refusal could not be recorded: %s %s", status, reason)

    def _told(self) -> str:
        """The document without its secrets. A stranger's is cut, for anybody may send one, as often as he likes."""
        if self.opened:
            names = self.opened.names
            self.said = redacted(self._given_up(self.opened), self._secrets(), names)
        return self.said if self.partner else self.said[:MAX_STRANGER]

    def _given_up(self, opened: Opened) -> Element:
        """The tree, which ends with its last reader: it takes eight times the memory of its text."""
        self.opened = None
        return opened.root

    def remarks(self) -> list[dict[str, str]]:
        return [{"code": remark.code, "message": remark.message} for remark in self.notes.remarks]

    def _secrets(self) -> list[str]:
        header = self.envelope.header if self.envelope else None
        parties: Sequence[types.Credential] = (*header.from_, *header.to, *header.sender) if header else ()
        return [*self.secrets, *(credential.shared_secret for credential in parties if credential.shared_secret)]


def keep_attachments(document_id: int, attachments: Sequence[ArrivedAttachment]) -> None:
    """Store the MIME parts that came with a document, none of them twice: one that comes again may bring what was
    missing at first."""
    stored = Attachment.objects.filter(document=document_id)
    kept = set(map(bytes, stored.values_list("content", flat=True))) if attachments else ()
    Attachment.objects.bulk_create(
        Attachment(
            document_id=document_id,
            content_id=_printable(part.content_id)[:250],
            filename=part.filename,
            content_type=_printable(part.content_type)[:100],
            content=part.content,
        )
        for part in attachments
        if part.content not in kept
    )


def _printable(words: str) -> str:
    """A word of a MIME header without control characters: PostgreSQL keeps no NUL."""
    return "".join(character for character in words if character.isprintable())


def sent(kind: str, payload_id: str, body: str, **links: Any) -> DocumentRecord:
    """The row of a document of ours, which holds no secret."""
    return DocumentRecord(
        direction=Direction.OUT,
        kind=kind,
        payload_id=payload_id,
        body=body,
        size=len(body),
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        **links,
    )


def refused(kind: str, reason: str, *, status: int, address: str | None, **links: Any) -> None:
    """Record a call that was turned away and is no document of a procurement system: a webhook, a registration, a code.

    Only the reason is kept: whoever was turned away could send anything.
    """
    DocumentRecord.objects.create(
        direction=Direction.IN, kind=kind, reason=reason, status=status, address=address, **links
    )


def turned_away(kind: str, error: PunchOutError, address: str | None) -> None:
    """Record a link, a code or a cart that was refused, with the visit that it belongs to. An empty cart is no news."""
    if not isinstance(error, LinkSpent | CartRefused) or getattr(error, "code", "") == "EMPTY_CART":
        return
    session: Any = error.session
    partner = session.partner if session else None
    refused(kind, error.message, status=error.status, address=address, session=session, partner=partner)


def link(document: DocumentRecord, order: PurchaseOrder) -> None:
    """Tie a stored document to the order that it brought, and store its text."""
    document.purchase_order = order
    document.save(update_fields=["purchase_order", "body"])


def forget_unmatched() -> None:
    """Delete what no trading partner sent, after the days that the settings allow."""
    before = timezone.now() - timedelta(days=settings.unmatched_days)
    old = DocumentRecord.objects.filter(partner=None, created_at__lt=before).values_list("pk", flat=True)
    # By numbers and a few at once: Django fetches what it deletes, and a body may have a quarter of a megabyte.
    DocumentRecord.objects.only("pk").filter(pk__in=list(old[:FORGOTTEN_AT_ONCE])).delete()
