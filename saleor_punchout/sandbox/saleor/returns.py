"""What comes back of an order. Nobody paid here, so nothing is refunded."""

from __future__ import annotations

from typing import Any

import graphene

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor import stock
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.fulfilling import Sent, count, lines_by_id, new_fulfillment
from saleor_punchout.sandbox.saleor.ids import global_id
from saleor_punchout.sandbox.saleor.lists import optional_list_of
from saleor_punchout.sandbox.saleor.order_changes import OrderMutation, locked_order, settle_status, unknown
from saleor_punchout.sandbox.saleor.order_parts import Fulfillment
from saleor_punchout.sandbox.saleor.refusals import Refused

RETURNABLE = ("FULFILLED", "WAITING_FOR_APPROVAL")


class OrderReturnLineInput(graphene.InputObjectType):
    order_line_id = graphene.NonNull(graphene.ID)
    quantity = graphene.NonNull(graphene.Int)


class OrderReturnFulfillmentLineInput(graphene.InputObjectType):
    fulfillment_line_id = graphene.NonNull(graphene.ID)
    quantity = graphene.NonNull(graphene.Int)


class OrderReturnProductsInput(graphene.InputObjectType):
    order_lines = optional_list_of(OrderReturnLineInput)
    fulfillment_lines = optional_list_of(OrderReturnFulfillmentLineInput)


class FulfillmentReturnProducts(OrderMutation):
    """Makes a fulfilment that says RETURNED, and takes the pieces out of those that had sent them: one that has none
    left is gone, and its tracking number with it. The stock stays as it is."""

    return_fulfillment = graphene.Field(Fulfillment)

    class Arguments:
        order = graphene.NonNull(graphene.ID)
        input = graphene.NonNull(OrderReturnProductsInput)

    @classmethod
    def act(cls, caller: Caller, order: str, input: dict[str, Any]) -> dict[str, Any]:
        found = locked_order(order, "order")
        back = _never_sent(found, input.get("order_lines") or []) + _taken(found, input.get("fulfillment_lines") or [])
        made = new_fulfillment(found, "RETURNED", back)
        found.fulfillments.filter(lines=None, status__in=RETURNABLE).delete()
        settle_status(found)
        return {"order": found, "return_fulfillment": made}


def _never_sent(order: models.Order, given: list[dict[str, Any]]) -> Sent:
    """Pieces that nobody wants any more before they left."""
    known, back = lines_by_id(order), []
    for wanted in given:
        line = known.get(wanted["order_line_id"])
        if line is None:
            raise unknown(wanted["order_line_id"], "orderLines")
        if wanted["quantity"] > line.quantity_open:
            message = "Provided quantity is bigger than unfulfilled quantity."
            raise Refused("INVALID_QUANTITY", message, "orderLineId")
        count(line, wanted["quantity"])
        back.append((line, wanted["quantity"]))
    stock.release(stock.pieces(back))
    return back


def _taken(order: models.Order, given: list[dict[str, Any]]) -> Sent:
    """Pieces out of the fulfilments that had sent them."""
    lines = models.FulfillmentLine.objects.filter(fulfillment__order=order)
    known = {
        global_id("FulfillmentLine", line.pk): line
        for line in lines.select_related("fulfillment", "order_line__variant")
    }
    back = []
    for wanted in given:
        line = known.get(wanted["fulfillment_line_id"])
        if line is None:
            raise unknown(wanted["fulfillment_line_id"], "fulfillmentLines")
        back.append((line.order_line, _take(line, wanted["quantity"])))
    return back


def _take(line: models.FulfillmentLine, quantity: int) -> int:
    if quantity > line.quantity:
        message = "Provided quantity is bigger than quantity from fulfillment line"
        raise Refused("INVALID_QUANTITY", message, "fulfillmentLineId")
    if line.fulfillment.status not in RETURNABLE:
        raise Refused("INVALID", "Unable to process action for this status of the fulfillment.", "fulfillmentLineId")
    line.quantity -= quantity
    if line.quantity:
        line.save()
    else:
        line.delete()
    return quantity
