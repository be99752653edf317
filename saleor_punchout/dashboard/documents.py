"""Documents that came and went, also those that match no trading partner: where *nothing arrives* is answered."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from lxml import etree

from saleor_punchout.dashboard import callouts
from saleor_punchout.dashboard.access import screen
from saleor_punchout.dashboard.lists import page_of
from saleor_punchout.dashboard.rendering import show
from saleor_punchout.dashboard.words import REFUSED
from saleor_punchout.documents import guard
from saleor_punchout.documents.reading import Notes
from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.models import DocumentRecord, PurchaseOrder
from saleor_punchout.viewer import MANAGE_ORDERS, Viewer

SEARCHED = (
    "payload_id__icontains",
    "kind__icontains",
    "reason__icontains",
    "partner__name__icontains",
    "purchase_order__order_id__icontains",
)
LONGEST = 200_000
"""Characters of a document that a page shows. More makes browsers slow; the API gives all of it."""
CHOICES: dict[str, tuple[str, dict[str, Any]]] = {
    "refused": ("Refused", {"status__gte": REFUSED}),
    "held": ("Held orders", {"purchase_order__state": PurchaseOrder.State.HELD}),
    "unmatched": ("No trading partner", {"partner": None}),
    "in": ("Received", {"direction": DocumentRecord.Direction.IN}),
    "out": ("Sent", {"direction": DocumentRecord.Direction.OUT}),
}


@screen(MANAGE_ORDERS)
def documents(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, searched and filtered."""
    found = _filtered(viewer.documents(), request.GET)
    rows = found.select_related("partner", "purchase_order").defer("body", "answer")
    choices = [(name, label) for name, (label, _) in CHOICES.items()]
    context = {"page": page_of(rows, request.GET), "asked": request.GET, "choices": choices, "at": "documents"}
    return show(request, "documents.html", context)


def _filtered(documents: QuerySet[DocumentRecord], asked: QueryDict) -> QuerySet[DocumentRecord]:
    words, choice = asked.get("search", "").strip().replace("\0", ""), asked.get("only", "")
    if words:
        documents = documents.filter(Q(*((lookup, words) for lookup in SEARCHED), _connector=Q.OR))
    return documents.filter(**CHOICES[choice][1]) if choice in CHOICES else documents


@screen(MANAGE_ORDERS)
def document(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """One document, our answer to it, and what became of the order that it brought."""
    rows = viewer.documents().select_related("partner", "session", "purchase_order")
    found: DocumentRecord = get_object_or_404(rows, pk=pk)
    order = found.purchase_order
    context = {"document": found, "order": order, "callout": order and callouts.of_order(order), "at": "documents"}
    return show(request, "document.html", {**context, **_texts(found)})


@screen(MANAGE_ORDERS)
def body(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Only its text, for a page that shows several documents and fetches those that somebody opens."""
    found: DocumentRecord = get_object_or_404(viewer.documents(), pk=pk)
    return show(request, "document_body.html", {"document": found, **_texts(found)})


def _texts(document: DocumentRecord) -> dict[str, str]:
    """Both texts as people read them. Secrets were cut out before they were stored."""
    return {"body": indented(document.body), "answer": indented(document.answer)}


def indented(text: str) -> str:
    """The document in lines; what is long or is no cXML stays as it is stored, cut where it becomes too long."""
    if not 0 < len(text) <= LONGEST:
        return text[:LONGEST]
    try:
        opened = guard.open_document(text.encode(), Notes())
    except PunchOutError:
        return text
    etree.indent(opened.root)
    return etree.tostring(opened.root, encoding="unicode")
