"""The simulator before our real service over HTTP, and before suppliers that answer what they should not."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from saleor_punchout.service.demo import partners
from saleor_punchout.service.demo.companies import COMPANIES
from saleor_punchout.simulator.account import Account
from saleor_punchout.simulator.buyer import Buyer
from saleor_punchout.simulator.cart import Cart, Line
from saleor_punchout.simulator.cxml import Wish
from saleor_punchout.simulator.dialects import DIALECTS

RETURN_URL = "http://127.0.0.1:9/cart"
"""Nobody listens there, for the form is taken out of the page that would post it."""


@pytest.fixture
def shop(live_server, settings) -> str:
    """Our real service with its pretend Saleor and its storefront; its articles come with the migrations' catalogue."""
    from saleor_punchout.sandbox import catalogue

    settings.PUNCHOUT_DEMO_URL = live_server.url
    catalogue.fill()
    partners.set_up(live_server.url, settings.PUNCHOUT_SANDBOX_TOKEN)
    return live_server.url


@pytest.fixture
def customer(shop) -> Callable[[str], Account]:
    """The account of a company of the demo's check, whose trading partner is made with it."""

    def made(slug: str) -> Account:
        company = next(company for company in COMPANIES if company.slug == slug)
        partners.add_company(company, shop)
        return company.account(shop)

    return made


@pytest.fixture
def supplier() -> Iterator[Callable[..., str]]:
    """Starts suppliers that answer every POST with the same bytes."""
    with contextlib.ExitStack() as stack:

        def started(body: bytes, status: int = 200, content_type: str = "text/xml") -> str:
            class Handler(BaseHTTPRequestHandler):
                def do_POST(self) -> None:
                    self.rfile.read(int(self.headers["Content-Length"]))
                    self.send_response(status)
                    self.send_header("Content-Type", content_type)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

                def log_message(self, *words: object) -> None:
                    """The terminal is pytest's."""

            server = stack.enter_context(HTTPServer(("127.0.0.1", 0), Handler))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}/"

        yield started


def stranger(system: str, url: str, protocol: str = "") -> Account:
    """An account with a supplier that knows nobody."""
    dialect = DIALECTS[system]
    parties = {
        party: (("DUNS", f"{number}{number}-111-2222"),) for number, party in enumerate(("from", "to", "sender"))
    }
    return Account(
        dialect=dialect,
        url=url,
        protocol=protocol or dialect.protocols[0],
        parties=parties,
        secret="the-secret & more",
        user="buyer",
        password="the-password & more",
    )


def buyer_of(account: Account) -> tuple[Buyer, list[tuple[str, bytes]]]:
    """A buyer, and the list that its documents go into."""
    kept: list[tuple[str, bytes]] = []
    return Buyer(account, lambda kind, document: kept.append((kind, document))), kept


def wish(operation: str = "create", *lines: Line) -> Wish:
    return Wish(operation=operation, return_url=RETURN_URL, lines=lines)


LINE = Line(
    number=1,
    part_id="FST-1001",
    auxiliary_id="abc/1-sig",
    quantity=Decimal(2),
    unit="EA",
    description="Hex bolt",
    price=Decimal("14.80"),
    currency="EUR",
    classification="31161620",
    classification_domain="UNSPSC",
)


def cart_of(**changes: object) -> Cart:
    """A cart of one line, with these changes."""
    return Cart((replace(LINE, **changes),))
