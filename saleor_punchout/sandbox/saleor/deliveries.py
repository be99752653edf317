"""Choosing a delivery method, by the id that Saleor gave it before 3.23 or by the option that it is since then."""

from __future__ import annotations

from typing import Any

import graphene

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.changes import CheckoutMutation, changed, wanted_checkout
from saleor_punchout.sandbox.saleor.checkouts import Delivery, delivery_methods
from saleor_punchout.sandbox.saleor.ids import read_id
from saleor_punchout.sandbox.saleor.lists import list_of
from saleor_punchout.sandbox.saleor.refusals import Refused, ShopMutation, error_type

DeliveryOptionsCalculateError = error_type("DeliveryOptionsCalculateError", "NOT_FOUND")


class DeliveryOptionsCalculate(ShopMutation):
    deliveries = list_of(Delivery)
    errors = list_of(DeliveryOptionsCalculateError)

    class Arguments:
        id = graphene.NonNull(graphene.ID)

    @classmethod
    def act(cls, caller: Caller, id: str) -> dict[str, Any]:
        return {"deliveries": delivery_methods(wanted_checkout(id))}

    def resolve_deliveries(self, info: Any) -> Any:
        """Not even a refusal may leave the list out."""
        return self.deliveries or []


class CheckoutDeliveryMethodUpdate(CheckoutMutation):
    class Arguments:
        id = graphene.ID()
        delivery_method_id = graphene.ID()

    @classmethod
    def act(cls, caller: Caller, id: str | None = None, delivery_method_id: str | None = None) -> dict[str, Any]:
        checkout = wanted_checkout(id)
        method = _applicable(checkout, delivery_method_id) if delivery_method_id else None
        return changed(checkout, delivery_method=method)


def _applicable(checkout: models.Checkout, id: str) -> models.DeliveryMethod:
    if not checkout.is_shipping_required:
        raise Refused("SHIPPING_NOT_REQUIRED", "This checkout doesn't need shipping.", "deliveryMethod")
    key = read_id(id, "ShippingMethod", "CheckoutDelivery")
    for method in delivery_methods(checkout):
        if method.pk == key:
            return method
    message = "This delivery method is not applicable."
    raise Refused("DELIVERY_METHOD_NOT_APPLICABLE", message, "deliveryMethodId")
