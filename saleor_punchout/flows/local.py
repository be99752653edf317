"""The one installation of Saleor's own process: the Saleor that we run in. It needs no token and no keys."""

from __future__ import annotations

from saleor_punchout.exceptions import GatewayError, RegistrationRefused
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.transports import transport_for
from saleor_punchout.models import Installation


def local_installation() -> Installation:
    """Its address is empty until the Dashboard installs our pages."""
    found: Installation | None = Installation.objects.order_by("pk").first()
    return found or Installation.objects.get_or_create(api_url="")[0]


def adopt(api_url: str, token: str, identifier: str) -> Installation:
    """Take in the app by which the Dashboard shows our pages, if this very Saleor knows it by the token.

    Nothing is ever asked with that token: Saleor is asked by an app of our own, see ``gateway.in_process``.
    Raises :class:`RegistrationRefused`.
    """
    try:
        app = SaleorClient(transport_for(api_url, token), pauses=()).read_app()
    except GatewayError as error:
        raise RegistrationRefused(error.message, "UNKNOWN_APP_ID", 401) from error
    if app.identifier != identifier:
        raise RegistrationRefused("The token belongs to another app of this Saleor.", "UNKNOWN_APP_ID", 401)
    installation = local_installation()
    installation.api_url, installation.app_id = api_url[:500], app.id
    installation.saleor_version = app.saleor_version[:20]
    installation.save(update_fields=["api_url", "app_id", "saleor_version"])
    return installation
