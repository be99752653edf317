"""What is read of the trade: sessions, carts, purchase orders, documents.

Amounts are exact text, for a JSON number is a binary fraction to most who read it. Types that only staff may see
guard nothing themselves: the fields that lead to them do.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import graphene
from graphql import ResolveInfo

from saleor_punchout import models
from saleor_punchout.graphql.access import needs
from saleor_punchout.graphql.host_types import DateTime
from saleor_punchout.graphql.outbox_types import Alarm, Attachment, Transmission
from saleor_punchout.graphql.partner_types import Protocol, TradingPartner
from saleor_punchout.graphql.preview import CartWarning, Preview, preview_of
from saleor_punchout.graphql.related import related, versions
from saleor_punchout.graphql.shapes import Money, Node, enum_of, list_of, money
from saleor_punchout.viewer import MANAGE_ORDERS

SessionState = enum_of("PunchOutSessionState", models.PunchOutSession.State, "How far a session came.")
OrderState = enum_of("PunchOutPurchaseOrderState", models.PurchaseOrder.State, "What became of a purchase order.")
Direction = enum_of("PunchOutDocumentDirection", models.DocumentRecord.Direction, "Whether it came or went.")


class CartLine(graphene.ObjectType):
    """A line as it went back to procurement."""

    class Meta:
        name = "PunchOutCartLine"

    number = graphene.Int(required=True)
    sku = graphene.String(required=True)
    name = graphene.String(required=True)
    quantity = graphene.Int(required=True)
    unit = graphene.String(required=True, description="UN/ECE unit of measure.")
    unit_price = graphene.String(description="Net price of one unit, exact decimal number.")
    total = graphene.String(required=True, description="Net, exact decimal number.")
    supplier_part_auxiliary_id = graphene.String(required=True, description="Our own name of the line, signed.")

    @staticmethod
    def resolve_supplier_part_auxiliary_id(line: dict[str, Any], info: ResolveInfo) -> str:
        return str(line["auxiliary_id"])


class Cart(graphene.ObjectType):
    """What went back to procurement; it never changes."""

    class Meta:
        name = "PunchOutCart"

    total = graphene.Field(Money, required=True, description="Of the lines, net, without shipping.")
    lines = list_of(CartLine)
    delivery_method = graphene.String(required=True)
    warnings = list_of(CartWarning)
    created_at = DateTime(required=True)

    @staticmethod
    def resolve_total(cart: models.Cart, info: ResolveInfo) -> dict[str, str]:
        return money(cart.total, cart.currency)

    @staticmethod
    def resolve_lines(cart: models.Cart, info: ResolveInfo) -> list[dict[str, Any]]:
        return [line | {"total": money(Decimal(line["total"]), cart.currency)["amount"]} for line in cart.lines]


class Document(Node):
    """A document that came or went, without its secrets."""

    class Meta:
        name = "PunchOutDocument"

    direction = Direction(required=True)
    kind = graphene.String(required=True, description="Name of the payload element; empty where nothing was readable.")
    payload_id = graphene.String(required=True)
    body = graphene.String(required=True)
    size = graphene.Int(required=True, description="Bytes as they came.")
    address = graphene.String(description="The sender's IP address.")
    status = graphene.Int(description="cXML status of the answer.")
    answer = graphene.String(required=True, description="What we answered to a document that came.")
    reason = graphene.String(required=True, description="What the sender was told, and what staff may know beyond.")
    remarks = list_of(graphene.String)
    duration_ms = graphene.Int(description="Milliseconds from the last byte in to the answer.")
    created_at = DateTime(required=True)
    partner = graphene.Field(TradingPartner)
    session = graphene.Field(lambda: Session)
    purchase_order = graphene.Field(lambda: PurchaseOrder)
    attachments = list_of(Attachment, description="Files that came with it.")

    @staticmethod
    def resolve_attachments(document: models.DocumentRecord, info: ResolveInfo) -> Any:
        return related(info, document, "attachments")

    @staticmethod
    def resolve_remarks(document: models.DocumentRecord, info: ResolveInfo) -> list[str]:
        return [remark["message"] for remark in document.remarks]


class Problem(graphene.ObjectType):
    """Why an order is held."""

    class Meta:
        name = "PunchOutProblem"

    line = graphene.Int(description="Line number of the order; null where all of it is meant.")
    code = graphene.String(required=True)
    message = graphene.String(required=True)


class Difference(graphene.ObjectType):
    """What approval changed."""

    class Meta:
        name = "PunchOutDifference"

    line = graphene.Int()
    field = graphene.String(required=True)
    returned = graphene.String(description="As it went back in the cart.")
    ordered = graphene.String(description="As it came in the order.")


class PurchaseOrder(Node):
    """One version of one order of a trading partner, and the Saleor order that it became."""

    class Meta:
        name = "PunchOutPurchaseOrder"

    partner = graphene.Field(TradingPartner, required=True)
    order_id = graphene.String(required=True)
    order_version = graphene.String(required=True)
    type = graphene.String(required=True, description="new, update or delete.")
    payload_id = graphene.String(required=True)
    ordered_at = DateTime(description="The document's orderDate.")
    state = OrderState(required=True)
    total = graphene.Field(Money)
    is_test = graphene.Boolean(required=True)
    problems = list_of(Problem)
    differences = list_of(Difference)
    decision = graphene.String(
        required=True,
        description="What the partner's policy made of the differences: accept, confirm, hold or reject; empty before.",
    )
    accepted = graphene.Boolean(required=True, description="Whether a member of staff took it as it is.")
    revision = graphene.Int(required=True, description="How many orders it has had in Saleor.")
    saleor_order_id = graphene.String(required=True)
    saleor_order_number = graphene.String(required=True)
    saleor_status = graphene.String(required=True, description="Of the Saleor order, as its last event told.")
    attempts = graphene.Int(required=True)
    last_error = graphene.String(required=True)
    next_attempt_at = DateTime()
    created_at = DateTime(required=True)
    placed_at = DateTime()
    session = graphene.Field(lambda: Session)
    document = graphene.Field(Document, required=True)
    versions = list_of(lambda: PurchaseOrder, description="All that came of this order, the newest first.")
    attachments = list_of(Attachment, description="Files that came with this version.")
    transmissions = list_of(Transmission, description="What we told the buyer of it, the newest first.")
    alarms = list_of(Alarm, description="What a person must, or had to, look at.")

    @staticmethod
    def resolve_versions(order: models.PurchaseOrder, info: ResolveInfo) -> Any:
        return versions(info, order)

    @staticmethod
    def resolve_attachments(order: models.PurchaseOrder, info: ResolveInfo) -> Any:
        return related(info, order.document, "attachments")

    @staticmethod
    def resolve_transmissions(order: models.PurchaseOrder, info: ResolveInfo) -> Any:
        return related(info, order, "transmissions")

    @staticmethod
    def resolve_alarms(order: models.PurchaseOrder, info: ResolveInfo) -> Any:
        return related(info, order, "alarms")

    @staticmethod
    def resolve_total(order: models.PurchaseOrder, info: ResolveInfo) -> dict[str, str] | None:
        return None if order.total is None else money(order.total, order.currency)


class SelectedItem(graphene.ObjectType):
    """An article that a buyer chose before he came."""

    class Meta:
        name = "PunchOutSelectedItem"

    sku = graphene.String(required=True)
    supplier_part_auxiliary_id = graphene.String(required=True, description="Empty, or our own name of a line.")

    @staticmethod
    def resolve_supplier_part_auxiliary_id(item: dict[str, str], info: ResolveInfo) -> str:
        return item["auxiliary_id"]


class Session(Node):
    """One visit of one buyer. The first fields are the visitor's own to read, the others staff's."""

    class Meta:
        name = "PunchOutSession"

    state = SessionState(required=True)
    protocol = Protocol(required=True)
    operation = graphene.String(required=True, description="create, edit or inspect.")
    buyer = graphene.String(required=True, description="Name of the buying company.")
    user_name = graphene.String(required=True)
    user_email = graphene.String(required=True)
    channel = graphene.String(required=True)
    checkout_id = graphene.String(required=True)
    path = graphene.String(required=True, description="Where in the storefront the buyer began.")
    selected_item = graphene.Field(SelectedItem, description="The article that the buyer chose in procurement.")
    search = graphene.String(required=True, description="What the buyer searched for in procurement.")
    is_test = graphene.Boolean(required=True)
    requested_at = DateTime(required=True)
    started_at = DateTime()
    closed_at = DateTime()
    expires_at = DateTime(required=True)
    cart = graphene.Field(Cart)
    warnings = list_of(CartWarning, description="Of the cart as it was last looked at.")
    preview = graphene.Field(
        Preview,
        description="The cart as procurement would get it now; asks Saleor. Null where nothing can go back.",
    )

    reason = graphene.String(description="Why the session is in its state.")
    partner = graphene.Field(TradingPartner)
    parent = graphene.Field(lambda: Session, description="The visit whose cart this one edits or inspects.")
    documents = graphene.List(graphene.NonNull(Document))
    purchase_orders = graphene.List(graphene.NonNull(PurchaseOrder))

    @staticmethod
    def resolve_selected_item(session: models.PunchOutSession, info: ResolveInfo) -> dict[str, str] | None:
        return session.selected_item or None

    @staticmethod
    def resolve_preview(session: models.PunchOutSession, info: ResolveInfo) -> Any:
        return preview_of(session, info)

    @staticmethod
    def resolve_buyer(session: models.PunchOutSession, info: ResolveInfo) -> str:
        return str(session.partner.name)

    @staticmethod
    def resolve_channel(session: models.PunchOutSession, info: ResolveInfo) -> str:
        return str(session.partner.channel)

    @staticmethod
    def resolve_cart(session: models.PunchOutSession, info: ResolveInfo) -> models.Cart | None:
        return getattr(session, "cart", None)

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_reason(session: models.PunchOutSession, info: ResolveInfo) -> str:
        if session.reason or not session.is_stranded:
            return str(session.reason)
        return (
            "The storefront did not redeem the buyer's code within its minute. Check the partner's storefront address"
            " and the storefront's log."
        )

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_partner(session: models.PunchOutSession, info: ResolveInfo) -> models.TradingPartner:
        return session.partner

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_parent(session: models.PunchOutSession, info: ResolveInfo) -> Any:
        return related(info, session, "parent")

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_documents(session: models.PunchOutSession, info: ResolveInfo) -> Any:
        return related(info, session, "documents")

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_purchase_orders(session: models.PunchOutSession, info: ResolveInfo) -> Any:
        return related(info, session, "purchase_orders")
