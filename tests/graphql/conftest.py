from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache

from saleor_punchout.models import TradingPartner
from saleor_punchout.sandbox import catalogue
from saleor_punchout.sandbox.portal.buyers import BUYERS, GENERIC
from saleor_punchout.service.demo import partners
from tests.graphql.asking import Api


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


@pytest.fixture
def world(db):
    """A shop with its range, and a trading partner for every buying company."""
    catalogue.fill()
    partners.set_up("http://shop.example.com", django_settings.PUNCHOUT_SANDBOX_TOKEN)
    TradingPartner.objects.update(return_hosts=["buyer.example.com"])
    return {partner.slug: partner for partner in TradingPartner.objects.filter(slug__in=BUYERS)}


@pytest.fixture
def partner(world):
    return world[GENERIC.key]


@pytest.fixture
def api(client, db):
    """Anybody."""
    return Api(client)


@pytest.fixture
def staff(client, db):
    """Who holds the staff token."""
    return Api(client, django_settings.PUNCHOUT_STAFF_TOKEN)
