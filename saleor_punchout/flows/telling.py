"""A word about an order on its way into the outbox: whether it is news, what it replaces, and who says it to whom."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from urllib.parse import urlsplit

from django.db.models import QuerySet

from saleor_punchout.conf import settings
from saleor_punchout.documents import types
from saleor_punchout.documents.cxml.envelope import new_payload_id
from saleor_punchout.documents.cxml.fulfillment import (
    write_confirmation_request,
    write_ship_notice_request,
    write_status_update_request,
)
from saleor_punchout.documents.cxml.invoice import write_invoice_detail_request
from saleor_punchout.documents.fulfillment import (
    ConfirmationRequest,
    InvoiceDetailRequest,
    ShipNoticeRequest,
    StatusUpdateRequest,
)
from saleor_punchout.flows import transmission
from saleor_punchout.flows.endpoints import endpoint_of, outbound_credential
from saleor_punchout.models import Credential, PurchaseOrder, TradingPartner, Transmission

USER_AGENT = "saleor-punchout"
TIMES = ("notice_date",)
"""Fields that are no content: a document that differs in nothing else says nothing new."""
MAX_SUBJECT = 240
"""Characters; with what makes it a key it has room in its column. An invoice's number alone may have 255."""

Party = Credential.Party
Document = ConfirmationRequest | ShipNoticeRequest | InvoiceDetailRequest | StatusUpdateRequest
WRITERS: Mapping[str, Callable[..., bytes]] = {
    "ConfirmationRequest": write_confirmation_request,
    "ShipNoticeRequest": write_ship_notice_request,
    "InvoiceDetailRequest": write_invoice_detail_request,
    "StatusUpdateRequest": write_status_update_request,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that the buyer should have."""

    order: PurchaseOrder
    document: Document
    about: str
    """What it is about, within its order: later documents about the same replace it."""
    followup: str = ""
    is_final: bool = False
    """Said once: what changes afterwards is told otherwise."""
    credits: str = ""
    """``about`` of the invoice that this one gives back a part of."""
    returned: Mapping[str, int] = field(default_factory=dict)
    """Quantities of a credit memo, by id of the order's line."""

    @property
    def kind(self) -> str:
        return type(self.document).__name__

    @property
    def subject(self) -> str:
        return self.subject_of(self.about)

    def subject_of(self, about: str) -> str:
        subject = ":".join(filter(None, [self.kind, self.order.order_id, about]))
        return subject if len(subject) <= MAX_SUBJECT else f"{subject[: MAX_SUBJECT - 33]}~{_hash(subject)}"

    @property
    def endpoint(self) -> str:
        return endpoint_of(self.order.partner, self.kind, self.followup)


def header_of(partner: TradingPartner) -> types.Header | None:
    """Who speaks to whom: the buyer's own documents the other way round. None where the partner has no identity, or we
    have none to it. The Sender's secret is put in when a document is sent."""
    parties: dict[str, dict[tuple[str, str], types.Credential]] = {}
    for one in partner.credentials.valid():
        name = (one.domain, one.identity)  # twice during a rotation
        parties.setdefault(one.party, {})[name] = types.Credential(*name)
    ours, theirs = parties.get(Party.TO), parties.get(Party.FROM)
    if not ours or not theirs:
        return None
    outbound = outbound_credential(partner)
    sender = replace(outbound, shared_secret=None) if outbound else next(iter(ours.values()))
    return types.Header(tuple(ours.values()), tuple(theirs.values()), (sender,), USER_AGENT)


def put(draft: Draft, header: types.Header) -> Transmission | None:
    """Queue the document in the caller's transaction; None where the buyer was told, or nobody asked to be."""
    last, digest = _said(draft, draft.about).first(), _digest(draft.document)
    if last is not None and (draft.is_final or last.key.endswith(f":{digest}")):
        return None
    document = _placed(draft)
    if document is None:
        return None
    payload_id = new_payload_id(_host(draft.order.partner))
    return transmission.queue(
        draft.order.partner,
        draft.kind,
        key=f"{draft.subject}:{last.pk if last else 0}:{digest}",
        subject=draft.subject,
        payload_id=payload_id,
        body=_write(draft, payload_id, header, document),
        endpoint=draft.endpoint,
        purchase_order=draft.order,
    )


def _said(draft: Draft, about: str) -> QuerySet[Transmission]:
    """What was queued of that kind about it, the last one first."""
    subject = draft.subject_of(about)
    return Transmission.objects.filter(partner=draft.order.partner_id, subject=subject).order_by("-pk")


def _arriving(draft: Draft, about: str) -> str:
    """payloadID of the last one that another can stand on; empty where there is none. A dead document never came there,
    so there is nothing to replace, to delete or to credit."""
    alive = _said(draft, about).exclude(state=Transmission.State.DEAD)
    return alive.values_list("document__payload_id", flat=True).first() or ""


def _placed(draft: Draft) -> Document | None:
    """The document with a reference to the one that it stands on; None where there is none to stand on."""
    document = draft.document
    if isinstance(document, InvoiceDetailRequest):
        if not draft.credits:
            return document
        billed = _arriving(draft, draft.credits)
        return replace(document, replaces=billed) if billed else None
    if isinstance(document, StatusUpdateRequest):
        return document
    former = _arriving(draft, draft.about)
    if not former:
        return None if document.operation == "delete" else document
    operation = "delete" if document.operation == "delete" else "update"
    return replace(document, operation=operation, replaces=former)


def _digest(document: Document) -> str:
    told = {name: value for name, value in asdict(document).items() if name not in TIMES}
    return _hash(json.dumps(told, sort_keys=True, default=str))


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _write(draft: Draft, payload_id: str, header: types.Header, document: Document) -> bytes:
    declared = draft.order.partner.procurement_system.cxml.dtd_versions.get(draft.kind)
    version = {"dtd_version": declared} if declared else {}
    return WRITERS[draft.kind](payload_id, header, document, is_test=draft.order.is_test, **version)


def _host(partner: TradingPartner) -> str:
    """Behind the @ of a payloadID: ours as far as anybody told us."""
    return urlsplit(settings.public_url or partner.storefront_url).hostname or "localhost"
