"""What becomes of a checkout, as the flows rely on it."""

from __future__ import annotations

import uuid

import pytest

from saleor_punchout.exceptions import SaleorRefused
from tests.saleor.goods import ADDRESS, entries, line, order, ready
from tests.saleor.hosts import CHANNEL, Host


def test_an_order_keeps_what_its_checkout_knew(host: Host) -> None:
    # given
    sku = host.skus(1)[0]
    checkout = ready(host, line(host, sku, 3, metadata=[{"key": "punchout.line", "value": "10"}]))
    host.client.set_note(checkout, "Gate 4, before noon")

    # when
    made = order(host, host.client.create_order(checkout, {"punchout.order_id": "PO-1"}).id)

    # then
    assert made["userEmail"] == "buyer.one@example.com"
    assert made["customerNote"] == "Gate 4, before noon"
    assert made["shippingAddress"]["city"].upper() == ADDRESS["city"].upper()
    assert made["shippingAddress"]["companyName"] == ADDRESS["companyName"]
    assert entries(made)["punchout.order_id"] == "PO-1"
    (only,) = made["lines"]
    assert (only["productSku"], only["quantity"], entries(only)) == (sku, 3, {"punchout.line": "10"})


def test_stock_is_allocated_to_an_order(host: Host) -> None:
    # when
    placed = host.client.create_order(ready(host, *(line(host, sku, 2) for sku in host.skus(2))), {})

    # then
    lines = order(host, placed.id)["lines"]
    assert [sum(one["quantity"] for one in each["allocations"]) for each in lines] == [2, 2]


def test_an_unpaid_order_waits_for_the_shop_to_confirm_it(host: Host) -> None:
    # when
    placed = host.client.create_order(ready(host, line(host, host.skus(1)[0])), {})

    # then
    assert order(host, placed.id)["status"] == "UNCONFIRMED"


def test_a_checkout_becomes_an_order_once_and_the_order_is_found_by_it(host: Host) -> None:
    # given
    checkout = ready(host, line(host, host.skus(1)[0]))
    placed = host.client.create_order(checkout, {})

    # when
    with pytest.raises(SaleorRefused) as caught:
        host.client.create_order(checkout, {})

    # then
    assert caught.value.code == "CHECKOUT_NOT_FOUND"
    assert host.client.read_checkout(checkout) is None
    found = host.client.find_order(reference="no-such-order-here", checkouts=[checkout])
    assert found is not None
    assert found.id == placed.id


def test_an_external_reference_names_one_order(host: Host) -> None:
    # given
    first, second = (host.client.create_order(ready(host, line(host, host.skus(1)[0])), {}) for _ in range(2))
    reference = f"contract:{uuid.uuid4()}"
    host.client.name_order(first.id, reference)

    # when
    with pytest.raises(SaleorRefused) as caught:
        host.client.name_order(second.id, reference)
    host.client.name_order(first.id, reference)  # once more does no harm

    # then
    assert caught.value.code == "UNIQUE"
    found = host.client.find_order(reference=reference)
    assert found is not None
    assert found.id == first.id
    assert host.client.find_order(reference="no-such-order-here") is None


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"email": ""}, "EMAIL_NOT_SET"),
        ({"billing": None}, "BILLING_ADDRESS_NOT_SET"),
    ],
)
def test_an_order_without_a_name_or_a_place_is_refused_by_its_code(host: Host, missing: dict, code: str) -> None:
    # given
    checkout = ready(host, line(host, host.skus(1)[0]), **missing)

    # when
    with pytest.raises(SaleorRefused) as caught:
        host.client.create_order(checkout, {})

    # then
    assert caught.value.code == code


def test_goods_that_are_shipped_need_a_delivery_method(host: Host) -> None:
    # given
    checkout = host.client.create_checkout(
        CHANNEL, [line(host, host.skus(1)[0])], email="buyer.one@example.com", shipping=ADDRESS, billing=ADDRESS
    )

    # when
    with pytest.raises(SaleorRefused) as caught:
        host.client.create_order(checkout, {})

    # then
    assert caught.value.code == "SHIPPING_METHOD_NOT_SET"


def test_an_empty_checkout_becomes_no_order(host: Host) -> None:
    # given
    checkout = host.client.create_checkout(
        CHANNEL, [], email="buyer.one@example.com", shipping=ADDRESS, billing=ADDRESS
    )

    # when
    with pytest.raises(SaleorRefused) as caught:
        host.client.create_order(checkout, {})

    # then
    assert caught.value.code == "NO_LINES"
