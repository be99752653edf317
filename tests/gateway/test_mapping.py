"""Saleor's answers as values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from saleor_punchout.documents.types import Address
from saleor_punchout.gateway import mapping


def variant(**changes):
    node = {
        "id": "v",
        "sku": "A-1",
        "name": "Large",
        "product": {"name": "Vest", "slug": "vest", "isAvailableForPurchase": True},
        "pricing": {"price": {"net": {"amount": Decimal("10.00")}, "gross": {"amount": Decimal("11.90")}}},
    }
    return mapping.variant(node | changes)


@pytest.mark.parametrize(
    ("product", "name", "told"),
    [
        ("Vest", "Large", "Vest, Large"),
        ("Vest", "", "Vest"),
        ("Vest", "vest", "Vest"),
        ("Vest, large, yellow", "Large", "Vest, large, yellow"),
        ("Monospace Tee", "S", "Monospace Tee, S"),
        ("Paper A4 (80 g/m²)", "80 g/m²", "Paper A4 (80 g/m²)"),
        ("", "", ""),
    ],
)
def test_a_variant_is_named_after_its_product_and_what_it_adds(product, name, told):
    assert mapping.full_name(product, name) == told


@pytest.mark.parametrize("name", ["A-1", "v"])
def test_a_variant_that_saleor_names_by_sku_or_id_has_no_name_of_its_own(name):
    assert variant(name=name).name == "Vest"


@pytest.mark.parametrize(
    ("text", "version"),
    [("3.23.28", (3, 23)), ("3.24.0-a.0", (3, 24)), ("3.21", (3, 21)), ("4", (4, 0))],
)
def test_a_version_is_its_first_two_numbers(text, version):
    assert mapping.version(text) == version


@pytest.mark.parametrize("value", [Decimal("0.1"), 0.1, "0.1"])
def test_an_amount_is_exact_whatever_the_transport_delivers(value):
    assert mapping.decimal(value) == Decimal("0.1")


def test_a_price_says_how_much_of_it_is_tax():
    assert variant().net == Decimal("10.00")
    assert variant().gross_over_net == Decimal("1.19")


@pytest.mark.parametrize("pricing", [None, {}, {"price": None}])
def test_a_variant_without_a_price_is_not_for_sale(pricing):
    found = variant(pricing=pricing)

    assert (found.net, found.gross_over_net, found.is_available) == (None, Decimal(1), False)


def test_a_free_variant_is_for_sale():
    nothing = {"amount": Decimal(0)}

    found = variant(pricing={"price": {"net": nothing, "gross": nothing}})

    assert (found.net, found.gross_over_net, found.is_available) == (Decimal(0), Decimal(1), True)


@pytest.mark.parametrize(("told", "available"), [(True, True), (False, False), (None, True)])
def test_only_a_clear_no_makes_a_variant_unavailable(told, available):
    assert variant(product={"name": "Vest", "slug": "vest", "isAvailableForPurchase": told}).is_available is available


def test_the_id_of_a_variant_stands_in_for_the_sku_that_it_lacks():
    assert variant(sku=None).sku == "v"


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("UHJvZHVjdFZhcmlhbnQ6Mzg0", True),
        ("UHJvZHVjdDozODQ=", False),  # a product
        ("UHJvZHVjdFZhcmlhbnQ6eA==", False),
        ("FST-1001", False),
        ("4711", False),
        ("", False),
        ("é", False),
    ],
)
def test_an_id_of_a_variant_is_told_from_a_sku(part, found):
    assert mapping.is_variant_id(part) is found


def checkout(**changes):
    amount = {"amount": Decimal("1.00")}
    line = {
        "id": "l",
        "quantity": 3,
        "metadata": [{"key": "punchout.line", "value": "1"}],
        "unitPrice": {"net": {"amount": Decimal("0.33")}},
        "totalPrice": {"net": {"amount": Decimal("1.00")}},
        "variant": {
            "id": "v",
            "sku": None,
            "name": "Large",
            "metadata": [{"key": "unit", "value": "BX"}],
            "product": {
                "name": "Vest",
                "slug": "vest",
                "metadata": [{"key": "unit", "value": "EA"}, {"key": "unspsc", "value": "46181507"}],
                "category": None,
            },
        },
    }
    node = {
        "id": "c",
        "channel": {"slug": "web", "currencyCode": "EUR"},
        "isShippingRequired": True,
        "deliveryMethod": None,
        "shippingPrice": {"net": amount},
        "totalPrice": {"tax": amount},
        "lines": [line],
    }
    return mapping.checkout(node | changes)


def test_metadata_of_the_variant_lie_over_those_of_the_product():
    (line,) = checkout().lines

    assert line.article == {"unit": "BX", "unspsc": "46181507"}
    assert line.metadata == {"punchout.line": "1"}
    assert (line.sku, line.category, line.name) == ("v", "", "Vest, Large")


@pytest.mark.parametrize(("method", "name"), [(None, ""), ({}, ""), ({"name": "Express"}, "Express")])
def test_a_delivery_method_is_known_by_its_name(method, name):
    assert checkout(deliveryMethod=method).delivery_method == name


def test_an_address_of_a_document_becomes_one_of_saleors():
    # given
    address = Address(
        address_id="0100",
        name="Orrin Turbines",
        deliver_to=("Ada Maria Example", "Hall 3"),
        street=("Street 1", "Building C"),
        city="Hamburg",
        state="HH",
        postal_code="22525",
        country="DE",
        phone="410 555 0100",
    )

    # then
    assert mapping.address_input(address) == {
        "firstName": "Ada Maria",
        "lastName": "Example",
        "companyName": "Orrin Turbines",
        "streetAddress1": "Street 1",
        "streetAddress2": "Building C, Hall 3",
        "city": "Hamburg",
        "postalCode": "22525",
        "countryArea": "HH",
        "country": "DE",
        "metadata": [{"key": "punchout.address_id", "value": "0100"}],
    }


@pytest.mark.parametrize("country", ["", "D", "DEU", "4 ", "Germany", "ДЕ"])
def test_an_address_without_a_country_is_none(country):
    assert mapping.address_input(Address(city="Hamburg", country=country)) is None
    assert mapping.address_input(Address(city="Hamburg", country_name=country)) is None


def test_a_place_that_only_people_understand_is_no_address():
    assert mapping.address_input(Address(address_id="0100", name="Goods in, hall 3", deliver_to=("Pat Buyer",))) is None


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [("DE", "", "DE"), (" de ", "Germany", "DE"), ("", "de", "DE"), ("UK", "", "GB"), ("Germany", "DE", "DE")],
)
def test_a_country_is_known_by_its_two_letters_wherever_they_stand(country, name, code):
    assert mapping.address_input(Address(country=country, country_name=name))["country"] == code


def test_no_part_of_an_address_is_longer_than_saleor_keeps():
    long = "x" * 3000
    given = Address(long, long, (long, long), (long, long, long), long, long, long, "DE")

    found = mapping.address_input(given)

    assert {part: len(found[part]) for part in ("companyName", "city", "countryArea", "postalCode")} == {
        "companyName": 256,
        "city": 256,
        "countryArea": 128,
        "postalCode": 20,
    }
    assert max(len(found[part]) for part in ("firstName", "lastName", "streetAddress1", "streetAddress2")) == 256


def test_what_is_not_translated_is_told_as_the_shop_wrote_it():
    name, nothing = {"name": "Weste"}, {"name": None}

    assert mapping.translated({"name": "Vest"}, "name") == "Vest"
    assert mapping.translated({"name": "Vest", "translation": None, "wider": name}, "name") == "Weste"
    assert mapping.translated({"name": "Vest", "translation": nothing, "wider": nothing}, "name") == "Vest"
    assert mapping.translated({"name": None, "translation": {"name": ""}}, "name") == ""


def test_an_address_that_says_only_its_country_is_one():
    found = mapping.address_input(Address(country="DE"))

    assert {name: value for name, value in found.items() if value} == {"country": "DE"}
