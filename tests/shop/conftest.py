"""The servers behind the shop, played by one small HTTP server that answers what a test tells it to."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

CODES = "/storefront/sessions"
VISIT = {
    "partnerName": "Acme Hospitals",
    "checkoutId": "Q2hlY2tvdXQ6MQ==",
    "channel": "default-channel",
    "returnUrl": "https://shop.example/return/t0ken",
    "cancelUrl": "https://shop.example/cancel/t0ken",
    "sessionToken": "t0ken",
    "operation": "create",
    "path": "/",
    "maxAge": 3600,
}


def price(net: float, tax: float) -> dict[str, Any]:
    return {
        kind: {"amount": amount, "currency": "EUR"}
        for kind, amount in (("net", net), ("tax", tax), ("gross", net + tax))
    }


GLOVES = {
    "name": "Safety gloves",
    "slug": "safety-gloves",
    "isAvailable": True,
    "description": json.dumps(
        {"blocks": [{"type": "paragraph", "data": {"text": "For <b>oily</b> work &amp; more."}}]}
    ),
    "category": {"name": "Protective equipment", "slug": "protective-equipment"},
    "metadata": [{"key": "lead_time", "value": "2"}, {"key": "unspsc", "value": "46181504"}],
    "pricing": {"priceRange": {"start": price(12.5, 2.38), "stop": price(12.5, 2.38)}},
    "variants": [
        {
            "id": "VmFyaWFudDox",
            "sku": "PPE-1",
            "name": "Size 9",
            "quantityAvailable": 40,
            "metadata": [{"key": "unit", "value": "PR"}],
            "pricing": {"price": price(12.5, 2.38)},
        }
    ],
}
PAPER = GLOVES | {"name": "Copy paper", "slug": "copy-paper", "category": {"name": "Office", "slug": "office"}}


def cart_of(quantity: int) -> dict[str, Any]:
    """A checkout with that many pairs of gloves, in one line or none."""
    line = {
        "id": "TGluZTox",
        "quantity": quantity,
        "unitPrice": price(12.5, 2.38),
        "totalPrice": price(12.5 * quantity, 2.38 * quantity),
        "variant": {"sku": "PPE-1", "name": "Size 9", "product": GLOVES},
    }
    total = price(12.5 * quantity, 2.38 * quantity)
    return {
        "id": VISIT["checkoutId"],
        "quantity": quantity,
        "subtotalPrice": total,
        "shippingPrice": price(0, 0),
        "totalPrice": total,
        "deliveryMethod": None,
        "lines": [line] if quantity else [],
    }


def page_of(*products: dict[str, Any]) -> dict[str, Any]:
    return {"pageInfo": {"hasNextPage": False, "endCursor": None}, "edges": [{"node": each} for each in products]}


class Upstream:
    """What the servers answer, by the path or the name of the operation, and what they were asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, Any]] = {CODES: (200, VISIT)}
        self.asked: dict[str, Any] = {}
        self.headers: dict[str, str] = {}
        self.tell("ShopProducts", products=page_of(GLOVES, PAPER))
        self.tell("ShopProduct", product=GLOVES)
        self.tell("ShopCheckout", checkout=cart_of(2))

    def tell(self, operation: str, **data: Any) -> None:
        self.answers[operation] = (200, {"data": data})

    def tell_change(self, operation: str, mutation: str, checkout: Any = None, refusal: str = "") -> None:
        errors = [{"field": None, "message": refusal, "code": "INVALID"}] if refusal else []
        self.tell(operation, **{mutation: {"checkout": checkout, "errors": errors}})

    def answer(self, path: str, payload: dict[str, Any]) -> tuple[int, Any]:
        name = re.findall(r"(?:query|mutation) (\w+)", payload.get("query", "")) or [path]
        self.asked[name[0]] = payload.get("variables", payload)
        return self.answers.get(name[0], (500, {}))


def handler_for(upstream: Upstream) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            upstream.headers = dict(self.headers)
            payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = upstream.answer(self.path, payload)
            text = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args: object) -> None:
            return

    return Handler


@pytest.fixture
def upstream(settings: Any) -> Iterator[Upstream]:
    told = Upstream()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(told))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.PUNCHOUT_DEMO_URL = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browser(upstream: Upstream) -> Client:
    """Somebody who looks around."""
    return Client()


@pytest.fixture
def buyer(browser: Client) -> Client:
    """Somebody whom procurement sent."""
    browser.get("/shop/api/punchout?code=c0de")
    return browser
