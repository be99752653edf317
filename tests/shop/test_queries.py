"""The shop asks for nothing that Saleor does not have."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import parse, validate

from saleor_punchout.sandbox.saleor.schema import schema
from saleor_punchout.sandbox.shop import queries

DOCUMENTS = {name: text for name, text in vars(queries).items() if isinstance(text, str) and "Shop" in text}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_is_valid_for_the_pretend_saleor(name: str) -> None:
    # when
    errors: list[Any] = validate(schema, parse(DOCUMENTS[name]))

    # then
    assert not errors
