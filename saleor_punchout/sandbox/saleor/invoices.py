"""Invoices, as Saleor knows them: a number and an address, of whatever lies there."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils import timezone

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor import metadata
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.ids import read_id
from saleor_punchout.sandbox.saleor.lists import list_of, optional_list_of
from saleor_punchout.sandbox.saleor.metadata import MetadataInput
from saleor_punchout.sandbox.saleor.order_changes import locked_order, unknown
from saleor_punchout.sandbox.saleor.order_parts import Invoice
from saleor_punchout.sandbox.saleor.refusals import Refused, ShopMutation, error_type

InvoiceError = error_type("InvoiceError", "EMAIL_NOT_SET INVALID_STATUS NOT_FOUND NOT_READY REQUIRED")


class InvoiceMutation(ShopMutation):
    invoice = graphene.Field(Invoice)
    errors = list_of(InvoiceError)

    class Meta:
        abstract = True

    @classmethod
    def mutate(cls, root: None, info: Any, **given: Any) -> ShopMutation:
        info.context.demand("MANAGE_ORDERS")
        return super().mutate(root, info, **given)


class InvoiceCreateInput(graphene.InputObjectType):
    number = graphene.NonNull(graphene.String)
    url = graphene.NonNull(graphene.String)
    metadata = optional_list_of(MetadataInput)
    private_metadata = optional_list_of(MetadataInput)


class InvoiceCreate(InvoiceMutation):
    class Arguments:
        order_id = graphene.NonNull(graphene.ID)
        input = graphene.NonNull(InvoiceCreateInput)

    @classmethod
    def act(cls, caller: Caller, order_id: str, input: dict[str, Any]) -> dict[str, Any]:
        order = locked_order(order_id, "orderId")
        if order.status == "UNCONFIRMED":
            message = "Cannot create an invoice for draft, unconfirmed or expired order."
            raise Refused("INVALID_STATUS", message, "orderId")
        if not order.billing_address:
            message = "Cannot create an invoice for order without billing address."
            raise Refused("NOT_READY", message, "orderId")
        for field in ("url", "number"):
            if not input[field]:
                raise Refused("REQUIRED", f"{field} cannot be empty.", field)
        invoice = models.Invoice.objects.create(
            order=order,
            number=input["number"],
            url=input["url"],
            metadata=metadata.stored(input.get("metadata")),
            private_metadata=metadata.stored(input.get("private_metadata")),
        )
        return {"invoice": invoice}


class InvoiceSendNotification(InvoiceMutation):
    """Nobody is written to; that it was sent is kept."""

    class Arguments:
        id = graphene.NonNull(graphene.ID)

    @classmethod
    def act(cls, caller: Caller, id: str) -> dict[str, Any]:
        invoice = models.Invoice.objects.select_related("order").filter(pk=read_id(id, "Invoice")).first()
        if invoice is None:
            raise unknown(id, "id")
        if not invoice.order.email:
            raise Refused("EMAIL_NOT_SET", "Provided invoice order needs an email address.", "order")
        invoice.sent_at = timezone.now()
        invoice.save()
        return {"invoice": invoice}
