"""What can be read: sessions, carts, trading partners, purchase orders, documents, procurement systems.

Amounts are exact text, for a JSON number is a binary fraction to most who read it. Types that only staff may see
guard nothing themselves: the fields that lead to them do.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import graphene
from graphql import ResolveInfo

from saleor_punchout import models
from saleor_punchout.documents import lexical
from saleor_punchout.graphql.access import needs
from saleor_punchout.graphql.host_types import DateTime
from saleor_punchout.graphql.ids import global_id
from saleor_punchout.graphql.related import related
from saleor_punchout.systems import ProcurementSystem
from saleor_punchout.viewer import MANAGE_ORDERS, MANAGE_USERS


def list_of(kind: Any, **options: Any) -> Any:
    """``[Kind!]!``"""
    return graphene.List(graphene.NonNull(kind), required=True, **options)


def enum_of(name: str, choices: Any, meaning: str) -> Any:
    """The enum of a model's choices: names in capitals, values as they are stored."""
    values = [(str(value).upper(), value) for value in choices.values]
    return graphene.Enum(name, values, description=lambda value: None if value else meaning)


SessionState = enum_of("PunchOutSessionState", models.PunchOutSession.State, "How far a session came.")
OrderState = enum_of("PunchOutPurchaseOrderState", models.PurchaseOrder.State, "What became of a purchase order.")
AccountPolicy = enum_of(
    "PunchOutAccountPolicy", models.TradingPartner.AccountPolicy, "Whom the checkouts of a partner's buyers belong to."
)
PartnerMode = enum_of("PunchOutPartnerMode", models.TradingPartner.Mode, "Whether test documents are carried out.")
Party = enum_of("PunchOutParty", models.Credential.Party, "The part of a document's header.")
Direction = enum_of("PunchOutDocumentDirection", models.DocumentRecord.Direction, "Whether it came or went.")


class Node(graphene.ObjectType):
    """With an id of its own."""

    class Meta:
        abstract = True

    id = graphene.ID(required=True)

    @staticmethod
    def resolve_id(row: Any, info: ResolveInfo) -> str:
        return global_id(row, info.parent_type.name)


class Money(graphene.ObjectType):
    class Meta:
        name = "PunchOutMoney"

    amount = graphene.String(required=True, description="Exact decimal number.")
    currency = graphene.String(required=True, description="ISO 4217 code.")


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """The same before and after it was stored."""
    return {"amount": lexical.plain(lexical.priced(amount, currency)), "currency": currency}


class System(graphene.ObjectType):
    """A kind of software that buyers use."""

    class Meta:
        name = "PunchOutSystem"

    key = graphene.String(required=True)
    name = graphene.String(required=True)


class Credential(Node):
    """How a trading partner names itself or us. A secret is never shown again."""

    class Meta:
        name = "PunchOutCredential"

    party = Party(required=True)
    domain = graphene.String(required=True)
    identity = graphene.String(required=True)
    mac_allowed = graphene.Boolean(required=True)
    valid_from = DateTime(description="Null: from the beginning.")
    valid_until = DateTime(description="Null: until further notice.")


class TradingPartner(Node):
    """A buying company and its procurement system."""

    class Meta:
        name = "PunchOutTradingPartner"

    name = graphene.String(required=True)
    slug = graphene.String(required=True)
    system = graphene.Field(System, required=True)
    channel = graphene.String(required=True)
    storefront_url = graphene.String(required=True)
    default_email = graphene.String(required=True)
    account_policy = AccountPolicy(required=True)
    return_hosts = list_of(graphene.String)
    allow_http_return = graphene.Boolean(required=True)
    frame_ancestors = list_of(graphene.String)
    mode = PartnerMode(required=True)
    price_tolerance = graphene.String(required=True, description="Percent.")
    delivery_method = graphene.String(required=True)
    default_unspsc = graphene.String(required=True)
    default_unit = graphene.String(required=True)
    is_active = graphene.Boolean(required=True)
    created_at = DateTime(required=True)
    credentials = graphene.List(graphene.NonNull(Credential))

    @staticmethod
    def resolve_system(partner: models.TradingPartner, info: ResolveInfo) -> ProcurementSystem:
        return partner.procurement_system

    @staticmethod
    @needs(MANAGE_USERS)
    def resolve_credentials(partner: models.TradingPartner, info: ResolveInfo) -> Any:
        return related(info, partner, "credentials")


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


class CartWarning(graphene.ObjectType):
    """What procurement will not see as the shop does."""

    class Meta:
        name = "PunchOutCartWarning"

    line = graphene.Int(description="Null where the whole cart is meant.")
    field = graphene.String(required=True)
    code = graphene.String(
        required=True,
        description="`cut`, `mapped`, `replaced`, `dropped` or `rounded`; `refused` forbids the transfer.",
    )
    message = graphene.String(required=True)
    source = graphene.String(required=True, description="Where the limit is written.")


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
    type = graphene.String(required=True)
    state = OrderState(required=True)
    total = graphene.Field(Money)
    is_test = graphene.Boolean(required=True)
    problems = list_of(Problem)
    differences = list_of(Difference)
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

    @staticmethod
    def resolve_total(order: models.PurchaseOrder, info: ResolveInfo) -> dict[str, str] | None:
        return None if order.total is None else money(order.total, order.currency)


class Session(Node):
    """One visit of one buyer. The first fields are the visitor's own to read, the others staff's."""

    class Meta:
        name = "PunchOutSession"

    state = SessionState(required=True)
    operation = graphene.String(required=True)
    buyer = graphene.String(required=True, description="Name of the buying company.")
    user_name = graphene.String(required=True)
    user_email = graphene.String(required=True)
    channel = graphene.String(required=True)
    checkout_id = graphene.String(required=True)
    is_test = graphene.Boolean(required=True)
    requested_at = DateTime(required=True)
    started_at = DateTime()
    closed_at = DateTime()
    expires_at = DateTime(required=True)
    cart = graphene.Field(Cart)
    warnings = list_of(CartWarning, description="Of the cart as it was last looked at.")

    reason = graphene.String(description="Why the session is in its state.")
    partner = graphene.Field(TradingPartner)
    documents = graphene.List(graphene.NonNull(Document))
    purchase_orders = graphene.List(graphene.NonNull(PurchaseOrder))

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
        return str(session.reason)

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_partner(session: models.PunchOutSession, info: ResolveInfo) -> models.TradingPartner:
        return session.partner

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_documents(session: models.PunchOutSession, info: ResolveInfo) -> Any:
        return related(info, session, "documents")

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_purchase_orders(session: models.PunchOutSession, info: ResolveInfo) -> Any:
        return related(info, session, "purchase_orders")
