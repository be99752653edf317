from __future__ import annotations

import pytest
from django.conf import settings as django_settings

from tests.graphql.asking import Api
from tests.world import _fresh_counters, partner, world  # noqa: F401  # fixtures


@pytest.fixture
def api(client, db):
    """Anybody."""
    return Api(client)


@pytest.fixture
def staff(client, db):
    """Who holds the staff token."""
    return Api(client, django_settings.PUNCHOUT_STAFF_TOKEN)
