"""Saleor's own endpoint, asked as anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client


def ask(document: str, bearer: str = "", /, **variables: Any) -> dict[str, Any]:
    """The whole answer of ``/graphql/``."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    body = json.dumps({"query": document, "variables": variables})
    response = Client(headers=headers).post("/graphql/", body, content_type="application/json")
    answer: dict[str, Any] = json.loads(response.content)
    return answer


def token_of(user: Any) -> str:
    """Saleor's own access token of a user."""
    from saleor.core.jwt import create_access_token

    return create_access_token(user)


def dashboard_token(user: Any, app: Any) -> str:
    """What the Dashboard gives to the pages of an app."""
    from saleor.core.jwt import create_access_token_for_app

    return create_access_token_for_app(app, user)


def code_of(answer: dict[str, Any]) -> str:
    """Of the first error beside the data."""
    return str(answer["errors"][0]["extensions"]["exception"]["code"])


@contextmanager
def watched() -> Iterator[None]:
    """Every statement to the writer database that nobody allowed is an error, as in Saleor's own tests."""
    from django.db import connection
    from saleor.core.db.connection import restrict_writer

    with connection.execute_wrapper(restrict_writer):
        yield
