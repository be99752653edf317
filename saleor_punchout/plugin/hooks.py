"""What Saleor calls: requests under ``/plugins/saleor.punchout/``, order events, the veto, the buyer's login.

Only hooks that Saleor has from 3.21 to 3.24 are used, and each takes whatever a later version adds.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from saleor.plugins.base_plugin import BasePlugin, ConfigurationTypeField, ExternalAccessTokens

from saleor_punchout.host import PLUGIN_ID
from saleor_punchout.plugin import login, news, veto

KEEP_CARDS_OUT = "Refuse other ways to order"


class PunchOutPlugin(BasePlugin):
    """PunchOut as a plugin of Saleor."""

    PLUGIN_ID = PLUGIN_ID
    PLUGIN_NAME = "PunchOut"
    PLUGIN_DESCRIPTION = "Procurement systems shop here by PunchOut, and their purchase orders become orders."
    DEFAULT_ACTIVE = True
    CONFIGURATION_PER_CHANNEL = False
    DEFAULT_CONFIGURATION: ClassVar = [{"name": KEEP_CARDS_OUT, "value": True}]
    CONFIG_STRUCTURE: ClassVar = {
        KEEP_CARDS_OUT: {
            "type": ConfigurationTypeField.BOOLEAN,
            "label": KEEP_CARDS_OUT,
            "help_text": "The cart of a PunchOut visit becomes an order by a purchase order, not by checkoutComplete.",
        }
    }

    def webhook(self, request: HttpRequest, path: str, previous_value: Any, **kwargs: Any) -> HttpResponse:
        """Answer one request; ``path`` is what follows the plugin's own prefix, without the query."""
        try:
            match = resolve("/" + path.lstrip("/"), urlconf="saleor_punchout.plugin.urls")
        except Resolver404:
            raise Http404 from None
        request.punchout_prefix = request.path[: len(request.path) - len(path)].rstrip("/")
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response

    def preprocess_order_creation(
        self, checkout_info: Any, lines_info: Any = None, previous_value: Any = None, **kwargs: Any
    ) -> Any:
        """Called before a checkout becomes an order, in whatever way. Raises ValidationError."""
        if {one["name"]: one["value"] for one in self.configuration}.get(KEEP_CARDS_OUT):
            veto.check(checkout_info.checkout, self.requestor)
        return previous_value

    def external_obtain_access_tokens(
        self, data: dict[str, Any], request: HttpRequest, previous_value: Any, **kwargs: Any
    ) -> ExternalAccessTokens:
        """Spend a login code, ``{"code": …}``. Raises ValidationError."""
        return login.obtain(data, request)

    def external_refresh(
        self, data: dict[str, Any], request: HttpRequest, previous_value: Any, **kwargs: Any
    ) -> ExternalAccessTokens:
        """A new access token for a refresh token of ours, ``{"refreshToken": …}``. Raises ValidationError."""
        return login.refresh(data, request)

    def order_created(self, order: Any, previous_value: Any, **kwargs: Any) -> Any:
        news.of_order("ORDER_CREATED", order)
        return previous_value

    def order_confirmed(self, order: Any, previous_value: Any, **kwargs: Any) -> Any:
        news.of_order("ORDER_CONFIRMED", order)
        return previous_value

    def order_updated(self, order: Any, previous_value: Any, **kwargs: Any) -> Any:
        news.of_order("ORDER_UPDATED", order)
        return previous_value

    def order_cancelled(self, order: Any, previous_value: Any, **kwargs: Any) -> Any:
        news.of_order("ORDER_CANCELLED", order)
        return previous_value

    def fulfillment_created(self, fulfillment: Any, previous_value: Any, **kwargs: Any) -> Any:
        news.of_order("FULFILLMENT_CREATED", fulfillment.order)
        return previous_value

    def fulfillment_approved(self, fulfillment: Any, previous_value: Any, **kwargs: Any) -> Any:
        news.of_order("FULFILLMENT_APPROVED", fulfillment.order)
        return previous_value

    def fulfillment_canceled(self, fulfillment: Any, previous_value: Any, **kwargs: Any) -> Any:
        news.of_order("FULFILLMENT_CANCELED", fulfillment.order)
        return previous_value

    def tracking_number_updated(self, fulfillment: Any, previous_value: Any, **kwargs: Any) -> Any:
        news.of_order("FULFILLMENT_TRACKING_NUMBER_UPDATED", fulfillment.order)
        return previous_value

    def invoice_sent(self, invoice: Any, email: str, previous_value: Any, **kwargs: Any) -> Any:
        if invoice.order is not None:
            news.of_order("INVOICE_SENT", invoice.order, invoice={"number": invoice.number})
        return previous_value
