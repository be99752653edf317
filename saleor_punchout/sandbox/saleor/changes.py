"""The mutations of a checkout. Whoever knows its id may call them; only prices and private metadata need the app."""

from __future__ import annotations

from typing import Any

import graphene
from django.core.exceptions import ValidationError

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor import addresses, filling, metadata
from saleor_punchout.sandbox.saleor.addresses import (
    AddressInput,
    CheckoutAddressValidationRules,
    CheckoutValidationRules,
)
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.checkouts import Checkout, locked_checkout
from saleor_punchout.sandbox.saleor.filling import CheckoutLineInput, CheckoutLineUpdateInput
from saleor_punchout.sandbox.saleor.languages import LanguageCode
from saleor_punchout.sandbox.saleor.lists import list_of, optional_list_of
from saleor_punchout.sandbox.saleor.metadata import MetadataInput
from saleor_punchout.sandbox.saleor.refusals import Refused, ShopMutation, error_type

CheckoutError = error_type(
    "CheckoutError",
    """
    CHANNEL_INACTIVE DELIVERY_METHOD_NOT_APPLICABLE INSUFFICIENT_STOCK INVALID MISSING_CHANNEL_SLUG NOT_FOUND
    PRODUCT_NOT_PUBLISHED REQUIRED SHIPPING_NOT_REQUIRED UNAVAILABLE_VARIANT_IN_CHANNEL ZERO_QUANTITY
    """,
    ids="variants lines",
)


class CheckoutMutation(ShopMutation):
    """Answers with the checkout as it is afterwards."""

    checkout = graphene.Field(Checkout)
    errors = list_of(CheckoutError)

    class Meta:
        abstract = True


class CheckoutCreateInput(graphene.InputObjectType):
    channel = graphene.String()
    lines = list_of(CheckoutLineInput)
    email = graphene.String()
    shipping_address = graphene.InputField(AddressInput)
    billing_address = graphene.InputField(AddressInput)
    language_code = graphene.InputField(LanguageCode)
    validation_rules = graphene.InputField(CheckoutValidationRules)
    metadata = optional_list_of(MetadataInput)
    private_metadata = optional_list_of(MetadataInput)


class CheckoutCreate(CheckoutMutation):
    class Arguments:
        input = graphene.NonNull(CheckoutCreateInput)

    @classmethod
    def act(cls, caller: Caller, input: dict[str, Any]) -> dict[str, Any]:
        if "private_metadata" in input:
            caller.demand("MANAGE_CHECKOUTS")
        checkout = models.Checkout.objects.create(
            channel=_channel_for(input.get("channel")),
            email=_email(input.get("email") or ""),
            shipping_address=_address(input, "shipping_address"),
            billing_address=_address(input, "billing_address"),
            language=input.get("language_code") or "EN",
            metadata=metadata.stored(input.get("metadata")),
            private_metadata=metadata.stored(input.get("private_metadata")),
        )
        filling.add_lines(checkout, input["lines"], caller)
        return _as_it_is(checkout)


class CheckoutLinesAdd(CheckoutMutation):
    class Arguments:
        id = graphene.ID()
        lines = list_of(CheckoutLineInput)

    @classmethod
    def act(cls, caller: Caller, lines: list[Any], id: str | None = None) -> dict[str, Any]:
        checkout = wanted_checkout(id)
        filling.add_lines(checkout, lines, caller)
        return _as_it_is(checkout)


class CheckoutLinesUpdate(CheckoutMutation):
    class Arguments:
        id = graphene.ID()
        lines = list_of(CheckoutLineUpdateInput)

    @classmethod
    def act(cls, caller: Caller, lines: list[Any], id: str | None = None) -> dict[str, Any]:
        checkout = wanted_checkout(id)
        filling.update_lines(checkout, lines, caller)
        return _as_it_is(checkout)


