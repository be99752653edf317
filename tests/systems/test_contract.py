"""What every procurement system keeps, whoever adds it."""

import re
from dataclasses import FrozenInstanceError
from urllib.parse import urlsplit

import pytest

from saleor_punchout.documents.cxml.form import BASE64, URLENCODED
from saleor_punchout.documents.types import Address, Contact, OrderRequest, PunchOutSetupRequest
from saleor_punchout.systems import GENERIC, SYSTEMS, BuyerUser
from saleor_punchout.systems.base import InContact, InExtrinsic, InShipTo

PLACES = ("email_places", "name_places", "unique_name_places")
OURS = "pat@example.com"

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


def test_declares_who_it_is(system):
    assert SYSTEMS[system.key] is system
    assert re.fullmatch(r"[a-z][a-z0-9-]*", system.key)
    assert system.name.strip() == system.name != ""


def test_says_where_its_facts_come_from(system):
    assert system.sources
    for source in system.sources:
        assert source.title
        assert not source.url or urlsplit(source.url).scheme in ("http", "https")
    assert any(source.url for source in system.sources)


def test_returns_the_cart_in_a_form_field_of_cxml(system):
    assert system.return_field in (BASE64, URLENCODED)


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


def test_the_generic_one_is_always_there(system):
    assert SYSTEMS["generic"] is GENERIC
