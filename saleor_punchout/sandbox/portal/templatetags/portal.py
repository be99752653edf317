"""Amounts as people read them, and documents indented."""

from __future__ import annotations

from decimal import Decimal

from django import template
from lxml import etree

from saleor_punchout.documents import guard, lexical
from saleor_punchout.documents.reading import Notes
from saleor_punchout.exceptions import PunchOutError

register = template.Library()


@register.filter
def amount(value: Decimal | None) -> str:
    """``1,234.50``: two decimals at least, and as many more as the amount has."""
    return "–" if value is None else f"{value:,.{_decimals(value)}f}"


@register.filter
def amount_field(value: Decimal | None) -> str:
    """The same for an input field: without grouping, and empty for nothing."""
    return "" if value is None else f"{value:.{_decimals(value)}f}"


def _decimals(value: Decimal) -> int:
    _, _, decimals = lexical.plain(value).partition(".")
    return max(2, len(decimals.rstrip("0")))


@register.filter
def number(value: Decimal) -> str:
    """``4`` and ``2.5``, never ``4.000``; plain enough for an input field."""
    text = lexical.plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def indented(document: str) -> str:
    """The document in lines, as people read it; what is not cXML stays as it came."""
    try:
        opened = guard.open_document(document.encode(), Notes())
    except PunchOutError:
        return document
    etree.indent(opened.root)
    return f"{opened.doctype}\n{etree.tostring(opened.root, encoding='unicode')}".strip()
