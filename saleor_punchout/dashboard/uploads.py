"""Orders from files: for buyers whose system sends none, or sends them by e-mail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from saleor_punchout import tasks
from saleor_punchout.caller import address_of, base_url
from saleor_punchout.dashboard.access import screen
from saleor_punchout.dashboard.callouts import refusal, taken
from saleor_punchout.dashboard.rendering import show
from saleor_punchout.dashboard.words import REFUSED
from saleor_punchout.documents.guard import ORDER_LIMIT
from saleor_punchout.flows import upload as flow
from saleor_punchout.models import TradingPartner
from saleor_punchout.viewer import MANAGE_ORDERS, Viewer


@screen(MANAGE_ORDERS, methods=("GET", "HEAD", "POST"))
def upload(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form; a POST takes the file in and tells what a procurement system would have been told."""
    context = {"at": "orders", "partners": viewer.partners().filter(is_active=True).order_by("name")}
    if request.method == "POST":
        context |= _taken_in(request, viewer)
    return show(request, "upload.html", context)


def _taken_in(request: HttpRequest, viewer: Viewer) -> dict[str, object]:
    slug, file = request.POST.get("partner", "").replace("\0", ""), request.FILES.get("file")
    asked = {"slug": slug}
    if not slug or file is None:
        return {**asked, "callout": refusal("Choose the trading partner and a file.")}
    partner: TradingPartner = get_object_or_404(viewer.partners().select_related("installation"), slug=slug)
    saved = file.read(ORDER_LIMIT + 1)
    answer = flow.intake(partner, saved, address=address_of(request), base_url=base_url(request))
    status = flow.status_of(answer)
    if status.code >= REFUSED:
        return {**asked, "callout": refusal(status.message)}
    tasks.carry_out(answer.order)
    return {**asked, "order": answer.order, "callout": taken(answer.order)}
