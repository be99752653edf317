"""How Saleor's values look on a page."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import strip_tags

from saleor_punchout.documents.lexical import rounded
from saleor_punchout.sandbox.shop.tiles import tile_for

register = template.Library()

SIGNS = {"EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$"}
FACTS = {"manufacturer_name": "Manufacturer", "lead_time": "Delivered within", "unspsc": "UNSPSC"}
UNITS = {
    "BG": "bag",
    "BO": "bottle",
    "BX": "box",
    "C62": "piece",
    "CA": "can",
    "CT": "carton",
    "EA": "piece",
    "H87": "piece",
    "KGM": "kilogram",
    "LTR": "litre",
    "MTR": "metre",
    "PK": "pack",
    "PR": "pair",
    "RO": "roll",
    "SET": "set",
    "TN": "tin",
}
"""UN/ECE Recommendation 20 and 21 codes, as people say them."""


@register.filter
def money(value: dict[str, Any]) -> str:
    """``€1,234.50``, with as many decimals as the currency has."""
    currency = value["currency"]
    amount = f"{rounded(Decimal(str(value['amount'])), currency):,}"
    return f"{SIGNS[currency]}{amount}" if currency in SIGNS else f"{currency} {amount}"


@register.filter
def paragraphs(description: object) -> list[str]:
    """The text of Saleor's editor, without its markup."""
    try:
        blocks = [block["data"] for block in json.loads(str(description))["blocks"]]
        texts = [html.unescape(strip_tags(str(data["text"]))) for data in blocks if "text" in data]
    except (ValueError, LookupError, TypeError):
        return []
    return list(filter(None, texts))


@register.filter
def entry(metadata: Iterable[dict[str, str]], key: str) -> str:
    """One value of Saleor's metadata, empty where there is none."""
    return next((item["value"] for item in metadata if item["key"] == key), "")


@register.filter
def unit(variant: dict[str, Any]) -> str:
    """What one of it is called."""
    code = entry(variant["metadata"], "unit")
    return UNITS.get(code, code)


@register.filter
def facts(metadata: Iterable[dict[str, str]]) -> list[tuple[str, str]]:
    """What buyers ask about an article, of what its metadata tell."""
    known = {item["key"]: item["value"] for item in metadata}
    days = known.get("lead_time", "")
    if days.isdecimal():
        known["lead_time"] = f"{days} day" if days == "1" else f"{days} days"
    return [(label, known[key]) for key, label in FACTS.items() if known.get(key)]


@register.filter
def stock(available: int | None) -> str:
    """What is left, in words; None is an article whose stock nobody counts."""
    if available is None:
        return "In stock"
    if available <= 0:
        return "Out of stock"
    return f"Only {available} left" if available < 10 else f"{available} in stock"


@register.filter
def tile(product: dict[str, Any]) -> str:
    """Name of the drawing that stands for the article."""
    category = product["category"] or {}
    return tile_for(product["slug"], category.get("slug", ""))
