"""Channels, their taxes, and the shop itself."""

from __future__ import annotations

from typing import Any

import graphene
from django.conf import settings

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor.callers import needs
from saleor_punchout.sandbox.saleor.ids import global_id

DEFAULT_VERSION = "3.23.0"


class TaxConfiguration(graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    charge_taxes = graphene.NonNull(graphene.Boolean)
    prices_entered_with_tax = graphene.NonNull(graphene.Boolean)

    def resolve_id(channel: models.Channel, info: Any) -> str:
        return global_id("TaxConfiguration", channel.pk)

    def resolve_charge_taxes(channel: models.Channel, info: Any) -> bool:
        return channel.tax_rate > 0

    def resolve_prices_entered_with_tax(channel: models.Channel, info: Any) -> bool:
        return channel.prices_include_tax


class Channel(graphene.ObjectType):
    """Everything but id and slug is for the app alone, as in Saleor."""

    id = graphene.NonNull(graphene.ID)
    slug = graphene.NonNull(graphene.String)
    name = graphene.NonNull(graphene.String)
    is_active = graphene.NonNull(graphene.Boolean)
    currency_code = graphene.NonNull(graphene.String)
    tax_configuration = graphene.NonNull(TaxConfiguration)

    def resolve_id(channel: models.Channel, info: Any) -> str:
        return global_id("Channel", channel.pk)

    @needs("AUTHENTICATED_APP")
    def resolve_name(channel: models.Channel, info: Any) -> str:
        return channel.name

    @needs("AUTHENTICATED_APP")
    def resolve_is_active(channel: models.Channel, info: Any) -> bool:
        return channel.is_active

    @needs("AUTHENTICATED_APP")
    def resolve_currency_code(channel: models.Channel, info: Any) -> str:
        return channel.currency

    @needs("AUTHENTICATED_APP")
    def resolve_tax_configuration(channel: models.Channel, info: Any) -> models.Channel:
        return channel


class Shop(graphene.ObjectType):
    version = graphene.NonNull(graphene.String)

    @needs("AUTHENTICATED_APP")
    def resolve_version(shop: object, info: Any) -> str:
        """The Saleor that we pretend to be; the setting lets tests try the ways of older ones."""
        return getattr(settings, "PUNCHOUT_SANDBOX_VERSION", DEFAULT_VERSION)
