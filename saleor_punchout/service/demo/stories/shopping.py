"""What a person does in the shop between punching out and going back, and how the shop's Saleor sees it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import requests
from django.conf import settings

from saleor_punchout.service.demo.saleor import ask_saleor
from saleor_punchout.service.demo.stories.run import Run, require
from saleor_punchout.simulator.browser import form_of
from saleor_punchout.simulator.buyer import Buyer, Visit
from saleor_punchout.simulator.cart import Cart, Line
from saleor_punchout.simulator.cxml import Wish
from saleor_punchout.simulator.intake import ingest
from saleor_punchout.simulator.walk import CANCEL, RETURN

PATIENCE = 20
"""Seconds that the order may take to stand in Saleor."""
ARTICLES = 3
COOKIE = "checkoutId-default-channel"
PRODUCTS = """
query ($first: Int!) {
  products(channel: "default-channel", first: $first) { edges { node { defaultVariant { id } } } }
}
"""
ADD = """
mutation ($id: ID!, $lines: [CheckoutLineInput!]!) { checkoutLinesAdd(id: $id, lines: $lines) { errors { message } } }
"""
LINES = "query ($id: ID!) { checkout(id: $id) { lines { id quantity variant { id sku } } } }"
UPDATE = """
mutation ($id: ID!, $lines: [CheckoutLineUpdateInput!]!) {
  checkoutLinesUpdate(id: $id, lines: $lines) { errors { message } }
}
"""
ORDER = """
query ($reference: String!) {
  order(externalReference: $reference) { number lines { productSku quantity totalPrice { net { amount } } } }
}
"""


def wish(run: Run, operation: str = "create", lines: Sequence[Line] = (), **more: str) -> Wish:
    """What a company asks for; its carts would go to an address of its own."""
    address = f"{settings.PUNCHOUT_DEMO_URL}/procurement/{run.system}/return"
    return Wish(operation=operation, return_url=address, lines=tuple(lines), **more)


def visit_shop(run: Run, buyer: Buyer, wanted: Wish) -> Visit:
    """From procurement to the storefront."""
    with run.step("Punch out"):
        visit = buyer.punch_out(wanted)
    with run.step("Open the start page"):
        page = buyer.enter(visit)
        require(page.headers.get("Referrer-Policy") == "no-referrer", "the start page gives its address away")
    with run.step("Enter the shop"):
        buyer.browser.submit(page)
        require("punchout" in buyer.browser.cookies, "the shop set no cookie")
    return visit


def fill_cart(run: Run, buyer: Buyer) -> None:
    """Put some articles into the cart, as the storefront's own script would."""
    with run.step("Fill the cart"):
        products = ask_saleor(PRODUCTS, first=ARTICLES)["products"]["edges"]
        lines = [
            {"variantId": edge["node"]["defaultVariant"]["id"], "quantity": 2 + number}
            for number, edge in enumerate(products)
        ]
        _changed(ask_saleor(ADD, id=_checkout(buyer), lines=lines))


def cart_in_shop(buyer: Buyer) -> dict[str, int]:
    """Quantities by SKU, as the shop's Saleor has them."""
    return {line["variant"]["sku"]: line["quantity"] for line in _lines(buyer)}


def change_quantity(buyer: Buyer, sku: str, quantity: int) -> None:
    """What a person does on the cart page; 0 takes the line out."""
    line = next(line for line in _lines(buyer) if line["variant"]["sku"] == sku)
    changes = [{"lineId": line["id"], "quantity": quantity}]
    _changed(ask_saleor(UPDATE, id=_checkout(buyer), lines=changes))


def _lines(buyer: Buyer) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = ask_saleor(LINES, id=_checkout(buyer))["checkout"]["lines"]
    return lines


def _checkout(buyer: Buyer) -> str:
    return unquote(buyer.browser.cookies[COOKIE])


def _changed(answer: dict[str, Any]) -> None:
    errors = [error for changed in answer.values() for error in changed["errors"]]
    require(not errors, str(errors))


def cart_page(buyer: Buyer) -> requests.Response:
    """The storefront's page of the cart."""
    return buyer.browser.open(f"{settings.PUNCHOUT_DEMO_URL}/shop/cart")


def leave(buyer: Buyer, visit: Visit, path: str) -> Cart:
    """The cart that the shop's way back ends with; a real browser would post it by itself."""
    page = buyer.browser.follow(cart_page(buyer), path)
    form = form_of(buyer.browser.submit(page))
    require(buyer.leads_home(form, visit), f"the cart would go to {form.action}")
    return buyer.take(form, visit)


def bring_back(run: Run, buyer: Buyer, visit: Visit, lines: int = ARTICLES) -> Cart:
    """Return the cart, and hold it against what this system can take."""
    with run.step("Return the cart"):
        cart = leave(buyer, visit, RETURN)
        require(len(cart.lines) == lines, f"{len(cart.lines)} lines came back")
    with run.step("Take it into procurement"):
        taken = ingest(cart, buyer.account.dialect)
        lost = [f"line {one.line}: {one.words}" for one in taken.remarks if one.effect in ("dropped", "refused", "odd")]
        require(not lost, " ".join(lost))
        require(len(taken.lines) == lines, f"{len(taken.lines)} lines were taken")
    return cart


def give_up(run: Run, buyer: Buyer, visit: Visit) -> None:
    """Go back without a cart: nothing may change."""
    with run.step("Go back without a cart"):
        cart = leave(buyer, visit, CANCEL)
        require(cart.is_unchanged and not cart.lines, "the cart is not marked as unchanged")


def require_order(reference: str, ordered: Sequence[Line]) -> None:
    """The order stands in Saleor with these lines at these prices."""
    wanted: dict[str, tuple[Decimal, Decimal]] = {line.part_id: (line.quantity, line.net) for line in ordered}
    wait_until(lambda: _made(reference) == wanted, lambda: f"{reference}: ordered {wanted}, made {_made(reference)}")


def _made(reference: str) -> dict[str, tuple[Decimal, Decimal]]:
    """Quantity and net by SKU; nothing while there is no order."""
    found = ask_saleor(ORDER, settings.PUNCHOUT_SANDBOX_TOKEN, reference=reference)["order"]
    lines = found["lines"] if found else ()
    return {line["productSku"]: (line["quantity"], line["totalPrice"]["net"]["amount"]) for line in lines}


def wait_until(is_so: Callable[[], bool], otherwise: Callable[[], str]) -> None:
    """Look again and again; raises AssertionError with these words where it does not become so."""
    give_up_at = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > give_up_at:
            require(False, f"{otherwise()} within {PATIENCE} seconds")
        time.sleep(0.05)
