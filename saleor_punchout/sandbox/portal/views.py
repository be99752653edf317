"""The portal's pages: a form in, an errand, a redirect to the requisition; a failed errand leaves its words there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from saleor_punchout.sandbox.portal import inbox, procurement, standing
from saleor_punchout.sandbox.portal.buyers import BUYERS
from saleor_punchout.sandbox.portal.errors import ProcurementError
from saleor_punchout.sandbox.portal.forms import read_approval
from saleor_punchout.sandbox.portal.models import Message, Requisition
from saleor_punchout.sandbox.portal.steps import steps_of

State = Requisition.State
PAGE = 50


@require_GET
@csrf_protect
def home(request: HttpRequest) -> HttpResponse:
    """The demo's front page."""
    return _page(request, "home.html", {"buyers": BUYERS.values(), "recent": _listed()[:5]})


@require_GET
@csrf_protect
def requisitions(request: HttpRequest) -> HttpResponse:
    return _page(request, "requisitions.html", {"requisitions": _listed()[:PAGE], "buyers": BUYERS.values()})


def _listed() -> Any:
    """Requisitions of the companies that there are: a company that was taken out of the demo is out of the list."""
    return Requisition.objects.filter(buyer_key__in=BUYERS)


@require_POST
@csrf_protect
def create(request: HttpRequest) -> HttpResponse:
    buyer = BUYERS.get(request.POST.get("buyer", ""))
    if buyer is None:
        raise Http404("No such company.")
    return _to(procurement.new_requisition(buyer))


@require_GET
@csrf_protect
def requisition(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(pk)
    order = standing.find_order(found) if found.state == State.ORDERED else None
    is_awaited = found.state == State.ORDERED and order is None and standing.is_awaited(found)
    context = {
        "requisition": found,
        "steps": steps_of(found),
        "order": order,
        "is_awaited": is_awaited,
        "told": found.messages.filter(kind__in=inbox.WORDS, direction=Message.Direction.IN),
    }
    return _page(request, "requisition.html", context)


@require_POST
@csrf_protect
def punch_out(request: HttpRequest, pk: int) -> HttpResponse:
    """To the supplier's start page, in whatever window the form names."""
    found = _find(pk)
    failed = _run(found, partial(procurement.punch_out, found.buyer, found))
    return failed or _see_other(found.start_page)


@require_POST
@csrf_protect
def wrong_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """What a mistyped secret looks like from the buyer's side."""
    found = _find(pk)
    return _run(found, partial(procurement.punch_out, found.buyer.with_wrong_secret(), found)) or _to(found)


@csrf_exempt  # the form stands on the supplier's page; the BuyerCookie inside says whose cart it is
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(pk)
    return _run(found, partial(procurement.receive, found, request.POST.dict())) or _to(found)


@csrf_exempt  # a server calls, and shows the secret that we agreed on
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """A document that the supplier sends after an order."""
    return HttpResponse(inbox.answer(request.body), content_type="text/xml; charset=UTF-8")


@require_POST
@csrf_protect
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve and, in the same breath, order."""
    found = _find(pk)

    def errand() -> None:
        changes = read_approval(request.POST.dict())
        procurement.approve(
            found, changes.quantities, changes.prices, changes.removed, changes.shipping, changes.comment
        )
        procurement.order(found)

    return _run(found, errand) or _to(found)


@require_POST
@csrf_protect
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the same purchase order again."""
    found = _find(pk)
    return _run(found, partial(procurement.order, found)) or _to(found)


def _run(found: Requisition, errand: Callable[[], object]) -> HttpResponse | None:
    """Run an errand; where it fails, keep why and answer with the requisition's page."""
    problem = ""
    try:
        errand()
    except ProcurementError as error:
        problem = str(error)
    Requisition.objects.filter(pk=found.pk).update(problem=problem)
    return _to(found) if problem else None


def _find(pk: int) -> Requisition:
    found: Requisition = get_object_or_404(Requisition, pk=pk, buyer_key__in=BUYERS)
    return found


def _to(found: Requisition) -> HttpResponse:
    return _see_other(reverse("portal-requisition", args=[found.pk]))


def _see_other(address: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": address})


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, f"portal/{template}", context)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; base-uri 'none'"
    response["Cache-Control"] = "no-store"
    return response
