"""Many at once, over real sockets: one order, one session."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from saleor_punchout.documents.cxml.punchout import read_setup_response
from tests.flows.story import line, order_request, read, setup_request, status

STAFF = {"Authorization": "Bearer demo-staff"}
SALEOR = {"Authorization": "Bearer the-sandbox-has-no-secrets"}

pytestmark = pytest.mark.timeout(180)


def send(server, document):
    answer = requests.post(f"{server}/cxml", data=document, headers={"Content-Type": "text/xml"}, timeout=60)
    assert answer.status_code == 200
    return read(answer.content)


def ask(address, query, headers):
    answer = requests.post(address, json={"query": query}, headers=headers, timeout=30).json()
    assert "errors" not in answer, answer
    return answer["data"]


def at_once(count, errand):
    """The results of ``count`` threads that all do the errand together."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: errand(), range(count)))


def orders_in_saleor(server, how_many):
    query = "{ orders(first: 100) { edges { node { externalReference lines { quantity } } } } }"
    give_up = time.monotonic() + 30
    while True:
        found = [edge["node"] for edge in ask(f"{server}/saleor/graphql/", query, SALEOR)["orders"]["edges"]]
        named = [order for order in found if order["externalReference"]]  # an order is named when it is there
        if len(named) >= how_many or time.monotonic() > give_up:
            return found
        time.sleep(0.2)


def test_a_hundred_copies_of_one_order_make_one_order(server):
    # given
    document = order_request([line("FST-1001", 2, "14.80")])

    # when
    answers = at_once(100, lambda: status(send(server, document)))

    # then
    assert Counter(answers) == {200: 100}
    made = orders_in_saleor(server, 1)
    time.sleep(2)  # would a second one come, it would come now
    assert (
        made
        == orders_in_saleor(server, 1)
        == [{"externalReference": "fennwick-foods:PO-1", "lines": [{"quantity": 2}]}]
    )
    kept = ask(f"{server}/graphql/", "{ punchOutPurchaseOrders(first: 5) { totalCount } }", STAFF)
    assert kept["punchOutPurchaseOrders"]["totalCount"] == 1


def test_of_many_different_orders_at_once_each_is_made_once(server):
    documents = [order_request([line("FST-1010", 1, "8.90")], order_id=f"PO-{number}") for number in range(20)]

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda document: status(send(server, document)), documents * 2))

    assert Counter(answers) == {200: 40}
    made = [order["externalReference"] for order in orders_in_saleor(server, 20)]
    assert sorted(made) == sorted(f"fennwick-foods:PO-{number}" for number in range(20))


def test_two_hundred_clicks_on_one_start_link_open_one_session(server):
    # given
    answer = send(server, setup_request())
    path = urlsplit(read_setup_response(answer.payload)).path

    # when
    answers = at_once(200, lambda: requests.post(f"{server}{path}", allow_redirects=False, timeout=60).status_code)

    # then
    assert Counter(answers) == {303: 1, 410: 199}
    query = "{ punchOutSessions(first: 5) { totalCount edges { node { state checkoutId } } } }"
    sessions = ask(f"{server}/graphql/", query, STAFF)["punchOutSessions"]
    assert sessions["totalCount"] == 1
    assert sessions["edges"][0]["node"]["state"] == "STARTED"
