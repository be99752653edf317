"""The shop's range is complete, and filling the shop again changes nothing."""

from __future__ import annotations

import re

from saleor_punchout.sandbox import catalogue
from saleor_punchout.sandbox.models import DeliveryMethod, Listing, Product, Variant
from tests.sandbox.asking import CONVERT, Asker


def test_filling_twice_changes_nothing_and_keeps_what_orders_reserved(app: Asker) -> None:
    # given
    app.ask(CONVERT, id=app.ready_checkout(app.line(quantity=7)))
    tables = (Product, Variant, Listing, DeliveryMethod)
    before = [list(table.objects.order_by("pk").values()) for table in tables]

    # when
    catalogue.fill()

    # then
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert Variant.objects.get(sku="FST-1001").allocated == 7


def test_filling_sets_a_changed_price_right(app: Asker) -> None:
    # given
    before = list(Listing.objects.order_by("pk").values())
    Listing.objects.update(price=1)

    # when
    catalogue.fill()

    # then
    assert list(Listing.objects.order_by("pk").values()) == before


def test_every_variant_has_what_procurement_asks_for(app: Asker) -> None:
    for variant in Variant.objects.select_related("product"):
        article = variant.product.metadata | variant.metadata
        assert re.fullmatch(r"\d{8}", article["unspsc"]), variant
        assert re.fullmatch(r"[A-Z]{2,3}", article["unit"]), variant
        assert article["lead_time"].isdecimal(), variant
        assert article["manufacturer_name"], variant
        assert article["manufacturer_part_id"], variant
        assert variant.product.description, variant


def test_the_range_is_wide_and_one_article_is_scarce(app: Asker) -> None:
    assert Product.objects.values("category").distinct().count() == 8
    assert Variant.objects.count() >= 40
    assert Variant.objects.filter(stock__lt=10).count() == 1
