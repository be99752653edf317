from __future__ import annotations

import pytest
from django.core.cache import cache

from saleor_punchout.sandbox import catalogue
from tests.isolation import world
from tests.isolation.asking import Asker


@pytest.fixture(autouse=True)
def _two_saleors(settings):
    cache.clear()
    settings.PUNCHOUT_VIEWER = "tests.isolation.world.viewer_of"
    settings.PUNCHOUT_TRANSPORT = "tests.isolation.world.TwoSaleors"
    settings.PUNCHOUT_FAILURES_PER_MINUTE = 1_000_000
    world.TwoSaleors.asked.clear()


@pytest.fixture
def shops(db):
    """Two shops, ``a`` and ``b``, with their partners."""
    catalogue.fill()
    built = world.build()
    world.name_viewers(built)
    return built


@pytest.fixture
def a(shops):
    return shops["a"]


@pytest.fixture
def b(shops):
    return shops["b"]


@pytest.fixture
def ask(client):
    """GraphQL as ``a``, as ``b``, as ``nobody`` or as the ``operator``."""
    return lambda viewer: Asker(client, viewer)
