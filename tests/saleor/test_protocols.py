"""What buyers' systems ask over OCI and over Oracle's native XML, answered from a real shop."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from saleor_punchout.documents.oci.catalogue import read_catalogue
from saleor_punchout.documents.oracle.cart import read_cart
from saleor_punchout.documents.oracle.login import open_oracle
from saleor_punchout.documents.reading import Notes
from saleor_punchout.models import Installation
from tests.flows.oci_story import lines_of, page_of
from tests.saleor.caller import Caller, known, start_token
from tests.saleor.hosts import CHANNEL, Host

PLENTY = "9000000"
"""Pieces that no shop has."""


@pytest.fixture
def srm(host: Host, installation: Installation) -> Caller:
    return known(host, installation, "sap-srm", "oci", "srm.example.com")


@pytest.fixture
def oracle(host: Host, installation: Installation) -> Caller:
    return known(host, installation, "oracle-iprocurement", "oracle", "ebs.example.com")


def price_of(host: Host, sku: str) -> Decimal | None:
    return host.client.find_variants(CHANNEL, [sku])[sku].net


def test_a_cart_goes_back_over_oci(host: Host, srm: Caller) -> None:
    # given
    skus = list(host.skus(3))

    # when
    fields = srm.shop(start_token(srm.call()["Location"]), skus)

    # then
    items = lines_of([(one.name, one.value) for one in fields]).items
    assert [(one.item_id.supplier_part_id, one.quantity) for one in items] == [
        (sku, number) for number, sku in enumerate(skus, 1)
    ]
    assert [one.detail.unit_price and one.detail.unit_price.amount for one in items] == [
        price_of(host, sku) for sku in skus
    ]


def test_an_article_is_validated_at_todays_price(host: Host, srm: Caller) -> None:
    # given
    sku = host.skus(1)[0]

    # when
    (item,) = lines_of(page_of(srm.call(FUNCTION="VALIDATE", PRODUCTID=sku, QUANTITY="2")).fields).items
    unknown = page_of(srm.call(FUNCTION="VALIDATE", PRODUCTID="no-such-article-here"))

    # then
    assert item.detail.unit_price is not None
    assert (item.item_id.supplier_part_id, item.quantity) == (sku, 2)
    assert (item.detail.unit_price.amount, item.detail.unit_price.currency) == (
        price_of(host, sku),
        host.channel.currency,
    )
    assert lines_of(unknown.fields).items == ()


def test_a_search_in_the_background_finds_the_article(host: Host, srm: Caller) -> None:
    # given
    sku = host.skus(1)[0]

    # when
    page = page_of(srm.call(FUNCTION="BACKGROUND_SEARCH", SEARCHSTRING=sku))

    # then
    assert sku in [one.item_id.supplier_part_id for one in lines_of(page.fields).items]


@pytest.mark.parametrize(("quantity", "is_available"), [("1", "X"), (PLENTY, "")])
def test_whether_that_many_can_be_had(host: Host, srm: Caller, quantity: str, is_available: str) -> None:
    # when
    said = json.loads(srm.call(FUNCTION="QUANTITYCHECK", PRODUCTID=host.skus(1)[0], QUANTITY=quantity).content)

    # then
    assert (said["QUANTITY"], said["AVAILABLE"]) == (quantity, is_available)


def test_the_catalogue_is_downloaded_page_by_page(host: Host, srm: Caller) -> None:
    # when
    pages = [
        read_catalogue(srm.call(FUNCTION="DOWNLOADJSON", PAGESIZE="10", REQUESTEDPAGE=number).content, Notes())
        for number in ("1", "2", "3", "2")
    ]

    # then
    first, second, third, again = (page.items for page in pages)
    assert second == again
    skus = [one.product_id for one in first + second + third]
    assert len(set(skus)) == len(skus) > 10
    assert pages[0].total_items >= len(skus)


def test_a_cart_goes_back_in_oracles_xml(host: Host, oracle: Caller) -> None:
    # given
    skus = list(host.skus(2))

    # when
    (field,) = oracle.shop(oracle.log_in(), skus)

    # then
    cart = read_cart(open_oracle(field.value.encode(), Notes()).root, Notes())
    assert [(one.item_id.supplier_part_id, one.quantity) for one in cart.items] == [(skus[0], 1), (skus[1], 2)]
    assert [one.detail.unit_price and one.detail.unit_price.amount for one in cart.items] == [
        price_of(host, sku) for sku in skus
    ]
