"""Oracle's native XML: a login is read as iProcurement sends it, our answer and our cart as it reads them."""

from decimal import Decimal

import pytest
from lxml import etree

from saleor_punchout.documents.oracle.cart import Supplier, read_cart, write_cart
from saleor_punchout.documents.oracle.login import (
    LoginResponse,
    open_oracle,
    read_login_request,
    read_login_response,
    read_outcome,
    write_login_failure,
    write_login_response,
)
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.redaction import redacted
from saleor_punchout.documents.types import (
    Address,
    Classification,
    Contact,
    ItemDetail,
    ItemID,
    ItemIn,
    Money,
    PunchOutOrderMessage,
)
from saleor_punchout.exceptions import BadRequest, DocumentTooLarge, NotAcceptable, NotSupported
from saleor_punchout.systems import GENERIC

RETURN = "https://ebs.example.com/OA.jsp?a=1&amp;b=2"


def login_request(
    *,
    login="<username>iproc</username><password>s3cr3t-dummy</password>",
    action="<action>shopping</action>",
    address=f"<returnURL>{RETURN}</returnURL>",
    more="",
):
    return (
        f'<?xml version = "1.0" encoding = "UTF-8"?><request><header version="1.0"><login>{login}</login>{action}'
        "<language>DE</language><searchLanguage/><userArea><operatingUnit>204</operatingUnit>"
        "<shipTo>V1 - New York City</shipTo><deliverTo>Gate 3</deliverTo></userArea></header><body><loginInfo>"
        "<userInfo><userName>Buyer, Pat</userName><userContactInfo><userPhone/><userEmail>buyer@example.com"
        "</userEmail></userContactInfo><appUserName>OPERATIONS</appUserName><userCompany><companyName>Buyer Corp."
        f"</companyName><companyDUNS>144709193</companyDUNS></userCompany></userInfo>{address}</loginInfo>"
        f"<searchKeywords>blue pens</searchKeywords>{more}</body></request>"
    )


def opened(document):
    return open_oracle(document.encode() if isinstance(document, str) else document, Notes()).root


def read(document):
    notes = Notes()
    found = read_login_request(opened(document), notes)
    notes.settle()
    return found


def test_a_login_tells_who_wants_to_shop_and_where_the_cart_goes():
    found = read(login_request())

    assert (found.username, found.password) == ("iproc", "s3cr3t-dummy")
    assert (found.language, found.operating_unit, found.search_keywords) == ("DE", "204", "blue pens")
    assert (found.company_name, found.company_duns) == ("Buyer Corp.", "144709193")
    request = found.request
    assert (request.operation, request.buyer_cookie) == ("create", "")
    assert request.browser_form_post == "https://ebs.example.com/OA.jsp?a=1&b=2"
    assert request.ship_to == Address(name="V1 - New York City")
    assert request.contacts == (Contact("Buyer, Pat", "buyer@example.com", "", "endUser"),)
    assert request.extrinsics == {"user": "OPERATIONS", "operatingunit": "204", "deliverto": "Gate 3"}


def test_the_user_is_found_where_oracles_cxml_has_it():
    user = GENERIC.identify(read(login_request()).request)

    assert (user.email, user.name, user.unique_name) == ("buyer@example.com", "Buyer, Pat", "OPERATIONS")


def test_the_password_stays_out_of_representation_and_record():
    assert "s3cr3t" not in repr(read(login_request()))
    assert "s3cr3t" not in redacted(opened(login_request()))


def test_names_in_another_case_in_another_order_or_in_a_namespace_are_understood():
    document = login_request().lower().replace("<request>", '<request xmlns="urn:x">')

    assert read(document).username == "iproc"


@pytest.mark.parametrize(
    "spoilt",
    [
        {"address": ""},
        {"address": "<returnURL>javascript:alert(1)</returnURL>"},
        {"address": "<returnURL>https://user@ebs.example.com</returnURL>"},
        {"address": "<returnURL>https://ebs.example.com<b/>.evil</returnURL>"},
        {"address": f"<returnURL>{RETURN}</returnURL>" * 2},
        {"login": "<username>a</username><username>b</username>"},
        {"login": "<username>a<b/>.evil</username>"},
        {"login": "<username>a</username></login><login>"},
    ],
    ids=lambda spoilt: next(iter(spoilt.values()))[:60],
)
def test_a_login_that_cannot_be_used_is_refused(spoilt):
    with pytest.raises(BadRequest):
        read(login_request(**spoilt))


@pytest.mark.parametrize("action", ["", "<action/>", "<action>profile</action>"])
def test_any_other_wish_than_shopping_is_refused(action):
    with pytest.raises(NotSupported):
        read(login_request(action=action))


@pytest.mark.parametrize("document", ["<request/>", "<request><header/></request>", "<request><body/></request>"])
def test_a_login_without_its_halves_is_refused(document):
    with pytest.raises(BadRequest):
        read(document)


