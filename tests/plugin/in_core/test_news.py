"""Order events come by Saleor's hooks instead of webhooks."""

from __future__ import annotations

from typing import Any

import pytest
from graphql_relay import to_global_id

from saleor_punchout.flows import events
from saleor_punchout.models import PurchaseOrder, SaleorEvent
from tests.saleor.company import Company, approved
from tests.saleor.goods import line, ready
from tests.saleor.hosts import Host

CONFIRM = "mutation ($id: ID!) { orderConfirm(id: $id) { order { status } errors { code } } }"
CANCEL = "mutation ($id: ID!) { orderCancel(id: $id) { order { status } errors { code } } }"


@pytest.fixture
def placed(host: Host, company: Company) -> PurchaseOrder:
    """A purchase order that became an order of this Saleor."""
    session, token = company.enter(company.request_setup())
    company.fill(session, list(host.skus(2)))
    order = company.order("PO-1", approved(company.return_cart(token)))
    company.settle(order)
    return order


def test_what_happens_to_an_order_of_ours_is_news(host: Host, placed: PurchaseOrder) -> None:
    # when
    host.ask(CONFIRM, id=placed.saleor_order_id)
    host.ask(CANCEL, id=placed.saleor_order_id)

    # then
    told = SaleorEvent.objects.filter(saleor_order_id=placed.saleor_order_id)
    assert {"ORDER_CREATED", "ORDER_CONFIRMED", "ORDER_CANCELLED"} <= set(told.values_list("event", flat=True))
    for news in told.filter(done_at=None):
        events.handle(news.pk)
    placed.refresh_from_db()
    assert placed.saleor_status == "CANCELED"


def test_news_has_the_shape_of_a_webhook(placed: PurchaseOrder) -> None:
    news = SaleorEvent.objects.filter(saleor_order_id=placed.saleor_order_id).earliest("pk")
    told = news.told["order"]
    assert told["id"] == placed.saleor_order_id
    assert told["number"] == placed.saleor_order_number
    assert told["status"] in ("UNCONFIRMED", "UNFULFILLED")
    assert told["checkoutId"] == placed.checkout_id
    assert {"key": "punchout.order_id", "value": "PO-1"} in told["metadata"]


def test_orders_of_the_shops_own_are_no_news(host: Host) -> None:
    order = host.client.create_order(ready(host, line(host, host.skus(1)[0])), {})
    host.ask(CANCEL, id=order.id)
    assert not SaleorEvent.objects.filter(saleor_order_id=order.id).exists()


def test_fulfillments_are_news_of_their_order(placed: PurchaseOrder) -> None:
    # given
    from saleor.order.models import Order
    from saleor.plugins.manager import get_plugins_manager

    fulfillment = Order.objects.get(number=placed.saleor_order_number).fulfillments.create()
    hooks = {
        "fulfillment_created": "FULFILLMENT_CREATED",
        "fulfillment_approved": "FULFILLMENT_APPROVED",
        "fulfillment_canceled": "FULFILLMENT_CANCELED",
        "tracking_number_updated": "FULFILLMENT_TRACKING_NUMBER_UPDATED",
    }

    for hook, event in hooks.items():
        # when
        getattr(get_plugins_manager(allow_replica=False), hook)(fulfillment)

        # then
        assert SaleorEvent.objects.filter(saleor_order_id=placed.saleor_order_id, event=event).count() == 1


def test_a_sent_invoice_is_news_of_its_order(placed: PurchaseOrder) -> None:
    from saleor.order.models import Order
    from saleor.plugins.manager import get_plugins_manager

    invoice = Order.objects.get(number=placed.saleor_order_number).invoices.create(number="I-1")
    get_plugins_manager(allow_replica=False).invoice_sent(invoice, "buyer@example.com")
    news = SaleorEvent.objects.get(saleor_order_id=placed.saleor_order_id, event="INVOICE_SENT")
    assert news.told["invoice"] == {"number": "I-1"}


def test_an_error_of_ours_is_not_the_shops(placed: PurchaseOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*args: Any) -> None:
        raise OSError

    from saleor.order.models import Order
    from saleor.plugins.manager import get_plugins_manager

    monkeypatch.setattr(events, "receive", fall)
    order = Order.objects.get(number=placed.saleor_order_number)
    get_plugins_manager(allow_replica=False).order_updated(order)
    assert to_global_id("Order", str(order.pk)) == placed.saleor_order_id
