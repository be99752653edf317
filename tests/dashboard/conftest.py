"""A shop with trade in it, and staff who look at it through the Dashboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from saleor_punchout.models import Installation
from tests.dashboard import tokens
from tests.world import _fresh_counters, partner, saleor, world  # noqa: F401  # fixtures

PAGES = (
    "/dashboard",
    "/dashboard/sessions",
    "/dashboard/orders",
    "/dashboard/orders/upload",
    "/dashboard/documents",
    "/dashboard/partners",
    "/dashboard/settings",
    "/dashboard/settings/check",
    "/dashboard/widgets/order",
    "/dashboard/widgets/customer",
)
"""Every screen that needs no row."""


@pytest.fixture
def installation(world):
    """The Saleor of that shop, whose keys we know."""
    return with_keys(Installation.objects.get())


def with_keys(installation: Installation) -> Installation:
    installation.app_id, installation.jwks, installation.jwks_fetched_at = tokens.APP_ID, tokens.jwks(), timezone.now()
    installation.save()
    return installation


@dataclass(frozen=True)
class Staff:
    """Somebody with the Dashboard open: every page is asked for as htmx does."""

    client: Client
    headers: dict[str, str]

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path, query, headers=self.headers)

    def see(self, path: str, **query: Any) -> str:
        """The text of a page that is there."""
        response = self.get(path, **query)
        assert response.status_code == 200, (response.status_code, response.content)
        return str(response.content.decode())


def staff_of(client: Client, installation: Installation, *permissions: str, **claims: Any) -> Staff:
    token = tokens.dashboard_token(installation.api_url, permissions or ("MANAGE_ORDERS",), **claims)
    return Staff(client, {"HX-Request": "true", "Authorization-Bearer": token, "Saleor-Api-Url": installation.api_url})


@pytest.fixture
def staff(client, installation):
    """May manage orders."""
    return staff_of(client, installation)


@pytest.fixture
def someone(client, installation) -> Callable[..., Staff]:
    """Staff with other rights, or other claims in their token."""
    return lambda *permissions, **claims: staff_of(client, installation, *permissions, **claims)
