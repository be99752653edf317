"""What happens to an order once it is placed: what the shop's staff do in Saleor, and what the buyer is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client

from saleor_punchout.documents.cxml.envelope import Envelope
from saleor_punchout.documents.cxml.fulfillment import (
    read_confirmation_request,
    read_ship_notice_request,
    read_status_update_request,
)
from saleor_punchout.documents.cxml.invoice import read_invoice_detail_request
from saleor_punchout.documents.reading import Notes
from saleor_punchout.flows import fulfillment, placement
from saleor_punchout.models import PurchaseOrder, TradingPartner, Transmission
from tests.documents.places import DTDS, assert_valid
from tests.flows.story import line, order_request, post, read, status, told
from tests.sandbox import shop_staff
from tests.sandbox.asking import Asker

ENDPOINTS = dict.fromkeys(
    ("ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest"), "https://buyer.example.com/cxml"
)
READERS = {
    "ConfirmationRequest": read_confirmation_request,
    "ShipNoticeRequest": read_ship_notice_request,
    "InvoiceDetailRequest": read_invoice_detail_request,
    "StatusUpdateRequest": read_status_update_request,
}
TWO_LINES = (line("FST-1001", 10, "14.80", 1), line("HND-2001", 2, "24.90", 2))


def take(client: Client, document: bytes, *, tells: bool = True) -> PurchaseOrder:
    """Send an order, let a worker carry it out, and let him tell the buyer."""
    answer = post(client, document)
    assert status(answer) == 200, told(answer)
    order = PurchaseOrder.objects.latest("pk")
    placement.place(order.pk)
    order.refresh_from_db()
    if tells:
        fulfillment.tell(order)
    return order


def place(client: Client, lines: Any = TWO_LINES, **changes: Any) -> PurchaseOrder:
    order = take(client, order_request(lines, **changes))
    assert order.state == PurchaseOrder.State.PLACED, order.problems
    return order


@dataclass
class Staff:
    """The shop's people at one order; after each step the buyer is told."""

    order: PurchaseOrder

    @property
    def app(self) -> Asker:
        return Asker(settings.PUNCHOUT_SANDBOX_TOKEN)

    def _do(self, document: str, **variables: Any) -> Any:
        payload = self.app.ask(document, **variables)
        assert payload["errors"] == [], payload
        self.tell()
        return payload

    def tell(self) -> list[int]:
        return fulfillment.tell(self.order)

    def look(self) -> Any:
        return shop_staff.look(self.app, self.order.saleor_order_id)

    def confirm(self) -> None:
        self._do(shop_staff.CONFIRM, id=self.order.saleor_order_id)

    def cancel(self) -> None:
        self._do(shop_staff.CANCEL, id=self.order.saleor_order_id)

    def recount(self, place: int, quantity: int) -> None:
        self._do(shop_staff.RECOUNT, id=self.look()["lines"][place]["id"], quantity=quantity)

    def take_out(self, place: int) -> None:
        self._do(shop_staff.TAKE_OUT, id=self.look()["lines"][place]["id"])

    def add(self, sku: str, quantity: int) -> None:
        variant = self.app.variant(sku)
        lines = [{"variantId": variant, "quantity": quantity}]
        self._do(shop_staff.ADD, id=self.order.saleor_order_id, lines=lines)

    def ship(self, quantities: Mapping[int, int] | None = None, tracking: str | None = None) -> None:
        """Send so many of each line, by its place in the order; without them, all that is left."""
        ids = [one["id"] for one in self.look()["lines"]]
        wanted = {ids[place]: quantity for place, quantity in quantities.items()} if quantities is not None else None
        payload = shop_staff.ship(self.app, self.order.saleor_order_id, wanted, tracking)
        assert payload["errors"] == [], payload
        self.tell()

    def track(self, number: str, place: int = 0) -> None:
        self._do(shop_staff.TRACK, id=self.look()["fulfillments"][place]["id"], number=number)

    def recall(self, place: int = 0) -> None:
        parcel = self.look()["fulfillments"][place]["id"]
        self._do(shop_staff.RECALL, id=parcel, warehouse=shop_staff.warehouse(self.app))

    def bring_back(self, place: int, quantity: int) -> None:
        """A line of the first fulfilment that is there comes back."""
        sent = next(one for one in self.look()["fulfillments"] if one["status"] == "FULFILLED")
        lines = [{"fulfillmentLineId": sent["lines"][place]["id"], "quantity": quantity}]
        self._do(shop_staff.RETURN, id=self.order.saleor_order_id, input={"fulfillmentLines": lines})

    def bill(self, number: str) -> None:
        """An invoice that is made and not sent."""
        url = f"https://shop.example.com/invoices/{number}"
        self._do(shop_staff.BILL, id=self.order.saleor_order_id, input={"number": number, "url": url})


def letters(partner: TradingPartner, kind: str = "") -> list[Envelope]:
    """What was queued for the partner, of one kind or of all, the first one first. Each is valid, where DTDs are."""
    found = Transmission.objects.filter(partner=partner, kind__contains=kind).order_by("pk").select_related("document")
    bodies = [one.document.body.encode() for one in found]
    for body in bodies if DTDS.exists() else ():
        assert_valid(body)
    return [read(body) for body in bodies]


def said(partner: TradingPartner, kind: str) -> list[Any]:
    """The same, read as the buyer reads it, and without fault."""
    notes = Notes()
    found = [READERS[kind](letter.payload, notes) for letter in letters(partner, kind)]
    assert not notes.faults
    return found
