"""Sessions: who punched out, how far they came, and why no further."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from saleor_punchout.dashboard.access import screen
from saleor_punchout.dashboard.callouts import callout_of
from saleor_punchout.dashboard.lists import page_of
from saleor_punchout.dashboard.rendering import show
from saleor_punchout.dashboard.timeline import timeline
from saleor_punchout.dashboard.words import SESSIONS
from saleor_punchout.models import DocumentRecord, PunchOutSession, PurchaseOrder
from saleor_punchout.viewer import MANAGE_ORDERS, Viewer

SEARCHED = ("key__iexact", "user_email__icontains", "user_name__icontains", "partner__name__icontains")
SEARCHED_ORDERS = ("order_id__icontains", "saleor_order_number__iexact", "payload_id__iexact")
CHOICES = [(str(state), label.text) for state, label in SESSIONS.items()]


@screen(MANAGE_ORDERS)
def sessions(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, searched and filtered."""
    found = _filtered(viewer.sessions(), request.GET)
    rows = found.select_related("partner", "cart").prefetch_related("purchase_orders")
    context = {"page": page_of(rows, request.GET), "asked": request.GET, "states": CHOICES, "at": "sessions"}
    return show(request, "sessions.html", context)


def _filtered(sessions: QuerySet[PunchOutSession], asked: QueryDict) -> QuerySet[PunchOutSession]:
    words, state = asked.get("search", "").strip().replace("\0", ""), asked.get("state", "")
    if words:
        orders = PurchaseOrder.objects.filter(_any(SEARCHED_ORDERS, words)).values("session")
        sessions = sessions.filter(_any(SEARCHED, words) | Q(pk__in=orders))
    if state in SESSIONS:
        sessions = sessions.filter(state=state)
    return sessions.filter(is_test=True) if asked.get("test") else sessions


def _any(lookups: tuple[str, ...], words: str) -> Q:
    return Q(*((lookup, words) for lookup in lookups), _connector=Q.OR)


@screen(MANAGE_ORDERS)
def session(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """All about one."""
    found: PunchOutSession = get_object_or_404(viewer.sessions().select_related("partner", "cart"), key=key)
    return show(request, "session.html", {"session": found, "at": "sessions", **_parts(found)})


def _parts(session: PunchOutSession) -> dict[str, Any]:
    cart, orders = getattr(session, "cart", None), list(session.purchase_orders.all())
    return {
        "cart": cart,
        "orders": orders,
        "documents": _documents(session),
        "callout": callout_of(session, orders),
        "moments": timeline(session, cart, orders),
    }


def _documents(session: PunchOutSession) -> QuerySet[DocumentRecord]:
    """Those of the visit and of its orders, without their texts, as they came and went."""
    about = Q(session=session) | Q(purchase_order__session=session)
    return DocumentRecord.objects.filter(about).defer("body", "answer").order_by("pk")
