"""A buyer that orders, changes its mind, and repeats what it gets no answer to, as procurement systems do."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock

import requests

from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.simulator.follow_up import OrderBook
from tests.flows.story import line, order_request, read, status

PRICES = {"FST-1010": "8.90", "HND-2001": "24.90"}
THREADS = 8
PATIENCE = 240
"""Seconds for which the buyer repeats a document; real ones do it for hours."""
CARD = "4929000000006"
"""Every order is paid by it; nothing may keep it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order as it shall stand in the end."""

    order_id: str
    quantities: dict[int, int]
    """By line number; empty: deleted."""
    versions: int


def wanted(number: int) -> Wanted:
    """One in three changes, one in six of all is deleted."""
    quantities = {1: 1 + number % 3} | ({2: 1} if number % 2 else {})
    if number % 3 == 1:
        quantities |= {1: quantities[1] + 2}
    return Wanted(f"PO-{number}", {} if number % 6 == 4 else quantities, 1 + (number % 3 == 1) + (number % 6 == 4))


def documents(number: int) -> Iterator[bytes]:
    """In the order in which they are written."""
    first = {1: 1 + number % 3} | ({2: 1} if number % 2 else {})
    yield _document(number, first, "new", 1)
    if number % 3 == 1:
        yield _document(number, first | {1: first[1] + 2}, "update", 2)
    if number % 6 == 4:
        yield _document(number, first, "delete", 3)


def _document(number: int, quantities: dict[int, int], kind: str, version: int) -> bytes:
    skus = dict(enumerate(PRICES, 1))
    lines = [line(skus[place], count, PRICES[skus[place]], number=place) for place, count in quantities.items()]
    paper = order_request(
        lines,
        order_id=f"PO-{number}",
        payload_id=f"{number}.{version}@procurement.example.com",
        type=kind,
        order_version=str(version),
    )
    return paper.replace(b"</BillTo>", b'</BillTo><Payment><PCard number="%b"/></Payment>' % CARD.encode(), 1)


class Buyers:
    """Sends every order with its changes; one in eight out of order, one in ten twice."""

    def __init__(self, url: str, seed: int, book: OrderBook) -> None:
        self._url, self._book, self._chance, self._lock = f"{url}/cxml", book, random.Random(seed), Lock()  # noqa: S311
        self.answers: Counter[str] = Counter()
        self.refused: list[str] = []
        self.sent = 0

    def send_all(self, count: int) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(self._send_order, range(count)))

    def _send_order(self, number: int) -> None:
        papers = list(documents(number))
        with self._lock:
            if self._chance.random() < 1 / 8:
                self._chance.shuffle(papers)
            twice = self._chance.random() < 1 / 10
            pause = self._chance.choice((0, 0.3, 4))
        final = wanted(number)
        quantities = {place: Decimal(5) for place in (1, 2)} if not final.quantities else final.quantities
        self._book.expect(final.order_id, "EUR", {place: Decimal(count) for place, count in quantities.items()})
        for paper in papers * (2 if twice else 1):
            self._send(number, paper)
            time.sleep(pause)

    def _send(self, number: int, paper: bytes) -> None:
        """Again and again until there is an answer that is none of those that ask for patience."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            told = self._post(paper)
            self.answers[told] += 1
            if told.isdigit() and int(told) < 500:
                self.sent += 1
                if int(told) >= 300:
                    self.refused.append(f"PO-{number}: {told}")
                return
            time.sleep(0.5)
        self.refused.append(f"PO-{number}: no answer in {PATIENCE} seconds")

    def _post(self, paper: bytes) -> str:
        """The cXML status, or what stood in its place."""
        try:
            answer = requests.post(self._url, paper, headers={"Content-Type": "text/xml; charset=UTF-8"}, timeout=30)
            return str(status(read(answer.content)))
        except requests.RequestException as error:
            return type(error).__name__
        except (PunchOutError, AssertionError):
            return "no cXML"
