"""How much one document may ask for, decided before anything expensive looks at it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from graphql import GraphQLError, GraphQLNonNull, GraphQLSchema
from graphql.language import ast
from graphql.language.visitor import TypeInfoVisitor, Visitor, visit
from graphql.utils.type_info import TypeInfo

LONGEST_DOCUMENT = 50_000
"""Characters."""
DEEPEST = 16
"""Levels of fields, with those inside of fragments. Introspection as the usual tools do it needs 13."""
MOST_FIELDS = 1000
"""In the whole document, each fragment counted where it stands and wherever it is spread."""
EXECUTABLE = (ast.OperationDefinition, ast.FragmentDefinition)


def refuse_excess(document: ast.Document) -> None:
    """Raise GraphQLError for a document that is too deep or too wide, also by fragments inside fragments."""
    fragments = {part.name.value: part for part in document.definitions if isinstance(part, ast.FragmentDefinition)}
    measure = _Measure(fragments)
    sizes = [measure.size(part) for part in document.definitions if isinstance(part, EXECUTABLE)]
    if max((depth for depth, _ in sizes), default=0) > DEEPEST:
        raise GraphQLError(f"The document is more than {DEEPEST} levels deep.")
    if sum(fields for _, fields in sizes) > MOST_FIELDS:
        raise GraphQLError(f"The document asks for more than {MOST_FIELDS} fields.")


class _Measure:
    def __init__(self, fragments: dict[str, ast.FragmentDefinition]) -> None:
        self.fragments = fragments
        self.known: dict[str, tuple[int, int]] = {}
        """Sizes of fragments; one that is still being measured counts as endless, since it holds itself."""

    def size(self, node: Any) -> tuple[int, int]:
        """Depth and number of the fields inside ``node``."""
        if isinstance(node, ast.FragmentSpread):
            return self.fragment_size(node.name.value)
        inner = [self.size(part) for part in node.selection_set.selections] if node.selection_set else []
        is_field = int(isinstance(node, ast.Field))
        depth = max((depth for depth, _ in inner), default=0)
        return depth + is_field, sum(fields for _, fields in inner) + is_field

    def fragment_size(self, name: str) -> tuple[int, int]:
        if name not in self.known and name in self.fragments:
            self.known[name] = (DEEPEST + 1, 1)
            self.known[name] = self.size(self.fragments[name])
        return self.known.get(name, (0, 0))


def refuse_uncounted(document: ast.Document, given: Collection[str], schema: GraphQLSchema) -> None:
    """Raise GraphQLError for a required argument whose variable is not given, even where it has a default: Saleor
    counts what a document costs before it looks at defaults."""
    types = TypeInfo(schema)
    visit(document, TypeInfoVisitor(types, _Counter(types, given)))


class _Counter(Visitor):
    def __init__(self, types: TypeInfo, given: Collection[str]) -> None:
        super().__init__()
        self.types, self.given = types, given

    def enter_Argument(self, node: ast.Argument, *_: object) -> None:  # noqa: N802  # as the visitor calls it
        kind, value = getattr(self.types.get_argument(), "type", None), node.value
        if not isinstance(kind, GraphQLNonNull) or self.types.get_directive():
            return
        if isinstance(value, ast.Variable) and value.name.value not in self.given:
            raise GraphQLError(
                f'Argument "{node.name.value}" of required type {kind}" provided the variable "${value.name.value}"'
                " which was not provided"
            )
