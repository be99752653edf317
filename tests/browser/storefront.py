"""What a storefront asks its Saleor behind the buyer's back, here the pretend one of the demo."""

from __future__ import annotations

from typing import Any

import requests

PRODUCTS = '{ products(channel: "default-channel", first: 1) { edges { node { defaultVariant { id } } } } }'
ADD = """
mutation ($id: ID!, $lines: [CheckoutLineInput!]!) { checkoutLinesAdd(id: $id, lines: $lines) { errors { message } } }
"""
METHODS = "query ($id: ID!) { checkout(id: $id) { shippingMethods { id name price { amount } } } }"
CHOOSE = """
mutation ($id: ID!, $method: ID!) {
  checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $method) { errors { message } }
}
"""


def add_article(demo: str, checkout: str) -> None:
    """Put some article into the cart."""
    (product,) = _ask(demo, PRODUCTS)["products"]["edges"]
    lines = [{"variantId": product["node"]["defaultVariant"]["id"], "quantity": 1}]
    _told_no_errors(_ask(demo, ADD, id=checkout, lines=lines))


def choose_delivery(demo: str, checkout: str) -> tuple[str, float]:
    """Choose the first method of delivery; gives its name and price."""
    method = _ask(demo, METHODS, id=checkout)["checkout"]["shippingMethods"][0]
    _told_no_errors(_ask(demo, CHOOSE, id=checkout, method=method["id"]))
    return method["name"], method["price"]["amount"]


def _ask(demo: str, query: str, **variables: Any) -> dict[str, Any]:
    answer = requests.post(f"{demo}/saleor/graphql/", json={"query": query, "variables": variables}, timeout=20)
    return answer.json()["data"]


def _told_no_errors(answer: dict[str, Any]) -> None:
    (payload,) = answer.values()
    assert payload["errors"] == []
