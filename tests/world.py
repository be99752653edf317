"""The shop that most tests are told in, as fixtures; a conftest takes those that its folder needs."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache

from saleor_punchout.flows.saleor import client_for
from saleor_punchout.models import Credential, TradingPartner
from saleor_punchout.sandbox import catalogue
from saleor_punchout.sandbox.portal.buyers import BUYERS, GENERIC
from saleor_punchout.service.demo import partners


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


@pytest.fixture
def world(db):
    """A shop with its range, and a trading partner for every buying company."""
    catalogue.fill()
    partners.set_up("http://shop.example.com", settings.PUNCHOUT_SANDBOX_TOKEN)
    TradingPartner.objects.update(return_hosts=["buyer.example.com"], allow_http_return=False, endpoints={})
    Credential.objects.filter(party=Credential.Party.OUTBOUND).delete()  # nor a name for endpoints that are not there
    return {partner.slug: partner for partner in TradingPartner.objects.filter(slug__in=BUYERS)}


@pytest.fixture
def partner(world):
    return world[GENERIC.key]


@pytest.fixture
def saleor(partner):
    return client_for(partner)
