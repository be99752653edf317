"""What every procurement system keeps, whoever adds it."""

import re
from dataclasses import FrozenInstanceError, fields
from importlib import import_module
from urllib.parse import urlsplit

import pytest

from saleor_punchout.documents.cxml.form import BASE64, URLENCODED
from saleor_punchout.documents.types import Address, Contact, ItemDetail, ItemID, OrderRequest, PunchOutSetupRequest
from saleor_punchout.systems import GENERIC, SYSTEMS, BuyerUser, ProcurementSystem, PunchOutProtocol
from saleor_punchout.systems.base import CXML, InContact, InExtrinsic, InShipTo

PLACES = ("email_places", "name_places", "unique_name_places")
OURS = "pat@example.com"
PARTIES = {"from", "to", "sender"}
FIELDS = {*ItemID._fields, *ItemDetail._fields}
SYSTEM_FIELDS = {field.name for field in fields(ProcurementSystem)} - {"key", "name", "sources", "unsourced", "notes"}

pytestmark = pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)


def setup_request(**parts):
    return PunchOutSetupRequest("create", "c", "https://buyer.example.com", **parts)


def document_with(place, value):
    """A document that has the value in that one place and nothing anywhere else."""
    match place:
        case InExtrinsic(names):
            first, *others = value.split(" ", len(names) - 1)
            return setup_request(extrinsics=dict(zip(map(str.lower, names), [first, *others], strict=True)))
        case InContact(field, roles):
            return setup_request(contacts=(Contact(**{"name": "", field: value}, role=sorted(roles)[-1].upper()),))
        case InShipTo(field):
            return setup_request(ship_to=Address(**{field: value}))


def found_at(system, place, kind, value):
    user = system.identify(document_with(place, value))
    return getattr(user, kind.removesuffix("_places"))


def test_is_known_by_its_key(system):
    assert SYSTEMS[system.key] is system


def faults_of(system):
    """What breaks the contract in a declaration, each in a few words; for the example in the guide too."""
    return [
        words
        for words, holds in {
            "key": re.fullmatch(r"[a-z][a-z0-9-]*", system.key),
            "name": system.name.strip() == system.name != "",
            "sources": system.sources and all(source.title for source in system.sources),
            "a source to open": any(source.url for source in system.sources),
            "addresses": all(urlsplit(source.url).scheme in ("", "https", "http") for source in system.sources),
            "unsourced": all(is_field(name) for name in system.unsourced),
            "protocols": system.protocols and len(set(system.protocols)) == len(system.protocols),
            "return field": system.cxml.return_field in (BASE64, URLENCODED),
            "DTD versions": all(re.fullmatch(r"1\.\d\.\d{3}", one) for one in system.cxml.dtd_versions.values()),
            "OCI version": system.oci.version in ("3.0", "4.0", "5.0"),
            "domains": PunchOutProtocol.CXML not in system.protocols or system.credential_domains.keys() == PARTIES,
            "delivery": system.ship_to in ("address", "text", "none"),
            "operation": system.operation_allowed in ("create", "inspect", "edit"),
            "without a cart": system.on_empty in ("message_204", "empty", "no_post"),
            "framing": system.framing in ("frame", "window", "either"),
            "orders": system.order_transport in ("cxml", "other"),
            "orders by cXML need cXML": system.order_transport == "other" or CXML in system.protocols,
            "limits": all(name in FIELDS and limit.source and limit.size > 0 for name, limit in system.limits.items()),
            "the long text travels where the description does": ("description" in system.limits)
            == ("long_text" in system.limits),
            "known units": not system.known_units or (system.known_units.source and system.known_units.otherwise),
            "forbidden characters": not system.forbidden_in_part_id or system.forbidden_in_part_id.source,
            "whole sentences": all(re.fullmatch(r"[A-Z].*\.", note) for note in system.notes),
        }.items()
        if not holds
    ]


def is_field(name):
    """Whether a system has a field of that name, or a dialect one: ``cxml.return_field``."""
    first, _, second = name.partition(".")
    return first in SYSTEM_FIELDS and (not second or hasattr(getattr(GENERIC, first), second))


def test_declares_nothing_that_makes_no_sense(system):
    assert faults_of(system) == []


def test_is_one_file_named_as_its_key(system):
    module = import_module(f"saleor_punchout.systems.{system.key.replace('-', '_')}")

    assert [value for value in vars(module).values() if isinstance(value, ProcurementSystem)] == [system]


def test_is_data_that_nobody_can_change(system):
    with pytest.raises(FrozenInstanceError):
        system.key = "other"


@pytest.mark.parametrize("kind", PLACES)
def test_finds_the_user_in_every_place_that_it_names(system, kind):
    for place in getattr(system, kind):
        value = "Pat Buyer" if isinstance(place, InExtrinsic) and len(place.names) == 2 else OURS
        assert found_at(system, place, kind, value) == value, place


@pytest.mark.parametrize("kind", PLACES)
def test_takes_the_first_place_that_says_something(system, kind):
    # given
    first, *others = [
        place for place in getattr(system, kind) if isinstance(place, InExtrinsic) and len(place.names) == 1
    ]
    extrinsics = {place.names[0].lower(): "later@example.com" for place in others} | {first.names[0].lower(): OURS}

    # when
    user = system.identify(setup_request(extrinsics=dict(reversed(extrinsics.items()))))

    # then
    assert getattr(user, kind.removesuffix("_places")) == OURS


def test_takes_a_login_for_an_address_only_where_it_is_one(system):
    user = system.identify(setup_request(extrinsics={"uniquename": "pbuyer"}))

    assert user == BuyerUser(unique_name="pbuyer")


def test_wants_first_and_last_name_together(system):
    assert system.identify(setup_request(extrinsics={"firstname": "Pat"})).name == ""


def test_takes_no_user_from_contacts_of_other_roles(system):
    contacts = (Contact("Supplier", "sales@example.com", role="supplierCorporate"), Contact("", "", role="endUser"))

    assert not system.identify(setup_request(contacts=contacts))


@pytest.mark.parametrize(
    "document",
    [
        setup_request(),
        setup_request(extrinsics={"": "", "useremail": ""}, contacts=(Contact(""),), ship_to=Address()),
        OrderRequest("", "new"),
    ],
)
def test_an_empty_document_names_nobody_and_is_no_error(system, document):
    assert not system.identify(document)
    assert system.identify(document) == BuyerUser()


def test_finds_the_cost_centre_in_every_place_that_it_names(system):
    for place in system.cost_centre_places:
        assert system.cost_centre(document_with(place, "41100")) == "41100", place


def test_the_generic_one_is_always_there_and_first(system):
    assert SYSTEMS["generic"] is GENERIC
    assert next(iter(SYSTEMS.values())) is GENERIC
    assert set(GENERIC.protocols) == set(PunchOutProtocol)
