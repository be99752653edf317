"""What we ask of Saleor, one method a question. The documents stand beside this file in ``operations/``.

Queries, and mutations that only set a value, are repeated when no answer comes. Mutations that make or delete something
never are, for Saleor may have acted: whoever sent one looks up first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from saleor_punchout.exceptions import GatewayError, SaleorForbids, SaleorRefused, SaleorUnreachable
from saleor_punchout.gateway import mapping
from saleor_punchout.gateway.languages import language_codes
from saleor_punchout.gateway.mapping import App, Channel, Checkout, Customer, DeliveryMethod, Order, Variant
from saleor_punchout.gateway.transports import Transport

Part = TypeVar("Part")

OPERATIONS = Path(__file__).parent / "operations"
PAGE = 100
"""Most articles that one query may ask for: Saleor returns no more than 100 nodes."""
DELIVERY_OPTIONS_SINCE = (3, 23)
OUR_MISTAKES = frozenset(
    {"GraphQLError", "GraphQLSyntaxError", "ValidationError", "QueryCostError", "INSUFFICIENT_STOCK"}
)
"""Codes of errors beside the data that come again however often we ask."""
UNCAUGHT = {"InsufficientStock": {"code": "INSUFFICIENT_STOCK", "message": "There is too little in stock."}}
"""What Saleor forgets to tell in the payload of ``orderLinesCreate`` (3.21 to 3.24), by the name of its exception: the
code by which every other mutation refuses so, and words instead of "Internal Server Error". It undoes everything
before."""
QUERY_PAUSES = (0.2, 1.0)
"""Seconds before the second and third attempt of what may be repeated."""

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

    def read_app(self) -> App:
        """The app whose token we show. Raises :class:`SaleorForbids` where Saleor knows none."""
        data = self._ask("app_read")
        if data["app"] is None:
            raise SaleorForbids("Saleor knows no app by this token. Install the app again, or give it a new token.")
        return mapping.app(data)

    def read_channel(self, slug: str) -> Channel | None:
        data = self._ask("channel_read", slug=slug)
        return mapping.channel(data) if data["channel"] else None

    def find_variants(self, channel: str, parts: Sequence[str]) -> dict[str, Variant]:
        """The variants by SKU, or by id where they have none; what is unknown is absent."""
        ids = [part for part in dict.fromkeys(parts) if mapping.is_variant_id(part)]
        skus = [part for part in dict.fromkeys(parts) if part not in ids]
        asked = [{"skus": page} for page in pages(skus)] + [{"ids": page} for page in pages(ids)]
        found: dict[str, Variant] = {}
        for page in asked:
            edges = self._ask("variants_read", channel=channel, **page)["productVariants"]["edges"]
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
        private_metadata: Mapping[str, str] | None = None,
        language: str = "",
    ) -> str:
        """Id of a new checkout. ``lines`` are of Saleor's CheckoutLineInput; ``language`` is a tag such as ``de-AT``,
        and one that Saleor does not know is left out."""
        given = {
            "channel": channel,
            "lines": list(lines),
            "email": email or None,
            "shippingAddress": shipping,
            "billingAddress": billing,
            "validationRules": {"shippingAddress": _NO_ADDRESS_RULES, "billingAddress": _NO_ADDRESS_RULES},
            "metadata": items(metadata or {}),
            "privateMetadata": items(private_metadata) if private_metadata else None,
            "languageCode": next(iter(language_codes(language)), None),
        }
        # Saleor reads an explicit null as "remove", which not every field understands.
        given = {name: value for name, value in given.items() if value is not None}
        return str(self._do("checkout_create", "checkoutCreate", input=given)["checkout"]["id"])

    def read_checkout(self, id: str) -> Checkout | None:  # as the API calls it
        return self._checkout(id)

    def read_cart(self, id: str, language: str = "") -> Checkout | None:
        """The checkout as a buyer reads it: with descriptions, and in this language where the shop has it."""
        codes = language_codes(language)
        told = {"isTranslated": True, "language": codes[0], "wider": codes[-1]} if codes else {}
        return self._checkout(id, isDescribed=True, **told)

    def _checkout(self, id: str, **told: Any) -> Checkout | None:
        # Saleor counts what a question costs before it looks at defaults: a required value must come with it.
        node = self._ask("checkout_read", **{"id": id, "language": "EN", "wider": "EN", **told})["checkout"]
        return mapping.checkout(node) if node else None

    def add_lines(self, checkout: str, lines: Sequence[Mapping[str, Any]]) -> None:
        """Put more into a checkout: all of it, or nothing where Saleor refuses. ``lines`` are of CheckoutLineInput."""
        self._do("checkout_lines_add", "checkoutLinesAdd", id=checkout, lines=list(lines))

    def delete_checkout_lines(self, checkout: str, lines: Sequence[str]) -> None:
        self._do("checkout_lines_delete", "checkoutLinesDelete", id=checkout, lines=list(lines))

    def set_prices(self, checkout: str, prices: Mapping[str, str]) -> None:
        """Override the unit prices of lines, by their ids."""
        lines = [{"lineId": line, "price": price} for line, price in prices.items()]
        self._set("checkout_lines_update", "checkoutLinesUpdate", id=checkout, lines=lines)

    def delivery_methods(self, checkout: str, saleor_version: tuple[int, int]) -> list[DeliveryMethod]:
        """The methods that the checkout may choose, cheapest first."""
        if saleor_version >= DELIVERY_OPTIONS_SINCE:
            answer = self._set("delivery_options_calculate_323", "deliveryOptionsCalculate", id=checkout)
            options = [(option["id"], option["shippingMethod"]) for option in answer["deliveries"]]
        else:
            node = self._ask("checkout_shipping_methods", id=checkout)["checkout"] or {"shippingMethods": []}
            options = [(method["id"], method) for method in node["shippingMethods"]]
        usable = [mapping.delivery_method(node, id) for id, node in options if node and node["active"]]
        return sorted(usable, key=lambda method: method.price)

    def choose_delivery_method(self, checkout: str, method: str) -> None:
        self._set("checkout_delivery_method_update", "checkoutDeliveryMethodUpdate", id=checkout, method=method)

    def set_note(self, checkout: str, note: str) -> None:
        """The buyer's words, which the order takes over as its customer note."""
        self._set("checkout_customer_note_update", "checkoutCustomerNoteUpdate", id=checkout, note=note)

    def create_order(
        self, checkout: str, metadata: Mapping[str, str], private_metadata: Mapping[str, str] | None = None
    ) -> Order:
        """The order that the checkout becomes; a checkout becomes one only once (CHECKOUT_NOT_FOUND)."""
        told = {"metadata": items(metadata), "privateMetadata": items(private_metadata or {})}
        answer = self._do("order_create_from_checkout", "orderCreateFromCheckout", id=checkout, **told)
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
        self._set("order_update", "orderUpdate", id=order, input={"externalReference": reference})

    def find_customer(self, email: str) -> Customer | None:
        """The customer of that address. Members of staff who never ordered are found by nobody who has our rights."""
        node = self._ask("customer_read", email=email)["user"]
        return mapping.customer(node) if node else None

    def read_customer(self, id: str) -> Customer | None:  # as the API calls it
        """The customer of that id, as :meth:`find_customer`. Raises :class:`SaleorRefused` for what is no id."""
        node = self._ask("customer_read", id=id)["user"]
        return mapping.customer(node) if node else None

    def create_customer(self, email: str, name: tuple[str, str], private_metadata: Mapping[str, str]) -> Customer:
        """A new customer, who is told nothing and has no password (UNIQUE: the address is taken)."""
        first_name, last_name = name
        given = {"email": email, "isActive": True, "firstName": first_name, "lastName": last_name}
        given["privateMetadata"] = items(private_metadata)
        return mapping.customer(self._do("customer_create", "customerCreate", input=given)["user"])

    def attach_customer(self, checkout: str, customer: str) -> None:
        self._do("checkout_customer_attach", "checkoutCustomerAttach", id=checkout, customer=customer)

    def _ask(self, name: str, **variables: Any) -> Any:
        """The data of a query."""
        return self._patiently(name, variables)

    def _set(self, name: str, field: str, **variables: Any) -> Any:
        """The payload of a mutation that may be repeated, for twice is as good as once."""
        return _payload(field, self._patiently(name, variables))

    def _do(self, name: str, field: str, **variables: Any) -> Any:
        """The payload of a mutation, once."""
        return _payload(field, self._execute(name, variables))

    def _patiently(self, name: str, variables: Mapping[str, Any]) -> Any:
        """Repeated a few times when no answer comes, unless Saleor wants to be left alone for longer than that."""
        for pause in self._pauses:
            try:
                return self._execute(name, variables)
            except SaleorUnreachable as error:
                if error.wait > timedelta(seconds=pause):
                    raise
                time.sleep(pause)
        return self._execute(name, variables)

    def _execute(self, name: str, variables: Mapping[str, Any]) -> Any:
        answer = self._transport.execute(operation(name), variables)
        data, errors = answer.get("data"), answer.get("errors")
        if errors:
            told = [_told(error) for error in (errors if isinstance(errors, list) else [errors])]
            raise _trouble(name, told, has_acted=isinstance(data, dict) and any(data.values()))
        if not isinstance(data, dict):
            raise SaleorUnreachable(f"The answer to {name} holds neither data nor errors; something else answered.")
        return data


