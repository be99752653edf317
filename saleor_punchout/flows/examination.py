"""A stored purchase order, looked at before anything is made of it: compared, judged by the policy, and searched for
what only a person may take as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.redaction import MASK
from saleor_punchout.documents.types import OrderRequest
from saleor_punchout.flows import policy
from saleor_punchout.flows.comparison import compare
from saleor_punchout.flows.differences import Comparison
from saleor_punchout.flows.order import said
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.mapping import Channel
from saleor_punchout.models import Cart, PurchaseOrder

HOLDING_REMARKS = ("total_mismatch", "currency_mismatch")
"""Oddities of a document that a person should look at before goods leave."""


def examine(
    order: PurchaseOrder,
    request: OrderRequest,
    notes: Notes,
    carts: Sequence[Cart],
    channel: Channel | None,
    client: SaleorClient,
) -> Comparison:
    """What differs, and what stands against the order; ``notes`` are of its reading."""
    comparison = Comparison()
    if channel is None or not channel.is_active:
        comparison.problem(None, "channel", f"The channel {order.partner.channel} is closed or missing.")
    else:
        skus = [item.item_id.supplier_part_id for item in request.priced_items]
        comparison = compare(order, request, carts, channel, client.find_variants(channel.slug, skus))
        policy.decide(order, comparison)
    if not order.accepted:
        _doubt(request, notes, comparison)
    return comparison


def _doubt(request: OrderRequest, notes: Notes, comparison: Comparison) -> None:
    for remark in notes.remarks:
        if remark.code in HOLDING_REMARKS:
            comparison.problem(None, remark.code, remark.message)
    if any(MASK in words for words in said(request)):
        message = (
            f"Something that looks like a secret was cut out of the order, {MASK} stands in its place. Ask the"
            " buyer what was there, accept the order, and mend it in Saleor."
        )
        comparison.problem(None, "redacted", message)
