"""What staff do: partners, their credentials, and orders that are held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from saleor_punchout import tasks
from saleor_punchout.documents.types import Credential as Presented
from saleor_punchout.documents.types import Header
from saleor_punchout.graphql.ids import global_id
from saleor_punchout.models import Credential, Installation, PunchOutSession, PurchaseOrder, TradingPartner
from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows.story import line, order_request, post, setup_request, status
from tests.graphql.asking import ERRORS

CREATE = f"""
mutation ($input: PunchOutTradingPartnerInput!, $credentials: [PunchOutCredentialInput!]!, $url: String) {{
  punchOutTradingPartnerCreate(input: $input, credentials: $credentials, saleorApiUrl: $url) {{
    partner {{
      id name slug system {{ key }} channel storefrontUrl defaultEmail returnHosts allowHttpReturn frameAncestors mode
      priceTolerance deliveryMethod defaultUnspsc defaultUnit isActive
      credentials {{ id party domain identity macAllowed validFrom validUntil }}
    }}
    secret {ERRORS}
  }}
}}
"""
UPDATE = f"""
mutation ($id: ID!, $input: PunchOutTradingPartnerInput!) {{
  punchOutTradingPartnerUpdate(id: $id, input: $input) {{
    partner {{ name slug returnHosts priceTolerance isActive defaultEmail frameAncestors }} {ERRORS}
  }}
}}
"""
ADD = f"""
mutation ($partner: ID!, $input: PunchOutCredentialInput!, $from: DateTime) {{
  punchOutCredentialAdd(partner: $partner, input: $input, validFrom: $from) {{
    credential {{ id party domain identity macAllowed validFrom validUntil }} secret {ERRORS}
  }}
}}
"""
REVOKE = f"""
mutation ($id: ID!, $at: DateTime) {{
  punchOutCredentialRevoke(id: $id, at: $at) {{ credential {{ id validUntil }} {ERRORS} }}
}}
"""
DECISION = "purchaseOrder {{ state lastError problems {{ line code message }} }} {errors}"
ACCEPT = f"mutation ($id: ID!) {{ punchOutPurchaseOrderAccept(id: $id) {{ {DECISION.format(errors=ERRORS)} }} }}"
RETRY = f"mutation ($id: ID!) {{ punchOutPurchaseOrderRetry(id: $id) {{ {DECISION.format(errors=ERRORS)} }} }}"
REJECT = f"""
mutation ($id: ID!, $reason: String!) {{
  punchOutPurchaseOrderReject(id: $id, reason: $reason) {{ {DECISION.format(errors=ERRORS)} }}
}}
"""
COMPANY = {
    "name": "Larkspur Rail",
    "system": "coupa",
    "channel": "default-channel",
    "storefrontUrl": "https://shop.example.com/api/punchout",
    "returnHosts": ["Larkspur.example.com", ".procurement.example.com"],
}
PARTIES = [
    {"party": "FROM", "domain": "DUNS", "identity": "11-222-3333"},
    {"party": "TO", "domain": "DUNS", "identity": "00-482-1175"},
    {"party": "SENDER", "domain": "DUNS", "identity": "11-222-3333"},
]


def header(secret):
    buyer, shop = Presented("DUNS", "112223333"), Presented("DUNS", "004821175")
    return Header((buyer,), (shop,), (Presented("DUNS", "112223333", shared_secret=secret),))


def punches_in(client, secret):
    document = setup_request(header=header(secret), browser_form_post="https://larkspur.example.com/return")
    return status(post(client, document)) == 200


@pytest.fixture
def larkspur(staff, world):
    """A new partner as staff got it back, with the secret that is shown once."""
    return staff.ask(CREATE, input=COMPANY, credentials=PARTIES)


MUTATIONS = {
    "create": (CREATE, {"input": {}, "credentials": []}),
    "update": (UPDATE, {"id": "x", "input": {}}),
    "add": (ADD, {"partner": "x", "input": PARTIES[0]}),
    "revoke": (REVOKE, {"id": "x"}),
    "accept": (ACCEPT, {"id": "x"}),
    "retry": (RETRY, {"id": "x"}),
    "reject": (REJECT, {"id": "x", "reason": "no"}),
}


@pytest.mark.parametrize(("query", "variables"), MUTATIONS.values(), ids=MUTATIONS)
def test_mutations_are_for_staff(api, query, variables):
    answer = api.answer(query, **variables)

    assert list(answer["data"].values()) == [None]
    assert [error["extensions"]["exception"]["code"] for error in answer["errors"]] == ["PermissionDenied"]
    assert TradingPartner.objects.count() == 0


@pytest.mark.parametrize("query", ["update", "add", "revoke", "accept", "retry", "reject"])
def test_an_id_that_names_nothing_changes_nothing(staff, query):
    query, variables = MUTATIONS[query]

    assert staff.refusals(query, **variables) == [(None, "NOT_FOUND")]


def test_a_partner_is_made_with_a_secret_that_works(larkspur, client):
    # then
    assert larkspur["errors"] == []
    assert larkspur["partner"] | {"id": "", "credentials": []} == {
        "id": "",
        "name": "Larkspur Rail",
        "slug": "larkspur-rail",
        "system": {"key": "coupa"},
        "channel": "default-channel",
        "storefrontUrl": "https://shop.example.com/api/punchout",
        "defaultEmail": "",
        "returnHosts": ["larkspur.example.com", ".procurement.example.com"],
        "allowHttpReturn": False,
        "frameAncestors": [],
        "mode": "PRODUCTION",
        "priceTolerance": "0",
        "deliveryMethod": "",
        "defaultUnspsc": "",
        "defaultUnit": "EA",
        "isActive": True,
        "credentials": [],
    }
    assert [(one["party"], one["identity"]) for one in larkspur["partner"]["credentials"]] == [
        ("FROM", "11-222-3333"),
        ("SENDER", "11-222-3333"),
        ("TO", "00-482-1175"),
    ]
    assert len(larkspur["secret"]) >= 43
    assert punches_in(client, larkspur["secret"])
    assert not punches_in(client, larkspur["secret"].swapcase())


def test_a_secret_is_never_shown_again(larkspur, staff, client):
    # given
    punches_in(client, larkspur["secret"])

    # when
    shown = [
        staff.ask("{ punchOutTradingPartners(first: 100) { edges { node { name credentials { identity } } } } }"),
        staff.ask("{ punchOutDocuments(first: 100) { edges { node { body reason } } } }"),
        staff.ask(UPDATE, id=larkspur["partner"]["id"], input={"name": "Larkspur"}),
    ]

    # then
    assert larkspur["secret"] not in str(shown)
    assert larkspur["secret"] not in str(list(Credential.objects.values()))


def test_a_secret_of_the_buyers_own_is_not_shown_at_all(staff, client, world):
    # given
    own = [*PARTIES[:2], PARTIES[2] | {"secret": "their-own-secret"}]

    # when
    made = staff.ask(CREATE, input=COMPANY, credentials=own)

    # then
    assert made["errors"] == []
    assert made["secret"] is None
    assert "their-own-secret" not in str(made)
    assert punches_in(client, "their-own-secret")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": "", "slug": "larkspur"}, ("name", "REQUIRED")),
        ({"name": None, "slug": "larkspur"}, ("name", "REQUIRED")),
        ({"name": "x" * 201}, ("name", "INVALID")),
        ({"slug": "no slug!"}, ("slug", "INVALID")),
        ({"slug": "fennwick-foods"}, ("slug", "UNIQUE")),
        ({"system": "abacus"}, ("system", "INVALID")),
        ({"channel": ""}, ("channel", "REQUIRED")),
        ({"storefrontUrl": "shop"}, ("storefrontUrl", "INVALID")),
        ({"storefrontUrl": "javascript:alert(1)"}, ("storefrontUrl", "INVALID")),
        ({"defaultEmail": "nobody"}, ("defaultEmail", "INVALID")),
        ({"returnHosts": ["https://larkspur.example.com"]}, ("returnHosts", "INVALID")),
        ({"returnHosts": [".com"]}, ("returnHosts", "INVALID")),
        ({"returnHosts": ["larkspur.example.com"] * 101}, ("returnHosts", "INVALID")),
        ({"frameAncestors": ["https://x.example.com; script-src *"]}, ("frameAncestors", "INVALID")),
        ({"priceTolerance": "much"}, ("priceTolerance", "INVALID")),
        ({"priceTolerance": "NaN"}, ("priceTolerance", "INVALID")),
        ({"priceTolerance": "-1"}, ("priceTolerance", "INVALID")),
        ({"priceTolerance": "100.01"}, ("priceTolerance", "INVALID")),
        ({"priceTolerance": "1.001"}, ("priceTolerance", "INVALID")),
    ],
    ids=str,
)
def test_what_a_partner_must_not_be_is_told_by_field(staff, world, change, refusal):
    # when
    made = staff.ask(CREATE, input=COMPANY | change, credentials=PARTIES)

    # then
    assert [(error["field"], error["code"]) for error in made["errors"]] == [refusal]
    assert made["errors"][0]["message"]
    assert made["partner"] is None
    assert made["secret"] is None
    assert TradingPartner.objects.count() == len(world)


def test_several_mistakes_are_told_at_once(staff, world):
    refused = staff.refusals(CREATE, input={"name": "", "defaultEmail": "x"}, credentials=PARTIES)

    assert set(refused) == {
        ("name", "REQUIRED"),
        ("slug", "REQUIRED"),
        ("channel", "REQUIRED"),
        ("storefrontUrl", "REQUIRED"),
        ("defaultEmail", "INVALID"),
    }


@pytest.mark.parametrize(
    "credentials",
    [
        [],
        PARTIES[:2],
        [PARTIES[0] | {"identity": ""}, *PARTIES[1:]],
        [PARTIES[0] | {"identity": "\u200b"}, *PARTIES[1:]],
        [PARTIES[0] | {"secret": "from-has-no-secret"}, *PARTIES[1:]],
        [*PARTIES[:2], PARTIES[2] | {"secret": "short"}],
        [*PARTIES[:2], PARTIES[2] | {"secret": ""}],
        [*PARTIES, *[PARTIES[0]] * 98],
    ],
    ids=["none", "no sender", "empty", "invisible", "secret of from", "short secret", "empty secret", "101"],
)
def test_credentials_that_could_not_work_are_refused(staff, world, credentials):
    assert staff.refusals(CREATE, input=COMPANY, credentials=credentials) == [("credentials", "INVALID")]
    assert TradingPartner.objects.count() == len(world)


def test_a_header_that_another_partner_has_is_refused(staff, world):
    # given
    theirs = [
        {"party": party.upper(), "domain": domain, "identity": identity.lower()}
        for party, domain, identity in GENERIC.credentials
    ]

    # then
    assert staff.refusals(CREATE, input=COMPANY, credentials=theirs) == [("credentials", "INVALID")]
    assert TradingPartner.objects.count() == len(world)


def test_of_several_saleors_one_must_be_named(staff, world):
    # given
    other = Installation.objects.create(api_url="https://other.example.com/graphql/")

    # then
    assert staff.refusals(CREATE, input=COMPANY, credentials=PARTIES) == [("saleorApiUrl", "INVALID")]
    assert staff.refusals(CREATE, input=COMPANY, credentials=PARTIES, url="https://no.example.com/") == [
        ("saleorApiUrl", "INVALID")
    ]
    assert staff.refusals(CREATE, input=COMPANY, credentials=PARTIES, url=other.api_url) == []
    assert TradingPartner.objects.get(slug="larkspur-rail").installation == other


def test_a_channel_that_saleor_does_not_have_is_refused_at_once(staff, partner):
    # given
    update = "mutation ($id: ID!, $i: PunchOutTradingPartnerInput!) {" + (
        " punchOutTradingPartnerUpdate(id: $id, input: $i) { errors { field message code } } }"
    )
    key = global_id(partner, "PunchOutTradingPartner")

    # then
    assert staff.refusals(CREATE, input=COMPANY | {"channel": "no-such"}, credentials=PARTIES) == [
        ("channel", "INVALID")
    ]
    assert staff.refusals(update, id=key, i={"channel": "no-such"}) == [("channel", "INVALID")]
    assert staff.refusals(update, id=key, i={"channel": "gross-channel"}) == []


def test_where_saleor_cannot_be_asked_a_channel_is_taken_as_it_is(staff, world, settings):
    # given
    settings.PUNCHOUT_TRANSPORT = "tests.flows.test_visit.Unreachable"

    # then
    assert staff.refusals(CREATE, input=COMPANY | {"channel": "no-such"}, credentials=PARTIES) == []


def test_an_update_changes_what_is_given_and_nothing_else(staff, partner):
    # given
    key = global_id(partner, "PunchOutTradingPartner")

    # when
    updated = staff.ask(
        UPDATE, id=key, input={"name": "Fennwick", "priceTolerance": "2.5", "isActive": False, "defaultEmail": None}
    )

    # then
    assert updated == {
        "partner": {
            "name": "Fennwick",
            "slug": "fennwick-foods",
            "returnHosts": ["buyer.example.com"],
            "priceTolerance": "2.5",
            "isActive": False,
            "defaultEmail": "",
            "frameAncestors": [],
        },
        "errors": [],
    }
    assert TradingPartner.objects.get(pk=partner.pk).name == "Fennwick"


def test_nothing_given_changes_nothing(staff, partner):
    key = global_id(partner, "PunchOutTradingPartner")
    nulls = dict.fromkeys(["name", "returnHosts", "frameAncestors", "deliveryMethod", "priceTolerance", "mode"])

    assert staff.refusals(UPDATE, id=key, input=nulls) == []
    assert staff.refusals(UPDATE, id=key, input={}) == []
    assert TradingPartner.objects.get(pk=partner.pk).name == partner.name


def test_a_bad_update_changes_nothing(staff, partner):
    key = global_id(partner, "PunchOutTradingPartner")

    assert staff.refusals(UPDATE, id=key, input={"name": "New", "system": "abacus"}) == [("system", "INVALID")]
    assert TradingPartner.objects.get(pk=partner.pk).name == partner.name


def test_a_secret_is_rotated_without_a_gap(larkspur, staff, client):
    # given
    key, sender = larkspur["partner"]["id"], PARTIES[2]
    (old,) = [one["id"] for one in larkspur["partner"]["credentials"] if one["party"] == "SENDER"]

    # when
    added = staff.ask(ADD, partner=key, input=sender | {"macAllowed": True})

    # then
    assert added["errors"] == []
    assert added["secret"] != larkspur["secret"]
    assert added["credential"]["macAllowed"] is True
    assert punches_in(client, larkspur["secret"])
    assert punches_in(client, added["secret"])

    # when
    revoked = staff.ask(REVOKE, id=old)

    # then
    assert revoked["errors"] == []
    assert revoked["credential"]["id"] == old
    assert revoked["credential"]["validUntil"]
    assert not punches_in(client, larkspur["secret"])
    assert punches_in(client, added["secret"])


def test_a_secret_may_end_or_begin_later(larkspur, staff, client):
    # given
    key = larkspur["partner"]["id"]
    (old,) = [one["id"] for one in larkspur["partner"]["credentials"] if one["party"] == "SENDER"]
    tomorrow = timezone.now() + timedelta(days=1)

    # when
    added = staff.ask(ADD, partner=key, input=PARTIES[2], **{"from": tomorrow.isoformat()})
    staff.ask(REVOKE, id=old, at=tomorrow.isoformat())

    # then
    assert datetime.fromisoformat(added["credential"]["validFrom"]) == tomorrow
    assert punches_in(client, larkspur["secret"])
    assert not punches_in(client, added["secret"])


def test_a_moment_without_an_offset_is_meant_in_utc(larkspur, staff):
    (old,) = [one["id"] for one in larkspur["partner"]["credentials"] if one["party"] == "TO"]

    assert staff.refusals(REVOKE, id=old, at="2030-01-31T12:00:00") == []
    assert Credential.objects.get(valid_until__isnull=False).valid_until == datetime(2030, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "change",
    [{"identity": " "}, {"domain": "é"}, {"secret": "none"}, {"domain": "D" * 101}, {"identity": "1" * 201}],
    ids=str,
)
def test_a_credential_that_could_not_work_is_not_added(larkspur, staff, change):
    known = Credential.objects.count()

    refused = staff.ask(ADD, partner=larkspur["partner"]["id"], input=PARTIES[2] | change)

    assert [error["code"] for error in refused["errors"]] == ["INVALID"]
    assert refused["secret"] is None
    assert Credential.objects.count() == known


def held(client, *lines, order_id="PO-1"):
    """Id of an order that was sent and could not be placed."""
    assert status(post(client, order_request(list(lines), order_id))) == 200
    order = PurchaseOrder.objects.get(order_id=order_id)
    tasks.place_order(order.pk)
    order.refresh_from_db()
    assert order.state == order.State.HELD
    return global_id(order, "PunchOutPurchaseOrder")


def test_an_order_that_staff_accept_is_placed_as_it_came(staff, client, world):
    # given
    key = held(client, line("FST-1001", 2, "9.99"))
    order = PurchaseOrder.objects.get()
    problems = "query ($id: ID!) { punchOutPurchaseOrder(id: $id) { problems { line code } } }"
    assert staff.ask(problems, id=key) == {"problems": [{"line": 1, "code": "price"}]}

    # when
    accepted = staff.ask(ACCEPT, id=key)
    tasks.place_order(order.pk)

    # then
    assert accepted["errors"] == []
    assert accepted["purchaseOrder"]["state"] == "RECEIVED"
    order.refresh_from_db()
    assert order.state == order.State.PLACED
    found = staff.ask(
        "query ($id: ID!) { punchOutPurchaseOrder(id: $id)"
        " { state saleorOrderNumber total { amount currency } differences { field returned ordered } } }",
        id=key,
    )
    assert found["state"] == "PLACED"
    assert found["saleorOrderNumber"] == order.saleor_order_number
    assert found["total"] == {"amount": "19.98", "currency": "EUR"}
    assert ("unit_price", "9.99") in [(one["field"], one["ordered"]) for one in found["differences"]]


def test_an_order_is_tried_again_once_its_cause_was_mended(staff, client, world):
    # given
    TradingPartner.objects.update(channel="closed-channel")
    key = held(client, line("FST-1001", 2, "14.80"))
    TradingPartner.objects.update(channel="default-channel")

    # when
    tried = staff.ask(RETRY, id=key)
    tasks.place_order(PurchaseOrder.objects.get().pk)

    # then
    assert tried["purchaseOrder"]["state"] == "RECEIVED"
    assert PurchaseOrder.objects.get().state == PurchaseOrder.State.PLACED


def test_trying_again_does_not_forgive_a_price(staff, client, world):
    key = held(client, line("FST-1001", 2, "9.99"))

    staff.ask(RETRY, id=key)
    tasks.place_order(PurchaseOrder.objects.get().pk)

    assert PurchaseOrder.objects.get().state == PurchaseOrder.State.HELD


def test_an_order_that_is_rejected_stays_so(staff, client, world):
    # given
    key = held(client, line("NO-SUCH", 1, "1.00"))

    # when
    rejected = staff.ask(REJECT, id=key, reason="We do not sell this.")

    # then
    assert rejected["purchaseOrder"]["state"] == "REJECTED"
    assert rejected["purchaseOrder"]["lastError"] == "We do not sell this."
    for query in (ACCEPT, RETRY):
        assert staff.refusals(query, id=key) == [(None, "CONFLICT")]
    assert staff.refusals(REJECT, id=key, reason="Again.") == [(None, "CONFLICT")]
    assert PurchaseOrder.objects.get().last_error == "We do not sell this."


def test_only_a_held_order_is_decided(staff, client, world):
    post(client, order_request([line("FST-1001", 1, "14.80")]))
    key = global_id(PurchaseOrder.objects.get(), "PunchOutPurchaseOrder")

    refused = staff.ask(ACCEPT, id=key)

    assert [error["code"] for error in refused["errors"]] == ["CONFLICT"]
    assert "only a held order can be decided" in refused["errors"][0]["message"]
    assert refused["purchaseOrder"] is None


def test_two_mutations_of_one_request_see_each_other(staff, larkspur):
    # given
    key = larkspur["partner"]["id"]
    query = """
    mutation ($id: ID!, $input: PunchOutCredentialInput!) {
      before: punchOutTradingPartnerUpdate(id: $id, input: {}) { partner { credentials { id } } }
      add: punchOutCredentialAdd(partner: $id, input: $input) { credential { id } }
      after: punchOutTradingPartnerUpdate(id: $id, input: {}) { partner { credentials { id } } }
    }
    """

    # when
    data = staff.answer(query, id=key, input=PARTIES[2])["data"]

    # then
    assert len(data["before"]["partner"]["credentials"]) == 3
    assert data["add"]["credential"] in data["after"]["partner"]["credentials"]
    assert PunchOutSession.objects.count() == 0
