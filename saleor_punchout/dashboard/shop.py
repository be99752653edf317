"""Settings: which Saleor we are connected to, what buyers' administrators need from us, and the shop check."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from saleor_punchout import __version__
from saleor_punchout.caller import base_url
from saleor_punchout.dashboard.access import screen
from saleor_punchout.dashboard.frame import origins_of
from saleor_punchout.dashboard.rendering import show
from saleor_punchout.flows import health
from saleor_punchout.flows.findings import Severity
from saleor_punchout.host import in_core
from saleor_punchout.models import Installation
from saleor_punchout.viewer import MANAGE_ORDERS, Viewer

WORST_FIRST = (Severity.PROBLEM, Severity.WARNING, Severity.UNKNOWN)


@screen(MANAGE_ORDERS)
def settings(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The facts of the connection. The check comes behind them, for it asks Saleor."""
    installation = _installation(viewer)
    context = {
        "at": "settings",
        "installation": installation,
        "setup_url": f"{base_url(request)}/cxml",
        "origins": origins_of(installation),
        "version": __version__,
        "is_in_core": in_core(),
    }
    return show(request, "settings.html", context)


@screen(MANAGE_ORDERS)
def check(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What in the shop would break the trade with companies, worst first."""
    installation = _installation(viewer)
    found = health.examine(installation) if installation else []
    fine = [finding for finding in found if finding.severity == Severity.OK]
    others = [finding for finding in found if finding.severity != Severity.OK]
    others.sort(key=lambda finding: WORST_FIRST.index(finding.severity))
    return show(request, "check.html", {"findings": others, "fine": fine})


def _installation(viewer: Viewer) -> Installation | None:
    """The viewer's own; the operator of several sees the newest."""
    return viewer.installation or viewer.installations().first()
