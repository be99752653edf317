"""Metadata: text by text on nearly everything. The public kind can be read by everybody, on a checkout even written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene
from django.db.models import Model

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor.callers import Caller, needs
from saleor_punchout.sandbox.saleor.ids import read_id
from saleor_punchout.sandbox.saleor.lists import list_of
from saleor_punchout.sandbox.saleor.refusals import Refused, ShopMutation, error_type

KEYS: dict[type[Model], str] = {
    models.Checkout: "token",
    models.Order: "token",
    models.OrderLine: "pk",
    models.Fulfillment: "pk",
    models.Invoice: "pk",
}
"""What metadata can be written on, and the column that its global id holds."""


class MetadataItem(graphene.ObjectType):
    key = graphene.NonNull(graphene.String)
    value = graphene.NonNull(graphene.String)


class MetadataInput(graphene.InputObjectType):
    key = graphene.NonNull(graphene.String)
    value = graphene.NonNull(graphene.String)


class WithMetadata:
    metadata = list_of(MetadataItem)

    @staticmethod
    def resolve_metadata(node: Any, info: Any) -> list[dict[str, str]]:
        return items(node.metadata)


class WithPrivateMetadata(WithMetadata):
    private_metadata = list_of(MetadataItem)

    @staticmethod
    @needs("MANAGE_CHECKOUTS or MANAGE_ORDERS")
    def resolve_private_metadata(node: Any, info: Any) -> list[dict[str, str]]:
        return items(node.private_metadata)


def items(metadata: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in metadata.items()]


def stored(given: list[dict[str, str]] | None) -> dict[str, str]:
    """Metadata as the tables hold them, from the list that GraphQL carries."""
    return {item["key"]: item["value"] for item in given or []}


MetadataError = error_type("MetadataError", "NOT_FOUND")


class UpdateMetadata(ShopMutation):
    """Of a checkout, or of an order and its parts. Whoever knows the id of a checkout may write on it."""

    errors = list_of(MetadataError)

    class Arguments:
        id = graphene.NonNull(graphene.ID)
        input = list_of(MetadataInput)

    @classmethod
    def act(cls, caller: Caller, id: str, input: list[dict[str, str]]) -> dict[str, Any]:
        if read_id(id, "Checkout") is None:
            caller.demand("MANAGE_ORDERS")
        return _write("metadata", id, input)


class UpdatePrivateMetadata(ShopMutation):
    errors = list_of(MetadataError)

    class Arguments:
        id = graphene.NonNull(graphene.ID)
        input = list_of(MetadataInput)

    @classmethod
    def act(cls, caller: Caller, id: str, input: list[dict[str, str]]) -> dict[str, Any]:
        caller.demand("MANAGE_CHECKOUTS or MANAGE_ORDERS")
        return _write("private_metadata", id, input)


def _write(kind: str, id: str, given: list[dict[str, str]]) -> dict[str, Any]:
    found = _locked(id)
    if found is None:
        raise Refused("NOT_FOUND", f"There is no item with the id {id}.", "id")
    setattr(found, kind, getattr(found, kind) | stored(given))
    found.save(update_fields=[kind, *(["updated_at"] if isinstance(found, models.Order) else [])])
    return {}


def _locked(id: str) -> Any:
    """What has metadata, by its global id; None where there is no such thing."""
    for model, key_name in KEYS.items():
        key = read_id(id, model.__name__)
        if key is not None:
            return model._default_manager.select_for_update().filter(**{key_name: key}).first()
    return None
