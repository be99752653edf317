"""A buying company that trades with the shop at hand: everything that it does, in one call each."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from saleor_punchout.documents.cxml.punchout import read_setup_response
from saleor_punchout.documents.types import ItemIn, ItemOut, Money, PunchOutOrderMessage
from saleor_punchout.flows import cart, placement, visit
from saleor_punchout.flows.partners import Identity, create_partner
from saleor_punchout.models import Installation, PunchOutSession, PurchaseOrder, TradingPartner
from saleor_punchout.sandbox.portal.buyers import GENERIC, Buyer
from tests.flows import story
from tests.saleor.hosts import CHANNEL, Host

SECRET = "a-secret-of-this-test-only"
PATIENCE = 120
"""Seconds to wait for an order that another worker has in hand."""


@dataclass
class Company:
    """One company and its browser."""

    buyer: Buyer
    host: Host
    browser: Client = field(default_factory=Client)

    def request_setup(self, **changes: Any) -> str:
        """The start token of a new session; ``changes`` are of the request, and ``lang`` its language."""
        answer = story.post(self.browser, story.setup_request(self.buyer, **changes), path=self.host.cxml)
        assert story.status(answer) == 200, answer.status
        assert answer.payload is not None
        return urlsplit(read_setup_response(answer.payload)).path.rpartition("/")[2]

    def enter(self, start_token: str) -> tuple[PunchOutSession, str]:
        return enter(start_token)

    def fill(self, session: PunchOutSession, skus: list[str]) -> None:
        fill(self.host, session, skus)

    def return_cart(self, token: str) -> PunchOutOrderMessage:
        form, _ = cart.transfer(visit.find_session(token), story.BASE_URL)
        return story.read_cart(form.fields[0].value.encode())

    def order(self, order_id: str, lines: list[ItemOut], **changes: Any) -> PurchaseOrder:
        """Send the order, or another version of it; gives what was stored."""
        money = lines[0].detail.unit_price
        assert money is not None
        total = Money(sum(map(net, lines), Decimal(0)), money.currency)
        payload_id = f"{uuid.uuid4()}@b.example"
        document = story.order_request(lines, order_id, self.buyer, total=total, payload_id=payload_id, **changes)
        answer = story.post(self.browser, document, path=self.host.cxml)
        assert story.status(answer) == 200, story.told(answer)
        order: PurchaseOrder = PurchaseOrder.objects.get(payload_id=payload_id, partner__slug=self.buyer.key)
        return order

    def settle(self, order: PurchaseOrder) -> None:
        """Wait until nothing is left to do for the order, and do it where nobody else does."""
        deadline = time.monotonic() + PATIENCE
        while order.state == PurchaseOrder.State.RECEIVED and time.monotonic() < deadline:
            placement.place(order.pk)
            order.refresh_from_db()
        assert order.state == PurchaseOrder.State.PLACED, (order.state, order.problems, order.last_error)


def enter(start_token: str) -> tuple[PunchOutSession, str]:
    """The session of a buyer in the shop, and its token; also where a part of the cart could not be opened."""
    location = visit.start(start_token) or visit.start(start_token)
    started = visit.redeem(parse_qs(urlsplit(location).query)["code"][0], story.BASE_URL)
    return started.session, started.token


def fill(host: Host, session: PunchOutSession, skus: list[str]) -> None:
    """Put one to three of each article into the cart."""
    story.fill(host.stranger, session, host.client, {sku: 1 + n % 3 for n, sku in enumerate(skus)})


def found(host: Host, installation: Installation, **settings: Any) -> Company:
    """A new company, with a trading partner of these settings for it."""
    key = f"contract-{uuid.uuid4().hex[:12]}"
    credentials = tuple((party, domain, f"{identity}-{key}") for party, domain, identity in GENERIC.credentials)
    buyer = replace(GENERIC, key=key, name=f"Contract {key}", credentials=credentials, secret=SECRET)
    create_partner(
        installation,
        [Identity(*one, secret=SECRET if one[0] == "sender" else "") for one in credentials],
        name=buyer.name,
        slug=key,
        channel=CHANNEL,
        storefront_url="https://shop.example.com/api/punchout",
        return_hosts=["buyer.example.com"],
        price_tolerance=Decimal(100),
        mode=TradingPartner.Mode.TEST,
        **settings,
    )
    return Company(buyer, host)


def kept(one: ItemIn) -> ItemOut:
    """A line of a returned cart as it stands in an order, or in a request to edit it."""
    return ItemOut(
        line_number=one.line_number,
        line_number_source="lineNumber",
        quantity=one.quantity,
        item_id=one.item_id,
        detail=one.detail,
    )


def approved(returned: PunchOutOrderMessage) -> list[ItemOut]:
    """The lines of the order: as they were returned, but one piece more of the first."""
    first, *others = map(kept, returned.items)
    return [first._replace(quantity=(first.quantity or Decimal(0)) + 1), *others]


def net(line: ItemOut) -> Decimal:
    """Net total of an order's line."""
    assert line.detail.unit_price is not None
    return ((line.quantity or Decimal(0)) * line.detail.unit_price.amount).quantize(Decimal("0.01"))
