"""An order is named, confirmed and cancelled; and what every change of an order shares."""

from __future__ import annotations

from typing import Any

import graphene
from django.db import IntegrityError, transaction

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor import metadata, stock
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.ids import read_id
from saleor_punchout.sandbox.saleor.lists import list_of, optional_list_of
from saleor_punchout.sandbox.saleor.metadata import MetadataInput
from saleor_punchout.sandbox.saleor.orders import Order, find_order
from saleor_punchout.sandbox.saleor.refusals import Refused, ShopMutation, error_type

OrderError = error_type(
    "OrderError",
    """
    CANNOT_CANCEL_FULFILLMENT CANNOT_CANCEL_ORDER CANNOT_FULFILL_UNPAID_ORDER DUPLICATED_INPUT_ITEM FULFILL_ORDER_LINE
    INSUFFICIENT_STOCK INVALID INVALID_QUANTITY NOT_AVAILABLE_IN_CHANNEL NOT_EDITABLE NOT_FOUND PRODUCT_NOT_PUBLISHED
    REQUIRED UNIQUE ZERO_QUANTITY
    """,
    ids="variants order_lines",
)
CANCELLABLE = ("CANCELED", "RETURNED")
"""States of fulfilments that do not keep an order from being cancelled."""


class OrderMutation(ShopMutation):
    """For whoever may manage orders. Answers with the order as it is afterwards."""

    order = graphene.Field(Order)
    errors = list_of(OrderError)

    class Meta:
        abstract = True

    @classmethod
    def mutate(cls, root: None, info: Any, **given: Any) -> ShopMutation:
        info.context.demand("MANAGE_ORDERS")
        return super().mutate(root, info, **given)


class OrderUpdateInput(graphene.InputObjectType):
    external_reference = graphene.String()
    metadata = optional_list_of(MetadataInput)
    private_metadata = optional_list_of(MetadataInput)


class OrderUpdate(OrderMutation):
    class Arguments:
        id = graphene.ID()
        external_reference = graphene.String()
        input = graphene.NonNull(OrderUpdateInput)

    @classmethod
    def act(
        cls, caller: Caller, input: dict[str, Any], id: str | None = None, external_reference: str | None = None
    ) -> dict[str, Any]:
        order = find_order(id, external_reference)
        if order is None:
            raise unknown(id or external_reference, "id")
        order.metadata = order.metadata | metadata.stored(input.get("metadata"))
        order.private_metadata = order.private_metadata | metadata.stored(input.get("private_metadata"))
        if "external_reference" in input:
            order.external_reference = _reference(input["external_reference"])
        _save(order)
        return {"order": order}


class OrderConfirm(OrderMutation):
    class Arguments:
        id = graphene.NonNull(graphene.ID)

    @classmethod
    def act(cls, caller: Caller, id: str) -> dict[str, Any]:
        order = locked_order(id)
        if order.status != "UNCONFIRMED":
            message = "Provided order id belongs to an order with status different than unconfirmed."
            raise Refused("INVALID", message, "id")
        if not order.lines.exists():
            raise Refused("INVALID", "Provided order id belongs to an order without products.", "id")
        settle_status(order)
        return {"order": order}


class OrderCancel(OrderMutation):
    class Arguments:
        id = graphene.NonNull(graphene.ID)

    @classmethod
    def act(cls, caller: Caller, id: str) -> dict[str, Any]:
        order = locked_order(id)
        if order.status == "CANCELED" or order.fulfillments.exclude(status__in=CANCELLABLE).exists():
            raise Refused("CANNOT_CANCEL_ORDER", "This order can't be canceled.", "order")
        stock.release(stock.pieces((line, line.quantity_open) for line in order.lines.select_related("variant")))
        set_status(order, "CANCELED")
        return {"order": order}


def unknown(id: str | None, field: str) -> Refused:
    return Refused("NOT_FOUND", f"Couldn't resolve to a node: {id}", field)


def locked_order(id: str | None, field: str = "id") -> models.Order:
    """The order for changing; whoever else wants to change it waits until this transaction ends. Raises
    :class:`Refused` where there is none."""
    orders = models.Order.objects.select_related("channel").select_for_update(of=("self",))
    order = orders.filter(token=read_id(id, "Order")).first()
    if order is None:
        raise unknown(id, field)
    return order


def settle_status(order: models.Order) -> None:
    """Of a confirmed order: what was sent and what came back tell."""
    lines = order.lines.all()
    total, sent = sum(line.quantity for line in lines), sum(line.quantity_fulfilled for line in lines)
    fulfillments = order.fulfillments.prefetch_related("lines")
    back = sum(line.quantity for one in fulfillments if one.status == "RETURNED" for line in one.lines.all())
    if back:
        set_status(order, "RETURNED" if back == total else "PARTIALLY_RETURNED")
    elif not sent:
        set_status(order, "UNFULFILLED")
    elif sent < total or any(one.status == "WAITING_FOR_APPROVAL" for one in fulfillments):
        set_status(order, "PARTIALLY_FULFILLED")
    else:
        set_status(order, "FULFILLED")


def set_status(order: models.Order, status: str) -> None:
    """Where it changes; otherwise the order does not count as updated either."""
    if order.status != status:
        order.status = status
        order.save(update_fields=["status", "updated_at"])


def _reference(given: str | None) -> str | None:
    if given and len(given) > 250:
        raise Refused("INVALID", "Ensure this value has at most 250 characters.", "externalReference")
    return given or None


def _save(order: models.Order) -> None:
    try:
        with transaction.atomic():
            order.save(update_fields=["external_reference", "metadata", "private_metadata", "updated_at"])
    except IntegrityError:
        message = "Order with this External reference already exists."
        raise Refused("UNIQUE", message, "externalReference") from None
