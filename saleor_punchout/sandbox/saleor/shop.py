"""The shop itself, and its settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import graphene
from django.conf import settings

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor.callers import Caller, needs
from saleor_punchout.sandbox.saleor.checkouts import ShippingMethod
from saleor_punchout.sandbox.saleor.lists import list_of, optional_list_of
from saleor_punchout.sandbox.saleor.refusals import Refused, ShopMutation, error_type

DEFAULT_VERSION = "3.23.0"
PasswordLoginModeEnum = graphene.Enum(
    "PasswordLoginModeEnum", [(mode, mode) for mode in ("ENABLED", "CUSTOMERS_ONLY", "DISABLED")]
)
ShopError = error_type("ShopError", "INVALID")


class PaymentGateway(graphene.ObjectType):
    name = graphene.NonNull(graphene.String)


class Shop(graphene.ObjectType):
    version = graphene.NonNull(graphene.String)
    limit_quantity_per_checkout = graphene.Int()
    fulfillment_allow_unpaid = graphene.NonNull(graphene.Boolean)
    fulfillment_auto_approve = graphene.NonNull(graphene.Boolean)
    password_login_mode = graphene.NonNull(PasswordLoginModeEnum)
    allow_storefront_traffic = graphene.NonNull(graphene.Boolean)
    use_legacy_shipping_zone_stock_availability = graphene.NonNull(graphene.Boolean)
    available_payment_gateways = graphene.Field(list_of(PaymentGateway), channel=graphene.String())
    available_shipping_methods = graphene.Field(
        optional_list_of(ShippingMethod), channel=graphene.NonNull(graphene.String)
    )

    @needs("AUTHENTICATED_APP")
    def resolve_version(shop: models.ShopSettings, info: Any) -> str:
        """The Saleor that we pretend to be; the setting lets tests try the ways of older ones."""
        return getattr(settings, "PUNCHOUT_SANDBOX_VERSION", DEFAULT_VERSION)

    @needs("MANAGE_SETTINGS")
    def resolve_limit_quantity_per_checkout(shop: models.ShopSettings, info: Any) -> int | None:
        return shop.quantity_limit

    def resolve_fulfillment_allow_unpaid(shop: models.ShopSettings, info: Any) -> bool:
        return shop.ships_unpaid

    def resolve_fulfillment_auto_approve(shop: models.ShopSettings, info: Any) -> bool:
        return shop.approves_fulfillments

    def resolve_password_login_mode(shop: models.ShopSettings, info: Any) -> str:
        return shop.password_login

    def resolve_allow_storefront_traffic(shop: models.ShopSettings, info: Any) -> bool:
        return shop.storefront_traffic

    def resolve_use_legacy_shipping_zone_stock_availability(shop: models.ShopSettings, info: Any) -> bool:
        return shop.stock_by_shipping_zone

    def resolve_available_payment_gateways(
        shop: models.ShopSettings, info: Any, channel: str | None = None
    ) -> list[PaymentGateway]:
        channels = models.Channel.objects.filter(slug=channel)
        return [PaymentGateway(name=name) for found in channels for name in found.payment_plugins]

    def resolve_available_shipping_methods(
        shop: models.ShopSettings, info: Any, channel: str
    ) -> Iterable[models.DeliveryMethod]:
        return models.DeliveryMethod.objects.filter(channel__slug=channel).select_related("channel").order_by("pk")


class ShopSettingsInput(graphene.InputObjectType):
    limit_quantity_per_checkout = graphene.Int()
    fulfillment_allow_unpaid = graphene.Boolean()
    fulfillment_auto_approve = graphene.Boolean()


class ShopSettingsUpdate(ShopMutation):
    errors = list_of(ShopError)

    class Arguments:
        input = graphene.NonNull(ShopSettingsInput)

    @classmethod
    def act(cls, caller: Caller, input: dict[str, Any]) -> dict[str, Any]:
        """Only what is given changes; null takes the limit away, 0 is none."""
        caller.demand("MANAGE_SETTINGS")
        shop = models.ShopSettings.current()
        if "limit_quantity_per_checkout" in input:
            shop.quantity_limit = _limit(input["limit_quantity_per_checkout"])
        if input.get("fulfillment_allow_unpaid") is not None:
            shop.ships_unpaid = input["fulfillment_allow_unpaid"]
        if input.get("fulfillment_auto_approve") is not None:
            shop.approves_fulfillments = input["fulfillment_auto_approve"]
        shop.save()
        return {}


def _limit(given: int | None) -> int | None:
    if given is not None and given < 1:
        raise Refused("INVALID", "Quantity limit cannot be lower than 1.", "limitQuantityPerCheckout")
    return given
