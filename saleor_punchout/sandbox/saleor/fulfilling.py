"""What staff send of an order: fulfilments, their approval, their tracking numbers, and their end."""

from __future__ import annotations

from typing import Any

import graphene
from django.db.models import F, Max

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor import stock
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.channels import WAREHOUSE_KEY
from saleor_punchout.sandbox.saleor.ids import global_id, read_id
from saleor_punchout.sandbox.saleor.lists import list_of, optional_list_of
from saleor_punchout.sandbox.saleor.order_changes import OrderMutation, locked_order, settle_status, unknown
from saleor_punchout.sandbox.saleor.order_parts import Fulfillment
from saleor_punchout.sandbox.saleor.refusals import Refused

Sent = list[tuple[models.OrderLine, int]]


class OrderFulfillStockInput(graphene.InputObjectType):
    quantity = graphene.NonNull(graphene.Int)
    warehouse = graphene.NonNull(graphene.ID)


class OrderFulfillLineInput(graphene.InputObjectType):
    order_line_id = graphene.ID()
    stocks = list_of(OrderFulfillStockInput)


class OrderFulfillInput(graphene.InputObjectType):
    lines = list_of(OrderFulfillLineInput)
    notify_customer = graphene.Boolean()
    tracking_number = graphene.String()


class OrderFulfill(OrderMutation):
    """Real Saleor sends even what was cancelled; nobody needs that here."""

    fulfillments = optional_list_of(Fulfillment)

    class Arguments:
        order = graphene.ID()
        input = graphene.NonNull(OrderFulfillInput)

    @classmethod
    def act(cls, caller: Caller, input: dict[str, Any], order: str | None = None) -> dict[str, Any]:
        found = locked_order(order, "order")
        if found.status == "CANCELED":
            raise Refused("INVALID", "A cancelled order is not sent.", "order")
        shop = models.ShopSettings.current()
        if shop.approves_fulfillments:
            _refuse_unpaid(shop)
        sent = _wanted(found, input["lines"])
        fulfillment = new_fulfillment(
            found, "FULFILLED" if shop.approves_fulfillments else "WAITING_FOR_APPROVAL", sent
        )
        fulfillment.tracking_number = input.get("tracking_number") or ""
        fulfillment.save()
        for line, quantity in sent:
            count(line, quantity)
        if shop.approves_fulfillments:
            stock.send(stock.pieces(sent))
        settle_status(found)
        return {"order": found, "fulfillments": [fulfillment]}


class FulfillmentApprove(OrderMutation):
    fulfillment = graphene.Field(Fulfillment)

    class Arguments:
        id = graphene.NonNull(graphene.ID)
        notify_customer = graphene.NonNull(graphene.Boolean)

    @classmethod
    def act(cls, caller: Caller, id: str, notify_customer: bool) -> dict[str, Any]:
        fulfillment = _fulfillment(id)
        if fulfillment.status != "WAITING_FOR_APPROVAL":
            raise Refused("INVALID", "Invalid fulfillment status, only WAITING_FOR_APPROVAL is accepted.", "status")
        _refuse_unpaid(models.ShopSettings.current())
        stock.send(stock.pieces(_sent(fulfillment)))
        return _settled(fulfillment, "FULFILLED")


class FulfillmentUpdateTrackingInput(graphene.InputObjectType):
    tracking_number = graphene.String()
    notify_customer = graphene.Boolean(default_value=False)


class FulfillmentUpdateTracking(OrderMutation):
    fulfillment = graphene.Field(Fulfillment)

    class Arguments:
        id = graphene.NonNull(graphene.ID)
        input = graphene.NonNull(FulfillmentUpdateTrackingInput)

    @classmethod
    def act(cls, caller: Caller, id: str, input: dict[str, Any]) -> dict[str, Any]:
        fulfillment = _fulfillment(id)
        fulfillment.tracking_number = input.get("tracking_number") or ""
        fulfillment.save()
        return {"order": fulfillment.order, "fulfillment": fulfillment}


class FulfillmentCancelInput(graphene.InputObjectType):
    warehouse_id = graphene.ID()


