"""The settings of a channel, written; and who could take a payment there."""

from __future__ import annotations

from typing import Any

import graphene

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.checkouts import find_checkout
from saleor_punchout.sandbox.saleor.ids import read_id
from saleor_punchout.sandbox.saleor.lists import list_of, optional_list_of
from saleor_punchout.sandbox.saleor.money import PositiveDecimal
from saleor_punchout.sandbox.saleor.refusals import Refused, ShopMutation, error_type

ChannelError = error_type("ChannelError", "NOT_FOUND")
PaymentGatewayConfigError = error_type("PaymentGatewayConfigError", "INVALID")
PaymentGatewayInitializeError = error_type("PaymentGatewayInitializeError", "NOT_FOUND")


class OrderSettingsInput(graphene.InputObjectType):
    automatically_confirm_all_new_orders = graphene.Boolean()
    allow_unpaid_orders = graphene.Boolean()


class CheckoutSettingsInput(graphene.InputObjectType):
    automatically_complete_fully_paid_checkouts = graphene.Boolean()


class ChannelUpdateInput(graphene.InputObjectType):
    order_settings = graphene.InputField(OrderSettingsInput)
    checkout_settings = graphene.InputField(CheckoutSettingsInput)


ENOUGH_FOR: dict[tuple[str, ...], tuple[str, ...]] = {
    ("order_settings",): ("MANAGE_ORDERS",),
    ("checkout_settings",): ("MANAGE_CHECKOUTS",),
}
COLUMNS = {
    "automatically_confirm_all_new_orders": "confirms_orders",
    "allow_unpaid_orders": "allows_unpaid_orders",
    "automatically_complete_fully_paid_checkouts": "completes_paid_checkouts",
}


class ChannelUpdate(ShopMutation):
    errors = list_of(ChannelError)

    class Arguments:
        id = graphene.NonNull(graphene.ID)
        input = graphene.NonNull(ChannelUpdateInput)

    @classmethod
    def act(cls, caller: Caller, id: str, input: dict[str, Any]) -> dict[str, Any]:
        """Only what is given changes; for one kind of settings alone, its own permission is enough."""
        caller.demand(" or ".join(["MANAGE_CHANNELS", *ENOUGH_FOR.get(tuple(input), ())]))
        given = (input.get("order_settings") or {}) | (input.get("checkout_settings") or {})
        changes = {COLUMNS[name]: value for name, value in given.items() if value is not None}
        channels = models.Channel.objects.filter(pk=read_id(id, "Channel"))
        if not channels.exists():
            raise Refused("NOT_FOUND", f"Couldn't resolve to a node: {id}", "id")
        if changes:
            channels.update(**changes)
        return {}


class PaymentGatewayConfig(graphene.ObjectType):
    id = graphene.NonNull(graphene.String)
    errors = optional_list_of(PaymentGatewayConfigError)


class PaymentGatewayInitialize(ShopMutation):
    gateway_configs = optional_list_of(PaymentGatewayConfig)
    errors = list_of(PaymentGatewayInitializeError)

    class Arguments:
        id = graphene.NonNull(graphene.ID)
        amount = PositiveDecimal()

    @classmethod
    def act(cls, caller: Caller, id: str, amount: object = None) -> dict[str, Any]:
        """Every payment app of the checkout's channel answers, with an error where the channel says so."""
        checkout = find_checkout(id, caller)
        if checkout is None:
            raise Refused("NOT_FOUND", f"Couldn't resolve to a node: {id}", "id")
        return {"gateway_configs": [_config(*app) for app in checkout.channel.payment_apps.items()]}


def _config(identifier: str, error: str) -> PaymentGatewayConfig:
    errors = [{"field": "id", "message": error, "code": "INVALID"}] if error else []
    return PaymentGatewayConfig(id=identifier, errors=errors)
