"""What becomes of a cart on its way to a system: all that fits stays, all that does not is told."""

from dataclasses import replace
from decimal import Decimal

import pytest

from saleor_punchout.documents.types import Charge, Classification, Money, PriceBasis
from saleor_punchout.systems import GENERIC, SYSTEMS
from saleor_punchout.systems.base import CXML, OCI, ORACLE, CxmlDialect, Limit
from saleor_punchout.systems.fitting import Fitted
from tests.systems.carts import AGREED, IDS, ITEM, WAYS, carriage_for, cart_of, good_cart, with_values

each_way = pytest.mark.parametrize(("system", "protocol"), WAYS, ids=IDS)

MUST_STAY = {"supplier_part_id", "supplier_part_auxiliary_id", "unit_of_measure"}


def fitted(system, protocol, units=AGREED, charset="utf-8", **values):
    """The line of a cart of one line with these values, and what is told of it."""
    result = system.fit(cart_of(with_values(ITEM, **values)), protocol, units, charset)
    return result.message.items[0], [(warning.field, warning.code) for warning in result.warnings]


@each_way
def test_a_good_cart_loses_nothing(system, protocol):
    cart = good_cart(system, protocol)

    assert system.fit(cart, protocol, AGREED) == Fitted(cart)


def limits_of(system, protocol):
    """The strictest limit of each field."""
    own = [carriage_for(system, protocol).limits, system.limits]
    names = {name for limits in own for name in limits} - {"classifications", "classification_domain", "extrinsics"}
    left_out = carriage_for(system, protocol).left_out
    return {
        name: min((limits[name] for limits in own if name in limits), key=lambda limit: limit.size)
        for name in sorted(names - left_out)
    }


LIMITS = [
    pytest.param(system, protocol, name, limit, id=f"{way}: {name}")
    for (system, protocol), way in zip(WAYS, IDS, strict=True)
    for name, limit in limits_of(system, protocol).items()
]


