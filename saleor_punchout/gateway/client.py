"""What we ask of Saleor, one method a question. The documents stand beside this file in ``operations/``.

Queries are repeated when no answer comes; mutations never are, for Saleor may have acted: whoever sent one looks up
first. An answer that carries data and errors counts as refused.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from saleor_punchout.exceptions import GatewayError, SaleorForbids, SaleorRefused, SaleorUnreachable
from saleor_punchout.gateway import mapping
from saleor_punchout.gateway.mapping import Channel, Checkout, DeliveryMethod, Order, Variant
from saleor_punchout.gateway.transports import Transport

OPERATIONS = Path(__file__).parent / "operations"
PAGE = 100
"""Most SKUs that one query may ask for: Saleor returns no more than 100 nodes."""
DELIVERY_OPTIONS_SINCE = (3, 23)
OUR_MISTAKES = frozenset({"GraphQLError", "GraphQLSyntaxError", "ValidationError", "QueryCostError"})
"""Codes of errors beside the data that come again however often we ask."""
QUERY_PAUSES = (0.2, 1.0)
"""Seconds before the second and third attempt of a query."""

_NO_ADDRESS_RULES = {
    "checkRequiredFields": False,
    "checkFieldsFormat": False,
}
"""Buyers' addresses come from their ERP and are theirs to answer for; Saleor's postal rules would refuse many."""


@cache
def operation(name: str) -> str:
    """The text of an operation document."""
    return (OPERATIONS / f"{name}.graphql").read_text("utf-8")


class SaleorClient:
    """One Saleor, whatever the transport."""

    def __init__(self, transport: Transport, *, pauses: Sequence[float] = QUERY_PAUSES) -> None:
        self._transport, self._pauses = transport, pauses

    def read_channel(self, slug: str) -> Channel | None:
        data = self._ask("channel_read", slug=slug)
        return mapping.channel(data) if data["channel"] else None

    def find_variants(self, channel: str, skus: Sequence[str]) -> dict[str, Variant]:
        """The variants by SKU; an unknown SKU is absent."""
        found: dict[str, Variant] = {}
        for page in _pages(list(dict.fromkeys(skus))):
            edges = self._ask("variants_by_sku", channel=channel, skus=page)["productVariants"]["edges"]
            found |= {variant.sku: variant for variant in (mapping.variant(edge["node"]) for edge in edges)}
        return found

    def create_checkout(
        self,
        channel: str,
        lines: Sequence[Mapping[str, Any]],
        *,
        email: str = "",
        shipping: Mapping[str, Any] | None = None,
        billing: Mapping[str, Any] | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> str:
        """Id of a new checkout. ``lines`` are of Saleor's CheckoutLineInput."""
        given = {
            "channel": channel,
            "lines": list(lines),
            "email": email or None,
            "shippingAddress": shipping,
            "billingAddress": billing,
            "validationRules": {"shippingAddress": _NO_ADDRESS_RULES, "billingAddress": _NO_ADDRESS_RULES},
            "metadata": _items(metadata or {}),
        }
        # Saleor reads an explicit null as "remove", which not every field understands.
        given = {name: value for name, value in given.items() if value is not None}
        return str(self._do("checkout_create", "checkoutCreate", input=given)["checkout"]["id"])

    def read_checkout(self, id: str) -> Checkout | None:  # as the API calls it
        node = self._ask("checkout_read", id=id)["checkout"]
        return mapping.checkout(node) if node else None

    def delete_checkout_lines(self, checkout: str, lines: Sequence[str]) -> None:
        self._do("checkout_lines_delete", "checkoutLinesDelete", id=checkout, lines=list(lines))

    def delivery_methods(self, checkout: str, saleor_version: tuple[int, int]) -> list[DeliveryMethod]:
        """The methods that the checkout may choose, cheapest first."""
        if saleor_version >= DELIVERY_OPTIONS_SINCE:
            answer = self._do("delivery_options_calculate_323", "deliveryOptionsCalculate", id=checkout)
            options = [(option["id"], option["shippingMethod"]) for option in answer["deliveries"]]
        else:
            node = self._ask("checkout_shipping_methods", id=checkout)["checkout"] or {"shippingMethods": []}
            options = [(method["id"], method) for method in node["shippingMethods"]]
        usable = [mapping.delivery_method(node, id) for id, node in options if node and node["active"]]
        return sorted(usable, key=lambda method: method.price)

    def choose_delivery_method(self, checkout: str, method: str) -> None:
        self._do("checkout_delivery_method_update", "checkoutDeliveryMethodUpdate", id=checkout, method=method)

    def set_note(self, checkout: str, note: str) -> None:
        """The buyer's words, which the order takes over as its customer note."""
        self._do("checkout_customer_note_update", "checkoutCustomerNoteUpdate", id=checkout, note=note)

    def create_order(self, checkout: str, metadata: Mapping[str, str]) -> Order:
        """The order that the checkout becomes; a checkout becomes one only once (CHECKOUT_NOT_FOUND)."""
        answer = self._do(
            "order_create_from_checkout", "orderCreateFromCheckout", id=checkout, metadata=_items(metadata)
        )
        return mapping.order(answer["order"])

    def find_order(self, *, reference: str, checkouts: Sequence[str] = ()) -> Order | None:
        """The order of that external reference, else the one that a checkout became."""
        node = self._ask("order_by_reference", reference=reference)["order"]
        if node is None and checkouts:
            edges = self._ask("orders_by_checkout", checkouts=list(checkouts))["orders"]["edges"]
            node = edges[0]["node"] if edges else None
        return mapping.order(node) if node else None

    def name_order(self, order: str, reference: str) -> None:
        """Give the order its external reference."""
        self._do("order_update", "orderUpdate", id=order, input={"externalReference": reference})

    def _ask(self, name: str, **variables: Any) -> Any:
        """The data of a query, repeated a few times when no answer comes."""
        for pause in self._pauses:
            try:
                return self._execute(name, variables)
            except SaleorUnreachable:
                time.sleep(pause)
        return self._execute(name, variables)

    def _do(self, name: str, field: str, **variables: Any) -> Any:
        """The payload of a mutation, once."""
        answer = self._execute(name, variables)[field]
        if answer is None or answer["errors"]:
            raise SaleorRefused(field, answer["errors"] if answer else [{"message": "no answer"}])
        return answer

    def _execute(self, name: str, variables: Mapping[str, Any]) -> Any:
        answer = self._transport.execute(operation(name), variables)
        errors = answer.get("errors")
        if errors:
            raise _trouble(name, [_told(error) for error in (errors if isinstance(errors, list) else [errors])])
        if not isinstance(answer.get("data"), dict):
            raise SaleorUnreachable(f"The answer to {name} holds neither data nor errors; something else answered.")
        return answer["data"]


