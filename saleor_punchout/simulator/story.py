"""One go-live test, from the first request to what follows the purchase order, told step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

import requests

from saleor_punchout.simulator.aftermath import DELETE, Office, next_version
from saleor_punchout.simulator.browser import Form, form_of
from saleor_punchout.simulator.buyer import Buyer, Visit
from saleor_punchout.simulator.cart import Cart, NotTaken
from saleor_punchout.simulator.cxml import Order, Wish, new_order
from saleor_punchout.simulator.dialect import CXML, OCI, Dialect
from saleor_punchout.simulator.intake import Ingested, doubts, ingest
from saleor_punchout.simulator.listener import Listener
from saleor_punchout.simulator.start_page import complaints, framing
from saleor_punchout.simulator.walk import CANCEL, RETURN, into_shop, way_back

Say = Callable[[str], None]
ANSWERED = ("VALIDATE", "BACKGROUND_SEARCH")
"""Functions of OCI that are answered by the form with the cart itself."""
WITHOUT_CART = ("cancel", "inspect")
"""Visits that change nothing in procurement when all goes well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do beyond punching out."""

    wish: Wish
    function: str = ""
    """Of OCI."""
    is_headless: bool = False
    is_cancelled: bool = False
    cart_path: str = "/cart"
    orders: bool = False
    order_id: str = ""
    change: str = ""
    """What becomes of the order afterwards: ``update`` or ``delete``."""
    patience: float = 600
    """Seconds to wait for the cart that a person fills."""
    documents_patience: float = 0
    """Seconds to wait for the supplier's documents about the order."""


@dataclass
class Outcome:
    """What happened, for people and for programs."""

    system: str
    protocol: str
    operation: str
    problems: list[str] = field(default_factory=list)
    """Each of them is a reason to fail."""
    notes: list[str] = field(default_factory=list)
    """What somebody should look at, though this test went well."""
    start_page: str = ""
    transactions: list[str] = field(default_factory=list)
    ingested: Ingested | None = None
    is_unchanged: bool = False
    order_id: str = ""
    order_status: int | None = None
    documents: list[str] = field(default_factory=list)
    """Names of the supplier's documents about the order that came and are right."""

    @property
    def ok(self) -> bool:
        return not self.problems and not self.shortfall

    @property
    def shortfall(self) -> str:
        """What of the cart would not arrive, as a sentence; empty where all does, or where there is to be none."""
        if self.ingested is None:
            return ""
        came, taken = self.ingested.came, len(self.ingested.lines)
        if self.ingested.is_refused or (not taken and (came or self.operation not in WITHOUT_CART)):
            return "Nothing would arrive."
        return f"{came - taken} of {came} lines would not be taken." if taken < came else ""

    @property
    def verdict(self) -> str:
        """The last word."""
        return "All is well." if self.ok else self.shortfall or "It failed."

    def as_values(self) -> dict[str, Any]:
        """For JSON: amounts as text."""
        return {**_plain(asdict(self)), "ok": self.ok, "verdict": self.verdict}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return f"{value:f}" if isinstance(value, Decimal) else value


def tell(buyer: Buyer, plan: Plan, listener: Listener | None, say: Say, office: Office | None = None) -> Outcome:
    """Run the test; documents about the order come to ``office``. What fails ends it and stands in the outcome; nothing
    is raised but what nobody expects."""
    account = buyer.account
    operation = "cancel" if plan.is_cancelled else plan.function.lower() or plan.wish.operation
    outcome = Outcome(account.dialect.key, account.protocol, operation)
    try:
        cart = _shopped(buyer, plan, listener, say, outcome)
        if cart and plan.orders:
            _order(buyer, cart, plan, say, outcome, office)
    except NotTaken as error:
        outcome.problems.append(str(error))
    return outcome


def _shopped(buyer: Buyer, plan: Plan, listener: Listener | None, say: Say, outcome: Outcome) -> Cart | None:
    """The cart that came back; None where the visit ended without one."""
    account = buyer.account
    if account.protocol == CXML and account.dialect.cxml.asks_for_profile:
        _ask_for_profile(buyer, say, outcome)
    visit = buyer.punch_out(plan.wish, _function(plan))
    if account.protocol != OCI:  # whose address is no start page yet, and holds the password
        outcome.start_page = visit.address
        say("The supplier said yes.")
    if plan.is_headless:
        form = _walked(buyer, plan, visit, outcome)
    else:
        form = _awaited(buyer, visit, plan, listener, outcome, say)
    if form is None:
        _nothing_posted(outcome)
        return None
    return _received(buyer, form, visit, outcome)


def _ask_for_profile(buyer: Buyer, say: Say, outcome: Outcome) -> None:
    """Many suppliers answer none, and a visit does not need it."""
    try:
        outcome.transactions = buyer.profile()
    except NotTaken as error:
        outcome.notes.append(f"The supplier answers no ProfileRequest: {error}")
    else:
        say(f"The supplier can do: {', '.join(outcome.transactions) or 'nothing that it names'}.")