def _payload(field: str, data: Mapping[str, Any]) -> Any:
    payload = data[field]
    if payload is None:
        raise SaleorUnreachable(f"Saleor's answer to {field} is empty; nobody knows whether it acted.")
    if payload["errors"]:
        raise SaleorRefused(field, payload["errors"])
    return payload


def _trouble(name: str, errors: list[dict[str, object]], *, has_acted: bool) -> GatewayError:
    """Errors beside the data. Only those that name our question as their cause, and leave nothing in the data, are
    refusals: everything else is an accident in Saleor or before it, after which nobody knows whether it acted."""
    codes = {str(error["code"]) for error in errors}
    if "PermissionDenied" in codes:
        return SaleorForbids(
            f"Saleor does not permit {name}: the app's token was revoked, or it lacks a permission."
            f" {errors[0]['message']}"
        )
    if codes <= OUR_MISTAKES and not has_acted:
        return SaleorRefused(name, errors)
    return SaleorUnreachable(f"Saleor failed at {name}: {errors[0]['message'] or 'no reason given'}")


def _told(error: object) -> dict[str, object]:
    """Message and code, also where a gateway before Saleor writes errors in its own way."""
    extensions = error.get("extensions") if isinstance(error, Mapping) else None
    exception = extensions.get("exception") if isinstance(extensions, Mapping) else None
    code = exception.get("code") if isinstance(exception, Mapping) else None
    message = error.get("message") if isinstance(error, Mapping) else str(error)
    return dict(UNCAUGHT.get(str(code)) or {"message": message or "", "code": code or ""})


def pages(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """As many at a time as one document should carry."""
    for start in range(0, len(parts), PAGE):
        yield parts[start : start + PAGE]


def items(metadata: Mapping[str, str]) -> list[dict[str, str]]:
    """Metadata as a list of MetadataInput."""
    return [{"key": key, "value": value} for key, value in metadata.items()]


def price_override(price: Decimal, gross_over_net: Decimal) -> str:
    """A unit price as Saleor stores it: with three decimals, and with tax where the channel enters prices so."""
    return format((price * gross_over_net).quantize(Decimal("0.001"), ROUND_HALF_UP), "f")
