"""How the tests ask: over HTTP, as a storefront or a script of the staff does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

ERRORS = "errors { field message code }"


@dataclass(frozen=True)
class Api:
    client: Client
    token: str = ""

    def post(self, body: Any, **headers: str) -> Any:
        """The HTTP response to a body, which becomes JSON unless it is bytes."""
        shown = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return self.client.post("/graphql/", body, content_type="application/json", headers=shown | headers)

    def answer(self, query: str, **variables: Any) -> Any:
        """All of the answer, ``data`` and ``errors``."""
        response = self.post({"query": query, "variables": variables})
        assert response.status_code == 200, response.content
        return response.json()

    def ask(self, query: str, **variables: Any) -> Any:
        """The one field of an answer without errors."""
        answer = self.answer(query, **variables)
        assert "errors" not in answer, answer
        (field,) = answer["data"].values()
        return field

    def refusals(self, query: str, **variables: Any) -> list[tuple[str | None, str]]:
        """Field and code of the errors in a mutation's payload."""
        return [(error["field"], error["code"]) for error in self.ask(query, **variables)["errors"]]

    def denials(self, query: str, **variables: Any) -> list[str]:
        """Codes of the errors beside the data."""
        errors = self.answer(query, **variables).get("errors", [])
        return [error["extensions"]["exception"]["code"] for error in errors]
