"""What other versions of an order left in Saleor: checkouts that must come to nothing, and the order to change."""

from __future__ import annotations

from collections.abc import Sequence

from saleor_punchout.documents.types import OrderRequest
from saleor_punchout.exceptions import SaleorRefused, SaleorUnreachable
from saleor_punchout.flows import terms, versions
from saleor_punchout.flows.order_facts import NO_FACTS, Facts, facts_of
from saleor_punchout.flows.stored_order import read_stored
from saleor_punchout.gateway.mapping import Order
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.gateway.orders import FullOrder
from saleor_punchout.models import PurchaseOrder

BESIDE_LINES = ("ship_to", "bill_to", "shipping", "comments")
"""What an order takes from its checkout and keeps: where an update says otherwise, it is made anew."""
SAID_ANYWHERE = (terms.shipping_address, terms.ordered_shipping)
"""The same, where some systems say it on the lines alone."""


def checkouts_of(order: PurchaseOrder, others: Sequence[PurchaseOrder]) -> list[str]:
    """Those that may have become the order: its own, and those of versions that no order is known of."""
    rows = [order, *(row for row in others if not row.saleor_order_id)]
    return [key for row in rows for key in (*row.former_checkout_ids, row.checkout_id) if key]


def disarm(client: OrderClient, order: PurchaseOrder, others: Sequence[PurchaseOrder]) -> None:
    """Empty every checkout but the one in hand, lest a Saleor that is late still make an order of it: one without
    lines never becomes any."""
    for key in checkouts_of(order, others):
        checkout = client.read_checkout(key) if key != order.checkout_id else None
        if checkout is None or not checkout.lines:
            continue
        try:
            client.delete_checkout_lines(key, [line.id for line in checkout.lines])
        except SaleorRefused as error:
            raise SaleorUnreachable("A checkout that was given up became an order just now.") from error


def find_older(
    client: OrderClient, order: PurchaseOrder, others: Sequence[PurchaseOrder], placed: Order | None
) -> FullOrder | None:
    """The order that another version made; None where there is none, or ``placed`` is this version's own."""
    known = max((row for row in others if row.saleor_order_id), key=lambda row: row.revision, default=None)
    found = placed.id if placed else known.saleor_order_id if known else ""
    made = client.read_order(found) if found and others else None
    if made is None or made.checkout_id in (*order.former_checkout_ids, order.checkout_id):
        return None
    for row in others:
        if not row.saleor_order_id and made.checkout_id in (*row.former_checkout_ids, row.checkout_id):
            _note_maker(client, row, made)
    return made


def _note_maker(client: OrderClient, row: PurchaseOrder, made: FullOrder) -> None:
    """What a worker that died made and could not note: the name in Saleor, and the order on its row."""
    if not made.external_reference:
        client.name_order(made.id, row.external_reference)
    row.saleor_order_id, row.saleor_order_number = made.id, made.number
    PurchaseOrder.objects.filter(pk=row.pk).update(saleor_order_id=made.id, saleor_order_number=made.number)


def differs_in_lines_alone(
    order: PurchaseOrder, request: OrderRequest, others: Sequence[PurchaseOrder], made: FullOrder
) -> bool:
    """Whether the order can be changed in place: people, places and delivery were settled in its checkout."""
    maker = _maker_of(others, made)
    if maker is None:
        return False
    before, _ = read_stored(maker)
    system = order.partner.procurement_system
    return (
        system.identify(before).email == system.identify(request).email
        and all(getattr(before, name) == getattr(request, name) for name in BESIDE_LINES)
        and all(said(before) == said(request) for said in SAID_ANYWHERE)
    )


def unsaid_facts(others: Sequence[PurchaseOrder], made: FullOrder) -> Facts:
    """What the version before wrote to the order, with empty values: the next one may say less, and Saleor forgets
    nothing by itself."""
    maker = _maker_of(others, made)
    before = facts_of(maker, read_stored(maker)[0]) if maker else NO_FACTS
    return Facts(*(dict.fromkeys(facts, "") for facts in before))


def _maker_of(others: Sequence[PurchaseOrder], made: FullOrder) -> PurchaseOrder | None:
    """The last version that made or changed the order."""
    return max((row for row in others if row.saleor_order_id == made.id), key=versions.rank, default=None)
