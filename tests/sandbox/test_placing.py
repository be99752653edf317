"""A checkout becomes an order once, or is refused with Saleor's own code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from saleor_punchout.sandbox import catalogue
from saleor_punchout.sandbox.models import Channel, Checkout, Listing, Order, Product, Variant
from tests.sandbox.asking import ADDRESS, CONVERT, ORDERS, Asker

RENAME = """
mutation ($id: ID, $ref: String!) {
  orderUpdate(id: $id, input: {externalReference: $ref}) { order { externalReference } errors { field code } }
}
"""
THREADS = 20


def at_once(job: Callable[[int], Any]) -> list[Any]:
    """What twenty threads get, each with a connection of its own."""

    def run(place: int) -> Any:
        try:
            return job(place)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


@pytest.mark.django_db(transaction=True)
def test_twenty_callers_make_one_order_of_one_checkout(shared_database: None) -> None:
    # given
    catalogue.fill()
    app = Asker(settings.PUNCHOUT_SANDBOX_TOKEN)
    checkout = app.ready_checkout(app.line(quantity=3))

    # when
    payloads = at_once(lambda place: app.ask(CONVERT, id=checkout))

    # then
    codes = [error["code"] for payload in payloads for error in payload["errors"]]
    assert codes == ["CHECKOUT_NOT_FOUND"] * (THREADS - 1)
    assert Order.objects.count() == 1
    assert Variant.objects.get(sku="FST-1001").allocated == 3
    assert not Checkout.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_checkouts_share_what_little_stock_there_is(shared_database: None) -> None:
    # given
    catalogue.fill()
    app = Asker(settings.PUNCHOUT_SANDBOX_TOKEN)
    checkouts = [app.ready_checkout(app.line(sku="PWR-3030")) for _ in range(THREADS)]

    # when
    payloads = at_once(lambda place: app.ask(CONVERT, id=checkouts[place]))

    # then
    outcomes = Counter(payload["errors"][0]["code"] if payload["errors"] else "placed" for payload in payloads)
    assert outcomes == {"placed": 3, "INSUFFICIENT_STOCK": THREADS - 3}
    assert Variant.objects.get(sku="PWR-3030").available == 0


def test_an_order_keeps_what_its_checkout_knew(app: Asker) -> None:
    # given
    checkout = app.ready_checkout(app.line(quantity=2, metadata=[{"key": "line", "value": "10"}]))

    # when
    app.ask(CONVERT, id=checkout)

    # then
    found = app.ask(ORDERS, checkouts=[checkout])
    (node,) = [edge["node"] for edge in found["edges"]]
    assert (found["totalCount"], node["status"]) == (1, "UNCONFIRMED")
    assert node["lines"] == [{"quantity": 2, "metadata": [{"key": "line", "value": "10"}]}]


@pytest.mark.parametrize(
    ("gap", "code"),
    [
        ({"email": ""}, "EMAIL_NOT_SET"),
        ({"billing_address": None}, "BILLING_ADDRESS_NOT_SET"),
        ({"shipping_address": None}, "SHIPPING_ADDRESS_NOT_SET"),
        ({"delivery_method": None}, "SHIPPING_METHOD_NOT_SET"),
    ],
)
def test_an_incomplete_checkout_is_refused_and_stays(app: Asker, gap: dict[str, Any], code: str) -> None:
    # given
    checkout = app.ready_checkout(app.line(quantity=2))
    Checkout.objects.update(**gap)

    # when
    codes = app.codes(CONVERT, id=checkout)

    # then
    assert codes == [code]
    assert Checkout.objects.exists()
    assert Variant.objects.get(sku="FST-1001").allocated == 0


def test_a_checkout_without_lines_is_refused(app: Asker) -> None:
    assert app.codes(CONVERT, id=app.checkout(email="ada@example.com")) == ["NO_LINES"]


def test_a_closed_channel_takes_no_orders(app: Asker) -> None:
    # given
    checkout = app.ready_checkout(app.line())
    Channel.objects.update(is_active=False)

    # then
    assert app.codes(CONVERT, id=checkout) == ["CHANNEL_INACTIVE"]


def test_what_the_channel_no_longer_sells_is_refused(app: Asker) -> None:
    # given
    checkout = app.ready_checkout(app.line())
    Listing.objects.all().delete()

    # then
    assert app.codes(CONVERT, id=checkout) == ["UNAVAILABLE_VARIANT_IN_CHANNEL"]


def test_missing_stock_refuses_the_whole_order(app: Asker) -> None:
    # given
    checkout = app.ready_checkout(app.line(quantity=2), app.line(sku="PWR-3030", quantity=3))
    Variant.objects.filter(sku="PWR-3030").update(stock=2)

    # when
    payload = app.ask(CONVERT, id=checkout)

    # then
    (error,) = payload["errors"]
    assert (error["code"], error["variants"]) == ("INSUFFICIENT_STOCK", [app.variant("PWR-3030")])
    assert not Variant.objects.exclude(allocated=0).exists()
    assert not Order.objects.exists()


def test_goods_that_nobody_ships_need_no_delivery(app: Asker) -> None:
    # given
    checkout = app.checkout(app.line(), email="ada@example.com", billingAddress=ADDRESS)
    Product.objects.update(is_shipping_required=False)

    # then
    assert app.codes(CONVERT, id=checkout) == []


def test_an_external_reference_belongs_to_one_order(app: Asker) -> None:
    # given
    orders = [app.ask(CONVERT, id=app.ready_checkout(app.line()))["order"]["id"] for _ in range(2)]

    # when
    codes = [app.codes(RENAME, id=order, ref="ORG:PO-1") for order in orders]

    # then
    assert codes == [[], ["UNIQUE"]]
    assert app.codes(RENAME, id="T3JkZXI6bm9uZQ==", ref="ORG:PO-2") == ["NOT_FOUND"]
    assert app.codes(RENAME, id=orders[0], ref="x" * 251) == ["INVALID"]
