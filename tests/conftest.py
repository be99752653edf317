"""Options that every test may use."""

import pytest


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="rewrite the golden documents from what is written now")


@pytest.fixture
def update(request):
    return request.config.getoption("--update")
