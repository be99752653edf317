"""The way to the pretend Saleor in this process: no network, but the same JSON that would have travelled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from saleor_punchout.sandbox.saleor.execution import Answer, execute


class SandboxTransport:
    """A Transport of the gateway, in shape."""

    def __init__(self, api_url: str, token: str) -> None:
        self._token = token

    def execute(self, document: str, variables: Mapping[str, Any]) -> Answer:
        answer = execute(document, json.loads(json.dumps(variables, default=_plain)), self._token)
        travelled: Answer = json.loads(json.dumps(answer), parse_float=Decimal)
        return travelled


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} does not travel in GraphQL variables.")
