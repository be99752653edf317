"""The world around the service: a Saleor that fails, a buyer that fails, and the day when both are well again."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.flows import transmission
from saleor_punchout.models import Credential, Installation, PurchaseOrder, SaleorEvent, TradingPartner, Transmission
from saleor_punchout.sandbox.models import Product, Variant
from saleor_punchout.sandbox.portal.buyers import GENERIC
from saleor_punchout.simulator.post_box import FAILURES
from tests.chaos.load import PRICES
from tests.concurrency.faulty import Fronts

BUYER_RATE = 0.4
"""Part of our documents whose delivery fails."""
KINDS = ("ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest")
DELETED = frozenset({"redirect"})
"""A document that was redirected is dead: staff must mend the address and send it again."""


class Calm:
    """Whether the buyer fails, until it begins to be well."""

    def __init__(self, chance: random.Random) -> None:
        self._chance, self._over = chance, False

    def failing(self) -> str:
        """The failure of the next request; empty: none."""
        if self._over or self._chance.random() >= BUYER_RATE:
            return ""
        names = [name for name in FAILURES for _ in range(1 if name in ("hang", "redirect") else 6)]
        return self._chance.choice(names)

    def begin(self) -> None:
        self._over = True


class Front:
    """The address of a Saleor that fails, and its end."""

    def __init__(self, seed: int) -> None:
        self._fronts = Fronts(2, seed)
        self.url = self._fronts.url
        self.done: Counter[str] = Counter()

    def calm(self) -> None:
        """From now on it only answers well."""
        self._fronts.calm()

    def stop(self) -> None:
        self.done = self._fronts.stop()


@contextmanager
def saleor(seed: int, count: int) -> Iterator[Front]:
    """Enough goods, and half of the orders without delivery."""
    Variant.objects.update(stock=100 * count)
    Product.objects.filter(variants__sku=next(iter(PRICES))).update(is_shipping_required=False)
    front = Front(seed)
    try:
        yield front
    finally:
        front.stop()


def set_up(buyer: str, api_url: str, secret: str) -> None:
    """The buyer's addresses, and the secret for them."""
    Installation.objects.update(api_url=api_url)
    partner = _partner()
    partner.endpoints = dict.fromkeys(KINDS, buyer)
    partner.save()
    own = partner.credentials.filter(party=Credential.Party.TO).first()
    Credential.objects.create(
        partner=partner,
        party=Credential.Party.OUTBOUND,
        domain=own.domain,
        identity=own.identity,
        key=f"outbound:{own.domain}:{own.identity}",
        sealed_secret=vault.seal(secret),
    )


def _partner() -> TradingPartner:
    return TradingPartner.objects.get(slug="fennwick-foods")


def secrets(outbound: str) -> list[str]:
    """Those that must not be found anywhere."""
    inbound = GENERIC.header.sender[0].shared_secret
    assert inbound
    return [outbound, inbound]


def resend_dead() -> None:
    """What staff do once the buyer's address is mended."""
    with suppress(DatabaseError, InterfaceError):
        close_old_connections()
        for one in Transmission.objects.filter(state=Transmission.State.DEAD):
            transmission.resend(one)


def is_at_rest() -> bool:
    """Whether nothing waits any more."""
    try:
        close_old_connections()
        resend_dead()  # one may die in the last moment
        waiting = (
            PurchaseOrder.objects.filter(state__in=["received", "parked"]),
            PurchaseOrder.objects.filter(look_again_at__lte=timezone.now()),
            SaleorEvent.objects.filter(done_at=None),
            Transmission.objects.exclude(state=Transmission.State.DELIVERED),
        )
        return not any(rows.exists() for rows in waiting)
    except (DatabaseError, InterfaceError):
        connection.close()
        return False
