"""Rows that belong to rows, and what rows belong to: fetched for all rows of a page at once, however deep in the query
they stand."""

from __future__ import annotations

from typing import Any

from django.db.models import Manager, Model, prefetch_related_objects
from graphql import ResolveInfo
from promise import Promise
from promise.dataloader import DataLoader

from saleor_punchout.host import writer

RELATIONS = {
    "credentials": (),
    "parent": ("parent__partner", "parent__cart"),
    "documents": ("documents__partner", "documents__purchase_order__partner"),
    "purchase_orders": ("purchase_orders__partner", "purchase_orders__document__partner"),
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
        prefetch_related_objects(rows, self._relation, *RELATIONS[self._relation])
        found = [getattr(row, self._relation) for row in rows]
        return Promise.resolve([list(one.all()) if isinstance(one, Manager) else one for one in found])
