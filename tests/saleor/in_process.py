"""The Saleor of this process as others see it: its GraphQL view, called by Django's test client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.test import Client


class TestClientTransport:
    """A Transport of the gateway, in shape. Without a token it is a shopper."""

    __test__ = False

    def __init__(self, token: str = "") -> None:
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def execute(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps({"query": document, "variables": variables}, default=str)
        response = Client().post("/graphql/", body, content_type="application/json", headers=self._headers)
        answer: dict[str, Any] = json.loads(response.content, parse_float=Decimal)
        return answer


def staff_token() -> str:
    """Of an app that may change and translate articles."""
    from saleor.app.models import App
    from saleor.permission.models import Permission

    name = "contract-suite-staff"
    app, _ = App.objects.get_or_create(identifier=name, defaults={"name": name, "is_active": True})
    app.permissions.set(Permission.objects.filter(codename__in=["manage_products", "manage_translations"]))
    _, token = app.tokens.create(name=name)
    return str(token)
