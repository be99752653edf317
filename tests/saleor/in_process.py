"""A shopper of the Saleor in this process: its GraphQL view, called by Django's test client without a token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.test import Client


class AnonymousTransport:
    """A Transport of the gateway, in shape."""

    def execute(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps({"query": document, "variables": variables}, default=str)
        response = Client().post("/graphql/", body, content_type="application/json")
        answer: dict[str, Any] = json.loads(response.content, parse_float=Decimal)
        return answer
