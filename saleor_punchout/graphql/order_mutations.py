"""What staff do about the life of an order: hand in its file, say what becomes of it, send documents again."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import date
from typing import Any

import graphene
from django.core.exceptions import ValidationError
from graphql import ResolveInfo

from saleor_punchout import tasks
from saleor_punchout.caller import address_of, base_url
from saleor_punchout.documents import lexical
from saleor_punchout.flows import alarm, confirmation, invoice, transmission, upload
from saleor_punchout.graphql import outbox_types, partner_types, types
from saleor_punchout.graphql.ids import find
from saleor_punchout.graphql.mutation import PunchOutMutation
from saleor_punchout.graphql.shapes import list_of
from saleor_punchout.models import PurchaseOrder
from saleor_punchout.viewer import MANAGE_ORDERS, viewer_of

REFUSED = 400
"""cXML statuses from here on are refusals."""
QUANTITIES, DATES = {"accepted", "backordered", "rejected"}, {"shipment_date", "delivery_date"}
"""Of a line that is confirmed, what comes as text."""


class PunchOutPurchaseOrderUpload(PunchOutMutation):
    """Take an order from a file, as if the trading partner had sent it; needs no secret."""

    permission = MANAGE_ORDERS

    class Arguments:
        partner = graphene.ID(required=True)
        document = graphene.String(
            required=True,
            description="An OrderRequest, or an e-mail or MIME message with one. Larger ones go through the Dashboard.",
        )
        base64 = graphene.Boolean(description="Whether `document` is written in Base64.")

    purchase_order = graphene.Field(
        types.PurchaseOrder, description="Null where the order changes nothing, as one that came before."
    )
    status = graphene.Int(description="cXML status that a procurement system would have got.")

    @classmethod
    def perform(cls, info: ResolveInfo, partner: str, document: str, base64: bool = False) -> dict[str, Any]:
        rows = viewer_of(info.context).partners().select_related("installation")
        found = find(rows, partner, partner_types.TradingPartner._meta.name)
        saved = _decoded(document) if base64 else document.encode()
        answer = upload.intake(found, saved, address=address_of(info.context), base_url=base_url(info.context))
        status = upload.status_of(answer)
        if status.code >= REFUSED:
            raise ValidationError({"document": status.message})
        tasks.carry_out(answer.order)
        return {"purchase_order": answer.order, "status": status.code}


def _decoded(document: str) -> bytes:
    try:
        return base64.b64decode(document)
    except (binascii.Error, ValueError):
        raise ValidationError({"document": "This is no Base64."}) from None


class PunchOutConfirmationLineInput(graphene.InputObjectType):
    """What becomes of one line: the three quantities make the ordered one."""

    number = graphene.Int(required=True, description="Line number of the purchase order.")
    accepted = graphene.String(description="Quantity, exact decimal number. 0 where it is left out.")
    backordered = graphene.String(description="Quantity that comes later.")
    rejected = graphene.String(description="Quantity that does not come.")
    shipment_date = graphene.String(description="Such as 2026-03-02.")
    delivery_date = graphene.String(description="Such as 2026-03-04.")
    comment = graphene.String(description="For the buyer.")


class _OfPlaced(PunchOutMutation):
    """About a purchase order that is placed, of which the buyer is told afterwards."""

    class Meta:
        abstract = True

    permission = MANAGE_ORDERS

    purchase_order = graphene.Field(types.PurchaseOrder)

    @classmethod
    def told(cls, info: ResolveInfo, id: str, say: Callable[[PurchaseOrder], None]) -> dict[str, Any]:
        """Let the flow ``say`` keep what is to be told, then wake whoever tells it."""
        rows = viewer_of(info.context).purchase_orders().select_related("partner__installation", "document__partner")
        order = find(rows, id, types.PurchaseOrder._meta.name)
        say(order)
        tasks.wake(tasks.tell_order, order.pk)
        return {"purchase_order": order}


class PunchOutPurchaseOrderConfirm(_OfPlaced):
    """Say what becomes of lines of an order, in place of all that was said before. The buyer gets a confirmation."""

    class Arguments:
        id = graphene.ID(required=True)
        lines = list_of(PunchOutConfirmationLineInput, description="Those that are not named stay as Saleor has them.")

    @classmethod
    def perform(cls, info: ResolveInfo, id: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
        said = [_said(line) for line in lines]
        return cls.told(info, id, lambda order: confirmation.say(order, said))


def _said(line: dict[str, Any]) -> confirmation.SaidLine:
    """Raises ValidationError."""
    given = {name: value for name, value in line.items() if value is not None}
    try:
        given |= {name: lexical.number(given[name]) for name in QUANTITIES & given.keys()}
        given |= {name: date.fromisoformat(given[name]) for name in DATES & given.keys()}
    except ValueError as error:
        raise ValidationError({"lines": f"Line {line['number']}: {error}."}) from None
    return confirmation.SaidLine(**given)


class PunchOutInvoiceSend(_OfPlaced):
    """Send an invoice of Saleor's to the buyer; one that went already is not sent twice."""

    class Arguments:
        purchase_order = graphene.ID(required=True)
        number = graphene.String(required=True, description="Of the invoice in Saleor.")

    @classmethod
    def perform(cls, info: ResolveInfo, purchase_order: str, number: str) -> dict[str, Any]:
        return cls.told(info, purchase_order, lambda order: invoice.send(order, number))


class PunchOutDocumentResend(PunchOutMutation):
    """Send a document of ours again that the buyer did not take, or lost. It keeps its payloadID."""

    permission = MANAGE_ORDERS

    class Arguments:
        id = graphene.ID(required=True, description="Of the transmission.")

    transmission = graphene.Field(outbox_types.Transmission)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str) -> dict[str, Any]:
        rows = viewer_of(info.context).transmissions().select_related("partner__installation")
        found = find(rows, id, outbox_types.Transmission._meta.name)
        transmission.resend(found)
        found.refresh_from_db()
        tasks.wake(tasks.send_document, found.pk)
        return {"transmission": found}


class PunchOutAlarmSettle(PunchOutMutation):
    """Say that nobody need look at an alarm any more."""

    permission = MANAGE_ORDERS

    class Arguments:
        id = graphene.ID(required=True)

    alarm = graphene.Field(outbox_types.Alarm)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str) -> dict[str, Any]:
        found = find(viewer_of(info.context).alarms().select_related("installation"), id, outbox_types.Alarm._meta.name)
        alarm.settle(found.code, found.subject, found.installation)
        found.refresh_from_db(fields=["settled_at"])
        return {"alarm": found}


class PunchOutOrderMutations(graphene.ObjectType):
    """Mixed into a host's mutation type with the other mutations of staff."""

    class Meta:
        abstract = True

    punch_out_purchase_order_upload = PunchOutPurchaseOrderUpload.Field()
    punch_out_purchase_order_confirm = PunchOutPurchaseOrderConfirm.Field()
    punch_out_invoice_send = PunchOutInvoiceSend.Field()
    punch_out_document_resend = PunchOutDocumentResend.Field()
    punch_out_alarm_settle = PunchOutAlarmSettle.Field()
