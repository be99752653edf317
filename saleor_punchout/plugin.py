"""Host 1: inside Saleor's own process, as a plugin. The only file that knows Saleor's plugin interface.

Saleor hands every request under ``/plugins/saleor.punchout/`` to :meth:`PunchOutPlugin.webhook`; the rest of the
package does not notice where it runs.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from saleor.plugins.base_plugin import BasePlugin


class PunchOutPlugin(BasePlugin):
    """The endpoint for documents and the buyer's pages, under Saleor's own address."""

    PLUGIN_ID = "saleor.punchout"
    PLUGIN_NAME = "PunchOut"
    PLUGIN_DESCRIPTION = "Procurement systems shop here by PunchOut, and their purchase orders become orders."
    DEFAULT_ACTIVE = True
    CONFIGURATION_PER_CHANNEL = False

    def webhook(self, request: HttpRequest, path: str, previous_value: Any) -> HttpResponse:
        """Answer one request; ``path`` is what follows the plugin's own prefix, without the query."""
        try:
            match = resolve("/" + path.lstrip("/"), urlconf="saleor_punchout.urls")
        except Resolver404:
            raise Http404 from None
        request.punchout_prefix = request.path[: len(request.path) - len(path)].rstrip("/")
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response
