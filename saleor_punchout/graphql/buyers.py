"""What staff say of a buyer: which customer of the shop he is."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import ResolveInfo

from saleor_punchout.flows import buyers
from saleor_punchout.graphql.ids import find
from saleor_punchout.graphql.mutation import NotFound, PunchOutMutation
from saleor_punchout.graphql.partner_types import Buyer, TradingPartner
from saleor_punchout.models import TradingPartner as Partner
from saleor_punchout.viewer import MANAGE_USERS, viewer_of


class _OfBuyer(PunchOutMutation):
    """About one buyer of a trading partner."""

    class Meta:
        abstract = True

    permission = MANAGE_USERS

    buyer = graphene.Field(Buyer)


class PunchOutBuyerLink(_OfBuyer):
    """Say that a buyer is this customer of the shop; he may be one who has not come yet."""

    class Arguments:
        partner = graphene.ID(required=True)
        buyer = graphene.String(
            required=True, description="His login, or where the system tells none his e-mail address."
        )
        customer_id = graphene.ID(required=True, description="Saleor's id. Members of staff cannot be linked.")

    @classmethod
    def perform(cls, info: ResolveInfo, partner: str, buyer: str, customer_id: str) -> dict[str, Any]:
        return {"buyer": buyers.link(_partner(info, partner), buyer, customer_id)}


class PunchOutBuyerUnlink(_OfBuyer):
    """Take back what was said: from the next visit on the buyer has a customer of his own, or none."""

    class Arguments:
        partner = graphene.ID(required=True)
        buyer = graphene.String(required=True, description="As `key` of `punchOutBuyers` tells it.")

    @classmethod
    def perform(cls, info: ResolveInfo, partner: str, buyer: str) -> dict[str, Any]:
        known = _partner(info, partner).buyers.filter(key=buyers.buyer_key(buyer)).select_related("partner").first()
        if known is None:
            raise NotFound(f"This trading partner has no buyer {buyer}.")
        return {"buyer": buyers.unlink(known)}


def _partner(info: ResolveInfo, id: str) -> Partner:
    rows = viewer_of(info.context).partners().select_related("installation")
    found: Partner = find(rows, id, TradingPartner._meta.name)
    return found


class PunchOutBuyerMutations(graphene.ObjectType):
    """Mixed into a host's mutation type."""

    class Meta:
        abstract = True

    punch_out_buyer_link = PunchOutBuyerLink.Field()
    punch_out_buyer_unlink = PunchOutBuyerUnlink.Field()
