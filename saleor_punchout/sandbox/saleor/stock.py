"""The pieces in the one warehouse: reserved for orders, sent, and put back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import F, Value
from django.db.models.functions import Greatest

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor.ids import global_id
from saleor_punchout.sandbox.saleor.refusals import Refused

Pieces = Mapping[models.Variant, int]


def pieces(lines: Iterable[tuple[models.CheckoutLine | models.OrderLine, int]]) -> Pieces:
    """So many of each line together. Variants that are gone have no stock either."""
    counted: Counter[models.Variant] = Counter()
    for line, quantity in lines:
        if line.variant:
            counted[line.variant] += quantity
    return counted


def reserve(wanted: Pieces) -> None:
    """Keep pieces for an order. Raises :class:`Refused` where fewer are left."""
    _change(wanted, allocated=1, free_only=True)


def release(reserved: Pieces) -> None:
    """Keep them no longer."""
    _change(reserved, allocated=-1)


def send(reserved: Pieces) -> None:
    """Take them out of the warehouse. Raises :class:`Refused` where fewer are there."""
    _change(reserved, allocated=-1, stock=-1)


def put_back(sent: Pieces) -> None:
    """Into the warehouse, and kept for their order again."""
    _change(sent, allocated=1, stock=1)


def _change(wanted: Pieces, *, allocated: int, stock: int = 0, free_only: bool = False) -> None:
    """In one order of variants for all, so that two orders never wait for each other."""
    for variant in sorted(wanted, key=lambda variant: variant.pk):
        count = wanted[variant]
        least = F("allocated") + count if free_only else Value(max(-stock * count, 0))
        changed = models.Variant.objects.filter(pk=variant.pk, stock__gte=least).update(
            allocated=Greatest(F("allocated") + allocated * count, Value(0)), stock=F("stock") + stock * count
        )
        if not changed:
            message = f"Insufficient product stock: {variant.sku}"
            raise Refused("INSUFFICIENT_STOCK", message, variants=[global_id("ProductVariant", variant.pk)])
