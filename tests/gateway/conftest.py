from __future__ import annotations

import pytest
from django.conf import settings as django_settings

from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.sandbox import catalogue
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.gateway.wire import Wire


@pytest.fixture
def saleor(db):
    """The client of the pretend Saleor, its range filled."""
    catalogue.fill()
    return SaleorClient(SandboxTransport("", django_settings.PUNCHOUT_SANDBOX_TOKEN))


@pytest.fixture
def wire(settings):
    """Something at the other end of a real connection, which answers as it is told."""
    settings.PUNCHOUT_ALLOW_PRIVATE_ADDRESSES = True
    with Wire() as listening:
        yield listening
