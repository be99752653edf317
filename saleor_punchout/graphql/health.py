"""The health check of the shop, for whoever sees orders."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import ResolveInfo

from saleor_punchout.flows import findings
from saleor_punchout.flows.health import examine
from saleor_punchout.graphql.access import demand
from saleor_punchout.graphql.shapes import list_of
from saleor_punchout.host import writer
from saleor_punchout.viewer import MANAGE_ORDERS

MEANINGS = {
    "OK": "As business orders need it.",
    "WARNING": "Works, but perhaps not as the merchant expects.",
    "PROBLEM": "Buyers or orders will be turned away, or come past their approval.",
    "UNKNOWN": "Could not be read.",
}
Severity = graphene.Enum(
    "PunchOutHealthSeverity",
    [(one.name, one.value) for one in findings.Severity],
    description=lambda value: MEANINGS[value.name] if value else "How a check ended.",
)


class HealthFinding(graphene.ObjectType):
    """What one check of the shop's settings found."""

    class Meta:
        name = "PunchOutHealthFinding"

    api_url = graphene.String(required=True, description="The Saleor that was checked.")
    channel = graphene.String(required=True, description="Slug; empty where the whole shop is meant.")
    code = graphene.String(required=True, description="Of the check: the same whatever it found.")
    severity = Severity(required=True)
    title = graphene.String(required=True, description="What was found.")
    why = graphene.String(required=True, description="Why it matters to business buyers.")
    remedy = graphene.String(required=True, description="What to do.")
    fixable = graphene.Boolean(required=True, description="Whether `saleor-punchout check --fix` can do it.")


class PunchOutHealthQueries(graphene.ObjectType):
    """Mixed into a host's query type."""

    class Meta:
        abstract = True

    punch_out_shop_health = list_of(
        HealthFinding, description="Asks Saleor for every setting that decides over business orders: takes a second."
    )

    @staticmethod
    @writer()
    def resolve_punch_out_shop_health(root: None, info: ResolveInfo) -> list[dict[str, Any]]:
        installations = demand(info, MANAGE_ORDERS).installations().filter(is_active=True).order_by("api_url")
        return [{"api_url": one.api_url} | finding.facts() for one in installations for finding in examine(one)]
