"""A cart becomes the fields that SAP knows, and is read as SAP and other buyers read it."""

from decimal import Decimal
from html import escape

import pytest

from saleor_punchout.documents.oci.cart import WIDTHS, is_cart_field, read_cart, read_lines, write_cart
from saleor_punchout.documents.oci.form import read_form
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import Classification, ItemDetail, ItemID, ItemIn, Money, PunchOutOrderMessage
from saleor_punchout.exceptions import BadRequest, CartRefused, NotAcceptable

PEN = ItemDetail(
    Money(Decimal("12.50"), "EUR"),
    "Ballpoint pen",
    unit_of_measure="PCE",
    classifications=(Classification("UNSPSC", "44121704"),),
    manufacturer_part_id="P-7",
    lead_time=3,
    long_text="A ballpoint pen,\nblue",
)


def cart(*details, quantity="2", aux="h7k2m4q9xw/12-4fz8q2m1abcde"):
    items = [
        ItemIn(number, Decimal(quantity), ItemID(f"SKU-{number}", aux, "MAT-1"), detail)
        for number, detail in enumerate(details, 1)
    ]
    return PunchOutOrderMessage("", "edit", Money(Decimal(0), "EUR"), tuple(items))


def priced(amount, currency="EUR"):
    return PEN._replace(unit_price=Money(Decimal(amount), currency))


def written(*arguments, **more):
    return dict(write_cart(*arguments, **more))


def read(fields):
    notes = Notes()
    found = read_cart(list(fields.items()) if isinstance(fields, dict) else fields, notes)
    notes.settle()
    return found, {remark.code for remark in notes.remarks}


def line(**more):
    said = {"DESCRIPTION": "Pen", "QUANTITY": "2", "UNIT": "EA", "PRICE": "10", "CURRENCY": "EUR"} | more
    return {f"NEW_ITEM-{name}[1]": value for name, value in said.items() if value is not None}


def test_every_field_is_named_as_the_interface_names_it():
    assert written(cart(PEN)) == {
        "NEW_ITEM-DESCRIPTION[1]": "Ballpoint pen",
        "NEW_ITEM-MATNR[1]": "MAT-1",
        "NEW_ITEM-QUANTITY[1]": "2",
        "NEW_ITEM-UNIT[1]": "PCE",
        "NEW_ITEM-PRICE[1]": "12.50",
        "NEW_ITEM-CURRENCY[1]": "EUR",
        "NEW_ITEM-PRICEUNIT[1]": "1",
        "NEW_ITEM-LEADTIME[1]": "3",
        "NEW_ITEM-VENDORMAT[1]": "SKU-1",
        "NEW_ITEM-MANUFACTMAT[1]": "P-7",
        "NEW_ITEM-EXT_QUOTE_ID[1]": "h7k2m4q9xw",
        "NEW_ITEM-EXT_QUOTE_ITEM[1]": "12",
        "NEW_ITEM-EXT_PRODUCT_ID[1]": "h7k2m4q9xw/12-4fz8q2m1abcde",
        "NEW_ITEM-EXT_SCHEMA_TYPE[1]": "UNSPSC",
        "NEW_ITEM-EXT_CATEGORY_ID[1]": "44121704",
        "NEW_ITEM-LONGTEXT_1:132[]": "A ballpoint pen,\nblue",
    }


def test_only_what_says_something_is_sent():
    bare = ItemDetail(None, "Pen", unit_of_measure="EA")

    assert written(cart(bare, aux="")) == {
        "NEW_ITEM-DESCRIPTION[1]": "Pen",
        "NEW_ITEM-MATNR[1]": "MAT-1",
        "NEW_ITEM-QUANTITY[1]": "2",
        "NEW_ITEM-UNIT[1]": "EA",
        "NEW_ITEM-VENDORMAT[1]": "SKU-1",
    }


def test_lines_are_numbered_from_one_without_gaps():
    fields = written(cart(PEN, PEN, PEN))

    assert sorted({name[-3:] for name in fields if name.endswith("]") and ":" not in name}) == ["[1]", "[2]", "[3]"]
    assert [name for name in fields if ":132" in name] == [f"NEW_ITEM-LONGTEXT_{n}:132[]" for n in (1, 2, 3)]


def test_a_cart_without_lines_has_no_fields():
    assert write_cart(cart()) == []


def test_what_the_buyer_wants_beside_goes_before_ours():
    further = [{"VENDOR": "0000527123", "UNIT": "ST", "EXT_QUOTE_ID": ""}]

    fields = written(cart(PEN), further=further)

    assert (fields["NEW_ITEM-VENDOR[1]"], fields["NEW_ITEM-UNIT[1]"]) == ("0000527123", "ST")
    assert "NEW_ITEM-EXT_QUOTE_ID[1]" not in fields


@pytest.mark.parametrize(
    ("amount", "price", "unit"),
    [
        ("12.5", "12.5", "1"),
        ("0.125", "0.125", "1"),
        ("12.5000", "12.500", "1"),
        ("0.1234", "1.234", "10"),
        ("0.00005", "0.005", "100"),
        ("0.123456", "123.456", "1000"),
        ("0.0000001", "0.001", "10000"),
    ],
)
def test_a_small_price_goes_as_that_of_many(amount, price, unit):
    fields = written(cart(priced(amount)))

    assert (fields["NEW_ITEM-PRICE[1]"], fields["NEW_ITEM-PRICEUNIT[1]"]) == (price, unit)
    assert read(fields)[0].items[0].detail.unit_price == Money(Decimal(amount), "EUR")


