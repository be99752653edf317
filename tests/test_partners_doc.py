"""What ``docs/partners.md`` tells staff is what the API does: its GraphQL is asked of the published schema and then, as
it stands there, of the API; its tables name what there is, and their examples are taken."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from graphql import build_ast_schema, parse, validate

from saleor_punchout.flows import installation as installations
from saleor_punchout.models import Cart, Credential, Installation, TradingPartner
from saleor_punchout.sandbox.models import Customer, Variant
from saleor_punchout.sandbox.saleor.ids import global_id
from saleor_punchout.simulator.dialects import DIALECTS
from saleor_punchout.systems import SYSTEMS
from saleor_punchout.systems.base import OciDialect
from tests.flows.conftest import partner, saleor, world  # noqa: F401
from tests.flows.story import line, order_request, post, setup_request, shop, status
from tests.graphql.conftest import staff  # noqa: F401

DOCS = Path(__file__).parents[1] / "docs"
TEXT = (DOCS / "partners.md").read_text("utf-8")
GRAPHQL = re.findall(r"```graphql\n(.*?)```", TEXT, re.DOTALL)
PARTNER, CREDENTIAL = "UHVuY2hPdXRUcmFkaW5nUGFydG5lcjox", "UHVuY2hPdXRDcmVkZW50aWFsOjM="
PARTIES = [{"party": party, "domain": "DUNS", "identity": "555555555"} for party in ("FROM", "TO", "SENDER")]
SKU = "FST-1001"

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def schema():
    return build_ast_schema(parse((DOCS / "schema.graphql").read_text("utf-8")))


@pytest.fixture
def made(staff):
    """The partner of the page."""
    return staff.ask(block("punchOutTradingPartnerCreate"))


def block(name: str) -> str:
    """The first GraphQL of the page that asks for this field."""
    return next(code for code in GRAPHQL if name in code)


def rows_below(head: str) -> dict[str, str]:
    """The first two cells of the rows of a table, without their backticks."""
    rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \| ", TEXT.partition(head)[2].partition("\n\n")[0], re.MULTILINE)
    return dict(rows)


@pytest.mark.parametrize("document", GRAPHQL)
def test_the_documented_graphql_is_valid(document, schema):
    assert validate(schema, parse(document)) == []


def test_every_field_of_a_partner_is_explained_and_no_other(schema):
    fields = schema.get_type("PunchOutTradingPartnerInput").fields

    assert rows_below("| field | example |").keys() == fields.keys()


@pytest.mark.parametrize(
    "name", ["PunchOutAccountPolicy", "PunchOutOrderPolicy", "PunchOutPartnerMode", "PunchOutParty", "PunchOutProtocol"]
)
def test_every_choice_is_explained(name, schema):
    assert [value.name for value in schema.get_type(name).values if f"`{value.name}`" not in TEXT] == []


def test_the_examples_of_all_fields_are_taken_together(staff):
    # given
    examples = "".join(f"{name}: {value}\n" for name, value in rows_below("| field | example |").items())
    create = (
        "mutation ($credentials: [PunchOutCredentialInput!]!) {"
        f" punchOutTradingPartnerCreate(input: {{ {examples} }}, credentials: $credentials)"
        " { partner { slug } errors { field message code } } }"
    )

    # when
    answer = staff.ask(create, credentials=PARTIES)

    # then
    assert answer == {"partner": {"slug": "acme"}, "errors": []}


def test_the_life_of_a_partner_goes_as_documented(made, staff):
    # given
    assert made["errors"] == []
    assert made["secret"]
    acme = made["partner"]["id"]
    (sender,) = (one["id"] for one in made["partner"]["credentials"] if one["party"] == "SENDER")

    # when
    changed, added, ended, switched_off = (
        staff.ask(code.replace(PARTNER, acme).replace(CREDENTIAL, sender))
        for code in (
            block("punchOutTradingPartnerUpdate"),
            block("punchOutCredentialAdd"),
            block("punchOutCredentialRevoke"),
            block("isActive: false"),
        )
    )
    (listed,) = staff.ask(block("punchOutTradingPartners("))["edges"]

    # then
    assert changed["partner"] == {"priceTolerance": "1", "returnHosts": [".coupahost.com", "buyer.example.com"]}
    assert (added["errors"], ended["errors"], switched_off["partner"]) == ([], [], {"isActive": False})
    assert added["secret"] not in ("", made["secret"])
    senders = [one for one in listed["node"]["credentials"] if one["party"] == "SENDER"]
    assert [one["id"] for one in senders] == [sender, added["credential"]["id"]]  # the older first
    assert senders[0]["validUntil"] == ended["credential"]["validUntil"]
    assert senders[1]["validFrom"] == added["credential"]["validFrom"]


@pytest.mark.parametrize(
    ("company", "protocol", "endpoint"),
    [("Larkspur Rail", "OCI", "/oci/larkspur-rail"), ("Kestrel Mining", "ORACLE", "/oracle/kestrel-mining")],
)
def test_a_partner_with_a_login_is_made_as_documented(staff, company, protocol, endpoint):
    # when
    made = staff.ask(block(company))

    # then
    assert (made["errors"], made["partner"]["protocol"]) == ([], protocol)
    assert made["partner"]["endpoint"].endswith(endpoint)
    assert made["secret"]


def test_the_documented_parameters_of_an_oci_call_are_settings():
    section = TEXT.partition("## Make one: OCI\n")[2].partition("\n## ")[0]
    named = re.findall(r"`([a-z]+_[a-z_]+)`", section)

    assert len(named) == 3
    assert set(named) <= {one.name for one in fields(OciDialect)}


CREATED = [code for code in GRAPHQL if 'system: "' in code]
system_of = re.compile(r'system: "(.*?)"')


@pytest.mark.parametrize("code", CREATED, ids=lambda code: system_of.search(code)[1])
def test_an_example_suits_its_system(code):
    """Where its users see the shop in a frame, and only such units as the system and its simulator take."""
    system = SYSTEMS[system_of.search(code)[1]]
    units = re.findall(r"\{ name: \"[A-Z]+\", value: \"(\w+)\" \}", code.partition("unitMap:")[2].partition("]")[0])

    assert ("frameAncestors" in code) == (system.framing == "frame")
    assert not system.known_units or set(units) <= system.known_units.units
    assert set(units) <= DIALECTS[system.key].intake.units


def test_the_units_that_the_page_says_sap_knows_are_those():
    (said,) = re.findall(r"`knownUnits` of `sap-srm` are (.*?), and EA", TEXT)

    assert set(re.findall(r"[A-Z]{3}", said)) == SYSTEMS["sap-srm"].known_units.units


def test_all_that_the_page_asks_of_systems_is_told(staff):
    systems = {system["key"]: system for system in staff.ask(block("punchOutSystems"))}

    assert systems.keys() == SYSTEMS.keys()
    assert set(re.findall(r'system: "(.*?)"', TEXT)) <= systems.keys()


def test_a_buyer_is_linked_and_unlinked_as_documented(made, staff):
    # given
    ada = Customer.objects.create(email="ada@example.com", is_confirmed=True)
    told = {PARTNER: made["partner"]["id"], "VXNlcjox": global_id("User", ada.pk)}

    def ask(name):
        code = block(name)
        for documented, real in told.items():
            code = code.replace(documented, real)
        return staff.ask(code)

    # when
    linked = ask("punchOutBuyerLink")
    (listed,) = ask("punchOutBuyers(")["edges"]
    unlinked = ask("punchOutBuyerUnlink")

    # then
    assert linked == {"buyer": {"key": "ada", "customerId": told["VXNlcjox"], "isLinked": True}, "errors": []}
    assert (listed["node"]["key"], listed["node"]["partner"]) == ("ada", {"name": "Acme Corporation"})
    assert unlinked == {"buyer": {"key": "ada", "customerId": "", "isLinked": False}, "errors": []}


def test_an_ended_credential_lives_on_when_a_later_end_is_told(made, staff):
    # given
    (sender,) = (one["id"] for one in made["partner"]["credentials"] if one["party"] == "SENDER")
    staff.ask(f'mutation {{ punchOutCredentialRevoke(id: "{sender}") {{ errors {{ message }} }} }}')

    # when
    staff.ask(block("punchOutCredentialRevoke").replace(CREDENTIAL, sender))

    # then
    ended = Credential.objects.get(partner__slug="acme-corporation", party=Credential.Party.SENDER)
    assert f"{ended.valid_until:%Y-%m-%d}" in TEXT


def test_of_several_saleors_the_named_one_gets_the_partner(staff):
    # given
    create = block("saleorApiUrl:")
    (api_url,) = re.findall(r'saleorApiUrl: "(.*?)"', create)
    named = Installation.objects.create(api_url=api_url)
    company = {"name": "Larkspur", "channel": "default-channel", "storefrontUrl": "https://shop.example.com/punchout"}

    # when
    answer = staff.ask(create, input=company, credentials=PARTIES)

    # then
    assert answer["errors"] == []
    assert TradingPartner.objects.get(slug="larkspur").installation == named


def test_the_documented_metadata_of_an_article_goes_into_the_cart(client, saleor):
    # given
    examples = rows_below("| key | example | in the cart |")
    Variant.objects.filter(sku=SKU).update(metadata=examples)
    shopping = shop(client, saleor)
    shopping.add(SKU, 1)

    # when
    (item,) = shopping.return_cart().items

    # then
    detail = item.detail
    assert examples == {
        "unit": detail.unit_of_measure,
        "unspsc": detail.classifications[0].code,
        "manufacturer_part_id": detail.manufacturer_part_id,
        "manufacturer_name": detail.manufacturer_name,
        "lead_time": str(detail.lead_time),
        "attachment": examples["attachment"],
    }
    assert [one["field"] for one in Cart.objects.get().warnings] == ["attachment"]  # cXML has no place for it


def test_an_article_without_sku_goes_by_its_id(client, saleor):
    # given
    shopping = shop(client, saleor)
    shopping.add(SKU, 1)
    variant = saleor.find_variants("default-channel", [SKU])[SKU].id
    Variant.objects.filter(sku=SKU).update(sku=None)

    # when
    (item,) = shopping.return_cart().items

    # then
    assert item.item_id.supplier_part_id == variant
    assert set(saleor.find_variants("default-channel", [variant])) == {variant}


def test_a_saleor_without_the_app_gets_no_visitors_and_keeps_its_orders(client, partner):
    # given
    installations.uninstall(partner.installation, partner.installation.app_id)
    told = dict(re.findall(r"^\| ([a-z-]+ ?[a-z]*) \| .*?status (\d+)", TEXT, re.MULTILINE))

    # when
    answers = (post(client, setup_request()), post(client, order_request([line(SKU, 1, "14.80")])))

    # then
    assert [status(answer) for answer in answers] == [int(told["punch-outs"]), int(told["purchase orders"])]
    assert partner.purchase_orders.get().state == "received"
