"""One suite, three hosts. Where the sandbox and a real Saleor disagree, the sandbox is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from saleor_punchout.models import Installation
from tests.saleor import hosts, staff
from tests.saleor.company import Company, found
from tests.saleor.hosts import Host


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "host" in metafunc.fixturenames:
        metafunc.parametrize("host", [_with_database(name) for name in hosts.present()], indirect=True)


def _with_database(name: str) -> object:
    """Our tables in a database of the test; but Saleor's own work runs in no transaction of a test, so in core its
    database is used as it is."""
    return name if name == "core" else pytest.param(name, marks=pytest.mark.django_db)


@pytest.fixture
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    """A Saleor to ask."""
    name = request.param
    if name == "app" and not (hosts.API_URL and hosts.TOKEN):
        pytest.skip("needs a running Saleor: set SALEOR_API_URL and SALEOR_APP_TOKEN")
    if name == "core":
        with request.getfixturevalue("django_db_blocker").unblock():
            yield hosts.MAKERS[name]()
        return
    request.getfixturevalue("settings").PUNCHOUT_ALLOW_PRIVATE_ADDRESSES = True
    yield hosts.MAKERS[name]()


@pytest.fixture
def installation(host: Host, request: pytest.FixtureRequest) -> Installation:
    """Our row of that Saleor, which the flows ask as well."""
    if host.name == "app":
        request.getfixturevalue("settings").PUNCHOUT_TRANSPORT = "saleor_punchout.gateway.transports.HttpTransport"
    return hosts.installation(host)


@pytest.fixture
def company(host: Host, installation: Installation) -> Company:
    """A company that speaks cXML, and whose buyers are guests."""
    return found(host, installation)


@pytest.fixture
def withdraw(host: Host) -> Iterator[Callable[[str], None]]:
    """Take an article off sale until the test is over: ``withdraw(sku)``."""
    withdrawn: list[str] = []

    def hide(sku: str) -> None:
        staff.publish(host, sku, is_published=False)
        withdrawn.append(sku)

    yield hide
    for sku in withdrawn:
        staff.publish(host, sku, is_published=True)