@pytest.mark.parametrize("root", ["cXML", "html", "req", "requests"])
def test_another_document_is_refused(root):
    with pytest.raises(NotAcceptable, match="not Oracle's XML"):
        opened(f"<{root}/>")


def test_a_login_is_small():
    with pytest.raises(DocumentTooLarge):
        opened(login_request(more="<x>y</x>" * 40_000))


@pytest.mark.parametrize(("flat", "place"), [(True, "body/loginURL"), (False, "body/loginInfo/loginURL")])
def test_the_address_of_the_shop_stands_where_the_partner_looks_for_it(flat, place):
    # given
    url = "https://shop.example.com/start/abc?a=1&b=<2>"

    # when
    document = write_login_response(url, is_login_url_in_body=flat)

    # then
    assert etree.fromstring(document).findtext(place) == url
    assert read_login_response(opened(document)) == LoginResponse("S", url)


def test_a_refusal_has_no_address():
    document = write_login_failure("Unknown user <x> or wrong password.", "401")

    assert read_login_response(opened(document)) == LoginResponse("401", "", "Unknown user <x> or wrong password.")
    assert b"loginURL" not in document


PEN = ItemDetail(
    Money(Decimal("12.50"), "EUR"),
    "Pens & ink <blue>",
    unit_of_measure="EA",
    classifications=(Classification("eClass", "24-26"), Classification("UNSPSC", "44121701")),
    manufacturer_part_id="P-7",
    manufacturer_name="Füller & Söhne",
)


def cart(detail=PEN):
    item = ItemIn(1, Decimal(2), ItemID("SKU-1", "h7/1-4f", "MAT-1"), detail)
    return PunchOutOrderMessage("", "create", Money(Decimal("25.00"), "EUR"), (item,))


def line_of(document):
    return etree.fromstring(document).find("body/OrderLinesDataElements/orderLine")


def test_a_cart_stands_as_oracle_documents_it():
    document = write_cart(cart(), supplier=Supplier("Shop Ltd", "123456789", "105676"))
    line = line_of(document)

    assert document.isascii()
    assert read_outcome(etree.fromstring(document)) == ("S", "")
    assert dict(line.find("item").attrib) == {"lineType": "GOODS", "quantity": "2"}
    assert {element.tag: element.text for element in line.iter() if element.text} == {
        "itemID": "MAT-1",  # the last of three
        "supplierReferenceNumber": "h7/1-4f",
        "manufacturerName": "Füller & Söhne",
        "itemDescription": "Pens & ink <blue>",
        "supplierUOMType": "EA",
        "categoryCode": "44121701",
        "currency": "EUR",
        "unitPrice": "12.50",
        "supplierDUNS": "123456789",
        "supplierTradingPartnerCode": "105676",
        "supplierName": "Shop Ltd",
    }
    assert [element.text for element in line.iter("itemID")] == ["SKU-1", "P-7", "MAT-1"]


@pytest.mark.parametrize(
    ("wanted", "codes", "found"),
    [
        ("UNSPSC", "eClass UNSPSC", ("UNSPSC", "UNSPSC-1")),
        ("SPSC", "eClass UNSPSC", ("SPSC", "UNSPSC-1")),
        ("SUPPLIER", "UNSPSC eClass", ("SUPPLIER", "eClass-1")),
        ("UNSPSC", "Category", ("SUPPLIER", "Category-1")),
        ("SUPPLIER", "UNSPSC", ("UNSPSC", "UNSPSC-1")),
        ("UNSPSC", "", None),
    ],
)
def test_a_category_is_named_by_what_it_is(wanted, codes, found):
    classified = PEN._replace(classifications=tuple(Classification(one, f"{one}-1") for one in codes.split()))

    code = line_of(write_cart(cart(classified), category_identifier=wanted)).find("category/categoryCode")

    assert (code is not None and (code.get("categoryCodeIdentifier"), code.text)) == (found or False)


def test_a_cart_comes_back_with_the_total_of_its_lines():
    notes = Notes()

    found = read_cart(opened(write_cart(cart())), notes)

    assert found.total == Money(Decimal("25.00"), "EUR")
    assert found.items[0].item_id == ItemID("SKU-1", "h7/1-4f", "MAT-1")
    assert notes.faults == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("2", ""), ("2", "1e3"), ("12.50", "1,234"), ("EUR", "Euro")],
)
def test_a_line_that_cannot_be_used_is_named(right, wrong):
    # given
    document = write_cart(cart()).decode().replace(f">{right}<", f">{wrong}<").replace(f'"{right}"', f'"{wrong}"')
    notes = Notes()

    # when
    read_cart(opened(document), notes)

    # then
    with pytest.raises(BadRequest, match="Line 1"):
        notes.settle()


def test_a_response_without_lines_is_no_cart():
    with pytest.raises(BadRequest):
        read_cart(opened(write_login_response("https://shop.example.com/")), Notes())