def _function(plan: Plan) -> dict[str, str]:
    if not plan.function:
        return {}
    named = {"FUNCTION": plan.function}
    if plan.wish.search:
        named["SEARCHSTRING"] = plan.wish.search
    for line in plan.wish.lines[:1]:
        named |= {"PRODUCTID": line.part_id, "QUANTITY": f"{line.quantity:f}"}
    return named


def _walked(buyer: Buyer, plan: Plan, visit: Visit, outcome: Outcome) -> Form | None:
    page = buyer.enter(visit)
    if plan.function in ANSWERED:
        return form_of(page)
    _look(page, buyer.account.dialect, outcome)
    page = into_shop(buyer.browser, page)
    way = CANCEL if outcome.operation in WITHOUT_CART else RETURN
    return way_back(buyer.browser, page, plan.cart_path, way, _filling(buyer.account.protocol))


def _filling(protocol: str) -> str:
    """How to fill a cart, for shops that show the way back on a full one only."""
    if protocol == CXML:
        return "Where only a full cart has one, fill it with --item."
    return (
        f"Where only a full cart has one, leave --headless out and shop in your browser: by {protocol} a visit begins"
        " with an empty cart."
    )


def _look(page: requests.Response, dialect: Dialect, outcome: Outcome) -> list[str]:
    """Note what keeps the start page from opening, and give it."""
    found = complaints(page)
    obstacle = framing(page, dialect)
    outcome.problems += found
    if obstacle:
        (outcome.problems if dialect.framing == "frame" else outcome.notes).append(obstacle)
    return [*found, *filter(None, [obstacle])]


def _nothing_posted(outcome: Outcome) -> None:
    if outcome.operation not in WITHOUT_CART:
        raise NotTaken("The way back ends on a page without a form: no cart gets to procurement.")
    outcome.is_unchanged = True
    outcome.notes.append("Nothing is posted to procurement; the buyer closes the window.")


def _awaited(buyer: Buyer, visit: Visit, plan: Plan, listener: Listener | None, outcome: Outcome, say: Say) -> Form:
    if listener is None:
        raise NotTaken("The cart would go to --return-url, where nobody listens for us; use --headless.")
    page = buyer.enter(visit)  # by OCI a visit of its own, which nobody shops in
    if plan.function not in ANSWERED:
        for obstacle in _look(page, buyer.account.dialect, outcome):
            say(obstacle)
    address = listener.offer(visit.address, visit.posted) if buyer.account.protocol == OCI else visit.address
    say(f"Open this in your browser: {address}")
    say(f"Waiting for the cart at {listener.address} …")
    return listener.wait(plan.patience)


def _received(buyer: Buyer, form: Form, visit: Visit, outcome: Outcome) -> Cart:
    if form.action and not buyer.leads_home(form, visit):
        raise NotTaken(f"The cart would go to {form.action}, not to {visit.return_url}.")
    cart = buyer.take(form, visit)
    outcome.is_unchanged = cart.is_unchanged
    outcome.ingested = ingest(cart, buyer.account.dialect)
    outcome.notes += doubts(outcome.ingested, buyer.account.dialect)
    return cart


def _order(buyer: Buyer, cart: Cart, plan: Plan, say: Say, outcome: Outcome, office: Office | None) -> None:
    """Order what was taken, change the order, and wait for what the supplier has to say of it."""
    lines = outcome.ingested.lines if outcome.ingested else ()
    if not lines:
        outcome.notes.append("No order is sent, for there is no line to order.")
        return
    outcome.order_id = plan.order_id or buyer.account.filled(buyer.account.dialect.cxml.order_id)
    order = new_order(buyer.account, cart, lines, outcome.order_id)
    is_taken = _sent(buyer, order, "Order", say, outcome, office)
    if is_taken and plan.change:
        order = next_version(buyer.account, order, plan.change)
        is_taken = _sent(buyer, order, f"Its {plan.change}", say, outcome, office)
    if is_taken and office:
        _await_documents(buyer, plan, say, outcome, office)


def _sent(buyer: Buyer, order: Order, what: str, say: Say, outcome: Outcome, office: Office | None) -> bool:
    """Whether the supplier took that version of the order."""
    if office:
        office.expect(order)
    answer = buyer.order(order)
    outcome.order_status = answer.code
    received = " (received; whether it is carried out the shop decides)" if answer.is_ok else ""
    say(f"{what} {order.order_id}: {answer.code} {answer.text} {answer.message}".rstrip() + received)
    if not answer.is_ok:
        refused = f"{what} {order.order_id} was refused: {answer.code} {answer.text}. {answer.message}"
        outcome.problems.append(refused.strip())
    return answer.is_ok


def _await_documents(buyer: Buyer, plan: Plan, say: Say, outcome: Outcome, office: Office) -> None:
    say(f"Waiting for documents about the order at {office.box.address} …")
    is_complete = office.wait(outcome.order_id, plan.documents_patience)
    for document in office.of(outcome.order_id):
        buyer.keep(document.kind, document.body)
        outcome.documents.append(document.kind)
    outcome.problems += [f"A document was refused: {reason}" for reason in office.box.refused]
    if not is_complete and plan.change != DELETE:
        outcome.notes.append(office.missing(outcome.order_id))
    if not outcome.documents:
        outcome.problems.append(f"No document came within {plan.documents_patience:g} seconds.")
