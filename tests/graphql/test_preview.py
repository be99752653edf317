"""What of a cart would survive, before it goes back; and what a session tells of itself beyond."""

from __future__ import annotations

import pytest

from saleor_punchout.graphql.ids import global_id
from saleor_punchout.models import PunchOutSession, TradingPartner
from tests.graphql.test_storefront import TRANSFER, WARNING, enter, fill

PREVIEW = f"""
query ($token: String) {{ punchOutSession(sessionToken: $token) {{
  state warnings {{ {WARNING} }}
  preview {{
    total {{ amount currency }} warnings {{ {WARNING} }}
    lines {{
      number sku description quantity unit unitPrice classifications {{ name value }}
      manufacturerPartId manufacturerName
    }}
  }}
}} }}
"""
OF_STAFF = """
query ($id: ID) { punchOutSession(id: $id) {
  protocol operation path search selectedItem { sku supplierPartAuxiliaryId } parent { id operation cart { createdAt } }
  warnings { code } preview { lines { sku } }
} }
"""

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def visitor(api, client):
    """Has articles in the cart."""
    visit = enter(api, client)
    fill(visit, ("FST-1001", 3))
    return visit


def test_a_shopper_sees_the_cart_as_it_would_arrive(api, visitor):
    # when
    seen = api.ask(PREVIEW, token=visitor.token)["preview"]
    sent = api.ask(TRANSFER, token=visitor.token, checkout=visitor.checkout)

    # then
    assert seen["total"] == sent["cart"]["total"] == {"amount": "44.40", "currency": "EUR"}
    assert seen["warnings"] == sent["warnings"] == []
    (line,) = seen["lines"]
    assert line | {"description": "", "classifications": []} == {
        "number": 1,
        "sku": "FST-1001",
        "description": "",
        "quantity": "3",
        "unit": "BX",
        "unitPrice": "14.80",
        "classifications": [],
        "manufacturerPartId": line["manufacturerPartId"],
        "manufacturerName": line["manufacturerName"],
    }
    assert line["classifications"][0]["name"] == "UNSPSC"


def test_what_would_be_lost_is_told_with_its_source_and_noted_for_staff(api, staff, visitor):
    # given a buyer who writes cartons for our boxes
    TradingPartner.objects.update(unit_map={"BX": "CT"})

    # when
    seen = api.ask(PREVIEW, token=visitor.token)["preview"]

    # then
    (warning,) = seen["warnings"]
    assert (warning["line"], warning["field"], warning["code"]) == (1, "unit_of_measure", "mapped")
    assert "CT" in warning["message"]
    assert seen["lines"][0]["unit"] == "CT"
    session = global_id(PunchOutSession.objects.get(), "PunchOutSession")
    assert staff.ask(OF_STAFF, id=session)["warnings"] == [{"code": "mapped"}]


def test_where_nothing_can_go_back_there_is_no_preview(api, visitor, settings):
    # given
    assert api.ask(PREVIEW, token=visitor.token)["preview"]

    # when Saleor is away
    settings.PUNCHOUT_TRANSPORT = "tests.graphql.silence.Silence"
    away = api.ask(PREVIEW, token=visitor.token)

    # then
    assert (away["state"], away["preview"]) == ("STARTED", None)


def test_a_cart_that_went_back_has_no_preview(api, visitor):
    api.ask(TRANSFER, token=visitor.token, checkout=visitor.checkout)

    assert api.ask(PREVIEW, token=visitor.token)["preview"] is None


def test_a_preview_of_a_list_is_refused(staff, visitor):
    answer = staff.answer("{ punchOutSessions(first: 5) { edges { node { state preview { lines { sku } } } } } }")

    assert answer["data"]["punchOutSessions"]["edges"] == [{"node": {"state": "STARTED", "preview": None}}]
    assert ["one at a time" in error["message"] for error in answer["errors"]] == [True]


def test_the_visit_before_is_for_staff(api, visitor):
    query = "query ($token: String) { punchOutSession(sessionToken: $token) { path parent { id } } }"

    assert api.denials(query, token=visitor.token) == ["PermissionDenied"]


def test_staff_see_what_a_visit_began_with(staff, api, client, visitor):
    # given
    api.ask(TRANSFER, token=visitor.token, checkout=visitor.checkout)
    former = PunchOutSession.objects.get()
    enter(api, client)
    session = PunchOutSession.objects.latest("pk")
    began = {
        "parent": former,
        "operation": "edit",
        "path": "/products/nuts",
        "search": "nuts",
        "selected_item": {"sku": "FST-1001", "auxiliary_id": "x/1-y"},
    }
    PunchOutSession.objects.filter(pk=session.pk).update(**began)

    # when
    shown = staff.ask(OF_STAFF, id=global_id(session, "PunchOutSession"))

    # then
    assert shown["parent"].pop("cart")["createdAt"]
    assert shown == {
        "protocol": "CXML",
        "operation": "edit",
        "path": "/products/nuts",
        "search": "nuts",
        "selectedItem": {"sku": "FST-1001", "supplierPartAuxiliaryId": "x/1-y"},
        "parent": {"id": global_id(former, "PunchOutSession"), "operation": "create"},
        "warnings": [],
        "preview": {"lines": []},
    }
