"""What stands beside, or opens above, a page of the Dashboard itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from saleor_punchout.dashboard.access import screen
from saleor_punchout.dashboard.rendering import show
from saleor_punchout.viewer import MANAGE_ORDERS, Viewer

LATEST = 10


@screen(MANAGE_ORDERS, mount="widget")
def order(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The purchase order that became the Saleor order of ``orderId``; another order says that it came otherwise."""
    orders = viewer.purchase_orders().select_related("partner", "session")
    asked = _id(request, "orderId")
    found = orders.filter(saleor_order_id=asked).order_by("-pk").first() if asked else None
    return show(request, "order_widget.html", {"order": found})


@screen(MANAGE_ORDERS, mount="popup")
def customer(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The latest sessions of the customer of ``customerId``."""
    asked = _id(request, "customerId")
    sessions = viewer.sessions().filter(customer_id=asked) if asked else viewer.sessions().none()
    latest = sessions.select_related("partner", "cart").prefetch_related("purchase_orders").order_by("-pk")[:LATEST]
    return show(request, "customer_popup.html", {"sessions": latest})


def _id(request: HttpRequest, name: str) -> str:
    """A global id of Saleor's; PostgreSQL would not take a NUL."""
    return request.GET.get(name, "").replace("\0", "")
