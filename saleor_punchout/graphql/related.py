"""Rows that belong to rows, and what rows belong to: fetched for all rows of a page at once, however deep in the query
they stand."""

from __future__ import annotations

from typing import Any

from django.db.models import Manager, Model, Prefetch, prefetch_related_objects
from django.db.models.functions import Length
from graphql import ResolveInfo
from promise import Promise
from promise.dataloader import DataLoader

from saleor_punchout.host import writer
from saleor_punchout.models import Attachment, PurchaseOrder

ATTACHMENTS = Attachment.objects.defer("content").annotate(size=Length("content")).order_by("pk")
"""Without what they hold, which may be much."""
ORDER = ("partner", "session__partner", "session__cart", "document__partner")
"""What a purchase order shows of what it belongs to."""
RELATIONS: dict[str, tuple[str | Prefetch, ...]] = {
    "credentials": (),
    "parent": ("parent__partner", "parent__cart"),
    "documents": ("documents__partner", "documents__purchase_order__partner"),
    "purchase_orders": ("purchase_orders__partner", "purchase_orders__document__partner"),
    "attachments": (Prefetch("attachments", ATTACHMENTS),),
    "alarms": ("alarms__partner",),
    "transmissions": ("transmissions__partner",),
    "partner": (),
    "purchase_order": tuple(f"purchase_order__{name}" for name in ORDER),
    "transmission": ("transmission__partner",),
    "document": ("document__partner",),
}
"""What is fetched with each relation, because its rows show it."""


def related(info: ResolveInfo, row: Model, relation: str) -> Any:
    """A promise of the related row or rows; all promises of one relation are kept by one fetch."""
    loaders = vars(info.context).setdefault("punchout_loaders", {})
    key = type(row), relation
    if key not in loaders:
        loaders[key] = _Related(relation)
    return loaders[key].load(row)


class _Related(DataLoader):
    cache = False  # a mutation may change the rows before the same query reads them again

    def __init__(self, relation: str) -> None:
        super().__init__()
        self._relation = relation

    @writer()
    def batch_load_fn(self, rows: list[Model]) -> Any:
        prefetch_related_objects(rows, *(RELATIONS[self._relation] or (self._relation,)))
        found = [getattr(row, self._relation) for row in rows]
        return Promise.resolve([list(one.all()) if isinstance(one, Manager) else one for one in found])


def versions(info: ResolveInfo, order: PurchaseOrder) -> Any:
    """A promise of all that came of the same order, the newest first."""
    loader = vars(info.context).setdefault("punchout_versions", _Versions())
    return loader.load((order.partner_id, order.order_id))


class _Versions(DataLoader):
    cache = False

    @writer()
    def batch_load_fn(self, threads: list[tuple[int, str]]) -> Any:
        rows = PurchaseOrder.objects.filter(
            partner__in={partner for partner, _ in threads}, order_id__in={order_id for _, order_id in threads}
        )
        found: dict[tuple[int, str], list[PurchaseOrder]] = {}
        for row in rows.select_related(*ORDER):
            found.setdefault((row.partner_id, row.order_id), []).append(row)
        return Promise.resolve([found.get(thread, []) for thread in threads])
