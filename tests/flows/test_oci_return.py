"""The way back over OCI: the form that the buyer's browser posts, with a cart and without."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from saleor_punchout import systems
from saleor_punchout.documents.oci.parameters import read_parameters
from saleor_punchout.documents.reading import Notes
from saleor_punchout.exceptions import CartRefused
from saleor_punchout.flows import cart, visit
from saleor_punchout.flows.returning import oci as oci_return
from saleor_punchout.models import Cart, DocumentRecord
from saleor_punchout.sandbox.models import Product
from tests.flows.oci_story import HOOK, Page, call, enter, lines_of, oci_partner, page_of, parameters, words_of
from tests.flows.story import BASE_URL
from tests.systems.carts import ITEM, cart_of, with_values

ACTION = HOOK.partition("?")[0]
CONTROLS = [("sap-client", "001"), ("~session", "42"), ("~OkCode", "ADDI"), ("~CALLER", "CTLG")]


@pytest.fixture
def shop(client, world, saleor):
    """Punch out, fill a cart, and give the shopper: ``shop(system="odoo", returntarget="_parent")``."""

    def punch_out(quantities=(("FST-1001", 3), ("HND-2001", 1)), partner=None, **changes):
        oci_partner(world, **(partner or {}))
        shopping = enter(call(client, parameters(**changes)), saleor)
        for sku, quantity in quantities:
            shopping.add(sku, quantity)
        return shopping

    return punch_out


def returned(client, shopping):
    return client.post(f"/return/{shopping.token}")


def named(page):
    return dict(page.fields)


def test_the_cart_goes_to_the_hook_with_what_it_wants_back(client, shop):
    # when
    page = page_of(returned(client, shop()))

    # then
    assert (page.form["action"], page.form["method"], page.form["target"]) == (ACTION, "post", "_top")
    assert page.fields[: len(CONTROLS)] == CONTROLS
    lines = lines_of(page.fields)
    assert [(item.item_id.supplier_part_id, item.quantity) for item in lines.items] == [
        ("FST-1001", Decimal(3)),
        ("HND-2001", Decimal(1)),
    ]


def test_a_line_has_every_field_that_sap_asks_for(client, shop):
    # when
    shopping = shop()
    fields = named(page_of(returned(client, shopping)))

    # then
    kept = Cart.objects.get().lines[0]
    assert fields["NEW_ITEM-PRICE[1]"] == "14.80"
    assert (fields["NEW_ITEM-CURRENCY[1]"], fields["NEW_ITEM-PRICEUNIT[1]"]) == ("EUR", "1")
    assert (fields["NEW_ITEM-EXT_QUOTE_ID[1]"], fields["NEW_ITEM-EXT_QUOTE_ITEM[1]"]) == (shopping.session.key, "1")
    assert fields["NEW_ITEM-EXT_PRODUCT_ID[1]"] == kept["auxiliary_id"]
    assert fields["NEW_ITEM-EXT_SCHEMA_TYPE[1]"] == "UNSPSC"
    assert {"UNIT", "DESCRIPTION", "LEADTIME", "EXT_CATEGORY_ID"} <= {
        name[9:-3] for name in fields if name.endswith("[1]")
    }
    assert all(fields.values())


def test_controls_go_back_under_the_names_they_came_with(client, shop):
    shopping = shop(**{"~OkCode": None, "~CALLER": None, "~okcode": "ADDI", "~target": "_parent"})

    page = page_of(returned(client, shopping))

    assert page.form["target"] == "_parent"
    assert [field for field in page.fields if field[0].startswith("~ok")] == [("~okcode", "ADDI")]
    assert ("~target", "_parent") in page.fields


@pytest.mark.parametrize(
    ("changes", "target"),
    [
        ({"returntarget": "basket", "~TARGET": "_parent"}, "basket"),
        ({"~TARGET": "_parent"}, "_parent"),
        ({"returntarget": 'x" onload="'}, "_top"),
        ({}, "_top"),
    ],
)
def test_the_window_of_the_form(client, shop, changes, target):
    assert page_of(returned(client, shop(**changes))).form["target"] == target


def test_a_hook_may_stay_whole(client, shop):
    shopping = shop(partner={"dialect": {"splits_hook": False}})

    page = page_of(returned(client, shopping))

    assert page.form["action"] == HOOK
    assert page.fields[:2] == CONTROLS[2:]


def test_asked_again_the_same_form_goes_back(client, shop, world):
    # given
    shopping = shop()
    first, snapshot = cart.transfer(shopping.session, BASE_URL)
    shopping.add("FST-1002", 1)
    partner = shopping.session.partner
    partner.dialect = {"splits_hook": False, "charset": "iso-8859-1", "fields": {"VENDOR": "0000527123"}}
    partner.save()

    # when
    second, _ = cart.transfer(visit.find_session(shopping.token), BASE_URL)

    # then
    assert second == first
    document = DocumentRecord.objects.get(pk=snapshot.document_id)
    assert document.kind == "OCIReturnForm"
    assert json.loads(document.body) == [[field.name, field.value] for field in first.fields]


def test_the_partner_may_want_more_in_each_line(client, shop):
    # given
    fields = {
        "VENDOR": "0000527123",
        "matgroup": "{unspsc}",
        "CUST_FIELD1": "{extrinsic:CostCenter}",
        "CUST_FIELD4": "{sku}",
        "CUST_FIELD5": "{auxiliary_id}",
        "CUST_FIELD2": "{nothing}",
        "CUST_FIELD3": "{extrinsic}",
    }

    # when
    posted = named(page_of(returned(client, shop(partner={"dialect": {"fields": fields}}, costcenter="4100"))))

    # then
    assert posted["NEW_ITEM-VENDOR[1]"] == posted["NEW_ITEM-VENDOR[2]"] == "0000527123"
    assert posted["NEW_ITEM-MATGROUP[1]"] == posted["NEW_ITEM-EXT_CATEGORY_ID[1]"]
    assert posted["NEW_ITEM-CUST_FIELD1[2]"] == "4100"
    assert posted["NEW_ITEM-CUST_FIELD4[2]"] == "HND-2001"
    assert posted["NEW_ITEM-CUST_FIELD5[1]"] == posted["NEW_ITEM-EXT_PRODUCT_ID[1]"]
    assert not [name for name in posted if "CUST_FIELD2" in name or "CUST_FIELD3" in name]


def test_a_value_that_has_no_room_stops_the_cart_and_says_why(client, shop):
    # given
    shopping = shop(
        partner={"dialect": {"fields": {"CUST_FIELD1": "{extrinsic:costcenter}"}}}, costcenter="4100-MAINT-7"
    )

    # when
    response = returned(client, shopping)

    # then
    assert response.status_code == 409
    assert "CUST_FIELD1" in words_of(response)
    assert visit.find_session(shopping.token).state == "started"


def test_a_cart_of_more_fields_than_the_system_reads_stays_here(world):
    """PHP drops what is beyond 1,000 fields of a form, and nobody there is told."""
    # given
    partner = oci_partner(world, system="dolibarr")
    options = {"echo": [["token", "4711"]], "charset": "utf-8"}

    def fields(count):
        items = [with_values(ITEM, line_number=number) for number in range(1, count + 1)]
        return oci_return.fields_of(partner, options, cart_of(*items), {})

    per_line = len(fields(2)) - len(fields(1))
    most = (1000 - 1) // per_line

    # then
    assert len(fields(most)) <= 1000
    with pytest.raises(CartRefused, match=r"fields, and Dolibarr reads 1,000\. Return it in parts"):
        fields(most + 1)


@pytest.mark.parametrize(
    ("charset", "name", "expected"),
    [
        ("utf-8", "Stra\u00dfenf\u00fc\u00dfe \u03a9", "Stra\u00dfenf\u00fc\u00dfe \u03a9"),
        ("iso-8859-1", "Stra\u00dfenf\u00fc\u00dfe \u03a9", "Stra\u00dfenf\u00fc\u00dfe Ohm"),
        ("windows-1252", "10 \u20ac \u201eBolzen\u201c", "10 \u20ac \u201eBolzen\u201c"),
        ("iso-8859-1", "10 \u20ac \u201eBolzen\u201c", '10 EUR "Bolzen"'),
    ],
)
def test_every_character_arrives_in_the_charset_of_the_call(client, shop, charset, name, expected):
    # given
    shopping = shop(quantities=[("FST-1001", 1)], http_content_charset=charset)
    Product.objects.filter(variants__sku="FST-1001").update(name=name)

    # when
    posted = page_of(returned(client, shopping)).posted()

    # then
    said = f"http_content_charset={charset}&".encode() + posted
    description = read_parameters((said,), Notes()).get("NEW_ITEM-DESCRIPTION[1]")
    assert description.startswith(expected[:40])
    assert "?" not in description


def test_a_long_description_arrives_cut_and_whole(client, shop):
    # given
    shopping = shop(quantities=[("FST-1001", 1)])
    Product.objects.filter(variants__sku="FST-1001").update(name="Hexagon bolt " * 10, description="Zinc plated")

    # when
    warnings = words_of(client.get(f"/return/{shopping.token}"))
    fields = named(page_of(returned(client, shopping)))

    # then
    assert len(fields["NEW_ITEM-DESCRIPTION[1]"]) <= 40
    assert fields["NEW_ITEM-LONGTEXT_1:132[]"]
    assert "Description arrives shortened" in warnings


def test_going_back_without_a_cart_sends_the_controls_alone(client, shop):
    # when
    page = page_of(client.post(f"/cancel/{shop().token}"))

    # then
    assert (page.form["action"], page.form["method"], page.fields) == (ACTION, "post", CONTROLS)


def test_going_back_without_a_cart_leads_where_the_call_says(client, shop):
    shopping = shop(OCICANCEL="https://srm.example.com/cancelled?id=7&why=none")

    page = page_of(client.post(f"/cancel/{shopping.token}"))

    assert (page.form["action"], page.form["method"]) == ("https://srm.example.com/cancelled", "get")
    assert page.fields == [("id", "7"), ("why", "none")]


def test_a_place_to_cancel_that_is_not_the_partners_own_is_left_out(client, shop):
    shopping = shop(OCICANCEL="https://evil.example/cancelled")

    page = page_of(client.post(f"/cancel/{shopping.token}"))

    assert page.form["action"] == ACTION
    assert "evil.example" not in json.dumps(shopping.session.return_options)


def test_who_breaks_on_an_empty_form_gets_none(client, shop, monkeypatch):
    # given
    shopping = shop(partner={"system": "generic"})
    system = shopping.session.partner.procurement_system
    monkeypatch.setitem(systems.SYSTEMS, "generic", replace(system, on_empty="no_post"))

    # when
    page = page_of(client.post(f"/cancel/{shopping.token}"))

    # then
    assert page.form == {}
    assert "form" not in page.tags


def test_the_storefronts_own_form_is_the_same(client, shop):
    shopping = shop()

    form, _ = cart.transfer(shopping.session, BASE_URL)

    assert page_of(returned(client, shopping)).fields == [(field.name, field.value) for field in form.fields]


def test_sap_gui_gets_its_own_address_and_may_follow_it(client, shop):
    # given
    shopping = shop(partner={"system": "sap-mm"}, HOOK_URL="SAPEVENT:POST")

    # when
    response = returned(client, shopping)

    # then
    assert page_of(response).form["action"] == "SAPEVENT:POST"
    assert "form-action 'self' sapevent:;" in response["Content-Security-Policy"]


def test_no_other_page_lets_a_form_out_to_sap_gui(client, shop):
    shopping = shop()

    for response in (client.get(f"/return/{shopping.token}"), returned(client, shopping)):
        assert "sapevent" not in response["Content-Security-Policy"]


def test_an_empty_cart_is_not_returned(client, shop):
    assert client.post(f"/return/{shop(quantities=[]).token}").status_code == 409


def test_a_browser_without_scripts_has_a_button(client, shop):
    page = Page(returned(client, shop()).content.decode())

    assert "button" in page.tags
