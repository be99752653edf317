"""Channels, their taxes and their settings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor.callers import needs
from saleor_punchout.sandbox.saleor.ids import global_id
from saleor_punchout.sandbox.saleor.lists import list_of

TaxCalculationStrategy = graphene.Enum("TaxCalculationStrategy", [(one, one) for one in ("FLAT_RATES", "TAX_APP")])


class TaxConfiguration(graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    tax_calculation_strategy = graphene.Field(TaxCalculationStrategy)
    charge_taxes = graphene.NonNull(graphene.Boolean)
    prices_entered_with_tax = graphene.NonNull(graphene.Boolean)

    def resolve_id(channel: models.Channel, info: Any) -> str:
        return global_id("TaxConfiguration", channel.pk)

    def resolve_tax_calculation_strategy(channel: models.Channel, info: Any) -> str | None:
        return channel.tax_strategy or None

    def resolve_charge_taxes(channel: models.Channel, info: Any) -> bool:
        return channel.tax_rate > 0

    def resolve_prices_entered_with_tax(channel: models.Channel, info: Any) -> bool:
        return channel.prices_include_tax


class Warehouse(graphene.ObjectType):
    """The one that there is; in real Saleor, also a place where goods could be collected."""

    id = graphene.NonNull(graphene.ID)
    name = graphene.NonNull(graphene.String)


WAREHOUSE_KEY = UUID(int=1)
WAREHOUSE = Warehouse(id=global_id("Warehouse", WAREHOUSE_KEY), name="Main warehouse")


class OrderSettings(graphene.ObjectType):
    automatically_confirm_all_new_orders = graphene.NonNull(graphene.Boolean)
    allow_unpaid_orders = graphene.NonNull(graphene.Boolean)

    def resolve_automatically_confirm_all_new_orders(channel: models.Channel, info: Any) -> bool:
        return channel.confirms_orders

    def resolve_allow_unpaid_orders(channel: models.Channel, info: Any) -> bool:
        return channel.allows_unpaid_orders


class CheckoutSettings(graphene.ObjectType):
    automatically_complete_fully_paid_checkouts = graphene.NonNull(graphene.Boolean)

    def resolve_automatically_complete_fully_paid_checkouts(channel: models.Channel, info: Any) -> bool:
        return channel.completes_paid_checkouts


class Channel(graphene.ObjectType):
    """Everything but id and slug is for the app alone, as in Saleor."""

    id = graphene.NonNull(graphene.ID)
    slug = graphene.NonNull(graphene.String)
    name = graphene.NonNull(graphene.String)
    is_active = graphene.NonNull(graphene.Boolean)
    currency_code = graphene.NonNull(graphene.String)
    tax_configuration = graphene.NonNull(TaxConfiguration)
    warehouses = list_of(Warehouse)
    order_settings = graphene.NonNull(OrderSettings)
    checkout_settings = graphene.NonNull(CheckoutSettings)

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

    @needs("AUTHENTICATED_APP")
    def resolve_warehouses(channel: models.Channel, info: Any) -> list[Warehouse]:
        return [WAREHOUSE] if channel.has_warehouse else []

    @needs("MANAGE_CHANNELS or MANAGE_ORDERS")
    def resolve_order_settings(channel: models.Channel, info: Any) -> models.Channel:
        return channel

    @needs("MANAGE_CHANNELS or MANAGE_CHECKOUTS")
    def resolve_checkout_settings(channel: models.Channel, info: Any) -> models.Channel:
        return channel
