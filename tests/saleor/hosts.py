"""The Saleors that the contract suite runs against: the pretend one always, a real one where there is one.

As an app beside a real Saleor: SALEOR_API_URL and SALEOR_APP_TOKEN name it, SALEOR_CHANNEL the channel (else
``default-channel``); SALEOR_STAFF_TOKEN is of another app, which may change and translate articles. In Saleor's own
process: run pytest in Saleor's virtual environment with
DJANGO_SETTINGS_MODULE=saleor.settings and this package installed there; the suite works on the database of those
settings, so take one that may be filled with orders.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from saleor_punchout import vault
from saleor_punchout.gateway.catalogue import CatalogueClient
from saleor_punchout.gateway.mapping import Channel
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.gateway.transports import HttpTransport, Transport
from saleor_punchout.host import in_core
from saleor_punchout.models import Installation
from tests.saleor.in_process import TestClientTransport, staff_token

API_URL, TOKEN = os.environ.get("SALEOR_API_URL", ""), os.environ.get("SALEOR_APP_TOKEN", "")
STAFF_TOKEN = os.environ.get("SALEOR_STAFF_TOKEN", "")
CHANNEL = os.environ.get("SALEOR_CHANNEL", "default-channel")

STOCK = 40
"""Pieces that an article must have to be of use; Saleor sells at most 50 of one in a checkout unless told otherwise."""
AVAILABLE = """
query ($channel: String!, $after: String) {
  productVariants(first: 100, after: $after, channel: $channel) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      sku quantityAvailable quantityLimitPerCustomer
      product { isAvailable productType { isShippingRequired } }
      pricing { price { net { amount } } priceUndiscounted { net { amount } } }
    } }
  }
}
"""


@dataclass
class Host:
    """One Saleor, asked as our app and as a stranger."""

    name: str
    app: Transport
    stranger: Transport
    """Without a token: what a shopper's browser may do."""
    base: str = ""
    """Path in front of our endpoints in this host."""
    staff: Transport | None = None
    """Somebody who may change and translate articles, where we know one."""

    @property
    def cxml(self) -> str:
        """Path of the endpoint for documents."""
        return f"{self.base}/cxml"

    @cached_property
    def client(self) -> CatalogueClient:
        return CatalogueClient(self.app)

    @cached_property
    def orders(self) -> OrderClient:
        return OrderClient(self.app)

    @cached_property
    def channel(self) -> Channel:
        channel = self.client.read_channel(CHANNEL)
        assert channel is not None, f"no channel {CHANNEL}; set SALEOR_CHANNEL"
        return channel

    def ask(self, document: str, *, as_stranger: bool = False, **variables: Any) -> Mapping[str, Any]:
        """The data of a document that must succeed."""
        answer = self.answer(document, as_stranger=as_stranger, **variables)
        assert not answer.get("errors"), answer
        data: Mapping[str, Any] = answer["data"]
        return data

    def answer(self, document: str, *, as_stranger: bool = False, **variables: Any) -> Mapping[str, Any]:
        """The whole answer, errors and all."""
        return (self.stranger if as_stranger else self.app).execute(document, variables)

    @cached_property
    def _sold(self) -> list[Mapping[str, Any]]:
        """Articles that are shipped, priced and in stock; read once."""
        found: list[Mapping[str, Any]] = []
        after = None
        while len(found) < 500:
            page = self.ask(AVAILABLE, channel=CHANNEL, after=after)["productVariants"]
            found += [edge["node"] for edge in page["edges"] if _is_sold(edge["node"])]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        return found

    def skus(self, count: int) -> Sequence[str]:
        """That many different articles, or fewer where the shop has fewer."""
        return [node["sku"] for node in self._sold[:count]]

    def full_price_sku(self) -> str:
        """An article that is in no promotion today."""
        return next(
            node["sku"] for node in self._sold if node["pricing"]["price"] == node["pricing"]["priceUndiscounted"]
        )


def _is_sold(node: Mapping[str, Any]) -> bool:
    price = ((node["pricing"] or {}).get("price") or {}).get("net") or {"amount": 0}
    return bool(
        node["sku"]
        and node["product"]["isAvailable"]
        and node["product"]["productType"]["isShippingRequired"]
        and node["quantityLimitPerCustomer"] is None
        and (node["quantityAvailable"] or 0) >= STOCK
        and Decimal(price["amount"]) > 1
    )


def sandbox() -> Host:
    from django.conf import settings

    from saleor_punchout.sandbox import catalogue
    from saleor_punchout.sandbox.transport import SandboxTransport

    catalogue.fill()
    return Host("sandbox", SandboxTransport("", settings.PUNCHOUT_SANDBOX_TOKEN), SandboxTransport("", ""))


def beside() -> Host:
    staff = HttpTransport(API_URL, STAFF_TOKEN) if STAFF_TOKEN else None
    return Host("app", HttpTransport(API_URL, TOKEN), HttpTransport(API_URL, ""), staff=staff)


def inside() -> Host:
    from saleor_punchout.gateway.in_process import InProcessTransport

    stranger, staff = TestClientTransport(), TestClientTransport(staff_token())
    return Host("core", InProcessTransport("", ""), stranger, "/plugins/saleor.punchout", staff)


def present() -> list[str]:
    """Names of the hosts that can be tried here."""
    if in_core():
        return ["core"]
    return ["sandbox", "app"]


MAKERS = {"sandbox": sandbox, "app": beside, "core": inside}


def installation(host: Host) -> Installation:
    """The row of this Saleor among ours."""
    if host.name == "core":
        from saleor_punchout.plugin.principal import local_installation

        local: Installation = local_installation()
        return local
    from django.conf import settings

    url, token = (
        (API_URL, TOKEN) if host.name == "app" else ("http://sandbox/graphql/", settings.PUNCHOUT_SANDBOX_TOKEN)
    )
    return Installation.objects.get_or_create(api_url=url, defaults={"sealed_token": vault.seal(token)})[0]
