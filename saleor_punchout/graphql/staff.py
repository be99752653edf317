"""What staff do: set up trading partners and their credentials, decide about purchase orders that are held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import graphene
from django.core.exceptions import ValidationError
from django.utils import timezone
from graphql import ResolveInfo

from saleor_punchout import tasks, vault
from saleor_punchout.flows import decision, partners
from saleor_punchout.graphql import partner_types, types
from saleor_punchout.graphql.buyers import PunchOutBuyerMutations
from saleor_punchout.graphql.host_types import DateTime
from saleor_punchout.graphql.ids import find
from saleor_punchout.graphql.mutation import PunchOutMutation
from saleor_punchout.graphql.order_mutations import PunchOutOrderMutations
from saleor_punchout.graphql.policy_types import UNLIMITED, OrderPolicyInput
from saleor_punchout.graphql.shapes import PunchOutNamedValueInput, list_of
from saleor_punchout.viewer import MANAGE_ORDERS, MANAGE_USERS, viewer_of

LONGEST_LIST = 100
MAPS = ("dialect", "unit_map", "extrinsic_mapping", "endpoints")
"""Fields that are lists of names with values, for there are no maps in GraphQL."""


def _entries(description: str) -> Any:
    """A map."""
    return graphene.List(graphene.NonNull(PunchOutNamedValueInput), description=description)


class PunchOutCredentialInput(graphene.InputObjectType):
    party = partner_types.Party(required=True)
    domain = graphene.String(description="Such as NetworkID or DUNS. A login has none.")
    identity = graphene.String(required=True, description="Name or number in that domain; of a login the user name.")
    secret = graphene.String(
        description="For a sender or a login; left out, a random one is made and shown once. For OUTBOUND the one that"
        " the buyer gave us for its endpoints."
    )
    mac_allowed = graphene.Boolean(description="Whether a CredentialMac may prove the secret instead.")


class PunchOutTradingPartnerInput(OrderPolicyInput, graphene.InputObjectType):
    name = graphene.String(description="Of the buying company, as buyers and staff read it.")
    slug = graphene.String(description="Made of the name where it is left out. Fixed once there is an order.")
    system = graphene.String(description="A key of `punchOutSystems`.")
    protocol = partner_types.Protocol(description="The system's usual one where it is left out.")
    dialect = _entries("What this partner does otherwise than its system: see `dialects` of the system.")
    channel = graphene.String(description="Slug of a Saleor channel.")
    storefront_url = graphene.String(description="Where the buyer's browser is sent, with `code` added.")
    product_path = graphene.String(
        description="Where the storefront shows an article; {slug}, {variant}, {sku} and {channel} are filled in."
    )
    search_path = graphene.String(description="Where the storefront searches; {query} and {channel} are filled in.")
    default_email = graphene.String(description="For documents that name no user; the customer's where it is shared.")
    account_policy = partner_types.AccountPolicy(description="Whose the checkouts are, from the next visit on.")
    return_hosts = graphene.List(
        graphene.NonNull(graphene.String),
        description="Hosts that carts may be posted to: buyer.example.com, or .example.com for every host below it.",
    )
    allow_http_return = graphene.Boolean(description="Whether carts may be posted to http; test documents always may.")
    frame_ancestors = graphene.List(
        graphene.NonNull(graphene.String),
        description="Origins that may show our pages in a frame, such as https://procurement.example.com.",
    )
    mode = partner_types.PartnerMode(description="Whether orders that are marked as a test are carried out.")
    delivery_method = graphene.String(description="Name of that of orders. Empty: the cart's, else the cheapest.")
    default_unspsc = graphene.String(description="Of articles without one of their own.")
    default_unit = graphene.String(description="UN/ECE unit of articles without one of their own, such as EA.")
    unit_map = _entries("The partner's own unit of measure for one of ours.")
    extrinsic_mapping = _entries(
        "Extrinsics that reach Saleor, by name, and the metadata key that they get there. No other does."
    )
    is_active = graphene.Boolean(description="Whether documents of this partner are taken.")


class PunchOutTradingPartnerCreate(PunchOutMutation):
    """A new trading partner with its credentials: for cXML one at least of from, to and sender each, else a login."""

    permission = MANAGE_USERS

    class Arguments:
        input = PunchOutTradingPartnerInput(required=True)
        credentials = list_of(PunchOutCredentialInput)
        saleor_api_url = graphene.String(description="Which Saleor; may be left out where there is only one.")

    partner = graphene.Field(partner_types.TradingPartner)
    secret = graphene.String(description="Of the sender or the login, where none was given. It is never shown again.")

    @classmethod
    def perform(
        cls, info: ResolveInfo, input: dict[str, Any], credentials: list[dict[str, Any]], saleor_api_url: str = ""
    ) -> dict[str, Any]:
        if len(credentials) > LONGEST_LIST:
            raise ValidationError({"credentials": f"Name at most {LONGEST_LIST} credentials."})
        made = vault.new_token()
        identities = [_identity(one, made) for one in credentials]
        installation = partners.find_installation(viewer_of(info.context).installations(), saleor_api_url)
        partners.check_channel(installation, input.get("channel"))
        partner = partners.create_partner(installation, identities, **_given(input))
        return {"partner": partner, "secret": made if any(one.secret == made for one in identities) else None}


class PunchOutTradingPartnerUpdate(PunchOutMutation):
    """Change what is given of a trading partner."""

    permission = MANAGE_USERS

    class Arguments:
        id = graphene.ID(required=True)
        input = PunchOutTradingPartnerInput(required=True)

    partner = graphene.Field(partner_types.TradingPartner)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str, input: dict[str, Any]) -> dict[str, Any]:
        partner = find(viewer_of(info.context).partners(), id, partner_types.TradingPartner._meta.name)
        partners.check_channel(partner.installation, input.get("channel"))
        return {"partner": partners.update_partner(partner, **_given(input))}


class PunchOutCredentialAdd(PunchOutMutation):
    """One more credential; a second secret of the same sender is the second half of a rotation."""

    permission = MANAGE_USERS

    class Arguments:
        partner = graphene.ID(required=True)
        input = PunchOutCredentialInput(required=True)
        valid_from = DateTime(description="At once where it is left out.")

    credential = graphene.Field(partner_types.Credential)
    secret = graphene.String(description="The secret where none was given. It is never shown again.")

    @classmethod
    def perform(cls, info: ResolveInfo, partner: str, input: dict[str, Any], valid_from: Any = None) -> dict[str, Any]:
        found = find(viewer_of(info.context).partners(), partner, partner_types.TradingPartner._meta.name)
        made = vault.new_token()
        identity = _identity(input, made)
        credential = partners.add_credential(found, identity, valid_from=_aware(valid_from))
        return {"credential": credential, "secret": made if identity.secret == made else None}


class PunchOutCredentialRevoke(PunchOutMutation):
    """End a credential, at once or at a moment to come."""

    permission = MANAGE_USERS

    class Arguments:
        id = graphene.ID(required=True)
        at = DateTime(description="At once where it is left out.")

    credential = graphene.Field(partner_types.Credential)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str, at: Any = None) -> dict[str, Any]:
        credential = find(viewer_of(info.context).credentials(), id, partner_types.Credential._meta.name)
        partners.end_credential(credential, _aware(at))
        return {"credential": credential}


def _given(input: dict[str, Any]) -> dict[str, Any]:
    """Without nulls: a field that is left out and one that is null both stay as they are. Raises ValidationError."""
    for name, value in input.items():
        if isinstance(value, list) and len(value) > LONGEST_LIST:
            raise ValidationError({name: f"Name at most {LONGEST_LIST}."})
    given = {name: _map(name, value) if name in MAPS else value for name, value in input.items() if value is not None}
    return {name: None if UNLIMITED.get(name) == value else value for name, value in given.items()}


def _map(field: str, entries: list[dict[str, str]]) -> dict[str, str]:
    """A list of names with values as the map that it stands for. Raises ValidationError."""
    values = {entry["name"]: entry["value"] for entry in entries}
    if len(values) < len(entries):
        raise ValidationError({field: "Name each entry once."})
    return values


def _aware(moment: datetime | None) -> datetime | None:
    """A moment without an offset is meant in UTC."""
    return timezone.make_aware(moment, UTC) if moment and timezone.is_naive(moment) else moment


def _identity(given: dict[str, Any], made: str) -> partners.Identity:
    """As the flow wants it: a sender or a login without a secret gets the one that was made."""
    is_secretive = given["party"] in partners.SECRETIVE
    return partners.Identity(**{"domain": "", "secret": made if is_secretive else "", **_given(given)})


class _Decision(PunchOutMutation):
    """About a purchase order that is held."""

    class Meta:
        abstract = True

    permission = MANAGE_ORDERS

    purchase_order = graphene.Field(types.PurchaseOrder)
    decide: Callable[..., None]
    """The flow to call."""

    @classmethod
    def perform(cls, info: ResolveInfo, id: str, **given: Any) -> dict[str, Any]:
        order = find(
            viewer_of(info.context).purchase_orders().select_related("partner"), id, types.PurchaseOrder._meta.name
        )
        cls.decide(order, **given)
        tasks.carry_out(order)
        return {"purchase_order": order}


class PunchOutPurchaseOrderAccept(_Decision):
    """Take a held order as the buyer sent it."""

    class Arguments:
        id = graphene.ID(required=True)

    decide = decision.accept


class PunchOutPurchaseOrderRetry(_Decision):
    """Try a held order again, after what held it was mended."""

    class Arguments:
        id = graphene.ID(required=True)

    decide = decision.retry


class PunchOutPurchaseOrderReject(_Decision):
    """Refuse a held order for good."""

    class Arguments:
        id = graphene.ID(required=True)
        reason = graphene.String(required=True)

    decide = decision.reject


class PunchOutStaffMutations(PunchOutBuyerMutations, PunchOutOrderMutations, graphene.ObjectType):
    """Mixed into a host's mutation type."""

    class Meta:
        abstract = True

    punch_out_trading_partner_create = PunchOutTradingPartnerCreate.Field()
    punch_out_trading_partner_update = PunchOutTradingPartnerUpdate.Field()
    punch_out_credential_add = PunchOutCredentialAdd.Field()
    punch_out_credential_revoke = PunchOutCredentialRevoke.Field()
    punch_out_purchase_order_accept = PunchOutPurchaseOrderAccept.Field()
    punch_out_purchase_order_retry = PunchOutPurchaseOrderRetry.Field()
    punch_out_purchase_order_reject = PunchOutPurchaseOrderReject.Field()
