"""The documents that the portal writes, each from a requisition and nothing else."""

from __future__ import annotations

import secrets
import time
from decimal import Decimal

from django.conf import settings

from saleor_punchout.documents import lexical
from saleor_punchout.documents.cxml.order import write_order_request
from saleor_punchout.documents.cxml.profile import write_profile_request
from saleor_punchout.documents.cxml.punchout import write_setup_request
from saleor_punchout.documents.types import Charge, Comment, Money, OrderRequest, PunchOutSetupRequest
from saleor_punchout.sandbox.portal.buyers import Buyer
from saleor_punchout.sandbox.portal.models import Requisition

WRITTEN_DTD = b"/1.2.014/"
"""What our writers declare; a document that is valid there is valid in every later version."""


def new_payload_id(buyer: Buyer) -> str:
    return buyer.payload_id.format(seconds=f"{time.time():.3f}", number=secrets.randbelow(10**9))


def profile_request(buyer: Buyer) -> bytes:
    """The question what the supplier can do."""
    return _declared(write_profile_request(new_payload_id(buyer), buyer.header), buyer)


def setup_request(requisition: Requisition, buyer: Buyer, cookie: str) -> bytes:
    """The wish to shop. ``buyer`` stands beside the requisition, for somebody may have mistyped its secret."""
    request = PunchOutSetupRequest(
        operation=requisition.operation,
        buyer_cookie=cookie,
        browser_form_post=f"{settings.PUNCHOUT_DEMO_URL}/portal/return/{requisition.pk}",
        extrinsics=buyer.extrinsics,
        contacts=buyer.contacts,
        ship_to=buyer.ship_to,
    )
    return _declared(write_setup_request(new_payload_id(buyer), buyer.header, request), buyer)


def order_request(requisition: Requisition) -> bytes:
    """The purchase order: the same for the same requisition, whenever it is written."""
    buyer, currency = requisition.buyer, requisition.currency
    order = OrderRequest(
        order_id=requisition.order_id,
        type="new",
        order_date=requisition.ordered_at,
        total=Money(requisition.ordered_total, currency),
        ship_to=buyer.ship_to,
        bill_to=buyer.ship_to,
        shipping=_charge(requisition.ordered_shipping, requisition.shipping_description or "Shipping", currency),
        tax=_charge(requisition.ordered_tax, "Tax", currency),
        contacts=buyer.contacts,
        comments=(Comment(requisition.comment),) if requisition.comment else (),
        extrinsics=buyer.extrinsics,
        items=tuple(line.as_item_out(currency) for line in requisition.ordered_lines),
    )
    return _declared(write_order_request(requisition.order_payload_id, buyer.header, order), buyer)


def _charge(amount: Decimal | None, description: str, currency: str) -> Charge | None:
    """Rounded, for a database returns 12.00 as 12.0000, and an order that is sent again must be the same text."""
    return None if amount is None else Charge(Money(lexical.rounded(amount, currency), currency), description)


def _declared(document: bytes, buyer: Buyer) -> bytes:
    return document.replace(WRITTEN_DTD, f"/{buyer.dtd_version}/".encode("ascii"), 1)
