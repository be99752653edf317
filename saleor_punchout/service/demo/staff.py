"""What the shop's staff do with an order in Saleor: confirm it, ship it, bill it. Over HTTP, as the Dashboard does."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from saleor_punchout.service.demo.saleor import ask_saleor

READ = """
query ($reference: String!) {
  order(externalReference: $reference) { id number status lines { id quantityToFulfill } }
}
"""
WAREHOUSE = 'query { channel(slug: "default-channel") { warehouses { id } } }'
CONFIRM = "mutation ($id: ID!) { orderConfirm(id: $id) { errors { message } } }"
FULFILL = """
mutation ($id: ID!, $lines: [OrderFulfillLineInput!]!, $tracking: String!) {
  orderFulfill(order: $id, input: { lines: $lines, trackingNumber: $tracking }) { errors { message } }
}
"""
INVOICE = """
mutation ($id: ID!, $number: String!) {
  invoiceCreate(orderId: $id, input: { number: $number, url: "https://shop.example.com/invoices/1.pdf" }) {
    invoice { id } errors { message }
  }
}
"""
SEND = "mutation ($id: ID!) { invoiceSendNotification(id: $id) { errors { message } } }"


def read_order(reference: str) -> dict[str, Any]:
    """The order of this name as it is now."""
    order: dict[str, Any] = _asked(READ, reference=reference)["order"]
    return order


def confirm(reference: str) -> None:
    """Say that it will be delivered as it is."""
    _asked(CONFIRM, id=read_order(reference)["id"])


def ship_one_piece(reference: str, tracking: str) -> None:
    """One piece of its first line; the rest comes later."""
    order = read_order(reference)
    _fulfill(order, {order["lines"][0]["id"]: 1}, tracking)


def ship_the_rest(reference: str, tracking: str) -> None:
    """All that was not sent yet."""
    order = read_order(reference)
    _fulfill(order, {line["id"]: line["quantityToFulfill"] for line in order["lines"]}, tracking)


def _fulfill(order: dict[str, Any], pieces: dict[str, int], tracking: str) -> None:
    warehouse = _asked(WAREHOUSE)["channel"]["warehouses"][0]["id"]
    lines = [
        {"orderLineId": line, "stocks": [{"quantity": quantity, "warehouse": warehouse}]}
        for line, quantity in pieces.items()
    ]
    _asked(FULFILL, id=order["id"], lines=lines, tracking=tracking)


def bill(reference: str) -> None:
    """Make an invoice and send it."""
    order = read_order(reference)
    made = _asked(INVOICE, id=order["id"], number=f"INV-{order['number']}")
    _asked(SEND, id=made["invoiceCreate"]["invoice"]["id"])


def _asked(query: str, **variables: Any) -> dict[str, Any]:
    """The data of the answer. Raises RuntimeError for a refusal."""
    data = ask_saleor(query, settings.PUNCHOUT_SANDBOX_STAFF_TOKEN, **variables)
    for answer in data.values():
        for error in (answer or {}).get("errors", ()):
            raise RuntimeError(f"Saleor says: {error['message']}")
    return data
