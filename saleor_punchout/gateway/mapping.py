"""Saleor's answers as typed values. Amounts are Decimal; both transports deliver them so or as exact text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from graphql_relay import from_global_id

from saleor_punchout.documents.types import Address
from saleor_punchout.gateway.rich_text import plain_text

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class App:
    """Whom Saleor takes us for."""

    id: str
    identifier: str
    """As its manifest names it; another text for an app that was made by hand."""
    permissions: frozenset[str]
    saleor_version: str


@dataclass(frozen=True, slots=True)
class Channel:
    slug: str
    currency: str
    is_active: bool
    prices_include_tax: bool
    """Prices are entered, and price overrides understood, with tax."""
    saleor_version: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Variant:
    id: str
    sku: str
    """Its id where it has none: procurement orders by a part number, and that is as good as any."""
    name: str
    """Product and variant name."""
    is_available: bool
    net: Decimal | None
    """Today's net price in the channel, None where the variant has none."""
    full_net: Decimal | None
    """The same before promotions."""
    gross_over_net: Decimal
    """Gross price ÷ net price, 1 where the variant has no price or no tax."""
    slug: str = ""
    """Of the product."""


@dataclass(frozen=True, slots=True)
class CheckoutLine:
    id: str
    quantity: int
    net: Decimal
    """Net total of the line, exact. The unit price that Saleor shows is rounded to cents."""
    unit_net: Decimal
    variant_id: str
    sku: str
    name: str
    slug: str
    category: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Of the line itself."""
    article: Mapping[str, str] = field(default_factory=dict)
    """Metadata of the product, overlaid by that of the variant."""
    long_text: str = ""
    """What the shop says of the product, as plain text; only where the cart was asked for as a buyer reads it."""


@dataclass(frozen=True, slots=True)
class Checkout:
    id: str
    channel: str
    currency: str
    needs_shipping: bool
    delivery_method: str
    """Name, empty where none was chosen."""
    shipping_net: Decimal
    tax: Decimal
    """Of the lines and of shipping."""
    lines: tuple[CheckoutLine, ...]


@dataclass(frozen=True, slots=True)
class DeliveryMethod:
    id: str
    name: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    id: str
    number: str


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    is_active: bool
    is_staff: bool
    is_confirmed: bool
    """Set a password, or clicked the link that proves the address."""
    private_metadata: Mapping[str, str]

    @property
    def may_shop(self) -> bool:
        """Whether a buyer may shop as this customer: not as one who was locked out, nor as a member of staff."""
        return self.is_active and not self.is_staff


def decimal(value: object) -> Decimal:
    """An amount as Decimal, from whatever number the transport delivered, without a detour over binary fractions."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def app(data: Node) -> App:
    node = data["app"]
    granted = frozenset(permission["code"] for permission in node["permissions"] or [])
    return App(node["id"], node["identifier"] or "", granted, data["shop"]["version"])


def channel(data: Node) -> Channel:
    node, taxes = data["channel"], data["channel"]["taxConfiguration"]
    return Channel(
        slug=node["slug"],
        currency=node["currencyCode"],
        is_active=node["isActive"],
        prices_include_tax=taxes["chargeTaxes"] and taxes["pricesEnteredWithTax"],
        saleor_version=version(data["shop"]["version"]),
    )


def version(text: str) -> tuple[int, int]:
    """``3.23.28`` as (3, 23)."""
    major, minor = [*text.split("."), "0", "0"][:2]
    return int(major), int(minor)


def is_variant_id(part: str) -> bool:
    """Whether a part number is what stands in for the SKU of a variant that has none."""
    try:
        kind, key = from_global_id(part)
    except ValueError:
        return False
    return bool(kind == "ProductVariant" and key.isdecimal())


def variant(node: Node) -> Variant:
    price: Node | None = (node["pricing"] or {}).get("price")
    net = decimal(price["net"]["amount"]) if price else None
    full: Node | None = (node["pricing"] or {}).get("priceUndiscounted")
    return Variant(
        id=node["id"],
        sku=node["sku"] or node["id"],
        name=full_name(node["product"]["name"], own_name(node)),
        is_available=price is not None and node["product"]["isAvailableForPurchase"] is not False,
        net=net,
        full_net=decimal(full["net"]["amount"]) if full else net,
        gross_over_net=decimal(price["gross"]["amount"]) / net if price and net else Decimal(1),
        slug=node["product"]["slug"],
    )


