"""The shop's staff at work in Saleor: they confirm, ship and bill what came, and Saleor tells of it, sometimes."""

from __future__ import annotations

import hashlib
import random
import threading

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from saleor_punchout.flows import events
from saleor_punchout.models import Installation
from saleor_punchout.sandbox.models import Order
from saleor_punchout.sandbox.saleor.channels import WAREHOUSE
from saleor_punchout.sandbox.saleor.execution import execute
from saleor_punchout.sandbox.saleor.ids import global_id
from tests.chaos.load import Wanted, wanted

CONFIRM = "mutation($id: ID!) { orderConfirm(id: $id) { errors { code message } } }"
FULFILL = """mutation($id: ID!, $lines: [OrderFulfillLineInput!]!, $tracking: String) {
  orderFulfill(order: $id, input: {lines: $lines, trackingNumber: $tracking}) {
    errors { code message } } }"""
INVOICE = """mutation($id: ID!, $number: String!) {
  invoiceCreate(orderId: $id, input: {number: $number, url: "https://shop.example.com/invoice.pdf"}) {
    invoice { id number } errors { code message } } }"""
SEND = "mutation($id: ID!) { invoiceSendNotification(id: $id) { errors { code message } } }"
READ = """query($id: ID!) { order(id: $id) {
  id number status updatedAt checkoutId externalReference metadata { key value }
  lines { id quantity quantityToFulfill } invoices { id number } } }"""


class Staff:
    """Two people who look at the orders again and again until each is delivered and billed."""

    def __init__(self, count: int, seed: int) -> None:
        self._count, self._chance = count, random.Random(seed)  # noqa: S311
        self.early: set[str] = set()
        """Orders that were confirmed before their last change came: those are cancelled and made anew."""
        self._waiting = {one.order_id: one for one in map(wanted, range(count)) if one.quantities}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    @property
    def is_done(self) -> bool:
        return not self._waiting or not self._thread.is_alive()

    def stop(self) -> list[str]:
        """What was left undone."""
        self._over.set()
        self._thread.join()
        return sorted(self._waiting)

    def _work(self) -> None:
        while not self._over.wait(0.3) and self._waiting:
            try:
                close_old_connections()
                self._look()
            except (DatabaseError, InterfaceError):  # the database is being restarted
                connection.close()
        connection.close()

    def _look(self) -> None:
        for order in list(Order.objects.exclude(status="CANCELED").order_by("pk")):
            one = self._waiting.get(order.metadata.get("punchout.order_id", ""))
            if one and order.external_reference:
                self._deal_with(one, order)

    def _deal_with(self, one: Wanted, order: Order) -> None:
        stands = {int(line.metadata["punchout.line"]): line.quantity for line in order.lines.all()}
        if stands != one.quantities:
            if order.status == "UNCONFIRMED" and self._chance.random() < 1 / 4:  # too quick
                self._ask(CONFIRM, id=_id(order))
                self.early.add(one.order_id)
            return
        if self._deliver(one, order):
            del self._waiting[one.order_id]

    def _deliver(self, one: Wanted, order: Order) -> bool:
        """One step further; True once there is nothing more to do."""
        if order.status == "UNCONFIRMED":
            self._ask(CONFIRM, id=_id(order))
            self._tell("ORDER_CONFIRMED", order)
        elif order.status in ("UNFULFILLED", "PARTIALLY_FULFILLED"):
            self._ship(one, order)
        else:
            return self._bill(one, order)
        return False

    def _ship(self, one: Wanted, order: Order) -> None:
        """What is left, or of one order in four only the first line: then there are two parcels."""
        lines = self._ask(READ, id=_id(order))["order"]["lines"]
        open_lines = [line for line in lines if line["quantityToFulfill"]]
        if order.status == "UNFULFILLED" and self._chance.random() < 1 / 4:
            open_lines = open_lines[:1]
        told = [
            {"orderLineId": line["id"], "stocks": [{"quantity": line["quantityToFulfill"], "warehouse": WAREHOUSE.id}]}
            for line in open_lines
        ]
        self._ask(FULFILL, id=_id(order), lines=told, tracking=f"1Z{order.number:08d}")
        self._tell("FULFILLMENT_CREATED", order)

    def _bill(self, one: Wanted, order: Order) -> bool:
        invoice = order.invoices.first()
        if invoice is None:
            self._ask(INVOICE, id=_id(order), number=f"INV-{order.number}")
            invoice = order.invoices.get()
        if invoice.sent_at is None:
            self._ask(SEND, id=global_id("Invoice", invoice.pk))
        self._tell("INVOICE_SENT", order, certainly=True, invoice={"number": invoice.number, "url": invoice.url})
        return True

    def _tell(self, event: str, order: Order, *, certainly: bool = False, **more: object) -> None:
        """What a webhook brings; two in five never arrive, one in five arrives twice."""
        chance = 1 if certainly else self._chance.random()
        if chance < 2 / 5:
            return
        node = self._ask(READ, id=_id(order))["order"]
        told = {"issuedAt": timezone.now().isoformat(), "order": node, **more}
        for _ in range(1 + (chance > 4 / 5)):
            events.receive(Installation.objects.get(), event, told, hashlib.sha256(repr(told).encode()).hexdigest())

    @staticmethod
    def _ask(document: str, **variables: object) -> dict:
        answer = execute(document, variables, settings.PUNCHOUT_SANDBOX_STAFF_TOKEN)
        assert not answer.get("errors"), answer["errors"]
        for payload in (answer["data"] or {}).values():
            assert not (payload or {}).get("errors"), payload
        return answer["data"]


def _id(order: Order) -> str:
    return global_id("Order", order.token)
