"""The buyer's language: in the checkout, in the cart that goes back, on our pages."""

from __future__ import annotations

import pytest

from saleor_punchout.sandbox.models import Checkout, Product, Variant
from tests.flows.story import shop

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def translated(world):
    """Bolts that are told in German, and a little otherwise in Austria."""
    product = Product.objects.get(variants__sku="FST-1001")
    product.translations = {
        "DE": {"name": "Sechskantschraube M8 × 40", "description": "Verzinkt &amp; <b>geprüft</b>."},
        "DE_AT": {"name": "Sechskantschraube M8 × 40 (AT)"},
    }
    product.save()
    Variant.objects.filter(sku="FST-1001").update(translations={"DE": {"name": "Karton zu 100"}})


def item_for(client, saleor, language):
    visitor = shop(client, saleor, lang=language)
    visitor.add("FST-1001", 1)
    return visitor.return_cart().items[0].detail


@pytest.mark.parametrize(
    ("language", "code"),
    [("de-AT", "DE_AT"), ("de", "DE"), ("en-UK", "EN"), ("zh-Hans-CN", "ZH_HANS_CN"), ("tlh", "EN"), ("<x>", "EN")],
)
def test_the_checkout_is_in_the_buyers_language_where_saleor_knows_it(client, saleor, language, code):
    shop(client, saleor, lang=language)

    assert Checkout.objects.get().language == code


@pytest.mark.usefixtures("translated")
@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("de", "Sechskantschraube M8 × 40, Karton zu 100"),
        ("de-CH", "Sechskantschraube M8 × 40, Karton zu 100"),
        ("de-AT", "Sechskantschraube M8 × 40 (AT), Karton zu 100"),
        ("fr", "Hex bolt DIN 933, M8 × 40, zinc-plated, Box of 100"),
        ("tlh", "Hex bolt DIN 933, M8 × 40, zinc-plated, Box of 100"),
    ],
)
def test_articles_go_back_in_the_buyers_language_or_one_that_is_wider(client, saleor, language, name):
    detail = item_for(client, saleor, language)

    assert name in (detail.description, *detail.long_text.splitlines())


@pytest.mark.usefixtures("translated")
def test_what_the_shop_says_of_an_article_goes_back_as_plain_text(client, saleor):
    assert "Verzinkt & geprüft." in item_for(client, saleor, "de").long_text
    assert "Fully threaded hexagon head bolt" in item_for(client, saleor, "en").long_text


def test_a_page_names_the_language_that_it_is_written_in(client, saleor):
    visitor = shop(client, saleor, lang="de-AT")

    assert '<html lang="en">' in client.get(f"/cancel/{visitor.token}").content.decode()
