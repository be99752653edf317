"""What the simulated systems write, judged by the DTD."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import etree

from saleor_punchout.inspection import inspect
from saleor_punchout.simulator import cxml, oci, oracle
from saleor_punchout.simulator.aftermath import DELETE, UPDATE, next_version
from saleor_punchout.simulator.cart import Cart, Charge
from saleor_punchout.simulator.dialects import DIALECTS
from tests.documents.places import dtd
from tests.simulator import judge
from tests.simulator.conftest import LINE, RETURN_URL, buyer_of, stranger, wish

URL = "https://punchout.example.com/endpoint"
CXML = [dialect.key for dialect in DIALECTS.values() if "cxml" in dialect.protocols]
OCI = [dialect.key for dialect in DIALECTS.values() if "oci" in dialect.protocols]


def assert_valid(document: bytes) -> None:
    judge.assert_valid(etree.fromstring(document).getroottree())


@pytest.mark.parametrize("system", [key for key in CXML if DIALECTS[key].cxml.is_valid])
def test_setup_requests_are_valid(system):
    account = stranger(system, URL, "cxml")

    assert_valid(cxml.setup_request(account, wish(), "cookie"))
    assert_valid(cxml.setup_request(account, wish("edit", LINE), "cookie"))
    assert_valid(cxml.profile_request(account))


@pytest.mark.parametrize("system", CXML)
def test_orders_are_valid(system):
    # given
    account = stranger(system, URL, "cxml")
    cart = Cart((LINE,), tax=Charge(Decimal("5.62"), "EUR"), shipping=Charge(Decimal("7.00"), "EUR", "Parcel"))
    order = cxml.new_order(account, cart, [LINE], "PO-1")

    # then
    assert_valid(cxml.order_request(account, order))
    assert cxml.order_request(account, order) == cxml.order_request(account, order)


def test_the_setup_request_of_an_old_coupa_is_as_invalid_as_the_real_one():
    document = cxml.setup_request(stranger("coupa-2008", URL), wish(), "cookie")

    assert not dtd("1.2.014").validate(etree.fromstring(document))
    assert document.index(b"<Contact") < document.index(b"<BrowserFormPost")


@pytest.mark.parametrize(
    ("system", "written"),
    [
        ("powerschool", rb"payloadID=\"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\""),
        ("dolibarr", rb"timestamp=\"[^\"]+Z\""),
        ("jaggaer", rb"timestamp=\"\S+ \+00:00\""),
        ("dynamics365", rb"<BuyerCookie></BuyerCookie>|<BuyerCookie/>"),
        ("eden", rb"<Identity>\n[^<]+\n</Identity>"),
        ("ivalua", rb"version=\"\""),
        ("oracle-iprocurement", rb"<Contact><Name [^>]+>Buyer, M. Pat pat.buyer</Name></Contact>"),
    ],
)
def test_a_habit_stands_in_the_document(system, written):
    buyer, kept = buyer_of(stranger(system, "http://127.0.0.1:9/", "cxml"))
    with pytest.raises(Exception, match="cannot be reached"):
        buyer.punch_out(wish())

    assert re.search(written, kept[0][1]), kept[0][1].decode()


def test_a_tax_is_ordered_at_the_rate_that_it_had():
    # given
    cart = Cart((LINE,), tax=Charge(Decimal("5.62"), "EUR"))

    # when
    order = cxml.new_order(stranger("generic", URL), cart, [replace(LINE, quantity=Decimal(4))], "PO-1")

    # then
    assert order.tax == Charge(Decimal("11.24"), "EUR")


def test_a_hook_that_stands_last_is_not_encoded():
    # given
    account = stranger("ifs", f"{URL}/ifs")

    # when
    address = oci.address(account, oci.parameters(account, RETURN_URL))

    # then
    assert address.endswith(f"&HOOK_URL={RETURN_URL}?uniqueid=7f3a")
    assert "PASSWORD=the-password+%26+more" in address


@pytest.mark.parametrize("system", OCI)
def test_a_call_up_carries_the_login_and_the_hook(system):
    # given
    account = stranger(system, URL, "oci")
    given = oci.parameters(account, RETURN_URL)

    # then
    sent = dict(parse_qsl(urlsplit(oci.address(account, given)).query))
    assert (sent[DIALECTS[system].oci.username], sent["PASSWORD"]) == ("buyer", "the-password & more")
    assert sent["HOOK_URL"] == ("SAPEVENT:POST" if system == "sap-mm" else oci.hook(account, RETURN_URL))


def test_detail_has_no_hook():
    sent = dict(oci.parameters(stranger("sap-srm", URL), RETURN_URL, {"FUNCTION": "DETAIL", "PRODUCTID": "1"}))

    assert (sent["FUNCTION"], sent["PRODUCTID"]) == ("DETAIL", "1")
    assert "HOOK_URL" not in sent


def test_a_login_request_names_user_and_return_address():
    # when
    root = etree.fromstring(oracle.login_request(stranger("oracle-fusion", URL, "oracle"), RETURN_URL, "bolts"))

    # then
    assert root.findtext("header/login/username") == "buyer"
    assert root.findtext("body/loginInfo/returnURL") == RETURN_URL
    assert root.findtext("body/searchKeywords") == "bolts"


@pytest.mark.parametrize("protocol", ["cxml", "oci", "oracle"])
def test_what_is_kept_has_no_secret(protocol):
    # given
    buyer, kept = buyer_of(stranger("generic", "http://127.0.0.1:9/", protocol))

    # when
    try:
        buyer.punch_out(wish())
    except Exception:
        assert protocol != "oci"

    # then
    assert kept
    for _, document in kept:
        assert b"********" in document
        for secret in ("the-secret", "the-password"):
            assert secret not in document.decode()


@pytest.mark.parametrize("system", OCI)
def test_a_kept_call_up_is_a_request_as_it_goes_over_the_wire(system):
    # given
    buyer, kept = buyer_of(stranger(system, URL, "oci"))

    # when
    visit = buyer.punch_out(wish())

    # then
    ((_, saved),) = kept
    assert saved.startswith(f"{DIALECTS[system].oci.method} /endpoint".encode())
    found = inspect(saved)
    assert (found.status, found.values["document"]) == (None, "OCICallUp")
    assert found.values["oci"]["method"] == DIALECTS[system].oci.method
    assert found.values["browser_form_post"] == visit.return_url


@pytest.mark.parametrize("system", CXML)
def test_a_change_is_the_next_version_of_the_same_order(system):
    # given
    account, habits = stranger(system, URL, "cxml"), DIALECTS[system].cxml
    cart = Cart((LINE,), tax=Charge(Decimal("5.62"), "EUR"))
    first = cxml.new_order(account, cart, [LINE], "PO-1")

    # when
    second = next_version(account, first, UPDATE)
    third = next_version(account, second, DELETE)

    # then
    for order, former, kind, version in ((second, first, UPDATE, "2"), (third, second, DELETE, "3")):
        document = cxml.order_request(account, order)
        request = etree.fromstring(document).find("Request/OrderRequest")
        header, reference = request[0], request[0].find("DocumentReference")
        is_bare = kind == DELETE and habits.bare_delete
        assert (header.get("orderID"), header.get("type")) == ("PO-1", kind)
        assert header.get("orderVersion") == (version if habits.order_version else None)
        if "{number}" in habits.payload_id:  # the second is all that one system has
            assert order.payload_id != former.payload_id
        assert (None if reference is None else reference.get("payloadID")) == (
            former.payload_id if habits.names_former else None
        )
        assert len(request.findall("ItemOut")) == (0 if is_bare else 1)
        if not is_bare:
            assert_valid(document)
    assert (second.lines[0].quantity, second.total, second.tax.amount) == (3, Decimal("44.40"), Decimal("8.43"))
    assert third.total == second.total


def test_a_file_shows_no_secret():
    # given
    account = replace(stranger("generic", URL, "cxml"), secret="")
    order = cxml.new_order(account, Cart((LINE,)), [LINE], "PO-1")

    # then
    document = cxml.order_request(account, order)
    assert b"SharedSecret" not in document
    assert_valid(document)