class FulfillmentCancel(OrderMutation):
    """The goods go back into the warehouse; what only waited for its approval vanishes."""

    fulfillment = graphene.Field(Fulfillment)

    class Arguments:
        id = graphene.NonNull(graphene.ID)
        input = FulfillmentCancelInput()

    @classmethod
    def act(cls, caller: Caller, id: str, input: dict[str, Any] | None = None) -> dict[str, Any]:
        fulfillment = _fulfillment(id)
        if fulfillment.status == "CANCELED":
            raise Refused("CANNOT_CANCEL_FULFILLMENT", "This fulfillment can't be canceled", "fulfillment")
        waits, sent = fulfillment.status == "WAITING_FOR_APPROVAL", _sent(fulfillment)
        if not waits:
            _demand_warehouse((input or {}).get("warehouse_id"))
            stock.put_back(stock.pieces(sent))
        for line, quantity in sent:
            count(line, -quantity)
        if waits:
            fulfillment.delete()
            settle_status(fulfillment.order)
            return {"order": fulfillment.order}
        return _settled(fulfillment, "CANCELED")


def new_fulfillment(order: models.Order, status: str, sent: Sent) -> models.Fulfillment:
    last = order.fulfillments.aggregate(last=Max("number"))["last"] or 0
    fulfillment = models.Fulfillment.objects.create(order=order, number=last + 1, status=status)
    models.FulfillmentLine.objects.bulk_create(
        models.FulfillmentLine(fulfillment=fulfillment, order_line=line, quantity=quantity) for line, quantity in sent
    )
    return fulfillment


def count(line: models.OrderLine, sent: int) -> None:
    """So many more pieces of the line were sent."""
    models.OrderLine.objects.filter(pk=line.pk).update(quantity_fulfilled=F("quantity_fulfilled") + sent)


def lines_by_id(order: models.Order) -> dict[str, models.OrderLine]:
    return {global_id("OrderLine", line.pk): line for line in order.lines.select_related("variant")}


def _wanted(order: models.Order, given: list[dict[str, Any]]) -> Sent:
    ids = [line.get("order_line_id") for line in given]
    if len(set(ids)) < len(ids):
        raise Refused("DUPLICATED_INPUT_ITEM", "Duplicated order line ID.", "orderLineId")
    known, wanted = lines_by_id(order), []
    for line, stocks in zip(ids, (one["stocks"] for one in given), strict=True):
        for taken in stocks:
            _demand_warehouse(taken["warehouse"], "warehouse")
        if line not in known:
            raise unknown(line, "lines")
        quantity, left = sum(taken["quantity"] for taken in stocks), known[line].quantity_open
        if quantity > left:
            message = f"Only {left} items remaining to fulfill: {known[line]}."
            raise Refused("FULFILL_ORDER_LINE", message, "orderLineId", order_lines=[line])
        wanted.append((known[line], quantity))
    if sum(quantity for _, quantity in wanted) <= 0:
        raise Refused("ZERO_QUANTITY", "Total quantity must be larger than 0.", "lines")
    return [(line, quantity) for line, quantity in wanted if quantity > 0]


def _demand_warehouse(id: str | None, field: str = "warehouseId") -> None:
    if not id:
        raise Refused("REQUIRED", "This parameter is required for fulfillments that were sent.", field)
    if read_id(id, "Warehouse") != WAREHOUSE_KEY:
        raise unknown(id, field)


def _refuse_unpaid(shop: models.ShopSettings) -> None:
    if not shop.ships_unpaid:
        raise Refused("CANNOT_FULFILL_UNPAID_ORDER", "Cannot fulfill unpaid order.", "order")


def _fulfillment(id: str) -> models.Fulfillment:
    """For changing. Raises :class:`Refused` where there is none."""
    key = read_id(id, "Fulfillment")
    found = models.Fulfillment.objects.select_related("order").filter(pk=key).first()
    if found is None:
        raise unknown(id, "id")
    order = locked_order(global_id("Order", found.order.token))
    fulfillment = order.fulfillments.filter(pk=key).first()
    if fulfillment is None:
        raise unknown(id, "id")
    return fulfillment


def _sent(fulfillment: models.Fulfillment) -> Sent:
    return [(line.order_line, line.quantity) for line in fulfillment.lines.select_related("order_line__variant")]


def _settled(fulfillment: models.Fulfillment, status: str) -> dict[str, Any]:
    fulfillment.status = status
    fulfillment.save()
    settle_status(fulfillment.order)
    return {"order": fulfillment.order, "fulfillment": fulfillment}