@pytest.mark.parametrize(("system", "protocol", "name", "limit"), LIMITS)
def test_a_limit_bites_at_one_more_and_not_before(system, protocol, name, limit):
    # given
    full = "ä" * (limit.size // 2) if limit.in_bytes else "x" * limit.size
    units = {**AGREED, full: full, f"{full}x": f"{full}x"}

    # when
    kept, quiet = fitted(system, protocol, units, **{name: full})
    cut, told = fitted(system, protocol, units, **{name: f"{full}x"})

    # then
    assert name not in [field for field, _ in quiet]
    assert kept == with_values(ITEM, **{name: full})
    value = getattr(cut.item_id if hasattr(cut.item_id, name) else cut.detail, name)
    if name in MUST_STAY:
        assert (value, (name, "refused") in told) == (f"{full}x", True)
    else:
        assert (value, told[0][0]) == (full if (name, "cut") in told else "", name)


def test_every_limit_is_tried():
    assert {name for *_, name, _ in (param.values for param in LIMITS)} >= MUST_STAY | {"description", "long_text"}


def test_text_is_cut_between_characters_also_where_bytes_count():
    assert Limit(5, in_bytes=True).cut("äöü") == "äö"
    assert Limit(4).cut("Pen, blue") == "Pen,"
    assert Limit(5).cut("Pens and ink") == "Pens"


def test_the_whole_description_goes_as_the_long_text_where_none_is_given():
    line, told = fitted(GENERIC, OCI, description="Ballpoint pen " * 4)

    assert line.detail.description == ("Ballpoint pen " * 4)[:40].rstrip()
    assert line.detail.long_text == "Ballpoint pen " * 4
    assert told == [("description", "cut")]


def test_a_long_text_that_is_given_stays():
    line, _ = fitted(GENERIC, OCI, description="Ballpoint pen " * 4, long_text="Dries at once.")

    assert line.detail.long_text == "Dries at once."


def test_beside_a_long_text_the_description_is_a_title_in_cxml():
    line, told = fitted(GENERIC, CXML, description="x" * 51, long_text="All of it.")

    assert (line.detail.description, told) == ("x" * 50, [("description", "cut")])


def test_a_description_with_which_the_long_text_begins_is_not_cut_by_its_title():
    line, told = fitted(GENERIC, CXML, description="x" * 51, long_text="x" * 51 + "\nAll of it.")

    assert (line.detail.description, told) == ("x" * 51, [])


@pytest.mark.parametrize(
    ("ours", "units", "theirs", "codes"),
    [
        ("EA", {}, "PCE", ["mapped"]),
        ("EA", {"EA": "ST"}, "ST", ["mapped"]),
        ("EA", {"EA": "EA"}, "EA", []),
        ("KGM", {}, "KGM", []),
        ("BX", {}, "BX", ["unknown"]),
        ("BX", {"BX": "BX"}, "BX", []),
        ("PIECE", {}, "PIECE", ["refused", "unknown"]),
        ("", {}, "", ["missing"]),
    ],
)
def test_units_are_the_partners_then_the_systems(ours, units, theirs, codes):
    line, told = fitted(SYSTEMS["sap-srm"], OCI, units, unit_of_measure=ours)

    assert line.detail.unit_of_measure == theirs
    assert told == [("unit_of_measure", code) for code in codes]


@pytest.mark.parametrize("key", ["jaggaer", "coupa", "oracle-iprocurement", "sap-mm"])
def test_a_unit_is_warned_of_where_a_system_would_make_another_of_it(key):
    system = SYSTEMS[key]
    result = system.fit(cart_of(with_values(ITEM, unit_of_measure="RM")), system.protocols[0])

    (warning,) = result.warnings
    assert (warning.line, warning.field, warning.code) == (1, "unit_of_measure", "unknown")
    assert "SKU-1" in warning.message
    assert "RM" in warning.message
    assert warning.source == system.known_units.source
    assert not result.refusals


def test_no_system_maps_a_unit_twice():
    assert [key for key, system in SYSTEMS.items() if set(system.units) & set(system.units.values())] == []


@pytest.mark.parametrize("number", ["SKU?1", "SKU{1", "SKU}1"])
def test_a_part_number_with_forbidden_characters_refuses_the_cart(number):
    line, told = fitted(SYSTEMS["ariba"], CXML, supplier_part_id=number)

    assert (line.item_id.supplier_part_id, told) == (number, [("supplier_part_id", "refused")])
    assert fitted(GENERIC, CXML, supplier_part_id=number)[1] == []


@pytest.mark.parametrize("number", ["", "  ", "SKU\x00", "SKU\ud800"])
@pytest.mark.parametrize("protocol", [CXML, OCI, ORACLE])
def test_a_part_number_that_nobody_can_order_by_refuses_the_cart(number, protocol):
    assert ("supplier_part_id", "refused") in fitted(GENERIC, protocol, supplier_part_id=number)[1]


def test_a_part_number_outside_the_charset_refuses_the_cart():
    assert fitted(GENERIC, OCI, charset="latin-1", supplier_part_id="筆-1")[1] == [("supplier_part_id", "refused")]
    assert fitted(GENERIC, OCI, charset="latin-1", supplier_part_id="Fülle-1")[1] == []


@pytest.mark.parametrize("name", ["buyer_part_id", "manufacturer_part_id"])
def test_half_of_another_number_does_not_go(name):
    line, told = fitted(GENERIC, OCI, **{name: "9" * 41})

    assert line == with_values(ITEM, **{name: ""})
    assert told == [(name, "dropped")]


@pytest.mark.parametrize(
    ("text", "charset", "arrives"),
    [
        ("10 € – „Füller“ à 5 µm…", "latin-1", '10 EUR - "Füller" à 5 µm...'),
        ("10 € – „Füller“ à 5 µm…", "us-ascii", '10 EUR - "Fuller" a 5 um...'),
        ("Łódź, Škoda, ﬁne, ½", "latin-1", "Lódz, Skoda, fine, ½"),
        ("e\u0301clair Ω ²", "latin-1", "éclair Ohm ²"),
        ("½ l", "us-ascii", "1/2 l"),
        ("筆 pen", "latin-1", " pen"),
        ("a\x00b\x1bc", "utf-8", "a b c"),
    ],
)
def test_what_a_charset_lacks_goes_as_the_nearest(text, charset, arrives):
    line, told = fitted(GENERIC, OCI, charset=charset, description=text)

    assert (line.detail.description, told) == (arrives, [("description", "replaced")])


def test_an_article_whose_name_cannot_travel_goes_by_its_number():
    line, told = fitted(GENERIC, OCI, charset="latin-1", description="筆")

    assert line.detail.description == "SKU-1"
    assert set(told) == {("description", "replaced")}


def test_line_breaks_stay_in_a_long_text_only():
    line, told = fitted(GENERIC, OCI, description="Pen\r\nblue", long_text="Pen\nblue")

    assert (line.detail.description, line.detail.long_text) == ("Pen blue", "Pen\nblue")
    assert told == [("description", "replaced")]
    assert fitted(GENERIC, CXML, description="Pen\nblue")[1] == []


@pytest.mark.parametrize(
    ("protocol", "amount", "arrives"),
    [(CXML, "1.23455", "1.2346"), (OCI, "1.23455", "1.2346"), (CXML, "1.2345", "1.2345"), (OCI, "0.0125", "0.0125")],
)
def test_prices_have_four_decimals(protocol, amount, arrives):
    line, told = fitted(GENERIC, protocol, unit_price=Money(Decimal(amount), "EUR"))

    assert line.detail.unit_price == Money(Decimal(arrives), "EUR")
    assert told == ([] if amount == arrives else [("unit_price", "rounded"), ("total", "rounded")])


def test_the_total_follows_rounded_prices():
    cart = cart_of(with_values(ITEM, quantity=Decimal(1000), unit_price=Money(Decimal("1.23455"), "EUR")))

    assert GENERIC.fit(cart, CXML, AGREED).message.total == Money(Decimal("1234.60"), "EUR")


@pytest.mark.parametrize(
    ("quantity", "codes"), [("99999999999", []), ("0.125", []), ("100000000000", ["refused"]), ("0.0005", ["refused"])]
)
def test_a_quantity_goes_as_it_is_or_not_at_all(quantity, codes):
    line, told = fitted(GENERIC, OCI, quantity=Decimal(quantity), unit_price=Money(Decimal(1), "EUR"))

    assert (line.quantity, told) == (Decimal(quantity), [("quantity", code) for code in codes])


def test_more_than_one_currency_refuses_the_cart():
    dollars = with_values(ITEM, line_number=2, unit_price=Money(Decimal(1), "USD"))
    shipping = Charge(Money(Decimal(1), "CHF"), "Standard")

    result = GENERIC.fit(replace(cart_of(ITEM, dollars), shipping=shipping), CXML, AGREED)

    assert [(warning.line, warning.field) for warning in result.refusals] == [(2, "unit_price"), (None, "shipping")]


@pytest.mark.parametrize("protocol", [OCI, ORACLE])
def test_shipping_and_tax_are_told_of_where_there_is_no_place_for_them(protocol):
    charge = Charge(Money(Decimal("4.90"), "EUR"), "Standard")

    result = GENERIC.fit(cart_of(ITEM, shipping=charge, tax=charge), protocol, AGREED)

    assert (result.message.shipping, result.message.tax) == (None, None)
    assert [(one.line, one.field, one.code) for one in result.warnings] == [
        (None, "shipping", "dropped"),
        (None, "tax", "dropped"),
    ]
    assert "4.90 EUR" in result.warnings[0].message


@pytest.mark.parametrize(
    ("codes", "kept", "told"),
    [
        ([("UNSPSC", "44121701")], [0], []),
        ([("eClass", "24260500"), ("UNSPSC", "44121701")], [1], ["dropped"]),
        ([("UNSPSC", "44.12.17.01")], [0], ["missing"]),
        ([("Category", "Pens")], [0], ["missing"]),
        ([("A long domain", "1")], [], ["dropped", "missing"]),
        ([("UNSPSC", "1" * 61)], [], ["dropped", "missing"]),
        ([], [], ["missing"]),
    ],
)
def test_one_commodity_code_goes_by_oci_and_should_be_a_unspsc_code(codes, kept, told):
    codes = tuple(Classification(*code) for code in codes)

    line, warnings = fitted(GENERIC, OCI, classifications=codes)

    assert line.detail.classifications == tuple(codes[number] for number in kept)
    assert warnings == [("classifications", code) for code in told]


def test_all_commodity_codes_go_by_cxml():
    codes = (Classification("eClass", "24260500"), Classification("UNSPSC", "44121701"))

    assert fitted(GENERIC, CXML, classifications=codes)[1] == []


def test_extrinsics_are_cut_one_by_one():
    line, told = fitted(SYSTEMS["jaggaer"], CXML, extrinsics={"colour": "blue", "story": "x" * 101})

    assert line.detail.extrinsics == {"colour": "blue", "story": "x" * 100}
    assert told == [("extrinsics", "cut")]


def test_a_price_that_is_not_of_one_unit_goes_only_where_that_can_be_said():
    later = replace(GENERIC, cxml=CxmlDialect(dtd_versions={"PunchOutOrderMessage": "1.2.050"}))
    values = {"price_basis": PriceBasis(Decimal(100), "EA"), "buyer_part_id": "M-1"}

    assert fitted(later, CXML, **values)[1] == []
    assert fitted(GENERIC, CXML, **values)[1] == [("buyer_part_id", "dropped"), ("price_basis", "refused")]
    assert fitted(GENERIC, OCI, **values)[1] == [("price_basis", "refused")]


def test_a_delivery_far_away_is_told_of():
    assert fitted(GENERIC, OCI, lead_time=99_999)[1] == []
    assert fitted(GENERIC, OCI, lead_time=100_000)[1] == [("lead_time", "dropped")]


def test_a_warning_is_one_sentence_that_names_the_article_and_its_source():
    wide = with_values(
        ITEM, description="x" * 41, manufacturer_name="Pen Works", unit_of_measure="BX", quantity=Decimal("0.0001")
    )

    result = SYSTEMS["sap-srm"].fit(cart_of(wide._replace(quantity=Decimal("0.0001"))), OCI)

    assert len(result.warnings) == 4
    for warning in result.warnings:
        assert warning.message.startswith("SKU-1: the ")
        assert warning.message.endswith(".")
        assert warning.message.count(". ") == 0
        assert warning.source
