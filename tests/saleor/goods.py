"""What the contract suite says most often: a checkout that is ready, and the order that it became."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.saleor.hosts import CHANNEL, Host

ADDRESS = {
    "firstName": "Ada",
    "lastName": "Example",
    "companyName": "Example Works",
    "streetAddress1": "1 Harbour Street",
    "city": "Baltimore",
    "postalCode": "21201",
    "country": "US",
    "countryArea": "MD",
}
ORDER = """
query ($id: ID!) {
  order(id: $id) {
    id number status externalReference userEmail customerNote
    metadata { key value }
    channel { slug }
    shippingAddress { city postalCode country { code } companyName }
    billingAddress { city }
    shippingPrice { net { amount } }
    total { net { amount } gross { amount } }
    lines {
      id productSku quantity metadata { key value }
      totalPrice { net { amount } gross { amount } }
      allocations { quantity }
    }
  }
}
"""


def line(host: Host, sku: str, quantity: int = 1, **more: Any) -> dict[str, Any]:
    """A line of Saleor's CheckoutLineInput."""
    return {"variantId": host.client.find_variants(CHANNEL, [sku])[sku].id, "quantity": quantity, **more}


def ready(host: Host, *lines: Mapping[str, Any], **given: Any) -> str:
    """Id of a checkout that may become an order at once."""
    given = {"email": "buyer.one@example.com", "shipping": ADDRESS, "billing": ADDRESS, **given}
    checkout = host.client.create_checkout(CHANNEL, lines, **given)
    methods = host.client.delivery_methods(checkout, host.channel.saleor_version)
    host.client.choose_delivery_method(checkout, methods[0].id)
    return checkout


def order(host: Host, order_id: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = host.ask(ORDER, id=order_id)["order"]
    return found


def entries(node: Mapping[str, Any]) -> dict[str, str]:
    """Metadata as a dict."""
    return {entry["key"]: entry["value"] for entry in node["metadata"]}
