"""What a buyer's system does, in one call each: the words that the tests of the flows are told in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import Envelope, read_envelope
from saleor_punchout.documents.cxml.order import write_order_request
from saleor_punchout.documents.cxml.punchout import read_order_message, read_setup_response, write_setup_request
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import (
    Header,
    ItemDetail,
    ItemID,
    ItemIn,
    ItemOut,
    Money,
    OrderRequest,
    PunchOutOrderMessage,
    PunchOutSetupRequest,
)
from saleor_punchout.flows import cart, visit
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.transports import Transport
from saleor_punchout.models import PunchOutSession
from saleor_punchout.sandbox.portal.buyers import GENERIC, Buyer

RETURN_URL = "https://buyer.example.com/return"
BASE_URL = "https://shop.example.com/punchout"
PAYLOAD_ID = "1795438170.1@procurement.example.com"
ORDER_DATE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""Told, for a writer takes the present moment, and an order that is written anew a second later would be another."""


def setup_request(buyer: Buyer = GENERIC, header: Header | None = None, **changes: Any) -> bytes:
    """A PunchOutSetupRequest as bytes, in the language ``lang``."""
    lang = changes.pop("lang", "en")
    request = PunchOutSetupRequest(
        operation="create",
        buyer_cookie="cookie-4711",
        browser_form_post=RETURN_URL,
        extrinsics=buyer.extrinsics,
        ship_to=buyer.ship_to,
    )
    return write_setup_request(PAYLOAD_ID, header or buyer.header, replace(request, **changes), lang=lang)


def line(sku: str, quantity: Any, price: str | None, number: int = 1, auxiliary_id: str = "", **detail: Any) -> ItemOut:
    """A line of an order."""
    money = None if price is None else Money(Decimal(price), detail.pop("currency", "EUR"))
    detail.setdefault("unit_of_measure", "EA")
    return ItemOut(
        line_number=number,
        line_number_source="lineNumber",
        quantity=Decimal(str(quantity)),
        item_id=ItemID(sku, auxiliary_id),
        detail=ItemDetail(unit_price=money, **detail),
    )


def kept(item: ItemIn, quantity: Any = None, number: int | None = None) -> ItemOut:
    """A line of a returned cart as it stands in an order, or in a request to edit it."""
    assert item.detail.unit_price is not None
    return line(
        item.item_id.supplier_part_id,
        item.quantity if quantity is None else quantity,
        str(item.detail.unit_price.amount),
        number=number or item.line_number or 1,
        auxiliary_id=item.item_id.supplier_part_auxiliary_id,
        unit_of_measure=item.detail.unit_of_measure,
    )


def order_request(
    lines: Sequence[ItemOut],
    order_id: str = "PO-1",
    buyer: Buyer = GENERIC,
    payload_id: str = PAYLOAD_ID,
    **changes: Any,
) -> bytes:
    """An OrderRequest as bytes; the total is the sum of the lines unless it is given."""
    nothing = Decimal(0)
    total = sum(
        ((one.quantity or nothing) * one.detail.unit_price.amount for one in lines if one.detail.unit_price), nothing
    )
    request = OrderRequest(
        order_id=order_id,
        type="new",
        order_date=ORDER_DATE,
        total=Money(total, "EUR"),
        ship_to=buyer.ship_to,
        bill_to=buyer.ship_to,
        extrinsics=buyer.extrinsics,
        items=tuple(lines),
    )
    return write_order_request(payload_id, buyer.header, replace(request, **changes))


def post(client: Client, document: bytes, path: str = "/cxml", **headers: Any) -> Envelope:
    """Send a document to the endpoint; gives the answer."""
    response = client.post(path, document, content_type="text/xml; charset=UTF-8", **headers)
    assert response.status_code == 200, response.content
    return read(response.content)


def read(document: bytes) -> Envelope:
    return read_envelope(guard.open_document(document, Notes()).root, Notes())


def status(answer: Envelope) -> int:
    assert answer.status is not None
    return answer.status.code


def told(answer: Envelope) -> str:
    assert answer.status is not None
    return answer.status.message


def punch_out(client: Client, buyer: Buyer = GENERIC, **changes: Any) -> str:
    """The start token of a new session."""
    answer = post(client, setup_request(buyer, **changes))
    assert status(answer) == 200, answer.status
    assert answer.payload is not None
    return urlsplit(read_setup_response(answer.payload)).path.rpartition("/")[2]


@dataclass
class Shopping:
    """A buyer in the shop."""

    session: PunchOutSession
    token: str
    saleor: SaleorClient

    def add(self, sku: str, quantity: int) -> None:
        """Put an article into the cart, as the storefront does."""
        from saleor_punchout.sandbox.transport import SandboxTransport  # whose tables not every host has

        fill(SandboxTransport("", ""), self.session, self.saleor, {sku: quantity})

    def remove(self, sku: str) -> None:
        """Take a line out of the cart."""
        found = self.saleor.read_checkout(self.session.checkout_id)
        assert found is not None
        self.saleor.delete_checkout_lines(found.id, [line.id for line in found.lines if line.sku == sku])

    @property
    def lines(self) -> list[tuple[str, int]]:
        """SKU and quantity of each line in the cart."""
        found = self.saleor.read_checkout(self.session.checkout_id)
        return [(line.sku, line.quantity) for line in found.lines] if found else []

    def return_cart(self, *, emptied: bool = False) -> PunchOutOrderMessage:
        """The document that the browser would carry back."""
        form, _ = cart.transfer(visit.find_session(self.token), BASE_URL, emptied=emptied)
        return read_cart(form.fields[0].value.encode())


def fill(stranger: Transport, session: PunchOutSession, saleor: SaleorClient, quantities: Mapping[str, int]) -> None:
    """Put articles into the cart of a session, as a storefront does: knowing no more than the checkout's id."""
    variants = saleor.find_variants(session.partner.channel, list(quantities))
    answer = stranger.execute(
        "mutation ($id: ID!, $lines: [CheckoutLineInput!]!)"
        " { checkoutLinesAdd(id: $id, lines: $lines) { errors { message } } }",
        {
            "id": session.checkout_id,
            "lines": [{"variantId": variants[sku].id, "quantity": count} for sku, count in quantities.items()],
        },
    )
    assert not answer["data"]["checkoutLinesAdd"]["errors"], answer


def read_cart(document: bytes) -> PunchOutOrderMessage:
    envelope = read(document)
    assert envelope.payload is not None
    return read_order_message(envelope.payload, envelope.status, Notes())


def shop(client: Client, saleor: SaleorClient, buyer: Buyer = GENERIC, **changes: Any) -> Shopping:
    """Punch out and enter the shop, also where a part of the cart could not be opened."""
    token = punch_out(client, buyer, **changes)
    location = visit.start(token) or visit.start(token)
    started = visit.redeem(parse_qs(urlsplit(location).query)["code"][0], BASE_URL)
    return Shopping(started.session, started.token, saleor)
