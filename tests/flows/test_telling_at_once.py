"""Several workers look at one order at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from saleor_punchout.flows import fulfillment, invoice
from saleor_punchout.models import PurchaseOrder
from tests.flows.afterwards import ENDPOINTS, Staff, letters, place
from tests.sandbox.conftest import shared_database  # noqa: F401  # a fixture

WORKERS = 4


@pytest.mark.usefixtures("shared_database")
def test_workers_at_the_same_order_say_everything_once(client, partner):
    # given
    partner.endpoints = ENDPOINTS
    staff = Staff(place(client))
    staff.confirm()
    staff.ship()
    staff.bill("INV-1")
    invoice.send(staff.order, "INV-1")
    partner.save()  # from now on there is something to say, and to whom
    begin = Barrier(WORKERS)

    def work(_):
        order = PurchaseOrder.objects.select_related("partner__installation").get(pk=staff.order.pk)
        begin.wait()
        try:
            return fulfillment.tell(order)
        finally:
            connection.close()

    # when
    with ThreadPoolExecutor(WORKERS) as pool:
        queued = [pk for told in pool.map(work, range(WORKERS)) for pk in told]

    # then
    assert [one.kind for one in letters(partner)] == list(ENDPOINTS)
    assert len(queued) == len(ENDPOINTS)
