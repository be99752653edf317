"""The same delivery many times at once, over real sockets, on both databases."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.app.saleor import TOKEN, Saleor
from tests.concurrency.conftest import environment as own_database  # noqa: F401
from tests.concurrency.conftest import run, server  # noqa: F401

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def saleor():
    with Saleor() as started:
        yield started


@pytest.fixture
def environment(own_database, saleor):
    """Variables of a service that the Saleor of this test may join."""
    return own_database | {
        "PUNCHOUT_SALEOR_URLS": saleor.api_url,
        "TEST_TRANSPORT": "saleor_punchout.gateway.transports.HttpTransport",
        "PUNCHOUT_SWEEP_SECONDS": "3600",
    }


def post(address, delivery):
    headers = {"Content-Type": delivery["content_type"]} | delivery["headers"]
    return requests.post(address, data=delivery["data"], headers=headers, timeout=30).status_code


def at_once(count, errand):
    with ThreadPoolExecutor(count) as pool:
        return Counter(pool.map(lambda _: errand(), range(count)))


@pytest.fixture
def service(server, saleor):
    """Its address, once the Saleor of this test has joined it."""
    registration = {"content_type": "application/json", "headers": {"Saleor-Api-Url": saleor.api_url}}
    assert post(f"{server}/register", registration | {"data": f'{{"auth_token": "{TOKEN}"}}'}) == 200
    return server


def test_deliveries_at_once_are_one_piece_of_news(service, environment, saleor):
    # given
    run("tests.app.aside", environment, "order")
    delivery = saleor.delivery("ORDER_UPDATED")

    # when
    answers = at_once(30, lambda: post(f"{service}/webhooks", delivery))

    # then
    assert answers == {200: 30}
    assert run("tests.app.aside", environment, "count").split() == ["1"]


def test_unknown_keys_at_once_ask_saleor_once(service, environment, saleor):
    # given
    run("tests.app.aside", environment, "age")
    delivery = saleor.delivery("ORDER_UPDATED")
    delivery["headers"]["Saleor-Signature"] = saleor.sign(delivery["data"], key="foreign")
    saleor.asked.clear()

    # when
    answers = at_once(30, lambda: post(f"{service}/webhooks", delivery))

    # then
    assert answers == {401: 30}
    assert saleor.key_questions == 1
