"""The operations of a system that speaks cXML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count

from saleor_punchout.service.demo.stories.run import Run, require
from saleor_punchout.service.demo.stories.shopping import (
    bring_back,
    cart_in_shop,
    cart_page,
    change_quantity,
    fill_cart,
    give_up,
    leave,
    require_order,
    visit_shop,
    wish,
)
from saleor_punchout.simulator.browser import forms_of, link_on
from saleor_punchout.simulator.buyer import Buyer
from saleor_punchout.simulator.cart import Cart, Line
from saleor_punchout.simulator.cxml import new_order
from saleor_punchout.simulator.dialect import Dialect
from saleor_punchout.simulator.walk import CANCEL, RETURN

Story = Callable[[Run, Buyer, str], None]
_numbers = count(10_001)


def stories(dialect: Dialect) -> dict[str, Story]:
    """What this system does, by the name of the operation."""
    asked = {name: STORIES[name] for name in dialect.cxml.operations}
    return {**asked, "cancel": cancel}


def create(run: Run, buyer: Buyer, slug: str) -> None:
    """From the empty requisition to the order in Saleor, where this system sends it by cXML."""
    if buyer.account.dialect.cxml.asks_for_profile:
        with run.step("Ask what the shop can do"):
            require(len(buyer.profile()) >= 3, "the ProfileResponse names too few transactions")
    cart = _shopped(run, buyer)
    if buyer.account.dialect.cxml.sends_orders:
        _order(run, buyer, slug, cart)


def edit(run: Run, buyer: Buyer, slug: str) -> None:
    """A returned cart is taken up again, changed, and returned."""
    first = _shopped(run, buyer)
    with run.step("Be allowed to edit it later"):
        require(first.operation_allowed == "edit", f"the cart allows {first.operation_allowed}, not edit")
    visit = visit_shop(run, buyer, wish(run, "edit", first.lines))
    with run.step("Find the cart rebuilt"):
        _require_rebuilt(buyer, first)
    changed, kept, removed = first.lines
    with run.step("Change the cart"):
        change_quantity(buyer, changed.part_id, int(changed.quantity) + 4)
        change_quantity(buyer, removed.part_id, 0)
    second = bring_back(run, buyer, visit, lines=2)
    with run.step("Tell the lines of both"):
        wanted = {changed.part_id: changed.quantity + 4, kept.part_id: kept.quantity}
        require(_quantities(second) == wanted, f"wanted {wanted}, returned {_quantities(second)}")
        names = {line.part_id: line.auxiliary_id for line in (changed, kept)}
        same = {line.part_id: line.auxiliary_id for line in second.lines}
        require(same == names, f"the lines are called {same}, and were called {names}")


def inspect(run: Run, buyer: Buyer, slug: str) -> None:
    """A returned cart is looked at, and stays as it is."""
    first = _shopped(run, buyer)
    visit = visit_shop(run, buyer, wish(run, "inspect", first.lines))
    with run.step("See the cart"):
        _require_rebuilt(buyer, first)
    with run.step("Find nothing to change"):
        page = cart_page(buyer)
        missing = [line.part_id for line in first.lines if line.part_id not in page.text]
        require(not missing, f"the cart page does not show {missing}")
        changing = [form.action or page.url for form in forms_of(page) if form.method == "post"]
        require(not changing, f"the cart page has forms that change it: {changing}")
        require(link_on(page, RETURN) is None, "the cart page offers to return the cart")
    with run.step("Go back without change"):
        cart = leave(buyer, visit, CANCEL)
        require(cart.is_unchanged and not cart.lines, "the cart is not marked as unchanged")


def cancel(run: Run, buyer: Buyer, slug: str) -> None:
    """A visit that ends without a cart leaves the requisition as it was."""
    give_up(run, buyer, visit_shop(run, buyer, wish(run)))


STORIES: dict[str, Story] = {"create": create, "edit": edit, "inspect": inspect}


def _shopped(run: Run, buyer: Buyer) -> Cart:
    visit = visit_shop(run, buyer, wish(run))
    fill_cart(run, buyer)
    return bring_back(run, buyer, visit)


def _require_rebuilt(buyer: Buyer, cart: Cart) -> None:
    found, wanted = cart_in_shop(buyer), _quantities(cart)
    require(found == wanted, f"returned {wanted}, found {found}")


def _quantities(cart: Cart) -> dict[str, Decimal]:
    return {line.part_id: line.quantity for line in cart.lines}


def _order(run: Run, buyer: Buyer, slug: str, cart: Cart) -> None:
    with run.step("Approve with changes"):
        lines = _approved(cart.lines)
        order_id = buyer.account.filled(buyer.account.dialect.cxml.order_id, number=next(_numbers))
        order = new_order(buyer.account, cart, lines, order_id)
    for name in ("Send the purchase order", "Send it once more"):
        with run.step(name):
            answer = buyer.order(order)
            require(answer.is_ok, f"{answer.code} {answer.text} {answer.message}")
    with run.step("Find the order in Saleor"):
        require_order(f"{slug}:{order_id}", lines)


def _approved(lines: tuple[Line, ...]) -> list[Line]:
    """One quantity, one price, one line less: what approval does."""
    first, second, _ = lines
    price = ((second.price or Decimal(0)) * Decimal("0.95")).quantize(Decimal("0.01"))
    return [replace(first, quantity=first.quantity + 1), replace(second, price=price)]
