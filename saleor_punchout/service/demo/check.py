"""The loop without a screen: every buying company of the portal punches out, shops, returns, approves and orders.

Nothing is faked on the way: the portal's own errands, a browser's requests, HTTP between all parts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from saleor_punchout.sandbox.portal import post, procurement
from saleor_punchout.sandbox.portal.buyers import BUYERS, Buyer
from saleor_punchout.sandbox.portal.models import Requisition
from saleor_punchout.service.demo.browser import Browser, Form, form_of
from saleor_punchout.service.demo.saleor import ask_saleor

PATIENCE = 20
"""Seconds that the order may take to stand in Saleor."""
ARTICLES = 3

State = Requisition.State


@dataclass
class Step:
    name: str
    ok: bool
    milliseconds: int
    error: str = ""


@dataclass
class Run:
    """One operation of one procurement system."""

    system: str
    operation: str
    steps: list[Step] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return bool(self.steps) and all(step.ok for step in self.steps)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        step = Step(name, ok=False, milliseconds=0)
        self.steps.append(step)
        try:
            yield
            step.ok = True
        except Exception as error:
            step.error = f"{type(error).__name__}: {error}"
            raise
        finally:
            step.milliseconds = round(1000 * (time.perf_counter() - started))


def check(documents: Path | None = None) -> Iterator[Run]:
    """Run every operation of every system; a step that fails ends its run and no other."""
    keep = partial(_keep, documents) if documents else None
    for buyer in BUYERS.values():
        for operation, story in STORIES.items():
            run = Run(buyer.system, operation)
            listener = partial(keep, buyer.system, operation) if keep else _ignore
            with post.listening(listener), suppress(Exception):  # the step has kept what went wrong
                story(run, buyer)
            yield run


def _ignore(kind: str, document: bytes) -> None:
    return


def _keep(folder: Path, system: str, operation: str, kind: str, document: bytes) -> None:
    number = len(list(folder.glob("*.xml"))) + 1
    (folder / f"{number:03}-{system}-{operation}-{kind}.xml").write_bytes(document)


def _create(run: Run, buyer: Buyer) -> None:
    """From the empty requisition to the order in Saleor."""
    with run.step("Ask what the shop can do"):
        _require(len(procurement.profile(buyer)) >= 3, "the ProfileResponse names too few transactions")
    requisition, browser = _punch_out(run, buyer)
    with run.step("Fill the cart"):
        _fill_cart(browser)
    with run.step("Return the cart"):
        _return_cart(browser, requisition)
    with run.step("Approve with changes"):
        _approve(requisition)
    with run.step("Send the purchase order"):
        _require(procurement.order(requisition).is_ok, requisition.order_reason)
    with run.step("Send it once more"):
        _require(procurement.order(requisition).is_ok, requisition.order_reason)
    with run.step("Find the order in Saleor"):
        _require_order(requisition)


def _cancel(run: Run, buyer: Buyer) -> None:
    """A visit that ends without a cart leaves the requisition as it was."""
    requisition, browser = _punch_out(run, buyer)
    with run.step("Go back without a cart"):
        procurement.receive(requisition, _leave(browser, "/cancel/").fields)
        _require(requisition.state == State.CANCELLED, f"the requisition is {requisition.state}")


STORIES: dict[str, Callable[[Run, Buyer], None]] = {"create": _create, "cancel": _cancel}


def _punch_out(run: Run, buyer: Buyer) -> tuple[Requisition, Browser]:
    with run.step("Punch out"):
        requisition = procurement.punch_out(buyer)
    browser = Browser()
    with run.step("Open the start page"):
        page = browser.open(requisition.start_page)
    with run.step("Enter the shop"):
        browser.submit(page)
        _require("punchout" in browser.cookies, "the shop set no cookie")
    return requisition, browser


def _fill_cart(browser: Browser) -> None:
    products = ask_saleor(
        'query ($first: Int!) { products(channel: "default-channel", first: $first)'
        " { edges { node { defaultVariant { id } } } } }",
        first=ARTICLES,
    )["products"]["edges"]
    lines = [
        {"variantId": edge["node"]["defaultVariant"]["id"], "quantity": 2 + number}
        for number, edge in enumerate(products)
    ]
    added = ask_saleor(
        "mutation ($id: ID!, $lines: [CheckoutLineInput!]!)"
        " { checkoutLinesAdd(id: $id, lines: $lines) { errors { message } } }",
        id=unquote(browser.cookies["checkoutId-default-channel"]),
        lines=lines,
    )
    _require(not added["checkoutLinesAdd"]["errors"], str(added))


def _leave(browser: Browser, path: str) -> Form:
    """The form that the shop's way back ends with, which a real browser would post by itself."""
    page = browser.follow(browser.open(f"{settings.PUNCHOUT_DEMO_URL}/shop/cart"), path)
    return form_of(browser.submit(page))


def _return_cart(browser: Browser, requisition: Requisition) -> None:
    form = _leave(browser, "/return/")
    _require(urlsplit(form.action).path == f"/portal/return/{requisition.pk}", f"the cart would go to {form.action}")
    procurement.receive(requisition, form.fields)
    _require(len(requisition.lines) == ARTICLES, f"{len(requisition.lines)} lines came back")


def _approve(requisition: Requisition) -> None:
    """One quantity, one price, one line less: what approval does."""
    first, second, third = requisition.lines
    procurement.approve(
        requisition,
        quantities={first.number: first.quantity + 1},
        prices={second.number: (second.price * Decimal("0.95")).quantize(Decimal("0.01"))},
        removed={third.number},
    )


ORDER = """
query ($reference: String!) {
  order(externalReference: $reference) { number lines { productSku quantity totalPrice { net { amount } } } }
}
"""


def _require_order(requisition: Requisition) -> None:
    reference, give_up = requisition.external_reference, time.monotonic() + PATIENCE
    while (order := _order(reference)) is None:
        _require(time.monotonic() < give_up, f"no order {reference} within {PATIENCE} seconds")
        time.sleep(0.05)
    made = {line["productSku"]: (line["quantity"], line["totalPrice"]["net"]["amount"]) for line in order["lines"]}
    wanted = {line.part_id: (line.ordered_quantity, line.ordered_net) for line in requisition.ordered_lines}
    _require(made == wanted, f"ordered {wanted}, made {made}")


def _order(reference: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = ask_saleor(ORDER, settings.PUNCHOUT_SANDBOX_TOKEN, reference=reference)["order"]
    return found


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise AssertionError(message)
