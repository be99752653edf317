"""The operations of a system that speaks cXML."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count

from saleor_punchout.service.demo.stories import follow_up
from saleor_punchout.service.demo.stories.follow_up import change, deliver
from saleor_punchout.service.demo.stories.run import Run, require
from saleor_punchout.service.demo.stories.scene import Scene, Story
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
from saleor_punchout.simulator.cxml import Order, new_order
from saleor_punchout.simulator.dialect import Dialect
from saleor_punchout.simulator.walk import CANCEL, RETURN

_numbers = count(10_001)


def stories(dialect: Dialect) -> dict[str, Story]:
    """What this system does, by the name of the operation."""
    asked = {name: STORIES[name] for name in dialect.cxml.operations}
    changes = dialect.cxml.changes if dialect.cxml.sends_orders else ()
    return {**asked, "cancel": cancel, **{name: CHANGES[name] for name in changes}}


def create(run: Run, buyer: Buyer, scene: Scene) -> None:
    """From the empty requisition to the order in Saleor, where this system sends it by cXML."""
    if buyer.account.dialect.cxml.asks_for_profile:
        with run.step("Ask what the shop can do"):
            require(len(buyer.profile()) >= 3, "the ProfileResponse names too few transactions")
    cart = _shopped(run, buyer)
    if buyer.account.dialect.cxml.sends_orders:
        order = _order(run, buyer, scene, cart)
        with run.step("Send it once more"):
            _send(buyer, order)
        _find(run, scene, order)


def edit(run: Run, buyer: Buyer, scene: Scene) -> None:
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


def inspect(run: Run, buyer: Buyer, scene: Scene) -> None:
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


def cancel(run: Run, buyer: Buyer, scene: Scene) -> None:
    """A visit that ends without a cart leaves the requisition as it was."""
    give_up(run, buyer, visit_shop(run, buyer, wish(run)))


def update(run: Run, buyer: Buyer, scene: Scene) -> None:
    """An order is changed, then delivered; of all that the buyer is told, and finds it right."""
    order = _order(run, buyer, scene, _shopped(run, buyer))
    _find(run, scene, order)
    deliver(run, buyer, scene, change(run, buyer, scene, order))


def delete(run: Run, buyer: Buyer, scene: Scene) -> None:
    """An order is taken back."""
    order = _order(run, buyer, scene, _shopped(run, buyer))
    _find(run, scene, order)
    follow_up.delete(run, buyer, scene, order)


STORIES: dict[str, Story] = {"create": create, "edit": edit, "inspect": inspect}
CHANGES: dict[str, Story] = {"update": update, "delete": delete}


def _shopped(run: Run, buyer: Buyer) -> Cart:
    visit = visit_shop(run, buyer, wish(run))
    fill_cart(run, buyer)
    return bring_back(run, buyer, visit)


def _require_rebuilt(buyer: Buyer, cart: Cart) -> None:
    found, wanted = cart_in_shop(buyer), _quantities(cart)
    require(found == wanted, f"returned {wanted}, found {found}")


def _quantities(cart: Cart) -> dict[str, Decimal]:
    return {line.part_id: line.quantity for line in cart.lines}


def _order(run: Run, buyer: Buyer, scene: Scene, cart: Cart) -> Order:
    with run.step("Approve with changes"):
        lines = _approved(cart.lines)
        order_id = buyer.account.filled(buyer.account.dialect.cxml.order_id, number=next(_numbers))
        order = new_order(buyer.account, cart, lines, order_id)
    with run.step("Send the purchase order"):
        scene.office.expect(order)
        _send(buyer, order)
    return order


def _send(buyer: Buyer, order: Order) -> None:
    answer = buyer.order(order)
    require(answer.is_ok, f"{answer.code} {answer.text} {answer.message}")


def _find(run: Run, scene: Scene, order: Order) -> None:
    with run.step("Find the order in Saleor"):
        require_order(scene.reference(order.order_id), order.lines)


def _approved(lines: tuple[Line, ...]) -> list[Line]:
    """One quantity, one price, one line less: what approval does."""
    first, second, _ = lines
    price = ((second.price or Decimal(0)) * Decimal("0.95")).quantize(Decimal("0.01"))
    return [replace(first, quantity=first.quantity + 1), replace(second, price=price)]
