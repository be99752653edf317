"""Documents that suppliers send to buyers, sent to us, who sell."""

from __future__ import annotations

from typing import NoReturn

from saleor_punchout.documents.cxml.payloads import not_taken
from saleor_punchout.documents.fulfillment import SupplierDocument
from saleor_punchout.exceptions import UnknownOrder
from saleor_punchout.flows.call import Call
from saleor_punchout.models import PurchaseOrder


def refuse(call: Call) -> NoReturn:
    """Raise :class:`NotSupported`, or :class:`UnknownOrder` for one about an order that never came."""
    document = call.payload
    assert isinstance(document, SupplierDocument)  # noqa: S101  # the dispatcher's table says so
    orders = PurchaseOrder.objects.filter(partner=call.partner, order_id=document.order_id)
    if document.order_id and not orders.exists():
        raise UnknownOrder(
            f"Nobody asked for this {document.kind}: order {document.order_id[:60]} never came here, and documents of"
            " suppliers are not taken."
        )
    raise not_taken(document)
