"""What a trading partner's orders may do: the part of a partner's settings that decides about purchase orders."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import ResolveInfo

from saleor_punchout import models
from saleor_punchout.graphql.shapes import NamedValue, PunchOutNamedValueInput, enum_of, list_of, named_values

Partner = models.TradingPartner
OnDifference = enum_of(
    "PunchOutOrderPolicy", Partner.OnDifference, "What becomes of an order that differs from its cart."
)
Verdict = enum_of("PunchOutVerdict", Partner.Verdict, "What becomes of an order of a certain kind.")
RepeatedOrder = enum_of(
    "PunchOutRepeatedOrder", Partner.RepeatedOrder, "What becomes of a new order whose number came before."
)

ORDER_POLICY = "What becomes of an order that differs from the returned cart by more than the tolerances."
PRICE_TOLERANCE = "Percent by which the price of a line may differ from the cart."
PRICE_TOLERANCE_AMOUNT = "The same as an amount of the channel's currency for one unit; either will do."
QUANTITY_TOLERANCE = "Percent by which the quantity of a line may differ from the cart."
CATALOGUE_ORDERS = "Orders and lines that no cart stands behind; accepted ones are held to today's prices."
REPEATED_CARTS = "A cart that another order ordered already: a requisition that was copied, or ordered in parts."
QUOTE_VALIDITY = "Days for which the prices of a returned cart hold."
BLANKET = "Whether blanket orders, which name a limit and no goods, are recorded instead of refused."
RELEASE = "Whether release orders are taken."
UNKNOWN = "Whether a change of an order that never came is refused at once instead of waiting for the order."
GRACE = "Minutes that a change waits for the order that it changes."
ENDPOINTS = "Where the buyer takes our documents, by the name of the payload element. What has no address is not sent."
TRACKING = "Whether a ship notice waits for a tracking number."
TAX_CATEGORY = "Of invoices: vat, sales, gst …"
TAX_DESCRIPTION = "What the tax is called on invoices."
TAX_BY_LINE = "Whether tax stands on each line of an invoice, not only in its summary."


class OrderPolicy(graphene.ObjectType):
    """Mixed into the trading partner."""

    class Meta:
        abstract = True

    order_policy = OnDifference(required=True, description=ORDER_POLICY)
    price_tolerance = graphene.String(required=True, description=PRICE_TOLERANCE)
    price_tolerance_amount = graphene.String(required=True, description=PRICE_TOLERANCE_AMOUNT)
    quantity_tolerance = graphene.String(description=f"{QUANTITY_TOLERANCE} Null: by any.")
    catalogue_orders = Verdict(required=True, description=CATALOGUE_ORDERS)
    repeated_carts = Verdict(required=True, description=REPEATED_CARTS)
    repeated_orders = RepeatedOrder(required=True)
    quote_validity = graphene.Int(description=f"{QUOTE_VALIDITY} Null: for good.")
    allows_blanket_orders = graphene.Boolean(required=True, description=BLANKET)
    allows_release_orders = graphene.Boolean(required=True, description=RELEASE)
    refuses_unknown_orders = graphene.Boolean(required=True, description=UNKNOWN)
    order_grace = graphene.Int(required=True, description=GRACE)
    endpoints = list_of(NamedValue, description=ENDPOINTS)
    ship_notice_needs_tracking = graphene.Boolean(required=True, description=TRACKING)
    tax_category = graphene.String(required=True, description=TAX_CATEGORY)
    tax_description = graphene.String(required=True, description=TAX_DESCRIPTION)
    invoices_tax_by_line = graphene.Boolean(required=True, description=TAX_BY_LINE)

    @staticmethod
    def resolve_endpoints(partner: models.TradingPartner, info: ResolveInfo) -> list[dict[str, str]]:
        return named_values(partner.endpoints)


class OrderPolicyInput(graphene.InputObjectType):
    """Mixed into the input of a trading partner."""

    class Meta:
        abstract = True

    order_policy = OnDifference(description=ORDER_POLICY)
    price_tolerance = graphene.String(description=f"{PRICE_TOLERANCE} Such as 2.5.")
    price_tolerance_amount = graphene.String(description=PRICE_TOLERANCE_AMOUNT)
    quantity_tolerance = graphene.String(description=f"{QUANTITY_TOLERANCE} Empty: by any.")
    catalogue_orders = Verdict(description=CATALOGUE_ORDERS)
    repeated_carts = Verdict(description=REPEATED_CARTS)
    repeated_orders = RepeatedOrder(description="A new order whose number came before with other content.")
    quote_validity = graphene.Int(description=f"{QUOTE_VALIDITY} 0: for good.")
    allows_blanket_orders = graphene.Boolean(description=BLANKET)
    allows_release_orders = graphene.Boolean(description=RELEASE)
    refuses_unknown_orders = graphene.Boolean(description=UNKNOWN)
    order_grace = graphene.Int(description=GRACE)
    endpoints = graphene.List(graphene.NonNull(PunchOutNamedValueInput), description=ENDPOINTS)
    ship_notice_needs_tracking = graphene.Boolean(description=TRACKING)
    tax_category = graphene.String(description=TAX_CATEGORY)
    tax_description = graphene.String(description=TAX_DESCRIPTION)
    invoices_tax_by_line = graphene.Boolean(description=TAX_BY_LINE)


UNLIMITED: dict[str, Any] = {"quantity_tolerance": "", "quote_validity": 0}
"""What is written to take a limit away: null leaves it as it is."""
