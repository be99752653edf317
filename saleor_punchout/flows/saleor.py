"""Which Saleor a trading partner belongs to."""

from __future__ import annotations

from saleor_punchout.gateway.catalogue import CatalogueClient
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.gateway.transports import Transport, transport_for
from saleor_punchout.models import Installation, TradingPartner


def client_for(partner: TradingPartner) -> SaleorClient:
    """The client of the partner's installation. Never to be used inside a database transaction: Saleor's own work,
    in core even in this process, would wait for its end."""
    return SaleorClient(_transport(partner.installation))


def hasty_client_for(partner: TradingPartner) -> SaleorClient:
    """The same for while a browser waits: no question is asked twice, lest a Saleor that hangs keep the threads from
    taking orders in."""
    return hasty_client_of(partner.installation)


def hasty_client_of(installation: Installation) -> SaleorClient:
    """The same, of a Saleor that has no partner yet."""
    return SaleorClient(_transport(installation), pauses=())


def hasty_catalogue_for(partner: TradingPartner) -> CatalogueClient:
    """The same, for questions about articles."""
    return CatalogueClient(_transport(partner.installation), pauses=())


def order_client_for(partner: TradingPartner) -> OrderClient:
    """The patient one, for questions about orders that there are. No more to be used inside a transaction."""
    return OrderClient(_transport(partner.installation))


def _transport(installation: Installation) -> Transport:
    return transport_for(installation.api_url, installation.token)


def note_trouble(installation: Installation, why: str) -> None:
    """Keep, for the health page, why that Saleor does not let us in; empty once it does again."""
    if installation.trouble != why:
        Installation.objects.filter(pk=installation.pk).update(trouble=why)
        installation.trouble = why
