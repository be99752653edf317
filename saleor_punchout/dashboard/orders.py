"""Purchase orders: what came of each, what must be decided, what the buyer was told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from saleor_punchout import tasks
from saleor_punchout.caller import base_url
from saleor_punchout.dashboard.access import screen
from saleor_punchout.dashboard.callouts import Callout, of_order, refusal
from saleor_punchout.dashboard.lists import page_of
from saleor_punchout.dashboard.rendering import show
from saleor_punchout.dashboard.words import ORDERS
from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.flows import attachment, decision, transmission
from saleor_punchout.models import Attachment, DocumentRecord, PurchaseOrder, Transmission
from saleor_punchout.viewer import MANAGE_ORDERS, Viewer

SEARCHED = ("order_id__icontains", "saleor_order_number__iexact", "payload_id__iexact", "partner__name__icontains")
LONGEST_REASON = 1000


@screen(MANAGE_ORDERS)
def orders(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, searched and filtered."""
    rows = _filtered(viewer.purchase_orders(), request.GET).select_related("partner", "session")
    states = [(str(state), label.text) for state, label in ORDERS.items()]
    context = {"page": page_of(rows, request.GET), "asked": request.GET, "states": states, "at": "orders"}
    return show(request, "orders.html", context)


def _filtered(orders: QuerySet[PurchaseOrder], asked: QueryDict) -> QuerySet[PurchaseOrder]:
    words, state = asked.get("search", "").strip().replace("\0", ""), asked.get("state", "")
    if words:
        orders = orders.filter(Q(*((lookup, words) for lookup in SEARCHED), _connector=Q.OR))
    orders = orders.filter(state=state) if state in ORDERS else orders
    return orders.filter(alarms__settled_at=None, alarms__isnull=False).distinct() if asked.get("alarm") else orders


@screen(MANAGE_ORDERS, methods=("GET", "HEAD", "POST"))
def order(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """All about one version of an order. A POST does what its field ``do`` says, and shows what came of it.

    Both have one address, for the Dashboard remembers where somebody is.
    """
    rows = viewer.purchase_orders().select_related("partner", "session", "document")
    found: PurchaseOrder = get_object_or_404(rows, pk=pk)
    told = _done(request.POST, viewer, found) if request.method == "POST" else None
    context = {"order": found, "callout": told or of_order(found), "at": "orders", **_parts(found)}
    return show(request, "order.html", context)


def _done(asked: QueryDict, viewer: Viewer, order: PurchaseOrder) -> Callout | None:
    """Do what is asked; gives why it was not done."""
    act = ACTS.get(asked.get("do", ""))
    try:
        return act(asked, viewer, order) if act else refusal("This page knows no such wish. Reload it.")
    except PunchOutError as error:
        return refusal(error.message)


def _accept(asked: QueryDict, viewer: Viewer, order: PurchaseOrder) -> None:
    decision.accept(order)
    tasks.carry_out(order)


def _retry(asked: QueryDict, viewer: Viewer, order: PurchaseOrder) -> None:
    decision.retry(order)
    tasks.carry_out(order)


def _reject(asked: QueryDict, viewer: Viewer, order: PurchaseOrder) -> Callout | None:
    reason = asked.get("reason", "").strip()[:LONGEST_REASON]
    if not reason:
        return refusal("Say why: the buyer is told it.")
    decision.reject(order, reason)
    tasks.carry_out(order)
    return None


def _resend(asked: QueryDict, viewer: Viewer, order: PurchaseOrder) -> None:
    rows = viewer.transmissions().filter(purchase_order=order).select_related("partner__installation")
    number = asked.get("transmission", "")
    found: Transmission = get_object_or_404(rows, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)
    transmission.resend(found)
    tasks.wake(tasks.send_document, found.pk)


ACTS: dict[str, Callable[[QueryDict, Viewer, PurchaseOrder], Callout | None]] = {
    "accept": _accept,
    "retry": _retry,
    "reject": _reject,
    "resend": _resend,
}
"""What staff may do about an order, by what its buttons are called in forms."""


def _parts(order: PurchaseOrder) -> dict[str, Any]:
    thread = PurchaseOrder.objects.filter(partner=order.partner, order_id=order.order_id)
    versions = list(thread.order_by("-pk"))
    return {
        "versions": versions if len(versions) > 1 else [],
        "alarms": order.alarms.order_by(F("settled_at").desc(nulls_first=True), "-pk"),
        "attachments": _attachments(order),
        "transmissions": order.transmissions.select_related("document").defer("document__body", "document__answer"),
        "documents": _documents(order),
    }


def _attachments(order: PurchaseOrder) -> QuerySet[Attachment]:
    rows = Attachment.objects.filter(document=order.document_id).defer("content")
    return rows.annotate(size=Length("content")).order_by("pk")


def _documents(order: PurchaseOrder) -> QuerySet[DocumentRecord]:
    """Those that came, without their texts; the ones that went stand among the transmissions."""
    about = Q(purchase_order=order, transmission=None) | Q(pk=order.document_id)
    return DocumentRecord.objects.filter(about).defer("body", "answer").order_by("pk")


@screen(MANAGE_ORDERS)
def download(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Sends the browser on to the file: a link itself could not show who clicks it."""
    found: Attachment = get_object_or_404(viewer.attachments().defer("content"), pk=pk)
    return HttpResponse(headers={"HX-Redirect": attachment.link(found, base_url(request))})
