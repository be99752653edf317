"""Questions to the pretend Saleor over HTTP, as a storefront or, with the token, as an app asks them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import requests
from django.conf import settings

TIMEOUT = 20


def ask_saleor(query: str, token: str = "", **variables: Any) -> dict[str, Any]:
    """The data of the answer, amounts as Decimal. Raises RuntimeError where it tells errors."""
    response = requests.post(
        f"{settings.PUNCHOUT_DEMO_URL}/saleor/graphql/",
        json={"query": query, "variables": variables},
        headers={"Authorization": f"Bearer {token}"} if token else {},
        timeout=TIMEOUT,
    )
    answer = json.loads(response.content, parse_float=Decimal)
    if answer.get("errors"):
        raise RuntimeError(f"Saleor says: {answer['errors'][0]['message']}")
    data: dict[str, Any] = answer["data"]
    return data
