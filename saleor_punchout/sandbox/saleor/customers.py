"""Customers: found, made and given a checkout by the app. Nobody logs in here."""

from __future__ import annotations

from typing import Any

import graphene
from django.core.exceptions import PermissionDenied, ValidationError

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor import metadata
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.changes import CheckoutMutation
from saleor_punchout.sandbox.saleor.checkouts import locked_checkout
from saleor_punchout.sandbox.saleor.ids import global_id, read_id
from saleor_punchout.sandbox.saleor.lists import list_of, optional_list_of
from saleor_punchout.sandbox.saleor.metadata import MetadataInput, WithPrivateMetadata
from saleor_punchout.sandbox.saleor.refusals import Refused, ShopMutation, error_type

AccountError = error_type("AccountError", "INVALID UNIQUE")


class User(WithPrivateMetadata, graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    email = graphene.NonNull(graphene.String)
    first_name = graphene.NonNull(graphene.String)
    last_name = graphene.NonNull(graphene.String)
    is_active = graphene.NonNull(graphene.Boolean)
    is_staff = graphene.NonNull(graphene.Boolean)
    is_confirmed = graphene.NonNull(graphene.Boolean)

    def resolve_id(customer: models.Customer, info: Any) -> str:
        return global_id("User", customer.pk)


class UserCreateInput(graphene.InputObjectType):
    email = graphene.String()
    first_name = graphene.String()
    last_name = graphene.String()
    is_active = graphene.Boolean()
    private_metadata = optional_list_of(MetadataInput)


class CustomerCreate(ShopMutation):
    """Nobody has confirmed his address before he sets a password."""

    user = graphene.Field(User)
    errors = list_of(AccountError)

    class Arguments:
        input = graphene.NonNull(UserCreateInput)

    @classmethod
    def act(cls, caller: Caller, input: dict[str, Any]) -> dict[str, Any]:
        caller.demand("MANAGE_USERS")
        customer = models.Customer(
            email=(input.get("email") or "").lower(),
            first_name=input.get("first_name") or "",
            last_name=input.get("last_name") or "",
            is_active=input.get("is_active") is not False,
            private_metadata=metadata.stored(input.get("private_metadata")),
        )
        if models.Customer.objects.filter(email=customer.email).exists():
            raise Refused("UNIQUE", "User with this Email already exists.", "email")
        try:
            customer.full_clean()
        except ValidationError:
            raise Refused("INVALID", "Enter a valid email address.", "email") from None
        customer.save()
        return {"user": customer}


class CheckoutCustomerAttach(CheckoutMutation):
    class Arguments:
        id = graphene.ID()
        customer_id = graphene.ID()

    @classmethod
    def act(cls, caller: Caller, id: str | None = None, customer_id: str | None = None) -> dict[str, Any]:
        caller.demand("IMPERSONATE_USER")
        checkout = locked_checkout(id)
        customer = models.Customer.objects.filter(pk=read_id(customer_id, "User")).first()
        if checkout is None or customer is None:
            raise Refused("NOT_FOUND", "Couldn't resolve to a node.", "id" if checkout is None else "customerId")
        if checkout.customer_id:
            raise PermissionDenied("You cannot reassign a checkout that is already attached to a user.")
        checkout.customer, checkout.email = customer, customer.email
        checkout.save(update_fields=["customer", "email"])
        return {"checkout": models.Checkout.objects.whole().get(pk=checkout.pk)}


def find_customer(caller: Caller, id: str | None, email: str | None) -> models.Customer | None:
    """The customer of that id or address. Members of staff are none, unless the app may see them, and ours may not."""
    caller.demand("MANAGE_USERS")
    named = {"pk": read_id(id, "User")} if id else {"email": (email or "").lower()}
    return models.Customer.objects.filter(**named, is_staff=False).first()
