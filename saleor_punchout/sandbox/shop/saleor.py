"""Saleor, as an anonymous shopper meets it. Answers stay as they come: the templates read Saleor's own names."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings

from saleor_punchout.sandbox.shop import queries
from saleor_punchout.sandbox.shop.upstream import Unavailable, ask

PAGE = 100
"""Articles on a page, the most that Saleor gives at once."""

logger = logging.getLogger(__name__)

Node = dict[str, Any]


class Refused(Exception):
    """Saleor, or the shop before it, does not do what the shopper wants. The message is for the shopper."""


def find_products(channel: str, search: str, after: str) -> Node | None:
    """A page of the catalogue, None after a cursor that is none."""
    found = execute(queries.PRODUCTS, channel=channel, search=search or None, first=PAGE, after=after or None)
    return found["products"]


def find_product(channel: str, slug: str) -> Node | None:
    """The article with what can be bought of it in this channel, or None."""
    return execute(queries.PRODUCT, channel=channel, slug=slug)["product"]


def find_cart(checkout_id: str) -> Node | None:
    """The checkout, None where it is gone or the id is none."""
    return execute(queries.CHECKOUT, id=checkout_id)["checkout"] if checkout_id else None


def open_cart(channel: str, variant: str, quantity: int) -> Node:
    lines = [{"variantId": variant, "quantity": quantity}]
    return change(queries.CHECKOUT_CREATE, input={"channel": channel, "lines": lines})


def add_line(cart: Node, variant: str, quantity: int) -> Node:
    return change(queries.LINES_ADD, id=cart["id"], lines=[{"variantId": variant, "quantity": quantity}])


def update_line(cart: Node, line: str, quantity: int) -> Node:
    return change(queries.LINES_UPDATE, id=cart["id"], lines=[{"lineId": line, "quantity": quantity}])


def remove_line(cart: Node, line: str) -> Node:
    return change(queries.LINES_DELETE, id=cart["id"], linesIds=[line])


def change(document: str, **variables: Any) -> Node:
    """The cart after a mutation. Raises :class:`Refused`."""
    (payload,) = execute(document, **variables).values()
    if payload is None:
        raise Refused("The shop could not do that. Look at your cart and try again.")
    if payload["errors"]:
        raise Refused(payload["errors"][0]["message"])
    cart: Node = payload["checkout"]
    return cart


def execute(document: str, **variables: Any) -> Node:
    """The data of Saleor's answer. An id that Saleor does not know, or cannot read, gives None in its place."""
    address = getattr(settings, "PUNCHOUT_SHOP_SALEOR_URL", "") or f"{settings.PUNCHOUT_DEMO_URL}/saleor/graphql/"
    _, answer = ask(address, {"query": document, "variables": variables})
    if answer.get("errors"):
        logger.warning("Saleor answered with errors: %s", answer["errors"])
    if not answer.get("data"):
        raise Unavailable(f"{address}: no data")
    data: Node = answer["data"]
    return data
