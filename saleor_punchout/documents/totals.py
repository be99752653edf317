"""The total of a cart in a language that does not name it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from saleor_punchout.documents import lexical
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import ItemIn, Money

NO_CURRENCY = "XXX"
"""ISO 4217 for *no currency*."""


def total_of(items: Sequence[ItemIn], notes: Notes) -> Money:
    """The sum of the lines in their currency; a line in another one is noted and left out."""
    prices = [(item.quantity, item.detail.unit_price) for item in items]
    currency = next((price.currency for _, price in prices if price), NO_CURRENCY)
    if any(price.currency != currency for _, price in prices if price):
        notes.remark("currency_mismatch", "The lines are in different currencies.")
    amounts = (quantity * price.amount for quantity, price in prices if price and price.currency == currency)
    return Money(lexical.rounded(sum(amounts, Decimal(0)), currency), currency)
