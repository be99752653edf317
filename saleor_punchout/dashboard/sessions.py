"""Sessions: who punched out, how far they came, and why no further."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from saleor_punchout.dashboard.access import screen
from saleor_punchout.dashboard.alarms import open_alarms
from saleor_punchout.dashboard.callouts import callout_of
from saleor_punchout.dashboard.lists import page_of
from saleor_punchout.dashboard.rendering import show
from saleor_punchout.dashboard.timeline import timeline
from saleor_punchout.dashboard.words import SESSIONS, troubles
from saleor_punchout.flows import extrinsics
from saleor_punchout.models import DocumentRecord, PunchOutSession, PurchaseOrder
from saleor_punchout.viewer import MANAGE_ORDERS, Viewer

SEARCHED = ("key__iexact", "user_email__icontains", "user_name__icontains", "partner__name__icontains")
SEARCHED_ORDERS = ("order_id__icontains", "saleor_order_number__iexact", "payload_id__iexact")


@screen(MANAGE_ORDERS)
def sessions(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, searched and filtered."""
    found = _filtered(viewer.sessions(), request.GET)
    rows = found.select_related("partner", "cart").prefetch_related("purchase_orders")
    context = {"page": page_of(rows, request.GET), "asked": request.GET, "states": _choices(), "at": "sessions"}
    if request.headers.get("HX-Target") != "list":  # of a search only the list is shown
        context |= open_alarms(viewer)
    return show(request, "sessions.html", context)


def _filtered(sessions: QuerySet[PunchOutSession], asked: QueryDict) -> QuerySet[PunchOutSession]:
    words = asked.get("search", "").strip().replace("\0", "")
    if words:
        orders = PurchaseOrder.objects.filter(_any(SEARCHED_ORDERS, words)).values("session")
        sessions = sessions.filter(_any(SEARCHED, words) | Q(pk__in=orders))
    sessions = _in_state(sessions, asked.get("state", ""))
    return sessions.filter(is_test=True) if asked.get("test") else sessions


def _choices() -> list[tuple[str, str]]:
    states = [(str(state), label.text) for state, label in SESSIONS.items()]
    return states + [(name, label.text) for name, (label, _) in troubles().items()]


def _in_state(sessions: QuerySet[PunchOutSession], state: str) -> QuerySet[PunchOutSession]:
    """Those of a state, or of a trouble; what is in trouble is found under that name alone."""
    lookups = {name: lookup for name, (_, lookup) in troubles().items()}
    if state in lookups:
        return sessions.filter(lookups[state])
    if state in SESSIONS:
        return sessions.filter(state=state).exclude(Q(*lookups.values(), _connector=Q.OR))
    return sessions


def _any(lookups: tuple[str, ...], words: str) -> Q:
    return Q(*((lookup, words) for lookup in lookups), _connector=Q.OR)


@screen(MANAGE_ORDERS)
def session(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """All about one."""
    found: PunchOutSession = get_object_or_404(viewer.sessions().select_related("partner", "cart", "parent"), key=key)
    return show(request, "session.html", {"session": found, "at": "sessions", **_parts(found)})


def _parts(session: PunchOutSession) -> dict[str, Any]:
    cart, orders = getattr(session, "cart", None), list(session.purchase_orders.all())
    return {
        "cart": cart,
        "orders": orders,
        "warnings": cart.warnings if cart else session.warnings,
        "children": session.children.order_by("pk"),
        "passed_on": extrinsics.metadata(session.partner, session.extrinsics),
        "documents": _documents(session),
        "callout": callout_of(session, orders),
        "moments": timeline(session, cart, orders),
    }


def _documents(session: PunchOutSession) -> QuerySet[DocumentRecord]:
    """Those of the visit and of its orders, without their texts, as they came and went."""
    about = Q(session=session) | Q(purchase_order__session=session)
    return DocumentRecord.objects.filter(about).defer("body", "answer").order_by("pk")
