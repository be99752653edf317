"""What a channel sells, for buyers' systems that ask for articles without a cart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from saleor_punchout.gateway import mapping
from saleor_punchout.gateway.client import PAGE, SaleorClient
from saleor_punchout.gateway.mapping import Node
from saleor_punchout.gateway.rich_text import plain_text


@dataclass(frozen=True, slots=True)
class Article:
    """A variant, as a channel sells it today."""

    variant_id: str
    sku: str
    """Its id where it has none."""
    name: str
    slug: str
    """Of the product."""
    description: str
    """Of the product, as plain text."""
    category: str
    currency: str
    net: Decimal | None
    """Of one piece; None where the channel has no price, and then it is not for sale."""
    is_for_sale: bool
    available: int | None
    """Pieces that one checkout can have; None: as many as anybody wants."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Of the product, overlaid by that of the variant."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the catalogue."""

    articles: tuple[Article, ...]
    """Those that are for sale; the others have their place in the count all the same."""
    total: int
    """Of all pages."""
    cursor: str
    """Where the next page begins; empty: there is none."""


class CatalogueClient(SaleorClient):
    """Reads articles.

    Saleor shows us hidden ones, too, and tells only whoever may manage products which those are. So a second question
    asks which products are published.
    """

    def find_article(self, channel: str, part: str) -> Article | None:
        """The article of that SKU, or of that id where it has no SKU, if it is for sale."""
        by = {"ids": [part]} if mapping.is_variant_id(part) else {"skus": [part]}
        edges = self._ask("catalogue_read", channel=channel, first=1, **by)["productVariants"]["edges"]
        return next(iter(self._for_sale(channel, edges)), None)

    def search(self, channel: str, words: str, most: int) -> list[Article]:
        """At most ``most`` articles of the products that Saleor finds, best first."""
        edges = self._ask("catalogue_search", channel=channel, words=words, first=min(most, PAGE))["products"]["edges"]
        products = [edge["node"] for edge in edges]
        found = (article(variant, product) for product in products for variant in product["variants"] or [])
        return [one for one in found if one.is_for_sale][:most]

    def read_page(self, channel: str, size: int, after: str = "") -> Page:
        """The articles after a cursor."""
        found = self._ask("catalogue_read", channel=channel, first=size, after=after or None)["productVariants"]
        return Page(
            articles=self._for_sale(channel, found["edges"]),
            total=found["totalCount"] or 0,
            cursor=_next(found["pageInfo"]),
        )

    def skip(self, channel: str, count: int, after: str = "") -> str:
        """The cursor behind the next ``count`` articles, at most a page of Saleor's; empty where none follow."""
        found = self._ask("catalogue_skip", channel=channel, first=count, after=after or None)
        return _next(found["productVariants"]["pageInfo"])

    def _for_sale(self, channel: str, edges: list[Node]) -> tuple[Article, ...]:
        nodes = [edge["node"] for edge in edges]
        published = self._published(channel, {node["product"]["id"] for node in nodes})
        articles = (article(node, node["product"]) for node in nodes if node["product"]["id"] in published)
        return tuple(one for one in articles if one.is_for_sale)

    def _published(self, channel: str, products: set[str]) -> set[str]:
        """Of these products, by their ids, those that the channel shows to anybody."""
        if not products:
            return set()
        edges = self._ask("catalogue_published", channel=channel, ids=sorted(products))["products"]["edges"]
        return {edge["node"]["id"] for edge in edges}


def _next(page: Node) -> str:
    return str(page["endCursor"] or "") if page["hasNextPage"] else ""


def article(variant: Node, product: Node) -> Article:
    """A variant and its product, which is published."""
    price = ((variant["pricing"] or {}).get("price") or {}).get("net")
    return Article(
        variant_id=variant["id"],
        sku=variant["sku"] or variant["id"],
        name=mapping.full_name(product["name"], mapping.own_name(variant)),
        slug=product["slug"],
        description=plain_text(product["description"]),
        category=(product["category"] or {}).get("name") or "",
        currency=price["currency"] if price else "",
        net=mapping.decimal(price["amount"]) if price else None,
        is_for_sale=price is not None and product["isAvailableForPurchase"] is not False,
        available=variant["quantityAvailable"],
        metadata=mapping.metadata(product["metadata"]) | mapping.metadata(variant["metadata"]),
    )