def _trouble(name: str, errors: list[dict[str, object]]) -> GatewayError:
    """Errors beside the data. Only those that name our question as their cause are refusals: everything else is an
    accident in Saleor or before it, after which nobody knows whether it acted."""
    codes = {str(error["code"]) for error in errors}
    if "PermissionDenied" in codes:
        return SaleorForbids(
            f"Saleor does not permit {name}: the app's token was revoked, or it lacks a permission."
            f" {errors[0]['message']}"
        )
    if codes <= OUR_MISTAKES:
        return SaleorRefused(name, errors)
    return SaleorUnreachable(f"Saleor failed at {name}: {errors[0]['message'] or 'no reason given'}")


def _told(error: object) -> dict[str, object]:
    """Message and code, also where a gateway before Saleor writes errors in its own way."""
    if not isinstance(error, Mapping):
        return {"message": str(error), "code": ""}
    exception = (error.get("extensions") or {}).get("exception") or {}
    return {"message": error.get("message") or "", "code": exception.get("code") or ""}


def _pages(skus: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(skus), PAGE):
        yield skus[start : start + PAGE]


def _items(metadata: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in metadata.items()]


def price_override(price: Decimal, gross_over_net: Decimal) -> str:
    """A unit price as Saleor stores it: with three decimals, and with tax where the channel enters prices so."""
    return format((price * gross_over_net).quantize(Decimal("0.001"), ROUND_HALF_UP), "f")
