"""Every question that the schema allows, made from the schema itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.test import Client
from django.utils import timezone
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
)
from graphql.utils.ast_from_value import ast_from_value  # noqa: F401
from graphql_relay import to_global_id

from saleor_punchout.graphql.limits import MAX_FIELDS
from saleor_punchout.graphql.schema import schema
from saleor_punchout.models import (
    Alarm,
    Attachment,
    Buyer,
    Credential,
    DocumentRecord,
    PunchOutSession,
    PurchaseOrder,
    TradingPartner,
    Transmission,
)
from tests.isolation.world import Shop

NODES = {
    "PunchOutTradingPartner": TradingPartner,
    "PunchOutCredential": Credential,
    "PunchOutBuyer": Buyer,
    "PunchOutSession": PunchOutSession,
    "PunchOutDocument": DocumentRecord,
    "PunchOutPurchaseOrder": PurchaseOrder,
    "PunchOutAttachment": Attachment,
    "PunchOutTransmission": Transmission,
    "PunchOutAlarm": Alarm,
}
QUERIES = schema.get_query_type().fields
MUTATIONS = schema.get_mutation_type().fields


@dataclass(frozen=True)
class Asker:
    client: Client
    viewer: str

    def __call__(self, query: str) -> str:
        """The answer, as text."""
        response = self.client.post(
            "/graphql/", {"query": query}, content_type="application/json", headers={"Viewer": self.viewer}
        )
        assert response.status_code == 200, response.content
        return response.content.decode()


def named(kind: Any) -> Any:
    """The type inside lists and non-nulls."""
    while isinstance(kind, GraphQLList | GraphQLNonNull):
        kind = kind.of_type
    return kind


@cache
def selection(kind: Any) -> str:
    """As many levels of fields as one question may have."""
    for depth in range(7, 0, -1):
        wanted = _selection(kind, depth)
        if wanted.count(" ") < MAX_FIELDS - 20:
            return wanted
    raise AssertionError(f"{kind} has too many fields.")


def _selection(kind: Any, depth: int) -> str:
    parts = []
    for name, one in kind.fields.items():
        inner = named(one.type)
        if not isinstance(inner, GraphQLObjectType):
            parts.append(name)
        elif depth:
            parts.append(f"{name} {_selection(inner, depth - 1)}")
    return f"{{ __typename {' '.join(parts)} }}"


@dataclass(frozen=True)
class Knowledge:
    """What an intruder tries: everything that can be known of a shop from outside, and more."""

    ids: Sequence[str]
    texts: Sequence[str]
    cursors: Sequence[str]


def knowledge_of(shop: Shop, ask: Asker) -> Knowledge:
    ids = [to_global_id(name, row.pk) for name, model in NODES.items() for row in shop.rows(model)[:3]]
    session = shop.rows(PunchOutSession).get(partner=shop.partners[0].row, state="started")
    order = shop.rows(PurchaseOrder).filter(state="held")[0]
    document = shop.rows(DocumentRecord).filter(partner=None)[0]
    texts = [
        shop.row.api_url,
        session.key,
        session.user_email,
        session.token,  # a fingerprint, not what the buyer's storefront holds
        session.checkout_id,
        shop.partners[0].row.name,
        shop.partners[0].row.slug,
        shop.partners[0].row.buyers.get(is_linked=True).key,
        order.order_id,
        document.payload_id,
        document.kind,
        "",
    ]
    return Knowledge(ids, texts, [cursor for name in QUERIES for cursor in _cursors(name, ask)])


def _cursors(name: str, ask: Asker) -> Iterator[str]:
    if "after" in QUERIES[name].args:
        for sort in values(QUERIES[name].args["sortBy"].type, "sortBy", Knowledge([], [], [])):
            answer = json.loads(
                ask(f"{{ {name}(first: 2, sortBy: {sort}) {{ pageInfo {{ startCursor endCursor }} }} }}")
            )
            yield from answer["data"][name]["pageInfo"].values()


def values(kind: Any, name: str, known: Knowledge) -> list[str]:
    """What may be written for an argument of that type."""
    if isinstance(kind, GraphQLNonNull):
        return values(kind.of_type, name, known)
    if isinstance(kind, GraphQLList):
        return [f"[{one}]" for one in values(kind.of_type, name, known)]
    if isinstance(kind, GraphQLEnumType):
        return [one.name for one in kind.values]
    if isinstance(kind, GraphQLInputObjectType):
        return [f"{{{one}}}" for one in combinations(kind.fields, known)]
    texts = {"ID": known.ids, "String": [*known.texts, *(known.cursors if name == "after" else [])]}
    plain = {"Int": ["100"], "Boolean": ["true", "false"], "DateTime": [json.dumps(timezone.now().isoformat())]}
    return [json.dumps(text) for text in texts[str(kind)]] if str(kind) in texts else plain[str(kind)]


def combinations(arguments: Any, known: Knowledge) -> Iterator[str]:
    """The required ones together, each with every value; then every other one beside them, with every value."""
    choices = {name: values(one.type, name, known) for name, one in arguments.items()}
    needed = [name for name, one in arguments.items() if isinstance(one.type, GraphQLNonNull) or name == "first"]
    base = {name: choices[name][0] for name in needed}
    yield _written(base)
    for name, choice in choices.items():
        for value in choice:
            yield _written(base | {name: value})


def _written(arguments: dict[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in arguments.items())


def questions(operation: str, name: str, known: Knowledge) -> Iterator[str]:
    """Every question of one field of the query or mutation type."""
    one = (MUTATIONS if operation == "mutation" else QUERIES)[name]
    for arguments in dict.fromkeys(combinations(one.args, known)):
        yield f"{operation} {{ {name}{f'({arguments})' if arguments else ''} {selection(named(one.type))} }}"
