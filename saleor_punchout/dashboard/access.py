"""Who sees a screen. One decorator names the permission; the shell around the screens is
for everybody and holds no data."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from saleor_punchout.dashboard.frame import in_frame
from saleor_punchout.dashboard.rendering import notice, shell
from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.viewer import Viewer, viewer_of

logger = logging.getLogger(__name__)

Screen = Callable[..., HttpResponse]
UNVERIFIED = "Your Dashboard session could not be verified. Reload the page."
NO_RIGHT = "You need the permission {permission} to see this page. Ask whoever manages your staff accounts."
NOT_FOUND = "There is nothing here. It may have been deleted, or it belongs to another shop."
OUR_FAULT = "An error on our side; the log of the PunchOut service says more. Try again in a minute."


def screen(
    permission: str, *, mount: str = "page", methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[..., Screen]:
    """Guard a view ``(request, viewer, **found)`` whose fragment stands in a ``page`` or a ``widget`` of the Dashboard.

    Exempt from CSRF because it authenticates by header alone: a form of a stranger cannot send one.
    """

    def guarded(view: Screen) -> Screen:
        @csrf_exempt
        @require_http_methods(methods)
        @wraps(view)
        def answer(request: HttpRequest, **found: Any) -> HttpResponse:
            if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
                return in_frame(request, shell(request, mount))
            return in_frame(request, _fragment(request, permission, view, found))

        return answer

    return guarded


def _fragment(request: HttpRequest, permission: str, view: Screen, found: dict[str, Any]) -> HttpResponse:
    """What the view says, or one sentence. The statuses are those that the shell shows; see ``shell.html``."""
    try:
        viewer = viewer_of(request)
        if not _is_known(viewer):
            return notice(request, UNVERIFIED, status=401)
        if permission not in viewer.permissions:
            return notice(request, NO_RIGHT.format(permission=permission), status=403)
        return view(request, viewer, **found)
    except Http404:
        return notice(request, NOT_FOUND, status=404)
    except PunchOutError as error:
        return notice(request, error.message, status=424)
    except Exception:
        logger.exception("A page of the Dashboard failed.")
        return notice(request, OUR_FAULT, status=500)


def _is_known(viewer: Viewer) -> bool:
    return viewer.is_operator or viewer.installation is not None
