"""Which customer of the shop a buyer is, as staff see and say it."""

from __future__ import annotations

import pytest

from saleor_punchout.flows import visit
from saleor_punchout.graphql.ids import global_id
from saleor_punchout.models import Buyer, PunchOutSession, TradingPartner
from saleor_punchout.sandbox.models import Customer
from saleor_punchout.sandbox.portal.buyers import BUYERS, GENERIC
from saleor_punchout.sandbox.saleor.ids import global_id as saleor_id
from tests.flows.story import punch_out
from tests.graphql.asking import ERRORS

SHOWN = "key name email customerId isLinked firstSeenAt lastSeenAt partner { slug }"
LINK = f"""
mutation ($partner: ID!, $buyer: String!, $customer: ID!) {{
  punchOutBuyerLink(partner: $partner, buyer: $buyer, customerId: $customer) {{ buyer {{ {SHOWN} }} {ERRORS} }}
}}
"""
UNLINK = f"""
mutation ($partner: ID!, $buyer: String!) {{
  punchOutBuyerUnlink(partner: $partner, buyer: $buyer) {{ buyer {{ {SHOWN} }} {ERRORS} }}
}}
"""
LIST = f"""
query ($filter: PunchOutBuyerFilterInput) {{
  punchOutBuyers(first: 100, filter: $filter) {{ totalCount edges {{ node {{ {SHOWN} }} }} }}
}}
"""

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def key(partner):
    """The id of a partner whose buyers are customers, as those of all partners are."""
    for one in TradingPartner.objects.all():
        one.account_policy = TradingPartner.AccountPolicy.INDIVIDUAL
        one.save()
    return global_id(partner, "PunchOutTradingPartner")


@pytest.fixture
def customer(db):
    return saleor_id("User", Customer.objects.create(email="ada.private@example.com", is_confirmed=True).pk)


def come(client, buyer=GENERIC):
    visit.start(punch_out(client, buyer))
    return PunchOutSession.objects.latest("pk")


def keys(page):
    return [edge["node"]["key"] for edge in page["edges"]]


@pytest.mark.parametrize(
    ("query", "variables"),
    [(LINK, {"buyer": "ada", "customer": "x"}), (UNLINK, {"buyer": "ada"}), (LIST, {})],
    ids=["link", "unlink", "list"],
)
def test_buyers_are_for_staff(api, key, query, variables):
    assert api.denials(query, partner=key, **variables) == ["PermissionDenied"]
    assert not Buyer.objects.exists()


def test_staff_see_who_came(staff, client, key):
    # given
    session = come(client)

    # when
    (edge,) = staff.ask(LIST)["edges"]

    # then
    buyer = edge["node"]
    assert buyer["firstSeenAt"]
    assert buyer["firstSeenAt"] == buyer["lastSeenAt"]
    assert buyer | {"firstSeenAt": "", "lastSeenAt": ""} == {
        "key": "buyer.one",
        "name": session.user_name,
        "email": GENERIC.user_email,
        "customerId": session.customer_id,
        "isLinked": False,
        "firstSeenAt": "",
        "lastSeenAt": "",
        "partner": {"slug": GENERIC.key},
    }
    assert session.customer_id


def test_buyers_are_found_by_partner_link_and_words(staff, client, key, customer):
    come(client)
    come(client, BUYERS["orrin-turbines"])
    staff.ask(LINK, partner=key, buyer="ada", customer=customer)

    assert keys(staff.ask(LIST)) == ["ada", "ot0004711", "buyer.one"]
    assert keys(staff.ask(LIST, filter={"partner": key})) == ["ada", "buyer.one"]
    assert keys(staff.ask(LIST, filter={"isLinked": True})) == ["ada"]
    assert keys(staff.ask(LIST, filter={"search": "BUYER.ONE@ORRIN"})) == ["ot0004711"]


def test_a_link_counts_from_the_next_visit_on_and_can_be_taken_back(staff, client, key, customer):
    # given
    own = come(client).customer_id

    # when
    linked = staff.ask(LINK, partner=key, buyer="Buyer.One", customer=customer)

    # then
    assert linked["errors"] == []
    assert (linked["buyer"]["customerId"], linked["buyer"]["isLinked"]) == (customer, True)
    assert come(client).customer_id == customer

    # when
    undone = staff.ask(UNLINK, partner=key, buyer="buyer.one")

    # then
    assert undone["errors"] == []
    assert (undone["buyer"]["customerId"], undone["buyer"]["isLinked"]) == ("", False)
    assert come(client).customer_id == own


def test_a_buyer_is_linked_before_he_comes(staff, client, key, customer):
    linked = staff.ask(LINK, partner=key, buyer="buyer.one", customer=customer)

    assert (linked["buyer"]["firstSeenAt"], linked["buyer"]["lastSeenAt"]) == (None, None)
    assert come(client).customer_id == customer
    assert staff.ask(LIST)["totalCount"] == 1


def test_what_cannot_be_linked_is_told_by_field(staff, key, customer):
    assert staff.refusals(LINK, partner=key, buyer="ada", customer="VXNlcjo5OTk5") == [("customerId", "INVALID")]
    assert staff.refusals(LINK, partner=key, buyer="ada", customer="no id") == [("customerId", "INVALID")]
    assert staff.refusals(LINK, partner=key, buyer=" ", customer=customer) == [("buyer", "INVALID")]
    assert staff.refusals(LINK, partner="x", buyer="ada", customer=customer) == [(None, "NOT_FOUND")]
    assert staff.refusals(UNLINK, partner=key, buyer="ada") == [(None, "NOT_FOUND")]
    assert not Buyer.objects.exists()


def test_only_a_link_is_taken_back(staff, client, key):
    come(client)

    assert staff.refusals(UNLINK, partner=key, buyer="buyer.one") == [("buyer", "INVALID")]


def test_where_saleor_does_not_answer_nothing_is_linked(staff, key, customer, settings):
    settings.PUNCHOUT_TRANSPORT = "tests.flows.test_visit.Unreachable"

    assert staff.refusals(LINK, partner=key, buyer="ada", customer=customer) == [(None, "SALEOR_UNAVAILABLE")]
    assert not Buyer.objects.exists()