def checkout(node: Node) -> Checkout:
    method = node["deliveryMethod"] or {}
    return Checkout(
        id=node["id"],
        channel=node["channel"]["slug"],
        currency=node["channel"]["currencyCode"],
        needs_shipping=node["isShippingRequired"],
        delivery_method=method.get("name") or "",
        shipping_net=decimal(node["shippingPrice"]["net"]["amount"]),
        tax=decimal(node["totalPrice"]["tax"]["amount"]),
        lines=tuple(checkout_line(line) for line in node["lines"]),
    )


def checkout_line(node: Node) -> CheckoutLine:
    article, product = node["variant"], node["variant"]["product"]
    return CheckoutLine(
        id=node["id"],
        quantity=node["quantity"],
        net=decimal(node["totalPrice"]["net"]["amount"]),
        unit_net=decimal(node["unitPrice"]["net"]["amount"]),
        variant_id=article["id"],
        sku=article["sku"] or article["id"],
        name=full_name(translated(product, "name"), own_name(article)),
        slug=product["slug"],
        category=(product["category"] or {}).get("name") or "",
        metadata=metadata(node["metadata"]),
        article=metadata(product["metadata"]) | metadata(article["metadata"]),
        long_text=plain_text(translated(product, "description")),
    )


def translated(node: Node, name: str) -> str:
    """A text in the language that was asked for, else in a wider one, else as the shop wrote it first."""
    known = (node.get("translation"), node.get("wider"), node)
    return next(filter(None, (one.get(name) for one in known if one)), None) or ""


def customer(node: Node) -> Customer:
    return Customer(
        id=node["id"],
        is_active=node["isActive"],
        is_staff=node["isStaff"],
        is_confirmed=node["isConfirmed"],
        private_metadata=metadata(node["privateMetadata"]),
    )


def metadata(items: list[Node]) -> dict[str, str]:
    return {item["key"]: item["value"] for item in items}


def own_name(variant: Node) -> str:
    """Of a variant. Saleor calls the nameless by their SKU or id, which tells a buyer nothing."""
    return "" if variant["name"] in (variant["sku"], variant["id"]) else translated(variant, "name")


def full_name(product: str, variant_name: str) -> str:
    """Product and variant, unless the variant's name says nothing of its own."""
    as_word = rf"(?<!\w){re.escape(variant_name)}(?!\w)"  # S is no word of Monospace
    if not variant_name or re.search(as_word, product, re.IGNORECASE):
        return product
    return f"{product}, {variant_name}"


def delivery_method(node: Node, id: str) -> DeliveryMethod:  # as the API calls it
    return DeliveryMethod(id, node["name"], decimal(node["price"]["amount"]))


def order(node: Node) -> Order:
    return Order(node["id"], node["number"])


ALSO_CALLED = {"UK": "GB", "EL": "GR"}
"""Codes of countries that are reserved in ISO 3166-1 because people write them."""
LONGEST = {"postalCode": 20, "countryArea": 128}
"""Characters that Saleor keeps of a part of an address, where it is not 256."""


def address_input(address: Address) -> dict[str, Any] | None:
    """Saleor's AddressInput, or None where the document names no country: Saleor keeps no address without one.

    The telephone number stays out, for Saleor refuses the whole address when it doubts the number.
    """
    country = _country(address)
    if not country:
        return None
    first_name, _, last_name = (address.deliver_to[0] if address.deliver_to else "").rpartition(" ")
    lines = [*address.street, *address.deliver_to[1:]]
    given = {
        "firstName": first_name,
        "lastName": last_name,
        "companyName": address.name,
        "streetAddress1": lines[0] if lines else "",
        "streetAddress2": ", ".join(lines[1:]),
        "city": address.city,
        "postalCode": address.postal_code,
        "countryArea": address.state,
    }
    return {
        **{part: text[: LONGEST.get(part, 256)] for part, text in given.items()},
        "country": country,
        "metadata": [{"key": "punchout.address_id", "value": address.address_id}] if address.address_id else [],
    }


def _country(address: Address) -> str:
    """The two letters, also where they stand in the place of the name; empty where there are none."""
    written = (address.country.strip().upper(), address.country_name.strip().upper())
    code = next((word for word in written if len(word) == 2 and word.isascii() and word.isalpha()), "")
    return ALSO_CALLED.get(code, code)
