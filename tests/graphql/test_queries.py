"""What staff may read, page by page."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.flows import visit
from saleor_punchout.graphql.ids import global_id
from saleor_punchout.models import Cart, DocumentRecord, PunchOutSession, PurchaseOrder, TradingPartner
from saleor_punchout.sandbox.portal.buyers import BUYERS
from saleor_punchout.systems import SYSTEMS
from tests.flows.story import line, order_request, post, punch_out

PAGE = "edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"
LISTS = ("punchOutSessions", "punchOutTradingPartners", "punchOutPurchaseOrders", "punchOutDocuments")
KINDS = {
    "punchOutSession": "PunchOutSession",
    "punchOutTradingPartner": "PunchOutTradingPartner",
    "punchOutPurchaseOrder": "PunchOutPurchaseOrder",
    "punchOutDocument": "PunchOutDocument",
}
SESSIONS = f"""
query ($first: Int, $after: String, $filter: PunchOutSessionFilterInput, $sort: PunchOutSessionSortingInput) {{
  punchOutSessions(first: $first, after: $after, filter: $filter, sortBy: $sort) {{ {PAGE} }}
}}
"""
PARTNERS = """
query (
  $first: Int, $after: String, $filter: PunchOutTradingPartnerFilterInput, $sort: PunchOutTradingPartnerSortingInput
) {
  punchOutTradingPartners(first: $first, after: $after, filter: $filter, sortBy: $sort) {
    edges { cursor node { name slug } } pageInfo { endCursor hasNextPage } totalCount
  }
}
"""
ORDERS = """
query (
  $first: Int, $after: String, $filter: PunchOutPurchaseOrderFilterInput, $sort: PunchOutPurchaseOrderSortingInput
) {
  punchOutPurchaseOrders(first: $first, after: $after, filter: $filter, sortBy: $sort) {
    edges { cursor node { orderId } } pageInfo { endCursor hasNextPage } totalCount
  }
}
"""
DOCUMENTS = """
query ($filter: PunchOutDocumentFilterInput) {
  punchOutDocuments(first: 100, filter: $filter) { edges { node { kind direction } } totalCount }
}
"""


def make_sessions(partner, number, **fields):
    """Sessions with all that hangs on them, the newest last."""
    now = timezone.now()
    sessions = PunchOutSession.objects.bulk_create(
        PunchOutSession(
            partner=partner,
            key=vault.new_key(),
            operation="create",
            return_url="https://buyer.example.com/return",
            start_token=vault.fingerprint(vault.new_token()),
            requested_at=now + timedelta(seconds=count),
            start_expires_at=now,
            expires_at=now + timedelta(hours=1),
            user_name=f"buyer {count}",
            **fields,
        )
        for count in range(number)
    )
    for session in sessions:
        document = DocumentRecord.objects.create(
            partner=partner, session=session, direction="out", kind="PunchOutOrderMessage", body="<cXML/>"
        )
        Cart.objects.create(session=session, document=document, currency="EUR", total=Decimal("1.5"), lines=[])
        order = PurchaseOrder.objects.create(
            partner=partner, order_id=session.key, type="new", content_hash="", document=document, session=session
        )
        DocumentRecord.objects.filter(pk=document.pk).update(purchase_order=order)
    return sessions


def nodes(page):
    return [edge["node"] for edge in page["edges"]]


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_for_staff(api, name):
    # when
    answer = api.answer(f"{{ {name}(first: 1) {{ totalCount }} __typename }}")

    # then
    assert answer["data"] == {name: None, "__typename": "Query"}
    (error,) = answer["errors"]
    assert error["extensions"]["exception"]["code"] == "PermissionDenied"
    assert error["path"] == [name]
    assert "MANAGE_" in error["message"]


@pytest.mark.parametrize("name", KINDS)
def test_single_rows_are_for_staff(api, name):
    assert api.denials(f'{{ {name}(id: "x") {{ id }} }}') == ["PermissionDenied"]


@pytest.mark.parametrize("shown", ["", "demo-staf", "demo-staff2", "Demo-Staff", "é"])
def test_another_token_is_no_staff(api, shown):
    response = api.post({"query": "{ punchOutSystems { key } }"}, authorization=f"Bearer {shown}")

    assert response.json()["errors"][0]["extensions"]["exception"]["code"] == "PermissionDenied"


@pytest.mark.parametrize("scheme", ["Basic demo-staff", "demo-staff", "bearerdemo-staff"])
def test_the_token_must_come_as_a_bearer(api, scheme):
    response = api.post({"query": "{ punchOutSystems { key } }"}, authorization=scheme)

    assert "errors" in response.json()


def test_bearer_may_be_written_in_any_case(api):
    response = api.post({"query": "{ punchOutSystems { key } }"}, authorization="bearer  demo-staff ")

    assert "errors" not in response.json()


@pytest.mark.parametrize("shown", ["Bearer ", "Bearer", ""])
def test_without_a_staff_token_nobody_is_staff(api, settings, shown):
    settings.PUNCHOUT_STAFF_TOKEN = ""

    response = api.post({"query": "{ punchOutSystems { key } }"}, authorization=shown)

    assert "errors" in response.json()


def test_the_systems_are_those_of_the_registry(staff):
    found = staff.ask("{ punchOutSystems { key name } }")

    assert found == [{"key": system.key, "name": system.name} for system in SYSTEMS.values()]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "named", ["", "x", "é", "Og==", "UHVuY2hPdXRTZXNzaW9uOng=", "UHVuY2hPdXRTZXNzaW9uOi0x", "A" * 5000]
)
def test_an_id_that_names_nothing_finds_nothing(staff, name, named):
    assert staff.ask(f"query ($id: ID!) {{ {name}(id: $id) {{ id }} }}", id=named) is None


def test_an_id_of_another_kind_finds_nothing(staff, partner):
    (session,) = make_sessions(partner, 1)

    named = global_id(session, "PunchOutDocument")
    assert staff.ask("query ($id: ID) { punchOutSession(id: $id) { id } }", id=named) is None


def test_a_row_is_found_by_the_id_that_a_list_gave(staff, partner):
    # given
    make_sessions(partner, 1)

    # then
    for listed, single in zip(LISTS, ("punchOutSession", *list(KINDS)[1:]), strict=True):
        (found,) = [node["id"] for node in nodes(staff.ask(f"{{ {listed}(first: 1) {{ {PAGE} }} }}"))]
        assert staff.ask(f"query ($id: ID!) {{ {single}(id: $id) {{ id }} }}", id=found) == {"id": found}


@pytest.mark.parametrize("first", [None, 0, -1, 101, 10**6])
@pytest.mark.parametrize("name", LISTS)
def test_a_page_has_between_one_and_a_hundred_rows(staff, name, first):
    # when
    answer = staff.answer(f"query ($first: Int) {{ {name}(first: $first) {{ totalCount }} }}", first=first)

    # then
    assert answer["data"] == {name: None}
    assert answer["errors"][0]["message"] == "Give `first`, a number from 1 to 100."


def test_pages_follow_each_other_without_gap_or_double(staff, partner):
    # given
    sessions = make_sessions(partner, 7)
    expected = [global_id(session, "PunchOutSession") for session in reversed(sessions)]

    # when
    first = staff.ask(SESSIONS, first=3)
    make_sessions(partner, 2)  # somebody comes while we read
    second = staff.ask(SESSIONS, first=3, after=first["pageInfo"]["endCursor"])
    third = staff.ask(SESSIONS, first=3, after=second["pageInfo"]["endCursor"])

    # then
    assert [node["id"] for page in (first, second, third) for node in nodes(page)] == expected
    assert [page["pageInfo"]["hasNextPage"] for page in (first, second, third)] == [True, True, False]
    assert [page["pageInfo"]["hasPreviousPage"] for page in (first, second, third)] == [False, True, True]
    assert [page["totalCount"] for page in (first, second, third)] == [7, 9, 9]
    assert first["pageInfo"]["startCursor"] == first["edges"][0]["cursor"]


def test_a_page_behind_the_last_row_is_empty(staff, partner):
    make_sessions(partner, 1)
    only = staff.ask(SESSIONS, first=1)

    behind = staff.ask(SESSIONS, first=1, after=only["pageInfo"]["endCursor"])

    assert behind["edges"] == []
    assert behind["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "startCursor": None,
        "endCursor": None,
    }


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_rows_of_the_same_value_are_all_read_once(staff, partner, direction):
    # given
    make_sessions(partner, 5)
    PunchOutSession.objects.update(requested_at=timezone.now())
    sort, seen, after = {"field": "REQUESTED_AT", "direction": direction}, [], None

    # when
    for _ in range(5):
        page = staff.ask(SESSIONS, first=1, after=after, sort=sort)
        seen += [node["id"] for node in nodes(page)]
        after = page["pageInfo"]["endCursor"]

    # then
    assert len(set(seen)) == 5


@pytest.mark.parametrize(
    "names",
    [
        ["Ångström", "Zulu", "alpha"],
        ["20240101", "20240102", "45001231"],
        ["2024-01-01 00:00", "2024-13-45 00:00", "3"],
    ],
    ids=["words", "numbers that look like dates", "dates, and none"],
)
def test_names_sort_as_names_whatever_they_look_like(staff, partner, names):
    # given
    TradingPartner.objects.exclude(pk=partner.pk).delete()
    for number, name in enumerate(names):
        TradingPartner.objects.create(
            installation=partner.installation,
            name=name,
            slug=f"n{number}",
            channel="web",
            storefront_url="https://x.example",
        )
    TradingPartner.objects.filter(pk=partner.pk).update(name="0")
    sort, seen, after = {"field": "NAME", "direction": "ASC"}, [], None

    # when
    for _ in range(4):
        page = staff.ask(PARTNERS, first=1, after=after, sort=sort)
        seen += [node["name"] for node in nodes(page)]
        after = page["pageInfo"]["endCursor"]

    # then
    assert sorted(seen) == sorted(["0", *names])  # each once; the order is the collation's
    assert not page["pageInfo"]["hasNextPage"]


def cursor_of(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize("sort", [None, {"field": "REQUESTED_AT", "direction": "DESC"}])
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "AAAA",
        cursor_of([1]),
        cursor_of({}),
        cursor_of(["soon", 1]),
        cursor_of(["2024-13-45 00:00", 1]),
        cursor_of([[1], 1]),
        cursor_of([1, "x"]),
        cursor_of([float("inf"), 1]),
        cursor_of([1, float("inf")]),
        base64.urlsafe_b64encode(b"[" * 50_000).decode(),
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(staff, partner, cursor, sort):
    make_sessions(partner, 1)

    answer = staff.answer(SESSIONS, first=1, after=cursor, sort=sort)

    assert "cursor is none of ours" in answer["errors"][0]["message"]


def test_numbers_beyond_all_rows_are_no_trouble(staff, partner):
    make_sessions(partner, 1)

    assert len(staff.ask(SESSIONS, first=1, after=cursor_of([10**30, 10**30]))["edges"]) == 1


def test_sessions_are_filtered(staff, world):
    # given
    generic, ariba = world["fennwick-foods"], world["orrin-turbines"]
    make_sessions(generic, 2)
    make_sessions(ariba, 1, state="returned", user_email="Ada@orrin.example.com")
    key = PunchOutSession.objects.first().key

    def count(**wanted):
        return staff.ask(SESSIONS, first=10, filter=wanted)["totalCount"]

    # then
    assert count(state="RETURNED") == 1
    assert count(partner=global_id(generic, "PunchOutTradingPartner")) == 2
    assert count(partner="none") == 0
    assert count(search="ada@ORRIN") == 1
    assert count(search=key) == 1
    assert count(search="buyer 1") == 1
    assert count(search="%") == 0
    assert count(state="REQUESTED", search="ada@") == 0
    assert count() == 3
    assert count(state=None, partner=None, search=None) == 3


def test_partners_are_filtered_and_sorted(staff, world):
    def slugs(**arguments):
        return [node["slug"] for node in nodes(staff.ask(PARTNERS, first=10, **arguments))]

    TradingPartner.objects.filter(slug="orrin-turbines").update(is_active=False)
    assert slugs(filter={"isActive": False}) == ["orrin-turbines"]
    assert slugs(filter={"search": "MARLIN"}) == ["marlin-clinics"]
    assert slugs(sort={"field": "NAME", "direction": "ASC"}) == ["fennwick-foods", "marlin-clinics", "orrin-turbines"]
    assert slugs(sort={"field": "CREATED_AT", "direction": "DESC"}) == list(reversed(BUYERS))


def test_documents_are_filtered_also_those_of_strangers(staff, client, world):
    # given
    punch_out(client)
    client.post("/cxml", b"<no", content_type="text/xml")

    def kinds(**wanted):
        return [(node["kind"], node["direction"]) for node in nodes(staff.ask(DOCUMENTS, filter=wanted))]

    # then
    assert kinds() == [("", "IN"), ("PunchOutSetupRequest", "IN")]
    assert kinds(matched=False) == [("", "IN")]
    assert kinds(matched=True, direction="OUT") == []
    assert kinds(refused=True) == [("", "IN")]
    assert kinds(refused=False) == [("PunchOutSetupRequest", "IN")]
    assert kinds(kind="PunchOutSetupRequest") == [("PunchOutSetupRequest", "IN")]
    assert kinds(payloadId="PROCUREMENT.example") == [("PunchOutSetupRequest", "IN")]


def test_orders_are_found_by_their_number(staff, client, world):
    post(client, order_request([line("FST-1001", 1, "14.80")], "PO-471"))
    post(client, order_request([line("FST-1001", 1, "14.80")], "PO-472"))

    found = staff.ask(ORDERS, first=10, filter={"orderId": "po-471", "state": "RECEIVED"})

    assert [node["orderId"] for node in nodes(found)] == ["PO-471"]


def test_no_document_shows_a_secret(staff, client, world):
    # given
    for buyer in BUYERS.values():
        punch_out(client, buyer)

    # when
    shown = str(staff.ask("{ punchOutDocuments(first: 100) { edges { node { body reason remarks } } } }"))

    # then
    assert "PunchOutSetupRequest" in shown
    for buyer in BUYERS.values():
        assert buyer.secret not in shown


EVERYTHING = """
{
  punchOutSessions(first: 100) {
    totalCount
    edges { node {
      id state buyer channel reason
      cart { total { amount } lines { sku } }
      partner { name system { name } credentials { domain identity } }
      documents {
        kind partner { name credentials { identity } } session { buyer cart { createdAt } } purchaseOrder { orderId }
      }
      purchaseOrders { orderId partner { name } session { buyer } document { kind partner { name } } }
    } }
  }
  punchOutPurchaseOrders(first: 100) {
    edges { node {
      partner { name credentials { identity } }
      session { buyer cart { createdAt } documents { kind } }
      document { kind partner { name } }
    } }
  }
  punchOutDocuments(first: 100) {
    edges { node { partner { name } session { buyer cart { createdAt } } purchaseOrder { orderId partner { name } } } }
  }
  punchOutTradingPartners(first: 100) { edges { node { credentials { identity } } } }
}
"""


def test_a_long_page_asks_the_database_no_more_often_than_a_short_one(staff, world):
    # given
    partners = list(world.values())

    def statements():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert "errors" not in staff.answer(EVERYTHING)
        return len(captured)

    # when
    for partner in partners:
        make_sessions(partner, 1)
    few = statements()
    for partner in partners:
        make_sessions(partner, 16)
    many = statements()

    # then
    assert PunchOutSession.objects.count() == 51
    assert many == few


def test_fifty_sessions_with_partner_and_cart_cost_one_statement(staff, partner, django_assert_num_queries):
    make_sessions(partner, 50)

    with django_assert_num_queries(1):
        page = staff.ask(
            "{ punchOutSessions(first: 50) { edges { node { partner { name } cart { total { amount currency } } } } } }"
        )

    assert [node["cart"]["total"] for node in nodes(page)] == [{"amount": "1.50", "currency": "EUR"}] * 50


def test_a_buyer_whom_the_storefront_did_not_take_over_is_explained(staff, client, world):
    # given
    visit.start(punch_out(client))

    # when
    PunchOutSession.objects.update(code_expires_at=timezone.now() - timedelta(seconds=1))
    answer = staff.ask("{ punchOutSessions(first: 1) { edges { node { state reason } } } }")

    # then
    (edge,) = answer["edges"]
    assert edge["node"]["state"] == "STARTED"
    assert "did not redeem" in edge["node"]["reason"]
