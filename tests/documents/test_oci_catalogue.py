"""A page of the catalogue tells every amount exactly, and comes back as it was."""

import json
from decimal import Decimal

import pytest

from saleor_punchout.documents.oci.catalogue import (
    Availability,
    CatalogueItem,
    CataloguePage,
    read_catalogue,
    write_availability,
    write_catalogue,
)
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import Money
from saleor_punchout.exceptions import BadRequest, NotAcceptable

PEN = CatalogueItem(
    "SKU-1",
    (("Pen – blue", "EN"), ("Stift", "DE")),
    Money(Decimal("0.10"), "EUR"),
    "PCE",
    Decimal(100),
    Decimal("2.5"),
    3,
    "0000527123",
)
PAGE = CataloguePage((PEN, CatalogueItem("SKU-2", (), None, "EA")), 2, 3, 21, "a1b2", "X")


def read(document):
    notes = Notes()
    found = read_catalogue(document if isinstance(document, bytes) else json.dumps(document).encode(), notes)
    notes.settle()
    return found


def test_a_page_comes_back_as_it_was():
    assert read(write_catalogue(PAGE)) == PAGE


def test_amounts_are_text():
    item = json.loads(write_catalogue(PAGE))["Items"][0]["NEWITEM"]

    assert (item["PRICE"], item["PRICE_SCALES"][0]["price"]) == ("0.10", "0.10")
    assert (item["PRICE_QUANTITY"], item["MINORDER_QTY"]) == (100, "2.5")


def test_the_envelope_echoes_the_call():
    said = json.loads(write_catalogue(PAGE))

    assert {key: said[key] for key in ("CTI", "CURRENTPAGE", "TOTALITEMS", "TOTALPAGES", "TRANSACTIONID")} == {
        "CTI": "X",
        "CURRENTPAGE": 2,
        "TOTALITEMS": 21,
        "TOTALPAGES": 3,
        "TRANSACTIONID": "a1b2",
    }


def entry(**more):
    return {"Items": [{"NEWITEM": {"EXT_PRODUCT_ID": "1", "CURRENCY": "EUR"} | more}]}


def test_a_price_that_came_as_a_number_keeps_its_digits():
    document = b'{"Items": [{"NEWITEM": {"EXT_PRODUCT_ID": "1", "CURRENCY": "EUR", "PRICE": 0.10}}]}'

    assert str(read(document).items[0].price.amount) == "0.10"


def test_a_description_may_be_plain_words():
    assert read(entry(DESCRIPTION=" Pen ")).items[0].descriptions == (("Pen", ""),)


@pytest.mark.parametrize(
    "document",
    [entry(EXT_PRODUCT_ID=""), entry(PRICE="1,234"), entry(PRICE="1", CURRENCY="x"), entry(MINORDER_QTY="NaN"), {}, []],
    ids=str,
)
def test_what_cannot_be_used_is_refused(document):
    with pytest.raises(BadRequest):
        read(document)


@pytest.mark.parametrize(
    "document",
    [b"", b"{", b"\xff\xfe{", b'{"Items": ' + b"[" * 100_000, b'{"a": "\x00"}'],
    ids=["empty", "cut off", "other bytes", "deep", "control character"],
)
def test_what_is_no_json_is_refused(document):
    with pytest.raises(NotAcceptable):
        read(document)


def test_a_number_of_a_million_digits_costs_nothing():
    with pytest.raises(BadRequest):
        read(
            b'{"Items": [{"NEWITEM": {"EXT_PRODUCT_ID": "1", "CURRENCY": "EUR", "PRICE": ' + b"9" * 1_000_000 + b"}}]}"
        )


@pytest.mark.parametrize("odd", [{"Items": [None, 1, "x", {"NEWITEM": []}]}, entry(EXT_PRODUCT_ID={"a": 1})])
def test_values_of_other_kinds_are_nothing(odd):
    with pytest.raises(BadRequest, match="Line 1: EXT_PRODUCT_ID"):
        read(odd)


@pytest.mark.parametrize(("has", "mark"), [(True, "X"), (False, "")])
def test_availability_is_a_flag(has, mark):
    answer = json.loads(write_availability(Availability("SKU-1", Decimal(500), has, Decimal(20), "PCE", 4)))

    assert answer == {
        "PRODUCTID": "SKU-1",
        "QUANTITY": "500",
        "AVAILABLE": mark,
        "AVAILABLE_QUANTITY": "20",
        "UNIT": "PCE",
        "LEADTIME": "4",
    }
