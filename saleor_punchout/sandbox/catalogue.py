"""What the sandbox sells: a maintenance and repair range, read from the outline in ``catalogue.txt``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.db import models as db
from django.db import transaction
from django.utils.text import slugify

from saleor_punchout.documents.lexical import rounded
from saleor_punchout.sandbox.models import Channel, DeliveryMethod, Listing, Product, Variant

Row = TypeVar("Row", bound=db.Model)

OUTLINE = Path(__file__).with_suffix(".txt")
TAX = Decimal(19)
"""Percent."""
CHANNELS: tuple[dict[str, Any], ...] = (
    {"slug": "default-channel", "name": "Web shop"},
    {"slug": "gross-channel", "name": "Web shop with gross prices", "prices_include_tax": True},
    {"slug": "closed-channel", "name": "Closed shop", "is_active": False},
)
DELIVERY_METHODS = {"Standard delivery": Decimal("8.90"), "Express delivery": Decimal("24.00")}
"""With their net prices, everywhere the same."""


@dataclass
class Range:
    """Products and variants in the order of the outline, not yet saved."""

    products: list[Product] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)
    prices: dict[str, Decimal] = field(default_factory=dict)
    """Net, by SKU."""


@transaction.atomic
def fill() -> None:
    """Make the channels and everything in them, or set it right again. What orders have reserved stays reserved."""
    offered = read(OUTLINE.read_text("utf-8"))
    channels = _keep(Channel, [Channel(currency="EUR", tax_rate=TAX, **given) for given in CHANNELS], "slug")
    _keep(Product, offered.products, "slug")
    _keep(Variant, offered.variants, "sku", but="allocated")
    _keep(Listing, _listings(offered, channels), "variant channel")
    _keep(DeliveryMethod, _delivery_methods(channels), "channel name")


def read(outline: str) -> Range:
    """The range that the outline describes."""
    offered, category = Range(), ""
    for depth, cells in _rows(outline):
        if depth == 0:
            category = cells[0]
        elif depth == 1:
            offered.products.append(_product(category, *cells))
        else:
            offered.variants.append(_variant(offered.products[-1], *cells))
            offered.prices[cells[0]] = Decimal(cells[3])
    return offered


def _rows(outline: str) -> Iterator[tuple[int, list[str]]]:
    """Depth and cells of every row, without remarks."""
    for row in outline.splitlines():
        if row and not row.startswith("#"):
            text = row.lstrip()
            yield (len(row) - len(text)) // 2, text.split(" | ")


def _product(category: str, name: str, description: str, unspsc: str, manufacturer: str, days: str) -> Product:
    metadata = {"unspsc": unspsc, "manufacturer_name": manufacturer, "lead_time": days}
    return Product(name=name, slug=slugify(name), category=category, description=description, metadata=metadata)


def _variant(product: Product, sku: str, name: str, part: str, price: str, unit: str, stock: str) -> Variant:
    metadata = {"unit": unit, "manufacturer_part_id": part}
    return Variant(product=product, sku=sku, name=name, stock=int(stock), metadata=metadata)


def _listings(offered: Range, channels: list[Channel]) -> list[Listing]:
    return [
        Listing(variant=variant, channel=channel, price=_entered(offered.prices[variant.sku], channel))
        for channel in channels
        for variant in offered.variants
    ]


def _delivery_methods(channels: list[Channel]) -> list[DeliveryMethod]:
    return [
        DeliveryMethod(channel=channel, name=name, price=_entered(price, channel))
        for channel in channels
        for name, price in DELIVERY_METHODS.items()
    ]


def _entered(net: Decimal, channel: Channel) -> Decimal:
    """A net price as the channel enters prices."""
    return rounded(net * (1 + channel.tax_rate / 100), channel.currency) if channel.prices_include_tax else net


def _keep(kind: type[Row], rows: list[Row], unique: str, but: str = "") -> list[Row]:
    """Insert the rows, or write over those that are there already, and leave their keys on them."""
    known = unique.split()
    columns = {column.name for column in kind._meta.fields if not column.primary_key} - {*known, *but.split()}
    return kind._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=known, update_fields=sorted(columns)
    )
