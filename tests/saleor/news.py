"""How a Saleor's news comes to us while a test runs: by webhook from a Saleor elsewhere, by its hooks in its own
process. The pretend one has no news, so what it would tell is read from its orders.

A Saleor elsewhere must be able to call this machine: SALEOR_CALLBACK_HOST is its name there, else ``127.0.0.1``, which
a Saleor on the same machine calls only where its own filter of addresses is off (HTTP_IP_FILTER_ENABLED=false).
"""

from __future__ import annotations

import os
import queue
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from saleor_punchout import tasks
from saleor_punchout.app.manifest import subscription
from saleor_punchout.flows import events
from saleor_punchout.models import PurchaseOrder, TradingPartner
from tests.saleor.hosts import Host

CALLBACK_HOST = os.environ.get("SALEOR_CALLBACK_HOST", "127.0.0.1")
PATIENCE = 30
"""Seconds after which nothing comes any more."""
LISTEN = """
mutation ($input: WebhookCreateInput!) { webhookCreate(input: $input) { webhook { id } errors { field message } } }
"""
NEWS = """
query ($id: ID!) {
  order(id: $id) { id number status updatedAt checkoutId metadata { key value } invoices { number url } }
}
"""
FORGET = "mutation ($id: ID!) { webhookDelete(id: $id) { errors { message } } }"

Delivery = tuple[Mapping[str, str], bytes]


class Worker:
    """Does in the test's own thread what a worker beside the service would, with the news as it comes."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.deliveries: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        self.woken: deque[tuple[Callable[[int], None], int]] = deque()
        self.heard: list[str] = []
        """Names of the events that Saleor told of by webhook."""

    def work_until(self, true: Callable[[], object], seconds: float = PATIENCE) -> float:
        """Seconds that it took. Fails where it does not come true."""
        began = time.monotonic()
        while not true():
            assert time.monotonic() - began < seconds, (self.host.name, self.heard)
            self.work()
        return time.monotonic() - began

    def work(self) -> None:
        """What is there to be done now."""
        if self.host.name == "app":
            self._take_delivery()
        while self.woken:
            task, pk = self.woken.popleft()
            task(pk)

    def look(self, partner: TradingPartner) -> None:
        """Tell the news of a Saleor that tells none."""
        if self.host.name == "sandbox":
            for row in PurchaseOrder.objects.filter(partner=partner, state=PurchaseOrder.State.PLACED):
                self._tell(row)

    def _tell(self, row: PurchaseOrder) -> None:
        told = self.host.ask(NEWS, id=row.saleor_order_id)
        invoices = told["order"].pop("invoices")
        event, more = ("INVOICE_SENT", {"invoice": invoices[-1]}) if invoices else ("ORDER_UPDATED", {})
        made = events.receive(row.partner.installation, event, {**told, **more}, secrets.token_hex(8))
        if made is not None:
            tasks.wake(tasks.handle_event, made.pk)

    def _take_delivery(self) -> None:
        try:
            headers, body = self.deliveries.get(timeout=0.02)
        except queue.Empty:
            return
        answer = Client().post("/webhooks", body, content_type="application/json", headers=headers)
        assert answer.status_code == 200, answer.content
        self.heard.append(headers["Saleor-Event"].upper())


@contextmanager
def working(host: Host, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A worker who hears of everything while this lasts."""
    worker = Worker(host)
    monkeypatch.setattr(tasks, "wake", lambda task, pk: worker.woken.append((task, pk)))
    if host.name != "app":
        yield worker
        return
    with ThreadingHTTPServer((CALLBACK_HOST, 0), _handler(worker.deliveries)) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), name="webhooks", daemon=True).start()
        webhook = _listen(host, f"http://{CALLBACK_HOST}:{server.server_port}/webhooks")
        try:
            yield worker
        finally:
            host.ask(FORGET, id=webhook)
            server.shutdown()


def _listen(host: Host, address: str) -> str:
    """Id of a webhook of our app, for what the manifest asks for; an app that is not deleted tells nothing of that."""
    names = [event for event in events.EVENTS if event != events.APP_DELETED]
    given = {"name": "contract", "targetUrl": address, "asyncEvents": names, "isActive": True, "query": subscription()}
    made = host.ask(LISTEN, input=given)["webhookCreate"]
    assert made["errors"] == [], made
    return str(made["webhook"]["id"])


def _handler(deliveries: queue.SimpleQueue[Delivery]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told = {name: text for name, text in self.headers.items() if name.lower().startswith("saleor-")}
            deliveries.put(({name.title(): text for name, text in told.items()}, body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *given: Any) -> None:
            """Tests keep quiet."""

    return Handler
