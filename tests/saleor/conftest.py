"""One suite, three hosts. Where the sandbox and a real Saleor disagree, the sandbox is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.saleor import hosts
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
