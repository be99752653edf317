"""Who trades with the shop: procurement systems, trading partners, their credentials and their buyers."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import graphene
from graphql import ResolveInfo

from saleor_punchout import models
from saleor_punchout.caller import base_url
from saleor_punchout.flows.partner_settings import flat
from saleor_punchout.flows.partners import endpoint_of
from saleor_punchout.graphql.access import needs
from saleor_punchout.graphql.host_types import DateTime
from saleor_punchout.graphql.policy_types import OrderPolicy
from saleor_punchout.graphql.related import related
from saleor_punchout.graphql.shapes import NamedValue, Node, enum_of, list_of, named_values
from saleor_punchout.systems import ProcurementSystem
from saleor_punchout.systems import PunchOutProtocol as Spoken
from saleor_punchout.viewer import MANAGE_USERS

AccountPolicy = enum_of(
    "PunchOutAccountPolicy", models.TradingPartner.AccountPolicy, "Whom the checkouts of a partner's buyers belong to."
)
PartnerMode = enum_of("PunchOutPartnerMode", models.TradingPartner.Mode, "Whether test documents are carried out.")
Party = enum_of("PunchOutParty", models.Credential.Party, "The part of a document's header, or a login.")
PROTOCOLS = {
    "CXML": "Documents of cXML 1.2.",
    "OCI": "SAP's Open Catalog Interface: parameters in, a form of fields out.",
    "ORACLE": "Oracle's native XML, beside its cXML.",
}
Protocol = graphene.Enum(
    "PunchOutProtocol",
    [(one.name, one.value) for one in Spoken],
    description=lambda value: PROTOCOLS[value.name] if value else "In which language a buyer's system punches out.",
)


class Source(graphene.ObjectType):
    """Where a fact about a system stands."""

    class Meta:
        name = "PunchOutSource"

    title = graphene.String(required=True)
    url = graphene.String(required=True, description="Empty where it is not on the web.")


class Limit(graphene.ObjectType):
    """What a field of a line holds at most in a system, where that is less than the protocol allows."""

    class Meta:
        name = "PunchOutLimit"

    field = graphene.String(required=True)
    size = graphene.Int(required=True)
    in_bytes = graphene.Boolean(required=True, description="Counted in UTF-8 bytes, not in characters.")
    source = graphene.String(required=True, description="Where the limit is written.")


class CredentialDomains(graphene.ObjectType):
    """Which domains a system names a party by, the usual one first."""

    class Meta:
        name = "PunchOutCredentialDomains"

    party = Party(required=True)
    domains = list_of(graphene.String)


class Dialect(graphene.ObjectType):
    """How a system speaks a protocol: what a trading partner may do otherwise."""

    class Meta:
        name = "PunchOutDialect"

    protocol = Protocol(required=True)
    settings = list_of(NamedValue)


class System(graphene.ObjectType):
    """A kind of software that buyers use."""

    class Meta:
        name = "PunchOutSystem"

    key = graphene.String(required=True)
    name = graphene.String(required=True)
    protocols = list_of(Protocol, description="What it can speak, the usual one first.")
    dialects = list_of(Dialect)
    credential_domains = list_of(CredentialDomains)
    framing = graphene.String(required=True, description="Where its users see the shop: frame, window or either.")
    on_empty = graphene.String(
        required=True,
        description="What ends a visit without a cart: message_204, empty (a form without lines) or no_post.",
    )
    operation_allowed = graphene.String(
        required=True, description="What procurement may do with a returned cart later: edit, inspect or create."
    )
    order_transport = graphene.String(
        required=True, description="How its purchase orders come: cxml, or other, which we do not take."
    )
    units = list_of(NamedValue, description="Its own unit of measure for a UN/ECE code.")
    known_units = graphene.List(
        graphene.NonNull(graphene.String),
        description="Units that it takes as they are; of another one, unless a partner's map names it, carts warn."
        " Null: no limit is known.",
    )
    limits = list_of(Limit)
    notes = list_of(graphene.String, description="What whoever connects such a buyer should know.")
    sources = list_of(Source, description="Where all of this is written.")
    unsourced = list_of(graphene.String, description="What nobody has written down in public: ask the buyer.")

    @staticmethod
    def resolve_dialects(system: ProcurementSystem, info: ResolveInfo) -> list[dict[str, Any]]:
        return [{"protocol": one, "settings": named_values(flat(_settings(system, one)))} for one in system.protocols]

    @staticmethod
    def resolve_credential_domains(system: ProcurementSystem, info: ResolveInfo) -> list[dict[str, Any]]:
        return [{"party": party, "domains": domains} for party, domains in system.credential_domains.items()]

    @staticmethod
    def resolve_units(system: ProcurementSystem, info: ResolveInfo) -> list[dict[str, str]]:
        return named_values(system.units)

    @staticmethod
    def resolve_known_units(system: ProcurementSystem, info: ResolveInfo) -> list[str] | None:
        return sorted(system.known_units.units) if system.known_units else None

    @staticmethod
    def resolve_limits(system: ProcurementSystem, info: ResolveInfo) -> list[dict[str, Any]]:
        return [{"field": field, **asdict(limit)} for field, limit in system.limits.items()]

    @staticmethod
    def resolve_unsourced(system: ProcurementSystem, info: ResolveInfo) -> list[str]:
        return sorted(system.unsourced)


def _settings(system: ProcurementSystem, protocol: Spoken) -> dict[str, Any]:
    """Those that say something: None is what a partner cannot write."""
    dialect = system.dialect(protocol)
    values = {one.name: getattr(dialect, one.name) for one in fields(dialect)}
    return {name: value for name, value in values.items() if value is not None}


class Credential(Node):
    """How a trading partner names itself or us, or how it logs in. A secret is never shown again."""

    class Meta:
        name = "PunchOutCredential"

    party = Party(required=True)
    domain = graphene.String(required=True, description="Empty for a login.")
    identity = graphene.String(required=True, description="Of a login the user name.")
    mac_allowed = graphene.Boolean(required=True)
    valid_from = DateTime(description="Null: from the beginning.")
    valid_until = DateTime(description="Null: until further notice.")


class TradingPartner(OrderPolicy, Node):
    """A buying company and its procurement system."""

    class Meta:
        name = "PunchOutTradingPartner"

    name = graphene.String(required=True)
    slug = graphene.String(required=True)
    system = graphene.Field(System, required=True)
    protocol = Protocol(required=True)
    endpoint = graphene.String(required=True, description="The address that the buyer's system must be given.")
    dialect = list_of(NamedValue, description="What this partner does otherwise than its system.")
    channel = graphene.String(required=True)
    storefront_url = graphene.String(required=True)
    product_path = graphene.String(required=True)
    search_path = graphene.String(required=True)
    default_email = graphene.String(required=True)
    account_policy = AccountPolicy(required=True)
    return_hosts = list_of(graphene.String)
    allow_http_return = graphene.Boolean(required=True)
    frame_ancestors = list_of(graphene.String)
    mode = PartnerMode(required=True)
    delivery_method = graphene.String(required=True)
    default_unspsc = graphene.String(required=True)
    default_unit = graphene.String(required=True)
    unit_map = list_of(NamedValue, description="The partner's own unit of measure for one of ours.")
    extrinsic_mapping = list_of(NamedValue, description="Extrinsics and the metadata key that they get in Saleor.")
    is_active = graphene.Boolean(required=True)
    created_at = DateTime(required=True)
    credentials = graphene.List(graphene.NonNull(Credential))

    @staticmethod
    def resolve_system(partner: models.TradingPartner, info: ResolveInfo) -> ProcurementSystem:
        return partner.procurement_system

    @staticmethod
    def resolve_endpoint(partner: models.TradingPartner, info: ResolveInfo) -> str:
        return endpoint_of(partner, base_url(info.context))

    @staticmethod
    def resolve_dialect(partner: models.TradingPartner, info: ResolveInfo) -> list[dict[str, str]]:
        return named_values(flat(partner.dialect))

    @staticmethod
    def resolve_unit_map(partner: models.TradingPartner, info: ResolveInfo) -> list[dict[str, str]]:
        return named_values(partner.unit_map)

    @staticmethod
    def resolve_extrinsic_mapping(partner: models.TradingPartner, info: ResolveInfo) -> list[dict[str, str]]:
        return named_values(partner.extrinsic_mapping)

    @staticmethod
    @needs(MANAGE_USERS)
    def resolve_credentials(partner: models.TradingPartner, info: ResolveInfo) -> Any:
        return related(info, partner, "credentials")


class Buyer(Node):
    """Somebody who shops for a trading partner, as its procurement system names him."""

    class Meta:
        name = "PunchOutBuyer"

    partner = graphene.Field(TradingPartner, required=True)
    key = graphene.String(
        required=True, description="His login, or where the system tells none his e-mail address, in lower case."
    )
    name = graphene.String(required=True)
    email = graphene.String(required=True, description="As it came: nobody has proved it.")
    customer_id = graphene.String(required=True, description="Saleor's customer; empty until there is one.")
    is_linked = graphene.Boolean(required=True, description="Whether staff chose the customer.")
    first_seen_at = DateTime(description="Null for a buyer whom staff linked and who has not come yet.")
    last_seen_at = DateTime()