class CheckoutLinesDelete(CheckoutMutation):
    class Arguments:
        id = graphene.ID()
        lines_ids = list_of(graphene.ID)

    @classmethod
    def act(cls, caller: Caller, lines_ids: list[str], id: str | None = None) -> dict[str, Any]:
        checkout = wanted_checkout(id)
        filling.delete_lines(checkout, lines_ids)
        return _as_it_is(checkout)


class CheckoutEmailUpdate(CheckoutMutation):
    class Arguments:
        id = graphene.ID()
        email = graphene.NonNull(graphene.String)

    @classmethod
    def act(cls, caller: Caller, email: str, id: str | None = None) -> dict[str, Any]:
        if not email:
            raise Refused("REQUIRED", "This field cannot be blank.", "email")
        return changed(wanted_checkout(id), email=_email(email))


class CheckoutCustomerNoteUpdate(CheckoutMutation):
    class Arguments:
        id = graphene.NonNull(graphene.ID)
        customer_note = graphene.NonNull(graphene.String)

    @classmethod
    def act(cls, caller: Caller, id: str, customer_note: str) -> dict[str, Any]:
        return changed(wanted_checkout(id), note=customer_note)


class CheckoutShippingAddressUpdate(CheckoutMutation):
    class Arguments:
        id = graphene.ID()
        shipping_address = graphene.NonNull(AddressInput)
        validation_rules = CheckoutAddressValidationRules()

    @classmethod
    def act(
        cls, caller: Caller, shipping_address: Any, validation_rules: Any = None, id: str | None = None
    ) -> dict[str, Any]:
        return changed(wanted_checkout(id), shipping_address=addresses.stored(shipping_address, validation_rules))


class CheckoutBillingAddressUpdate(CheckoutMutation):
    class Arguments:
        id = graphene.ID()
        billing_address = graphene.NonNull(AddressInput)
        validation_rules = CheckoutAddressValidationRules()

    @classmethod
    def act(
        cls, caller: Caller, billing_address: Any, validation_rules: Any = None, id: str | None = None
    ) -> dict[str, Any]:
        return changed(wanted_checkout(id), billing_address=addresses.stored(billing_address, validation_rules))


def wanted_checkout(id: str | None) -> models.Checkout:
    """The checkout for changing. Raises :class:`Refused` where there is none."""
    checkout = locked_checkout(id)
    if checkout is None:
        raise Refused("NOT_FOUND", f"Couldn't resolve to a node: {id}", "id")
    return checkout


def changed(checkout: models.Checkout, **fields: Any) -> dict[str, Any]:
    """The payload of a mutation that sets these fields."""
    for name, value in fields.items():
        setattr(checkout, name, value)
    checkout.save(update_fields=list(fields))
    return _as_it_is(checkout)


def _channel_for(slug: str | None) -> models.Channel:
    if not slug:
        raise Refused("MISSING_CHANNEL_SLUG", "You need to provide a channel slug.", "channel")
    channel = models.Channel.objects.filter(slug=slug).first()
    if channel is None:
        raise Refused("NOT_FOUND", f"Channel with '{slug}' slug does not exist.", "channel")
    if not channel.is_active:
        raise Refused("CHANNEL_INACTIVE", f"Channel with '{slug}' is inactive.", "channel")
    return channel


def _email(given: str) -> str:
    try:
        return str(models.Checkout._meta.get_field("email").clean(given, None))
    except ValidationError:
        raise Refused("INVALID", "Enter a valid email address.", "email") from None


def _address(given: dict[str, Any], kind: str) -> dict[str, str] | None:
    address = given.get(kind)
    rules = (given.get("validation_rules") or {}).get(kind)
    return addresses.stored(address, rules) if address else None


def _as_it_is(checkout: models.Checkout) -> dict[str, Any]:
    """The payload, read anew: what was fetched for locking knows nothing of the change."""
    return {"checkout": models.Checkout.objects.whole().get(pk=checkout.pk)}
