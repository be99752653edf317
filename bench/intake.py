"""Taking an OrderRequest in: one POST, until the order is stored and the answer is written.

Subject: the endpoint's view on SQLite, in this process: head and whole document parsed, sender authenticated, order
recognised, document stored without its secrets, worker announced. Floor: lxml's bare parse of the same bytes. Unit:
CPU time, ours ÷ floor. Every call brings another order, for a repeated one is answered sooner.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import count

from bench import floors, our_service, serving
from bench.documents import order_request
from bench.figures import Figure, milliseconds
from bench.timing import growth, interleaved

ROUNDS = {10: 60, 1000: 11, 10_000: 5}
RATIOS = {10: "", 1000: "<= 8", 10_000: "<= 10"}
"""Ten lines have no goal against a parse: nearly all of their time is SQL."""
GROWTH = "<= 1.1"


def figures() -> list[Figure]:
    found, taken = [], {}
    with endpoint() as post:
        for lines, rounds in ROUNDS.items():
            document = order_request(lines)
            orders = _orders(document)
            works = {"floor": lambda: floors.parse(document), "ours": lambda: post(next(orders))}  # noqa: B023
            seconds = interleaved(works, rounds, lines=lines)
            taken[lines] = seconds["ours"]
            name = f"take an order of {lines:,} lines in ÷ bare parse"
            found.append(Figure(name, seconds["ours"] / seconds["floor"], RATIOS[lines], milliseconds(**seconds)))
    return [*found, Figure("take an order in: growth, 1,000 to 10,000 lines", growth(taken), GROWTH)]


_number = count(1)


def _orders(document: bytes) -> Iterator[bytes]:
    """The same order under another orderID and payloadID each time."""
    while True:
        number = b"%d" % next(_number)
        yield document.replace(b"PO-1001", b"PO-" + number, 1).replace(b"1698765432.1", number, 1)


@contextmanager
def endpoint() -> Iterator[Callable[[bytes], None]]:
    """A function that posts to the view, on a database of its own. The body is read already: the view gets the same
    bytes, while Django's test client would copy them twice."""
    with serving.sqlite() as url:
        os.environ.update(serving.settings(url), CELERY_BROKER_URL="")
        our_service.prepare()
        from django.db import connections
        from django.test import RequestFactory

        from saleor_punchout.views import CxmlView

        factory, view = RequestFactory(SERVER_NAME="127.0.0.1"), CxmlView.as_view()

        def post(document: bytes) -> None:
            body = {"wsgi.input": BytesIO(document), "CONTENT_LENGTH": str(len(document))}
            answer = view(factory.generic("POST", "/cxml", CONTENT_TYPE="text/xml; charset=UTF-8", **body))
            assert b'code="200"' in answer.content, answer.content

        yield post
        connections.close_all()