@pytest.mark.parametrize(("quantity", "said"), [("2", "2"), ("2.5", "2.5"), ("2.50000", "2.500"), ("0.001", "0.001")])
def test_a_quantity_has_three_decimals_at_most(quantity, said):
    assert written(cart(PEN, quantity=quantity))["NEW_ITEM-QUANTITY[1]"] == said


@pytest.mark.parametrize("broken", [cart(PEN, quantity="0.0001"), cart(priced("0.00000001"))])
def test_a_number_that_cannot_be_written_exactly_is_not_written_at_all(broken):
    with pytest.raises(CartRefused, match="Line 1"):
        write_cart(broken)


def test_the_widths_are_known_of_every_field():
    names = {name.partition("-")[2].partition("[")[0] for name in written(cart(PEN)) if "LONGTEXT" not in name}

    assert names <= set(WIDTHS)
    assert (WIDTHS["DESCRIPTION"], WIDTHS["UNIT"], WIDTHS["MATNR"], WIDTHS["PRICEUNIT"]) == (40, 3, 18, 5)


@pytest.mark.parametrize(("price", "unit", "each"), [("1250", "100", "12.5"), ("10", "3", "3.333333"), ("7", "", "7")])
def test_a_price_is_that_of_one_unit(price, unit, each):
    found, _ = read(line(PRICE=price, PRICEUNIT=unit))

    assert found.items[0].detail.unit_price.amount == Decimal(each)
    assert found.total.amount == (Decimal(each) * 2).quantize(Decimal("0.01"))


def test_blanks_behind_a_value_and_odd_case_are_tolerated():
    fields = {"new_item-vendormat[1]": "SKU-1   ", " NEW_ITEM-Description[1]": "Pen", "NEW_ITEM-QUANTITY[1]": "2.000 "}

    item = read(fields)[0].items[0]

    assert (item.item_id.supplier_part_id, item.detail.description, item.quantity) == ("SKU-1", "Pen", 2)


def test_pieces_of_a_long_text_are_joined_and_of_other_fields_the_first_counts():
    pairs = [*line().items(), ("NEW_ITEM-LONGTEXT_1:132[]", "one "), ("NEW_ITEM-LONGTEXT_1:132[2]", "two")]

    item = read([*pairs, ("NEW_ITEM-UNIT[1]", "PCE")])[0].items[0]

    assert (item.detail.long_text, item.detail.unit_of_measure) == ("one two", "EA")


def test_a_gap_between_lines_is_noted():
    shifted = {name.replace("[1]", "[2]"): value for name, value in line().items()}

    found, remarks = read(shifted)

    assert ([item.line_number for item in found.items], remarks) == ([2], {"line_gap"})


@pytest.mark.parametrize(
    "fault",
    [
        {"QUANTITY": None},
        {"QUANTITY": "0"},
        {"QUANTITY": "1e3"},
        {"PRICE": "x"},
        {"PRICE": "1,234"},
        {"CURRENCY": None},
        {"CURRENCY": "EURO"},
        {"PRICEUNIT": "0"},
        {"PRICEUNIT": "x"},
        {"DESCRIPTION": None},
    ],
    ids=str,
)
def test_a_line_that_cannot_be_used_is_named(fault):
    with pytest.raises(BadRequest, match="Line 1"):
        read(line(**fault))


def test_a_material_number_stands_for_the_description():
    assert read(line(DESCRIPTION=None, MATNR="4711"))[0].items[0].item_id.buyer_part_id == "4711"


@pytest.mark.parametrize(
    "name", ["NEW_ITEM-X", "NEW_ITEM-X[]", "NEW_ITEM-X[1]x", "XNEW_ITEM-X[1]", "NEW_ITEM-X[999999]"]
)
def test_other_names_are_no_part_of_a_cart(name):
    assert not is_cart_field(name)
    assert read_lines([(name, "x")]) == {}


PAGE = (
    '<!DOCTYPE html><html><head><meta charset="{charset}"></head><body><form action="/search"><input name="q"></form>'
    '<form method="post" action="https://srm.example.com/in?a=1&amp;b=2" target="_parent">{fields}'
    '<input type="submit" name="go" value="Return"><textarea name="note">n</textarea></form></body></html>'
)


def page(fields, charset="utf-8"):
    inputs = "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in fields)
    return PAGE.format(fields=inputs, charset=charset).encode(charset)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_page_with_the_cart_is_read_as_a_browser_posts_it(charset):
    # given
    fields = write_cart(cart(PEN._replace(description='Füller "B" <&>')))

    # when
    form = read_form(page(fields, charset), Notes())

    # then
    assert (form.action, form.target) == ("https://srm.example.com/in?a=1&b=2", "_parent")
    assert form.fields == (*fields, ("note", "n"))
    assert read(list(form.fields))[0].items[0].detail.description == 'Füller "B" <&>'


@pytest.mark.parametrize("content", [b"", b"<html><body>no form</body></html>", b"   "])
def test_a_page_without_a_form_is_refused(content):
    with pytest.raises(NotAcceptable):
        read_form(content, Notes())
