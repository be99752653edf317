"""What staff choose and set of a trading partner: system, protocol, dialect, units, extrinsics, paths."""

from __future__ import annotations

import pytest

from saleor_punchout.graphql.ids import global_id
from saleor_punchout.models import TradingPartner
from saleor_punchout.systems import SYSTEMS
from tests.graphql.asking import ERRORS
from tests.graphql.test_staff import ADD, COMPANY, PARTIES, REVOKE

SETTINGS = """
  id slug protocol endpoint dialect { name value } unitMap { name value } extrinsicMapping { name value }
  productPath searchPath credentials { id party domain identity }
"""
CREATE = f"""
mutation ($input: PunchOutTradingPartnerInput!, $credentials: [PunchOutCredentialInput!]!) {{
  punchOutTradingPartnerCreate(input: $input, credentials: $credentials) {{
    partner {{ {SETTINGS} }} secret {ERRORS}
  }}
}}
"""
UPDATE = f"""
mutation ($id: ID!, $input: PunchOutTradingPartnerInput!) {{
  punchOutTradingPartnerUpdate(id: $id, input: $input) {{ partner {{ {SETTINGS} }} {ERRORS} }}
}}
"""
SYSTEM = """
{ punchOutSystems {
  key name protocols framing onEmpty operationAllowed orderTransport notes unsourced
  dialects { protocol settings { name value } } credentialDomains { party domains }
  units { name value } knownUnits limits { field size inBytes source } sources { title url }
} }
"""
LOGIN = [{"party": "LOGIN", "identity": "larkspur"}]
OCI_SYSTEM = next(key for key, system in SYSTEMS.items() if system.protocols[0] == "oci")
TWO_TONGUES = next(key for key, system in SYSTEMS.items() if {"cxml", "oci"} <= set(system.protocols))

pytestmark = pytest.mark.usefixtures("world")


def entries(**values):
    return [{"name": name.replace("__", "."), "value": value} for name, value in values.items()]


@pytest.fixture
def made(staff):
    """A partner of a system that speaks cXML and OCI; it speaks cXML."""
    made = staff.ask(CREATE, input=COMPANY | {"system": TWO_TONGUES, "protocol": "CXML"}, credentials=PARTIES)
    assert made["errors"] == []
    return made["partner"]


def test_staff_see_what_is_known_of_each_system(staff):
    # when
    told = {system["key"]: system for system in staff.ask(SYSTEM)}

    # then
    assert told.keys() == SYSTEMS.keys()
    for key, system in SYSTEMS.items():
        shown = told[key]
        assert shown["protocols"] == [one.name for one in system.protocols]
        assert [one["protocol"] for one in shown["dialects"]] == shown["protocols"]
        assert {one["party"].lower(): tuple(one["domains"]) for one in shown["credentialDomains"]} == dict(
            system.credential_domains
        )
        assert {one["name"]: one["value"] for one in shown["units"]} == dict(system.units)
        assert shown["knownUnits"] == (sorted(system.known_units.units) if system.known_units else None)
        assert "None" not in [one["value"] for dialect in shown["dialects"] for one in dialect["settings"]]
        assert {one["field"]: one["size"] for one in shown["limits"]} == {
            field: limit.size for field, limit in system.limits.items()
        }
        assert [one["title"] for one in shown["sources"]] == [source.title for source in system.sources]
        assert shown["unsourced"] == sorted(system.unsourced)
        assert shown["notes"] == list(system.notes)
    generic = {one["name"]: one["value"] for one in told["coupa"]["dialects"][0]["settings"]}
    assert generic["return_field"] == "cxml-urlencoded"
    assert generic["dtd_versions.PunchOutOrderMessage"] == "1.2.023"


def test_a_partner_speaks_the_usual_protocol_of_its_system(staff):
    made = staff.ask(CREATE, input=COMPANY | {"system": OCI_SYSTEM}, credentials=LOGIN)

    assert made["errors"] == []
    assert made["partner"]["protocol"] == "OCI"
    assert made["partner"]["endpoint"] == "http://testserver/oci/larkspur-rail"
    assert [(one["party"], one["domain"], one["identity"]) for one in made["partner"]["credentials"]] == [
        ("LOGIN", "", "larkspur")
    ]
    assert len(made["secret"]) >= 43


@pytest.mark.parametrize(
    ("protocol", "endpoint"), [("cxml", "/cxml"), ("oci", "/oci/fennwick-foods"), ("oracle", "/oracle/fennwick-foods")]
)
def test_the_endpoint_is_the_one_of_the_protocol(staff, partner, protocol, endpoint):
    TradingPartner.objects.update(protocol=protocol)
    query = "query ($id: ID!) { punchOutTradingPartner(id: $id) { endpoint } }"

    shown = staff.ask(query, id=global_id(partner, "PunchOutTradingPartner"))

    assert shown == {"endpoint": f"http://testserver{endpoint}"}


def test_what_a_partner_does_otherwise_is_kept_with_its_types(staff):
    # given
    own = {
        "dialect": entries(splits_hook="false", charset="iso-8859-1", fields__VENDOR="0000527123"),
        "unitMap": entries(EA=" PCE "),
        "extrinsicMapping": entries(CostCenter="cost_centre"),
        "productPath": "/{channel}/p/{slug}?sku={sku}",
        "searchPath": "/find?q={query}",
    }

    # when
    made = staff.ask(CREATE, input=COMPANY | {"system": OCI_SYSTEM} | own, credentials=LOGIN)
    again = staff.ask(UPDATE, id=made["partner"]["id"], input={"name": "Larkspur"})

    # then
    assert made["errors"] == again["errors"] == []
    stored = TradingPartner.objects.get(slug="larkspur-rail")
    assert stored.dialect == {"splits_hook": False, "charset": "iso-8859-1", "fields": {"VENDOR": "0000527123"}}
    assert stored.own_dialect.fields == {"VENDOR": "0000527123"}
    for shown in (made["partner"], again["partner"]):
        assert shown["dialect"] == own["dialect"]
        assert shown["unitMap"] == entries(EA="PCE")
        assert shown["extrinsicMapping"] == entries(costcenter="cost_centre")
        assert (shown["productPath"], shown["searchPath"]) == (own["productPath"], own["searchPath"])


