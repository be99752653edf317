"""What can be asked. A shopper may ask for the session of a session token; everything else is for staff."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import graphene
from django.db.models import BigIntegerField, Case, F, Q, QuerySet, When
from graphql import ResolveInfo

from saleor_punchout import models
from saleor_punchout.exceptions import LinkSpent
from saleor_punchout.flows import visit
from saleor_punchout.graphql import outbox_types, partner_types, types
from saleor_punchout.graphql.access import demand, needs
from saleor_punchout.graphql.connections import Page, connection_of, sorting
from saleor_punchout.graphql.health import PunchOutHealthQueries
from saleor_punchout.graphql.ids import find_or_none
from saleor_punchout.graphql.related import ORDER
from saleor_punchout.graphql.shapes import list_of
from saleor_punchout.host import writer
from saleor_punchout.systems import SYSTEMS, ProcurementSystem
from saleor_punchout.viewer import MANAGE_ORDERS, MANAGE_USERS, viewer_of

WITH_SESSION = ("partner", "cart")
WITH_ORDER = ORDER
WITH_DOCUMENT = ("partner", "session__partner", "session__cart", "purchase_order__partner")
"""What is fetched with each kind of row, because it shows it."""


def _filter(name: str, **members: Any) -> Any:
    return type(f"PunchOut{name}FilterInput", (graphene.InputObjectType,), members)


SessionFilter = _filter("Session", state=types.SessionState(), partner=graphene.ID(), search=graphene.String())
PartnerFilter = _filter("TradingPartner", is_active=graphene.Boolean(), search=graphene.String())
BuyerFilter = _filter("Buyer", partner=graphene.ID(), is_linked=graphene.Boolean(), search=graphene.String())
OrderFilter = _filter("PurchaseOrder", state=types.OrderState(), partner=graphene.ID(), order_id=graphene.String())
DocumentFilter = _filter(
    "Document",
    direction=types.Direction(),
    partner=graphene.ID(),
    matched=graphene.Boolean(description="False: documents that match no trading partner."),
    refused=graphene.Boolean(description="True: documents that were answered with a status of 400 or more."),
    payload_id=graphene.String(),
    kind=graphene.String(),
)
TransmissionFilter = _filter(
    "Transmission", state=outbox_types.TransmissionState(), kind=graphene.String(), partner=graphene.ID()
)
AlarmFilter = _filter(
    "Alarm", open=graphene.Boolean(description="False: those that are settled."), code=graphene.String()
)
OPEN_FIRST = Case(When(settled_at=None, then=F("pk") + 2**48), default=F("pk"), output_field=BigIntegerField())
"""A number that is higher for every open alarm than for any that is settled."""
REFUSED = 400
"""cXML statuses from here on are refusals."""
LOOKUPS = {"payload_id": "payload_id__icontains", "order_id": "order_id__icontains"}
"""How a member of a filter is looked up, where not by equality."""


def _list_of(
    node: Any,
    name: str,
    filter_input: Any,
    sort_fields: dict[str, str],
    description: str = "Newest first, unless sorted otherwise.",
) -> Any:
    return graphene.Field(
        connection_of(node),
        first=graphene.Int(),
        after=graphene.String(),
        filter=filter_input(),
        sort_by=sorting(name, sort_fields)(),
        description=description,
    )


class PunchOutQueries(PunchOutHealthQueries, graphene.ObjectType):
    """Mixed into a host's query type."""

    class Meta:
        abstract = True

    punch_out_session = graphene.Field(
        types.Session,
        session_token=graphene.String(description="For the storefront: the token that the code was redeemed for."),
        id=graphene.ID(description="For staff."),
    )
    punch_out_sessions = _list_of(types.Session, "Session", SessionFilter, {"REQUESTED_AT": "requested_at"})
    punch_out_trading_partner = graphene.Field(partner_types.TradingPartner, id=graphene.ID(required=True))
    punch_out_trading_partners = _list_of(
        partner_types.TradingPartner, "TradingPartner", PartnerFilter, {"NAME": "name", "CREATED_AT": "created_at"}
    )
    punch_out_buyers = _list_of(partner_types.Buyer, "Buyer", BuyerFilter, {"KEY": "key"})
    punch_out_purchase_order = graphene.Field(types.PurchaseOrder, id=graphene.ID(required=True))
    punch_out_purchase_orders = _list_of(
        types.PurchaseOrder, "PurchaseOrder", OrderFilter, {"CREATED_AT": "created_at", "ORDER_ID": "order_id"}
    )
    punch_out_document = graphene.Field(types.Document, id=graphene.ID(required=True))
    punch_out_documents = _list_of(types.Document, "Document", DocumentFilter, {"CREATED_AT": "created_at"})
    punch_out_transmissions = _list_of(
        outbox_types.Transmission, "Transmission", TransmissionFilter, {"CREATED_AT": "created_at"}
    )
    punch_out_alarms = _list_of(
        outbox_types.Alarm,
        "Alarm",
        AlarmFilter,
        {"CREATED_AT": "created_at"},
        "Open ones first, of these the newest first, unless sorted otherwise.",
    )
    punch_out_systems = list_of(partner_types.System, description="The procurement systems that are known.")

    @staticmethod
    @writer()
    def resolve_punch_out_session(
        root: None, info: ResolveInfo, session_token: str = "", id: str = ""
    ) -> models.PunchOutSession | None:
        if session_token:
            try:
                return visit.find_session(session_token)
            except LinkSpent:
                return None
        sessions = demand(info, MANAGE_ORDERS).sessions().select_related(*WITH_SESSION)
        found: models.PunchOutSession | None = find_or_none(sessions, id, types.Session._meta.name)
        return found

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_punch_out_sessions(root: None, info: ResolveInfo, **page: Any) -> Page:
        return _page(
            viewer_of(info.context).sessions().select_related(*WITH_SESSION),
            ("key__iexact", "user_email__icontains", "user_name__icontains"),
            **page,
        )

    @staticmethod
    @needs(MANAGE_USERS)
    def resolve_punch_out_trading_partner(root: None, info: ResolveInfo, id: str) -> Any:
        return find_or_none(viewer_of(info.context).partners(), id, partner_types.TradingPartner._meta.name)

    @staticmethod
    @needs(MANAGE_USERS)
    def resolve_punch_out_trading_partners(root: None, info: ResolveInfo, **page: Any) -> Page:
        return _page(viewer_of(info.context).partners(), ("name__icontains", "slug__icontains"), **page)

    @staticmethod
    @needs(MANAGE_USERS)
    def resolve_punch_out_buyers(root: None, info: ResolveInfo, **page: Any) -> Page:
        buyers = viewer_of(info.context).buyers().select_related("partner")
        return _page(buyers, ("key__icontains", "name__icontains", "email__icontains"), **page)

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_punch_out_purchase_order(root: None, info: ResolveInfo, id: str) -> Any:
        return find_or_none(
            viewer_of(info.context).purchase_orders().select_related(*WITH_ORDER), id, types.PurchaseOrder._meta.name
        )

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_punch_out_purchase_orders(root: None, info: ResolveInfo, **page: Any) -> Page:
        return _page(viewer_of(info.context).purchase_orders().select_related(*WITH_ORDER), (), **page)

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_punch_out_document(root: None, info: ResolveInfo, id: str) -> Any:
        return find_or_none(
            viewer_of(info.context).documents().select_related(*WITH_DOCUMENT), id, types.Document._meta.name
        )

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_punch_out_documents(root: None, info: ResolveInfo, **page: Any) -> Page:
        return _page(viewer_of(info.context).documents().select_related(*WITH_DOCUMENT), (), **page)

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_punch_out_transmissions(root: None, info: ResolveInfo, **page: Any) -> Page:
        return _page(viewer_of(info.context).transmissions().select_related("partner"), (), **page)

    @staticmethod
    @needs(MANAGE_ORDERS)
    def resolve_punch_out_alarms(root: None, info: ResolveInfo, **page: Any) -> Page:
        alarms = viewer_of(info.context).alarms().annotate(urgency=OPEN_FIRST)
        return _page(alarms, (), usual="urgency", **page)

    @staticmethod
    @needs(MANAGE_USERS)
    def resolve_punch_out_systems(root: None, info: ResolveInfo) -> list[ProcurementSystem]:
        return list(SYSTEMS.values())


def _page(
    rows: QuerySet[Any],
    searched: tuple[str, ...],
    filter: dict[str, Any] | None = None,
    sort_by: dict[str, str] | None = None,
    first: int | None = None,
    after: str | None = None,
    usual: str = "pk",
) -> Page:
    for name, value in (filter or {}).items():
        if value is not None:  # a storefront's empty form field, as Saleor takes it
            rows = rows.filter(_condition(name, value, searched))
    return Page(rows.all(), first, after, sort_by, usual)


def _condition(name: str, value: Any, searched: tuple[str, ...]) -> Q:
    if name == "search":
        return reduce(or_, (Q(**{lookup: value}) for lookup in searched))
    if name == "matched":
        return Q(partner__isnull=not value)
    if name == "open":
        return Q(settled_at__isnull=value)
    if name == "refused":
        return Q(status__gte=REFUSED) if value else Q(status__lt=REFUSED) | Q(status=None)
    if name == "partner":
        return Q(
            partner=find_or_none(models.TradingPartner.objects.all(), value, partner_types.TradingPartner._meta.name)
            or 0
        )
    return Q(**{LOOKUPS.get(name, name): value})
