"""What a query may cost: bounded before it runs, for everybody may send one."""

from __future__ import annotations

from typing import Any

from graphql.error import GraphQLError
from graphql.language import ast

MAX_BODY = 128 * 1024
MAX_DEPTH = 20
"""Fragments counted as levels: the introspection that GraphiQL sends has 17 of them."""
MAX_FIELDS = 500
"""Fields of a document with its fragments written out, and once more where they stand: validation compares the fields
of a fragment pair by pair, also of one that nothing uses."""
MAX_INTROSPECTED_LISTS = 3
"""Lists inside lists of an introspection, each of which multiplies the answer; graphql-js draws the same line."""

_LISTS = {"fields", "inputFields", "interfaces", "possibleTypes"}


def check(document: ast.Document) -> None:
    """Raise GraphQLError for a query that is too deep, too broad, or goes round in circles."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, ast.FragmentDefinition)}
    meter = _Meter(fragments)
    for definition in document.definitions:
        if isinstance(definition, ast.OperationDefinition | ast.FragmentDefinition):
            meter.walk(definition.selection_set, 1, 0)


class _Meter:
    def __init__(self, fragments: dict[str, Any]) -> None:
        self._fragments = fragments
        self._fields = 0

    def walk(self, selection_set: Any, depth: int, lists: int) -> None:
        if depth > MAX_DEPTH or lists > MAX_INTROSPECTED_LISTS:
            raise GraphQLError(f"The query is too deep: {MAX_DEPTH} levels are allowed, fragments counted.")
        for selection in selection_set.selections if selection_set else []:
            self._fields += 1
            if self._fields > MAX_FIELDS:
                raise GraphQLError(f"The query is too long: {MAX_FIELDS} fields are allowed, fragments written out.")
            if isinstance(selection, ast.FragmentSpread):
                fragment = self._fragments.get(selection.name.value)
                self.walk(fragment and fragment.selection_set, depth + 1, lists)
            elif isinstance(selection, ast.InlineFragment):
                self.walk(selection.selection_set, depth + 1, lists)
            else:
                self.walk(selection.selection_set, depth + 1, lists + (selection.name.value in _LISTS))
