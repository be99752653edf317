"""The portal against our real endpoint, and against suppliers that misbehave at the level of HTTP."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
import requests

from saleor_punchout.documents.cxml.form import BASE64, URLENCODED, form_field
from saleor_punchout.documents.cxml.punchout import write_order_message
from saleor_punchout.documents.types import (
    Charge,
    Classification,
    Credential,
    Header,
    ItemDetail,
    ItemID,
    ItemIn,
    Money,
    PunchOutOrderMessage,
    Status,
)
from saleor_punchout.sandbox.portal.buyers import BUYERS, GENERIC, Buyer
from saleor_punchout.sandbox.portal.models import Requisition
from saleor_punchout.service.demo import partners

SUPPLIER = Credential("DUNS", "00-482-1175")


@pytest.fixture(params=BUYERS.values(), ids=BUYERS)
def buyer(request) -> Buyer:
    return request.param


@pytest.fixture
def supplier(live_server, settings) -> str:
    """Our real endpoint over HTTP, with a trading partner for every buyer."""
    settings.PUNCHOUT_DEMO_URL = live_server.url
    partners.set_up(live_server.url, settings.PUNCHOUT_SANDBOX_TOKEN)
    return live_server.url


@dataclass
class Wire:
    """What a misbehaving supplier answers, and what it was sent."""

    answer: Callable[[], requests.Response]
    sent: list[requests.PreparedRequest] = field(default_factory=list)

    def says(self, body: bytes, status: int = 200) -> None:
        response = requests.Response()
        response.status_code, response._content = status, body
        self.answer = lambda: response

    def fails(self, error: Exception) -> None:
        def answer() -> requests.Response:
            raise error

        self.answer = answer


@pytest.fixture
def wire(monkeypatch) -> Wire:
    wire = Wire(requests.Response)

    def send(adapter, request, **options) -> requests.Response:
        wire.sent.append(request)
        return wire.answer()

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    return wire


@pytest.fixture
def shopping(db) -> Requisition:
    """A requisition whose user is in the supplier's shop."""
    return Requisition.objects.create(
        buyer_key=GENERIC.key, buyer_cookie="cookie-1", state=Requisition.State.PUNCHED_OUT
    )


def item(number: int, quantity: str = "2", price: str = "10.00", description: str = "Hex bolt") -> ItemIn:
    return ItemIn(
        number,
        Decimal(quantity),
        ItemID(f"SKU-{number}", f"aux/{number}-sig"),
        ItemDetail(
            Money(Decimal(price), "EUR"), description, "", "EA", (Classification("UNSPSC", "31161500"),), lead_time=3
        ),
    )


def cart(cookie: str = "cookie-1", *items: ItemIn, status: Status | None = None) -> bytes:
    """A cart as our own writer makes it: two lines, shipping and tax."""
    items = items or (item(1), item(2, "1", "80.00"))
    total = sum((one.quantity * one.detail.unit_price.amount for one in items), Decimal(0))
    message = PunchOutOrderMessage(
        cookie,
        "create",
        Money(total, "EUR"),
        () if status else items,
        shipping=Charge(Money(Decimal("5.00"), "EUR"), "Parcel"),
        tax=Charge(Money(Decimal("19.95"), "EUR"), "Tax"),
        status=status,
    )
    return write_order_message("1@shop", Header((SUPPLIER,), (SUPPLIER,), (SUPPLIER,), "shop"), message)


def fields(document: bytes, name: str = URLENCODED) -> dict[str, str]:
    """What a browser posts."""
    sent = form_field(document, name)
    return {sent.name: sent.value}


def encoded(document: bytes) -> dict[str, str]:
    """Any bytes in the base64 field."""
    return {BASE64: base64.b64encode(document).decode()}
