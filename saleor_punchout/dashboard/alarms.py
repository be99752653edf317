"""What a person must look at, above the first page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from saleor_punchout.dashboard.access import screen
from saleor_punchout.dashboard.rendering import show
from saleor_punchout.flows import alarm
from saleor_punchout.models import Alarm
from saleor_punchout.viewer import MANAGE_ORDERS, Viewer

SHOWN = 5


def open_alarms(viewer: Viewer) -> dict[str, Any]:
    """The newest ones, and how many more there are."""
    rows = viewer.alarms().filter(settled_at=None).select_related("partner", "purchase_order", "transmission")
    alarms = list(rows[:SHOWN])
    for one in alarms:
        one.about = one.purchase_order_id or (one.transmission and one.transmission.purchase_order_id)
    return {"alarms": alarms, "more": max(rows.count() - SHOWN, 0)}


@screen(MANAGE_ORDERS, methods=("POST",))
def settle(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Somebody has seen to it; shows those that are left."""
    found: Alarm = get_object_or_404(viewer.alarms().select_related("installation"), pk=pk)
    alarm.settle(found.code, found.subject, found.installation)
    return show(request, "alarms.html", open_alarms(viewer))
