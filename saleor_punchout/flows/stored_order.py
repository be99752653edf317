"""A purchase order that came, read again from the document that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from saleor_punchout.documents import guard
from saleor_punchout.documents.arrival import comparable_id
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.cxml.payloads import read_payload
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import Comment, OrderRequest
from saleor_punchout.models import PurchaseOrder


def read_stored(order: PurchaseOrder) -> tuple[OrderRequest, Notes]:
    """What the buyer wrote, and what was odd about it. Comments name the files that came along, which the document
    calls by numbers of its own."""
    notes = Notes()
    opened = guard.open_document(order.document.body.encode(), notes)
    payload = read_payload(read_envelope(opened.root, notes), notes)
    assert isinstance(payload, OrderRequest)  # noqa: S101  # what was stored as an order is one
    files = {comparable_id(one): name for one, name in order.document.attachments.values_list("content_id", "filename")}
    return _naming(payload, files) if files else payload, notes


def _naming(request: OrderRequest, files: Mapping[str, str]) -> OrderRequest:
    def named(url: str) -> str:
        scheme, _, content_id = url.partition(":")
        return files.get(comparable_id(content_id), url) if scheme.lower() == "cid" else url

    def all_named(comments: tuple[Comment, ...]) -> tuple[Comment, ...]:
        return tuple(one._replace(attachments=tuple(map(named, one.attachments))) for one in comments)

    items = tuple(item._replace(comments=all_named(item.comments)) if item.comments else item for item in request.items)
    return replace(request, comments=all_named(request.comments), items=items)
