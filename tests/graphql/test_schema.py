"""The schema is a promise: whoever changes it sees in ``docs/schema.graphql`` what changes for callers."""

from __future__ import annotations

import ast
from pathlib import Path

from graphql import GraphQLObjectType

from saleor_punchout.graphql.mutation import CODES
from saleor_punchout.graphql.schema import schema

SOURCE = Path(__file__).parents[2] / "saleor_punchout"
GOLDEN = Path(__file__).parents[2] / "docs" / "schema.graphql"
BUILT_IN = {"Boolean", "DateTime", "Float", "ID", "Int", "Mutation", "PageInfo", "Query", "String"}


def test_the_schema_is_the_published_one(update):
    # given
    printed = str(schema)

    # when
    if update:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(printed, "utf-8")

    # then
    assert GOLDEN.read_text("utf-8") == printed, "The schema has changed. Look at it with: pytest --update, git diff"


def test_every_name_is_ours():
    names = {name for name in schema.get_type_map() if not name.startswith("__")}

    assert {name for name in names - BUILT_IN if not name.startswith("PunchOut")} == set()


def test_every_field_at_the_top_is_ours():
    for root in (schema.get_query_type(), schema.get_mutation_type()):
        assert [name for name in root.fields if not name.startswith("punchOut")] == []


def test_every_mutation_says_what_it_does_and_answers_with_errors():
    for name, field in schema.get_mutation_type().fields.items():
        assert field.description, name
        assert str(field.type.fields["errors"].type) == "[PunchOutError!]!", name


def test_every_type_of_ours_says_what_it_is():
    # given
    types = [kind for kind in schema.get_type_map().values() if isinstance(kind, GraphQLObjectType)]
    shown = [
        kind for kind in types if kind.name.startswith("PunchOut") and not kind.name.endswith(("Edge", "Connection"))
    ]

    # then
    assert [
        kind.name for kind in shown if not kind.description and kind.name not in ("PunchOutMoney", "PunchOutFormField")
    ] == []


def test_no_type_has_a_place_for_a_secret_but_the_answers_that_make_one():
    # given
    types = [kind for kind in schema.get_type_map().values() if isinstance(kind, GraphQLObjectType)]

    # then
    holders = {
        kind.name for kind in types for field in kind.fields if "secret" in field.lower() or "token" in field.lower()
    }
    assert holders == {"PunchOutTradingPartnerCreate", "PunchOutCredentialAdd", "PunchOutSessionStart"}


def test_every_code_is_explained():
    codes = {value.name: value.description for value in schema.get_type("PunchOutErrorCode").values}

    assert codes == CODES


def test_every_reason_why_a_cart_is_refused_is_a_code():
    """One that is none would turn the whole answer into an error."""
    calls = [node for path in SOURCE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    refusals = [one for one in calls if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "CartRefused"]
    named = {argument.value for one in refusals for argument in one.args[1:2] if isinstance(argument, ast.Constant)}

    assert {"EMPTY_CART", "NOT_CARRIED"} <= named <= CODES.keys()
