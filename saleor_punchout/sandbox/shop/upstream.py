"""How the shop's server asks other servers: JSON there and back, with little patience, for a buyer waits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import requests

PATIENCE = (3, 10)
"""Seconds to connect, and between two bytes of the answer."""


class Unavailable(Exception):
    """A server that the shop needs gave no answer, or none that can be read. Asking again may help."""


def ask(address: str, payload: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """HTTP status and JSON object of the answer to a POST; numbers that are not whole become Decimal."""
    try:
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the machine could not reach a neighbour process
            response = session.post(address, json=payload, timeout=PATIENCE, allow_redirects=False)
        body = response.json(parse_float=Decimal)
    except (requests.RequestException, ValueError) as error:
        raise Unavailable(f"{address}: {type(error).__name__}") from error
    if response.status_code >= 500 or not isinstance(body, dict):
        raise Unavailable(f"{address}: HTTP {response.status_code}")
    return response.status_code, body
