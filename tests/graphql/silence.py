"""A Saleor that refuses whatever it is asked: a Transport for the settings."""

from __future__ import annotations

from typing import Any

from saleor_punchout.exceptions import SaleorRefused


class Silence:
    def __init__(self, api_url: str, token: str) -> None:
        pass

    def execute(self, document: str, variables: Any) -> Any:
        raise SaleorRefused("everything", [{"message": "Closed.", "code": "CLOSED"}])
