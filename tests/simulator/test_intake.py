"""What each system makes of a cart: its own limits, its own silence."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest

from saleor_punchout.simulator import cxml_reading, oci, oracle
from saleor_punchout.simulator.browser import Form
from saleor_punchout.simulator.buyer import Visit
from saleor_punchout.simulator.cart import Cart, Charge, NotTaken
from saleor_punchout.simulator.dialects import DIALECTS
from saleor_punchout.simulator.intake import doubts, ingest
from tests.simulator.conftest import LINE, RETURN_URL, buyer_of, cart_of, stranger

CART = b"""<?xml version="1.0" encoding="UTF-8"?>
<cXML payloadID="1@shop" timestamp="2026-11-23T08:00:00+00:00"><Header/><Message>%s<PunchOutOrderMessage>
<BuyerCookie>%s</BuyerCookie>
<PunchOutOrderMessageHeader operationAllowed="edit"><Total><Money currency="EUR">29.60</Money></Total>
</PunchOutOrderMessageHeader>
%s</PunchOutOrderMessage></Message></cXML>"""
ITEM = b"""<ItemIn quantity="2"><ItemID><SupplierPartID>FST-1001</SupplierPartID>
<SupplierPartAuxiliaryID>abc/1-sig</SupplierPartAuxiliaryID></ItemID>
<ItemDetail><UnitPrice><Money currency="EUR">14.80</Money></UnitPrice>
<Description xml:lang="en"><ShortName>Bolt</ShortName>Hex bolt</Description><UnitOfMeasure>EA</UnitOfMeasure>
<Classification domain="UNSPSC">31161620</Classification></ItemDetail></ItemIn>"""
UNCHANGED = b'<Status code="204" text="No Content"/>'


def document(item: bytes = ITEM, cookie: bytes = b"cookie-1", status: bytes = b"") -> bytes:
    return CART % (status, cookie, item)


def remarks(cart: Cart, system: str) -> list[tuple[str, str]]:
    return [(remark.field, remark.effect) for remark in ingest(cart, DIALECTS[system]).remarks]


def test_a_cart_is_read_line_by_line():
    cart = cxml_reading.read_cart(document(), "cookie-1")

    (line,) = cart.lines
    assert (line.part_id, line.auxiliary_id, line.quantity, line.price, line.unit) == (
        "FST-1001",
        "abc/1-sig",
        2,
        Decimal("14.80"),
        "EA",
    )
    assert line.description == "Hex bolt"
    assert cart.oddities == ()


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (document(cookie=b"cookie-2"), "another visit"),
        (document(ITEM.replace(b"2", b"two", 1)), "no number"),
        (document(ITEM.replace(b"14.80", b"1e3", 1)), "plain number"),
        (
            document(ITEM.replace(b'<Classification domain="UNSPSC">31161620</Classification>', b"")),
            "no Classification",
        ),
        (b"<cXML/>", "no PunchOutOrderMessage"),
        (b"hello", "no XML"),
    ],
    ids=["other visit", "quantity", "exponent", "classification", "no message", "no XML"],
)
def test_a_broken_cart_is_not_taken(found, told):
    with pytest.raises(NotTaken, match=told):
        cxml_reading.read_cart(found, "cookie-1")


def test_nothing_changes_is_no_empty_cart():
    cart = cxml_reading.read_cart(document(b"", status=UNCHANGED), "cookie-1")

    assert cart.is_unchanged
    assert not ingest(cart, DIALECTS["oracle-fusion"]).is_refused


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (document(ITEM.replace(b' xml:lang="en"', b"")), "xml:lang"),
        (document(ITEM.replace(b'"2"', b'"0"')), "quantity of 0"),
        (document().replace(b"<Header/>", b"<Header><SharedSecret>x</SharedSecret></Header>"), "SharedSecret"),
        (document().replace(b"+00:00", b"Z"), "numeric offset"),
        (document(ITEM.replace(b"bolt", "Bölt".encode())), "ASCII"),
    ],
    ids=["language", "zero", "secret", "timestamp", "bytes"],
)
def test_a_strict_reader_frowns(changed, told):
    assert told in " ".join(cxml_reading.read_cart(changed, "cookie-1").oddities)


def test_odoo_drops_a_field_that_is_spelled_otherwise():
    # given
    buyer, _ = buyer_of(stranger("odoo", "http://127.0.0.1:9/"))
    form = Form(RETURN_URL, fields=[("cXML-urlencoded", document().decode())])

    # then
    with pytest.raises(NotTaken, match="drops everything else"):
        buyer.take(form, Visit("", "cookie-1", RETURN_URL))


def test_others_take_a_field_in_any_spelling():
    # given
    buyer, _ = buyer_of(stranger("dolibarr", "http://127.0.0.1:9/"))
    form = Form(RETURN_URL, fields=[("cXML-urlencoded", document().decode())])

    # then
    assert len(buyer.take(form, Visit("", "cookie-1", RETURN_URL)).lines) == 1


def test_odoo_refuses_a_cart_over_its_size():
    # given
    buyer, _ = buyer_of(stranger("odoo", "http://127.0.0.1:9/"))
    form = Form(RETURN_URL, fields=[("cxml-urlencoded", document(ITEM * 4000).decode())])

    # then
    with pytest.raises(NotTaken, match="refuses more than 1,048,576"):
        buyer.take(form, Visit("", "cookie-1", RETURN_URL))


def test_base64_goes_before_the_other_field():
    fields = [("cxml-urlencoded", "other"), ("cXML-base64", base64.b64encode(document()).decode())]

    assert cxml_reading.cart_document(fields, DIALECTS["generic"].intake) == document()


def test_a_unit_that_jaggaer_does_not_know_silently_becomes_another():
    # when
    taken = ingest(cart_of(unit="RM"), DIALECTS["jaggaer"])

    # then
    assert taken.lines[0].unit == "EA"
    assert ("unit", "changed") in remarks(cart_of(unit="RM"), "jaggaer")


def test_a_unit_that_coupa_does_not_know_fails_the_whole_cart():
    taken = ingest(Cart((*cart_of(unit="RM").lines, LINE)), DIALECTS["coupa"])

    assert taken.is_refused
    assert taken.lines == ()


@pytest.mark.parametrize(
    ("system", "units", "told"),
    [
        ("coupa", ["BX", "EA", "BX"], ["BX"]),
        ("oracle-iprocurement", ["EA"], ["EA"]),
        ("generic", ["BX"], []),
        ("sap-srm", ["BX", "PCE"], []),
    ],
    ids=["some", "any", "nothing known", "dropped"],
)
def test_a_unit_that_not_everybody_has_set_up_is_told(system, units, told):
    # given
    dialect = DIALECTS[system]
    cart = Cart(tuple(line for unit in units for line in cart_of(unit=unit).lines))

    # when
    found = doubts(ingest(cart, dialect), dialect)

    # then
    assert [words.split(" takes the unit ")[1].split()[0] for words in found] == told


def test_sap_drops_a_line_of_an_unknown_unit_and_keeps_the_others():
    taken = ingest(Cart((*cart_of(unit="BX").lines, *cart_of(unit="PCE").lines)), DIALECTS["sap-srm"])

    assert not taken.is_refused
    assert ([line.unit for line in taken.lines], taken.came) == (["PCE"], 2)


@pytest.mark.parametrize(
    ("system", "kept"),
    [("sap-srm", 40), ("oracle-fusion", 240), ("jaggaer", 256), ("mercateo", 255), ("generic", 3000)],
)
def test_a_long_description_is_cut(system, kept):
    taken = ingest(cart_of(description="x" * 3000, unit="PCE" if system == "sap-srm" else "EA"), DIALECTS[system])

    assert len(taken.lines[0].description) == kept


def test_ariba_counts_bytes_and_never_splits_a_character():
    # when
    taken = ingest(cart_of(description="ä" * 1001), DIALECTS["ariba"])

    # then
    assert taken.lines[0].description == "ä" * 1000
    assert ("description", "cut") in remarks(cart_of(description="ä" * 128), "ariba")
    assert remarks(cart_of(description="ä" * 127), "ariba") == []


@pytest.mark.parametrize("system", ["oracle-iprocurement", "sap-srm"])
def test_a_part_number_is_never_cut(system):
    taken = ingest(cart_of(part_id="x" * 41), DIALECTS[system])

    assert taken.lines == ()
    assert [remark.effect for remark in taken.remarks] == ["dropped"]


def test_ariba_drops_a_part_number_with_a_question_mark():
    assert remarks(cart_of(part_id="A?1"), "ariba") == [("part_id", "dropped")]


def test_a_total_that_is_not_the_sum_is_told_where_it_is_read():
    # given
    cart = Cart((LINE,), total=Charge(Decimal("30.00"), "EUR"))

    # then
    assert remarks(cart, "generic") == [("total", "odd")]
    assert remarks(cart, "jaggaer") == [("total", "changed")]


def test_an_empty_cart_breaks_oracle():
    assert ingest(Cart(), DIALECTS["oracle-iprocurement"]).is_refused
    assert not ingest(Cart(), DIALECTS["generic"]).is_refused


FIELDS = [
    ("sap-client", "001"),
    ("~OkCode", "ADDI"),
    ("NEW_ITEM-VENDORMAT[1]", "FST-1001"),
    ("NEW_ITEM-DESCRIPTION[1]", "Hex bolt"),
    ("NEW_ITEM-QUANTITY[1]", "2.000"),
    ("NEW_ITEM-UNIT[1]", "PCE"),
    ("NEW_ITEM-PRICE[1]", "1480.00"),
    ("NEW_ITEM-PRICEUNIT[1]", "100"),
    ("NEW_ITEM-CURRENCY[1]", "EUR"),
    ("NEW_ITEM-LONGTEXT_1:132[]", "Hex bolt, "),
    ("NEW_ITEM-LONGTEXT_1:132[]", "zinc-plated"),
    ("NEW_ITEM-VENDOR[1]", "0000527123"),
]


def test_an_oci_form_is_read_field_by_field():
    (line,) = oci.read_cart(FIELDS, DIALECTS["sap-srm"].intake).lines

    assert (line.part_id, line.unit, line.net) == ("FST-1001", "PCE", Decimal("29.60"))
    assert line.long_text == "Hex bolt, zinc-plated"
    assert line.others == {"VENDOR": "0000527123"}


def test_what_the_call_wanted_back_and_did_not_get_is_told():
    # given
    sent = {"~OkCode": "ADDI", "~CALLER": "CTLG", "OCI_VERSION": "4.0"}

    # then
    assert oci.read_cart(FIELDS, DIALECTS["sap-srm"].intake, sent).oddities == (
        "The field ~CALLER came in the call and does not go back.",
    )


def test_odoo_keeps_the_last_part_of_a_long_text_only():
    cart = oci.read_cart(FIELDS, DIALECTS["odoo"].intake)

    assert cart.lines[0].long_text == "zinc-plated"
    assert "last part" in " ".join(cart.oddities)


def test_dolibarr_reads_the_first_thousand_fields():
    # given
    fields = [(f"NEW_ITEM-{name}[{line}]", "1") for line in range(1, 402) for name in ("QUANTITY", "PRICE", "UNIT")]

    # when
    cart = oci.read_cart(fields, DIALECTS["dolibarr"].intake)

    # then
    assert len(cart.lines) == 334
    assert "Only the first 1,000 of 1,203 fields" in " ".join(cart.oddities)


def test_a_form_without_lines_changes_nothing():
    assert oci.read_cart(FIELDS[:2], DIALECTS["sap-srm"].intake).is_unchanged


@pytest.mark.parametrize(
    ("name", "told"),
    [("NEW_ITEM-VENDORMAT[3]", "without a gap"), ("NEW_ITEM-UNIT", "no OCI version knows")],
    ids=["gap", "no index"],
)
def test_odd_oci_fields_are_told(name, told):
    fields = [*FIELDS, (name, "x"), ("NEW_ITEM-QUANTITY[3]", "1")]

    assert told in " ".join(oci.read_cart(fields, DIALECTS["sap-srm"].intake).oddities)


def test_a_line_without_quantity_is_not_taken():
    with pytest.raises(NotTaken, match="no NEW_ITEM-QUANTITY"):
        oci.read_cart([("NEW_ITEM-UNIT[1]", "PCE")], DIALECTS["sap-srm"].intake)


@pytest.mark.parametrize(
    ("action", "fields", "is_home"),
    [
        ("https://srm.example.com/hook?a=1&b=2", [], True),
        ("https://srm.example.com/hook", [("a", "1"), ("b", "2")], True),
        ("https://srm.example.com/hook", [("a", "1")], False),
        ("https://other.example.com/hook?a=1&b=2", [], False),
    ],
    ids=["whole", "split", "half", "elsewhere"],
)
def test_a_form_leads_home(action, fields, is_home):
    assert oci.leads_home(action, fields, "https://srm.example.com/hook?a=1&b=2") is is_home


ORACLE_CART = """<response><header version="1.0"><return returnCode="S"/></header>
<body><OrderLinesDataElements><orderLine>
<item lineType="GOODS" quantity="3.0"><itemNumber><supplierItemNumber><itemID><![CDATA[FST-1001]]></itemID>
<supplierReferenceNumber>abc/1-sig</supplierReferenceNumber></supplierItemNumber></itemNumber>
<itemDescription>Hex bolt</itemDescription>
<unitOfMeasure><supplierUnitOfMeasure><supplierUOMType>EA</supplierUOMType></supplierUnitOfMeasure></unitOfMeasure></item>
<category><categoryCode categoryCodeIdentifier="UNSPSC">31161620</categoryCode></category>
<price><currency>EUR</currency><unitPrice>14.80</unitPrice></price>
</orderLine></OrderLinesDataElements></body></response>"""


def test_an_oracle_cart_is_read_line_by_line():
    (line,) = oracle.read_cart(ORACLE_CART.encode()).lines

    assert (line.part_id, line.auxiliary_id, line.quantity, line.price, line.unit, line.classification) == (
        "FST-1001",
        "abc/1-sig",
        3,
        Decimal("14.80"),
        "EA",
        "31161620",
    )


def test_oracle_sees_no_cart_under_another_name():
    with pytest.raises(NotTaken, match="looks for oracleCart"):
        oracle.cart_document([("cart", ORACLE_CART)], DIALECTS["oracle-fusion"].intake)
