"""Saleor's own process. Run pytest in Saleor's virtual environment, with this package installed there and
DJANGO_SETTINGS_MODULE=saleor.settings, on a database that may be filled with visits, customers and orders."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from saleor_punchout.host import in_core, writer
from saleor_punchout.models import PunchOutSession, TradingPartner
from tests.saleor import company as companies
from tests.saleor import hosts
from tests.saleor.company import Company
from tests.saleor.hosts import Host

NEEDS = "needs Saleor's process: its virtual environment, DJANGO_SETTINGS_MODULE=saleor.settings, SALEOR_CHANNEL"


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Saleor's own work runs in no transaction of a test, so its database is used as it is."""
    if not in_core():
        pytest.skip(NEEDS)
    with request.getfixturevalue("django_db_blocker").unblock():
        yield


@pytest.fixture
def host(_database: None) -> Host:
    return hosts.inside()


@pytest.fixture
def company(host: Host) -> Company:
    """A trading partner whose buyers are guests."""
    from saleor_punchout.flows.local import local_installation

    return companies.found(host, local_installation())


@pytest.fixture
def visit_of(company: Company) -> Any:
    """Begin a visit under an account policy: ``visit_of(policy, email)`` gives the session as it is stored."""

    def begin(policy: str, *, email: str | None = None) -> PunchOutSession:
        with writer():
            partner = TradingPartner.objects.get(slug=company.buyer.key)
            partner.account_policy, partner.default_email = policy, f"{partner.slug}@buyer.example.com"
            partner.save()
            token = company.request_setup()
            PunchOutSession.objects.filter(partner=partner).update(user_email=email or new_email())
            session, _ = company.enter(token)
            return PunchOutSession.objects.select_related("partner").get(pk=session.pk)

    return begin


def new_email() -> str:
    return f"{uuid.uuid4().hex[:12]}@buyer.example.com"


@pytest.fixture
def staff() -> Iterator[Any]:
    """A member of staff who may do everything."""
    from saleor.account.models import User

    user = User.objects.create(email=new_email(), is_staff=True, is_superuser=True, is_active=True, is_confirmed=True)
    yield user
    user.delete()
