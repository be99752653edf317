"""What every procurement system keeps, whoever adds it."""

import re
from dataclasses import FrozenInstanceError, fields
from importlib import import_module
from urllib.parse import urlsplit

import pytest

from saleor_punchout.documents.cxml.form import BASE64, URLENCODED
from saleor_punchout.documents.types import Address, Contact, ItemDetail, ItemID, OrderRequest, PunchOutSetupRequest
from saleor_punchout.simulator.dialects import DIALECTS
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
    """What to do about a declaration that breaks the contract, a sentence each; for the example in the guide too."""
    limits, units, forbidden = system.limits, system.known_units, system.forbidden_in_part_id
    return [
        advice
        for advice, holds in {
            "key: write small letters, digits and hyphens": re.fullmatch(r"[a-z][a-z0-9-]*", system.key),
            "name: write it without blanks around": system.name.strip() == system.name != "",
            "sources: name at least one, each with a title": system.sources
            and all(one.title for one in system.sources),
            "sources: give one of them a url": any(one.url for one in system.sources),
            "sources: write each url with https": all(
                urlsplit(one.url).scheme in ("", "https", "http") for one in system.sources
            ),
            "unsourced: name fields only, a dialect's as cxml.return_field": all(map(is_field, system.unsourced)),
            "protocols: name at least one, and each once": 0 < len(set(system.protocols)) == len(system.protocols),
            f"cxml.return_field: write {URLENCODED} or {BASE64}": system.cxml.return_field in (BASE64, URLENCODED),
            "cxml.dtd_versions: write each as 1.2.014": all(
                re.fullmatch(r"1\.\d\.\d{3}", one) for one in system.cxml.dtd_versions.values()
            ),
            "oci.version: write 3.0, 4.0 or 5.0": system.oci.version in ("3.0", "4.0", "5.0"),
            "credential_domains: name those of from, to and sender": CXML not in system.protocols
            or system.credential_domains.keys() == PARTIES,
            "ship_to: write address, text or none": system.ship_to in ("address", "text", "none"),
            "operation_allowed: write create, inspect or edit": system.operation_allowed
            in ("create", "inspect", "edit"),
            "on_empty: write message_204, empty or no_post": system.on_empty in ("message_204", "empty", "no_post"),
            "framing: write frame, window or either": system.framing in ("frame", "window", "either"),
            "order_transport: write cxml or other": system.order_transport in ("cxml", "other"),
            "order_transport: write other where the system does not speak cXML": system.order_transport == "other"
            or CXML in system.protocols,
            "limits: name fields of a line": limits.keys() <= FIELDS,
            "limits: give each a size above 0 and a source": all(
                one.source and one.size > 0 for one in limits.values()
            ),
            "limits: limit description and long_text, or neither, for in cXML they are one text": (
                "description" in limits
            )
            == ("long_text" in limits),
            "known_units: say what becomes of others, and name a source": not units
            or (units.source and units.otherwise),
            "forbidden_in_part_id: name a source": not forbidden or forbidden.source,
            "notes: write whole sentences": all(re.fullmatch(r"[A-Z].*\.", note) for note in system.notes),
        }.items()
        if not holds
    ]


def is_field(name):
    """Whether a system has a field of that name, or a dialect one: ``cxml.return_field``."""
    first, _, second = name.partition(".")
    return first in SYSTEM_FIELDS and (not second or hasattr(getattr(GENERIC, first), second))


def test_declares_nothing_that_makes_no_sense(system):
    faults = faults_of(system)

    assert not faults, "; ".join(faults)


def test_is_one_file_named_as_its_key(system):
    module = import_module(f"saleor_punchout.systems.{system.key.replace('-', '_')}")

    declared = [value.key for value in vars(module).values() if isinstance(value, ProcurementSystem)]
    assert declared == [system.key], f"Declare {system.key} alone in {module.__name__}."


def test_has_a_buyer_in_the_simulator(system):
    spoken = DIALECTS[system.key].protocols if system.key in DIALECTS else ()

    assert spoken, f"Write the simulator's dialect of {system.key}: ADDING_SYSTEMS.md, step 3."
    assert set(spoken) == set(system.protocols), "Name the same protocols in the simulator's dialect."


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
