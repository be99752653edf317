from __future__ import annotations

import pytest

from saleor_punchout.flows.installation import register
from saleor_punchout.models import DocumentRecord, PunchOutSession, PurchaseOrder, TradingPartner
from tests.app.saleor import TOKEN, Saleor


@pytest.fixture
def over_http(settings):
    """Saleor is asked over a real connection, on this machine."""
    settings.PUNCHOUT_TRANSPORT = "saleor_punchout.gateway.transports.HttpTransport"
    settings.PUNCHOUT_ALLOW_PRIVATE_ADDRESSES = True
    settings.PUNCHOUT_SALEOR_URLS = []
    return settings


@pytest.fixture
def start(over_http):
    """Starts Saleors, and lists them."""
    started = []

    def make():
        saleor = Saleor().__enter__()
        started.append(saleor)
        over_http.PUNCHOUT_SALEOR_URLS = [one.api_url for one in started]
        return saleor

    yield make
    for saleor in started:
        saleor.__exit__()


@pytest.fixture
def saleor(start):
    return start()


@pytest.fixture
def installation(db, saleor):
    """The Saleor, connected; what it was asked for that is forgotten."""
    made = register(saleor.api_url, TOKEN)
    saleor.asked.clear()
    return made


@pytest.fixture
def partner(installation):
    return make_partner(installation)


def make_partner(installation, slug="orrin"):
    return TradingPartner.objects.create(
        installation=installation,
        name=slug.title(),
        slug=slug,
        channel="default-channel",
        storefront_url="https://shop.example.com/",
    )


def make_order(partner, order_id="PO-1", **fields):
    document = DocumentRecord.objects.create(direction="in", kind="OrderRequest", partner=partner)
    kept = {"type": "new", "content_hash": "0" * 64, "state": PurchaseOrder.State.PLACED, "document": document}
    return PurchaseOrder.objects.create(partner=partner, order_id=order_id, **(kept | fields))


def make_session(partner, key="k1", **fields):
    from django.utils import timezone

    now = timezone.now()
    kept = {
        "operation": "create",
        "return_url": "https://buyer.example.com/return",
        "start_token": key,
        "requested_at": now,
        "start_expires_at": now,
        "expires_at": now,
        "state": PunchOutSession.State.STARTED,
    }
    return PunchOutSession.objects.create(partner=partner, key=key, **(kept | fields))
