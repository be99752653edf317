"""Types that a schema has once only: Saleor's own where our fields stand in Saleor's schema."""

from __future__ import annotations

from typing import Any

import graphene

from saleor_punchout.host import in_core


def _date_time() -> Any:
    if not in_core():
        return graphene.DateTime
    from saleor.graphql.core.scalars import DateTime as SaleorDateTime

    return SaleorDateTime


DateTime: Any = _date_time()
"""A moment in time. Saleor's refuses more values than graphene's and goes by the same name."""
