"""What follows an order: our documents on their way to procurement, what came beside its document, what a person must
look at. For staff only; the fields that lead here are guarded."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import ResolveInfo

from saleor_punchout import models
from saleor_punchout.caller import base_url
from saleor_punchout.flows import attachment
from saleor_punchout.graphql.host_types import DateTime
from saleor_punchout.graphql.partner_types import TradingPartner
from saleor_punchout.graphql.related import related
from saleor_punchout.graphql.shapes import Node, enum_of, list_of

TransmissionState = enum_of(
    "PunchOutTransmissionState", models.Transmission.State, "Whether the buyer has a document of ours."
)
DOCUMENT = "saleor_punchout.graphql.types.Document"
PURCHASE_ORDER = "saleor_punchout.graphql.types.PurchaseOrder"
"""Types that lead back to these."""


class Attachment(Node):
    """A file that came with an order. Name and type are what the sender said; look at it with care."""

    class Meta:
        name = "PunchOutAttachment"

    filename = graphene.String(required=True)
    content_type = graphene.String(required=True, description="As the sender claims.")
    content_id = graphene.String(required=True, description="What the document calls it by; empty for none.")
    size = graphene.Int(required=True, description="Bytes.")
    url = graphene.String(required=True, description="Where it can be downloaded, for ten minutes.")

    @staticmethod
    def resolve_url(row: models.Attachment, info: ResolveInfo) -> str:
        return attachment.link(row, base_url(info.context))


class Attempt(graphene.ObjectType):
    """One attempt to send a document."""

    class Meta:
        name = "PunchOutAttempt"

    at = graphene.String(required=True, description="Moment, ISO 8601.")
    outcome = graphene.String(required=True)
    http_status = graphene.Int(description="Null where nothing answered.")
    status = graphene.Int(description="cXML status of the answer; null where it had none.")
    message = graphene.String(required=True)

    @staticmethod
    def resolve_message(entry: dict[str, Any], info: ResolveInfo) -> str:
        return str(entry.get("message") or "")


class BuyerStatus(graphene.ObjectType):
    """What the buyer said of a document of ours after it was delivered."""

    class Meta:
        name = "PunchOutBuyerStatus"

    at = graphene.String(required=True, description="Moment, ISO 8601.")
    code = graphene.Int(required=True)
    text = graphene.String(required=True)
    message = graphene.String(required=True)


class Transmission(Node):
    """A document of ours on its way to procurement."""

    class Meta:
        name = "PunchOutTransmission"

    partner = graphene.Field(TradingPartner, required=True)
    purchase_order = graphene.Field(PURCHASE_ORDER)
    document = graphene.Field(DOCUMENT, required=True)
    kind = graphene.String(required=True, description="Name of the payload element.")
    endpoint = graphene.String(required=True)
    state = TransmissionState(required=True)
    attempts = graphene.Int(required=True)
    log = list_of(Attempt, description="One entry an attempt, the oldest first.")
    status = graphene.Int(description="cXML status of the last answer.")
    last_error = graphene.String(required=True)
    buyer_status = list_of(BuyerStatus)
    next_attempt_at = DateTime()
    created_at = DateTime(required=True)
    done_at = DateTime()

    @staticmethod
    def resolve_purchase_order(row: models.Transmission, info: ResolveInfo) -> Any:
        return related(info, row, "purchase_order")

    @staticmethod
    def resolve_document(row: models.Transmission, info: ResolveInfo) -> Any:
        return related(info, row, "document")


class Alarm(Node):
    """Something that a person must look at."""

    class Meta:
        name = "PunchOutAlarm"

    code = graphene.String(required=True, description="Stable name such as order_held.")
    message = graphene.String(required=True, description="What happened and what to do.")
    partner = graphene.Field(TradingPartner)
    purchase_order = graphene.Field(PURCHASE_ORDER)
    transmission = graphene.Field(Transmission)
    created_at = DateTime(required=True)
    settled_at = DateTime(description="Null while it is open.")

    @staticmethod
    def resolve_partner(row: models.Alarm, info: ResolveInfo) -> Any:
        return related(info, row, "partner")

    @staticmethod
    def resolve_purchase_order(row: models.Alarm, info: ResolveInfo) -> Any:
        return related(info, row, "purchase_order")

    @staticmethod
    def resolve_transmission(row: models.Alarm, info: ResolveInfo) -> Any:
        return related(info, row, "transmission")
