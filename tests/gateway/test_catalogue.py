"""Articles as buyers' systems ask for them: what is for sale, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from saleor_punchout.gateway.catalogue import CatalogueClient, article
from saleor_punchout.sandbox import catalogue
from saleor_punchout.sandbox.models import Listing, Product, Variant
from saleor_punchout.sandbox.transport import SandboxTransport

CHANNEL = "default-channel"


@pytest.fixture
def client(db, settings):
    catalogue.fill()
    return CatalogueClient(SandboxTransport("", settings.PUNCHOUT_SANDBOX_TOKEN))


def node(**changes):
    """A variant and its product, as Saleor shows them."""
    product = {
        "name": "Bolt",
        "slug": "bolt",
        "description": None,
        "isAvailableForPurchase": True,
        "category": None,
        "metadata": [{"key": "unspsc", "value": "31161500"}, {"key": "unit", "value": "EA"}],
    }
    variant = {
        "id": "VjE=",
        "sku": "B-1",
        "name": "M8",
        "quantityAvailable": None,
        "metadata": [{"key": "unit", "value": "C62"}],
        "pricing": {"price": {"net": {"amount": Decimal("1.20"), "currency": "EUR"}}},
    }
    own = {name: value for name, value in changes.items() if name in variant}
    return variant | own, product | {name: value for name, value in changes.items() if name not in own}


def test_an_article_is_told_in_full(client):
    found = client.find_article(CHANNEL, "FST-1001")

    assert (found.sku, found.currency, found.net) == ("FST-1001", "EUR", Decimal("14.80"))
    assert found.name.startswith(Product.objects.get(slug=found.slug).name)
    assert found.description == Product.objects.get(slug=found.slug).description
    assert found.available == Variant.objects.get(sku="FST-1001").available
    assert {"unspsc", "unit", "manufacturer_part_id"} <= set(found.metadata)


def test_an_article_without_a_sku_is_found_by_its_id(client):
    # given
    part = client.find_article(CHANNEL, "FST-1001").variant_id
    Variant.objects.filter(sku="FST-1001").update(sku=None)

    # then
    assert client.find_article(CHANNEL, part).sku == part


def test_what_another_channel_sells_is_not_found(client):
    Listing.objects.filter(variant__sku="FST-1001", channel__slug=CHANNEL).delete()

    assert client.find_article(CHANNEL, "FST-1001") is None
    assert client.find_article("gross-channel", "FST-1001") is not None
    assert "FST-1001" not in [one.sku for one in client.search(CHANNEL, "FST-1001", 100)]


def test_nothing_and_nonsense_are_not_found(client):
    assert client.find_article(CHANNEL, "") is None
    assert client.find_article(CHANNEL, 'FST-1001"}') is None
    assert client.find_article("no-channel", "FST-1001") is None
    assert client.search(CHANNEL, "no such words anywhere", 10) == []


def test_no_more_hits_than_asked_for(client):
    assert len(client.search(CHANNEL, "", 7)) == 7


def test_pages_hold_everything_once(client):
    # when
    cursor, skus = "", []
    for _ in range(Variant.objects.count()):
        page = client.read_page(CHANNEL, 7, cursor)
        skus += [one.sku for one in page.articles]
        cursor = page.cursor
        if not cursor:
            break

    # then
    assert page.total == Variant.objects.count()
    assert skus == list(Variant.objects.order_by("pk").values_list("sku", flat=True))


def test_skipping_is_the_same_as_reading(client):
    assert client.skip(CHANNEL, 7) == client.read_page(CHANNEL, 7).cursor
    assert client.skip(CHANNEL, 100) == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"pricing": None},
        {"pricing": {"price": None}},
        {"isAvailableForPurchase": False},
    ],
    ids=["no pricing", "no price", "not for purchase"],
)
def test_what_is_not_for_sale(changes):
    assert article(*node()).is_for_sale
    assert not article(*node(**changes)).is_for_sale


def test_the_variant_knows_better_than_the_product():
    found = article(*node())

    assert dict(found.metadata) == {"unspsc": "31161500", "unit": "C62"}
    assert (found.name, found.available) == ("Bolt, M8", None)
