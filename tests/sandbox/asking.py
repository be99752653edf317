"""How the tests speak with the pretend Saleor, and what they say most often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from saleor_punchout.sandbox.transport import SandboxTransport

ADDRESS = {
    "firstName": "Ada",
    "lastName": "Example",
    "companyName": "Example Works",
    "streetAddress1": "Harbour Street 1",
    "city": "Bremen",
    "postalCode": "28195",
    "country": "DE",
}

VARIANTS = """
query ($channel: String!, $skus: [String!]) {
  productVariants(first: 100, channel: $channel, filter: {sku: $skus}) { edges { node { id sku } } }
}
"""
CHECKOUT = """
query ($id: ID!) {
  checkout(id: $id) {
    id email metadata { key value }
    subtotalPrice { net { amount } gross { amount } }
    shippingPrice { net { amount } }
    totalPrice { net { amount } tax { amount } gross { amount } }
    lines {
      id quantity metadata { key value } variant { sku }
      unitPrice { net { amount } } undiscountedUnitPrice { amount }
      totalPrice { net { amount } gross { amount } }
    }
  }
}
"""
CREATE = """
mutation ($input: CheckoutCreateInput!) {
  checkoutCreate(input: $input) { checkout { id } errors { field message code variants } }
}
"""
OPTIONS = """
mutation ($id: ID!) {
  deliveryOptionsCalculate(id: $id) { deliveries { id shippingMethod { name } } errors { code } }
}
"""
CHOOSE = """
mutation ($id: ID!, $method: ID) {
  checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $method) { errors { field code } }
}
"""
CONVERT = """
mutation ($id: ID!) {
  orderCreateFromCheckout(id: $id) { order { id number } errors { field message code variants } }
}
"""
ORDERS = """
query ($checkouts: [ID!]) {
  orders(first: 100, filter: {checkoutIds: $checkouts}) {
    totalCount
    edges { node { number status total { net { amount } } lines { quantity metadata { key value } } } }
  }
}
"""


@dataclass(frozen=True)
class Asker:
    """Somebody with a token, or an anonymous shopper without one."""

    token: str = ""
    channel: str = "default-channel"

    def answer(self, document: str, **variables: Any) -> dict[str, Any]:
        return SandboxTransport("", self.token).execute(document, variables)

    def ask(self, document: str, **variables: Any) -> Any:
        """The one field of a query, or the payload of the one mutation."""
        answer = self.answer(document, **variables)
        assert "errors" not in answer, answer
        (field,) = answer["data"].values()
        return field

    def codes(self, document: str, **variables: Any) -> list[str]:
        """The codes that a mutation refuses with."""
        return [error["code"] for error in self.ask(document, **variables)["errors"]]

    def denial(self, document: str, **variables: Any) -> list[str]:
        """The codes of the errors beside the data."""
        errors = self.answer(document, **variables).get("errors", [])
        return [error["extensions"]["exception"]["code"] for error in errors]

    def variant(self, sku: str) -> str:
        (edge,) = self.ask(VARIANTS, channel=self.channel, skus=[sku])["edges"]
        return str(edge["node"]["id"])

    def line(self, sku: str = "FST-1001", quantity: int = 1, **more: Any) -> dict[str, Any]:
        return {"variantId": self.variant(sku), "quantity": quantity, **more}

    def checkout(self, *lines: dict[str, Any], **more: Any) -> str:
        """Id of a new checkout."""
        payload = self.ask(CREATE, input={"channel": self.channel, "lines": list(lines), **more})
        assert payload["errors"] == []
        return str(payload["checkout"]["id"])

    def ready_checkout(self, *lines: dict[str, Any]) -> str:
        """Id of a checkout that nothing keeps from becoming an order."""
        made = self.checkout(*lines, email="ada@example.com", shippingAddress=ADDRESS, billingAddress=ADDRESS)
        self.choose_delivery(made)
        return made

    def choose_delivery(self, checkout: str, name: str = "Standard delivery") -> None:
        options = self.ask(OPTIONS, id=checkout)["deliveries"]
        (method,) = [option["id"] for option in options if option["shippingMethod"]["name"] == name]
        assert self.codes(CHOOSE, id=checkout, method=method) == []

    def read(self, checkout: str) -> Any:
        return self.ask(CHECKOUT, id=checkout)