def test_an_empty_list_empties_a_map(staff, made):
    staff.ask(UPDATE, id=made["id"], input={"unitMap": entries(EA="PCE")})

    assert staff.ask(UPDATE, id=made["id"], input={"unitMap": None})["partner"]["unitMap"] == entries(EA="PCE")
    assert staff.ask(UPDATE, id=made["id"], input={"unitMap": []})["partner"]["unitMap"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"protocol": "ORACLE"}, "protocol"),
        ({"protocol": "OCI"}, "protocol"),
        ({"dialect": entries(username="x")}, "dialect"),
        ({"dialect": entries(splits_hook="false")}, "dialect"),
        ({"dialect": entries(return_field="a b")}, "dialect"),
        ({"dialect": entries(return_field="cXML\n")}, "dialect"),
        ({"dialect": entries(dtd_versions="1.2.014")}, "dialect"),
        ({"dialect": entries(return_field__x="cXML-base64")}, "dialect"),
        ({"dialect": entries(return_field="a") * 2}, "dialect"),
        ({"unitMap": entries(EA="")}, "unitMap"),
        ({"unitMap": [{"name": " ", "value": "PCE"}]}, "unitMap"),
        ({"unitMap": entries(EA="PCE") * 101}, "unitMap"),
        ({"extrinsicMapping": entries(CostCenter="PunchOut.session")}, "extrinsicMapping"),
        ({"extrinsicMapping": entries(CostCenter="a\x07b")}, "extrinsicMapping"),
        ({"productPath": "products/{slug}"}, "productPath"),
        ({"productPath": "//evil.example.com/{slug}"}, "productPath"),
        ({"productPath": "/\\evil.example.com/{slug}"}, "productPath"),
        ({"productPath": "https://evil.example.com/"}, "productPath"),
        ({"productPath": "/{price}"}, "productPath"),
        ({"productPath": "/{slug"}, "productPath"),
        ({"productPath": "/{slug.__class__}"}, "productPath"),
        ({"productPath": "/{slug!r}"}, "productPath"),
        ({"productPath": "/{}"}, "productPath"),
        ({"searchPath": "/search?q={slug}"}, "searchPath"),
        ({"searchPath": ""}, "searchPath"),
    ],
    ids=str,
)
def test_what_could_not_work_is_told_by_field_and_changes_nothing(staff, made, change, field):
    before = TradingPartner.objects.values().get(slug=made["slug"])

    refused = staff.ask(UPDATE, id=made["id"], input=change)

    assert [error["field"] for error in refused["errors"]] == [field]
    assert TradingPartner.objects.values().get(slug=made["slug"]) == before


@pytest.mark.parametrize("charset", ["klingon", "base64", "\0"])
def test_a_charset_is_one_of_texts(staff, charset):
    own = {"system": OCI_SYSTEM, "dialect": entries(charset=charset)}

    assert staff.refusals(CREATE, input=COMPANY | own, credentials=LOGIN) == [("dialect", "INVALID")]


def test_a_partner_changes_its_protocol_once_a_call_could_name_it(staff, made):
    # given
    protocol = {"protocol": "OCI", "dialect": entries(version="5.0")}
    assert staff.refusals(UPDATE, id=made["id"], input=protocol) == [("protocol", "INVALID")]

    # when
    added = staff.ask(ADD, partner=made["id"], input=LOGIN[0])
    changed = staff.ask(UPDATE, id=made["id"], input=protocol)

    # then
    assert (added["errors"], changed["errors"]) == ([], [])
    assert changed["partner"]["endpoint"].endswith(f"/oci/{made['slug']}")

    # when the login has ended
    staff.ask(UPDATE, id=made["id"], input={"protocol": "CXML", "dialect": []})
    staff.ask(REVOKE, id=added["credential"]["id"])

    # then
    assert staff.refusals(UPDATE, id=made["id"], input=protocol) == [("protocol", "INVALID")]


@pytest.mark.parametrize(
    ("system", "credentials"),
    [
        (OCI_SYSTEM, PARTIES),
        ("coupa", LOGIN),
        (OCI_SYSTEM, [LOGIN[0] | {"domain": "DUNS"}]),
        (OCI_SYSTEM, [LOGIN[0] | {"secret": "short"}]),
        (OCI_SYSTEM, [LOGIN[0] | {"identity": " "}]),
    ],
    ids=["header for oci", "login for cxml", "login with a domain", "short password", "no user"],
)
def test_credentials_must_fit_the_protocol(staff, system, credentials):
    refused = staff.refusals(CREATE, input=COMPANY | {"system": system}, credentials=credentials)

    assert refused == [("credentials", "INVALID")]


def test_two_partners_may_have_one_user_name(staff, made):
    """The address says which of them is meant."""
    for name in ("First", "Second"):
        company = COMPANY | {"name": name, "system": OCI_SYSTEM}
        assert staff.refusals(CREATE, input=company, credentials=LOGIN) == []
