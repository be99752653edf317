"""The system check of this host; Django runs it in every management command, and Celery when a worker starts."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks

from saleor_punchout.plugin import schema


@checks.register()
def schema_is_extended(app_configs: list[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """E003: fields of ours that Saleor's own schema lacks."""
    missing = schema.missing_fields()
    if not missing:
        return []
    return [
        checks.Error(
            f"Saleor's GraphQL schema lacks {len(missing)} fields of PunchOut, such as {missing[0]}.",
            hint="Something imported saleor.graphql.api before Django's apps were ready. Import it later: in a view, a"
            " task, or AppConfig.ready() of an app that stands behind saleor_punchout in INSTALLED_APPS.",
            id="saleor_punchout.E003",
        )
    ]
