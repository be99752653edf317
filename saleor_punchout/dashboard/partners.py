"""Trading partners: which system each speaks for, the address that it calls, and what is known of that system."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from saleor_punchout.caller import base_url
from saleor_punchout.dashboard.access import screen
from saleor_punchout.dashboard.lists import page_of
from saleor_punchout.dashboard.rendering import show
from saleor_punchout.dashboard.words import UNSOURCED
from saleor_punchout.flows.partner_settings import flat
from saleor_punchout.flows.partners import endpoint_of
from saleor_punchout.models import TradingPartner
from saleor_punchout.systems import SYSTEMS
from saleor_punchout.viewer import MANAGE_ORDERS, Viewer


@screen(MANAGE_ORDERS)
def partners(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, searched and filtered by system."""
    found = _filtered(viewer.partners(), request.GET)
    systems = [(key, system.name) for key, system in sorted(SYSTEMS.items(), key=lambda item: item[1].name.lower())]
    context = {"page": page_of(found, request.GET), "asked": request.GET, "systems": systems, "at": "partners"}
    return show(request, "partners.html", context)


def _filtered(partners: QuerySet[TradingPartner], asked: QueryDict) -> QuerySet[TradingPartner]:
    words, system = asked.get("search", "").strip().replace("\0", ""), asked.get("system", "")
    if words:
        partners = partners.filter(Q(name__icontains=words) | Q(slug__icontains=words))
    return partners.filter(system=system) if system in SYSTEMS else partners


@screen(MANAGE_ORDERS)
def partner(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """One partner, without its credentials: those are for staff who manage users."""
    found: TradingPartner = get_object_or_404(viewer.partners(), slug=slug)
    context: dict[str, Any] = {
        "partner": found,
        "system": found.procurement_system,
        "endpoint": endpoint_of(found, base_url(request)),
        "dialect": flat(found.dialect),
        "unsourced": [UNSOURCED[name.rpartition(".")[2]] for name in sorted(found.procurement_system.unsourced)],
        "at": "partners",
    }
    return show(request, "partner.html", context)
