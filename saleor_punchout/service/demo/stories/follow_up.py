"""What follows an order: the buyer changes or deletes it, the shop delivers it, and the buyer is told."""

from __future__ import annotations

from collections.abc import Callable

from saleor_punchout.service.demo import staff
from saleor_punchout.service.demo.stories.run import Run, require
from saleor_punchout.service.demo.stories.scene import Scene
from saleor_punchout.service.demo.stories.shopping import PATIENCE, require_order, wait_until
from saleor_punchout.simulator.aftermath import DELETE, UPDATE, next_version
from saleor_punchout.simulator.buyer import Buyer
from saleor_punchout.simulator.cxml import Order
from saleor_punchout.simulator.follow_up import Expected


def change(run: Run, buyer: Buyer, scene: Scene, order: Order) -> Order:
    """More of everything, before the shop confirms it; the order as it is then."""
    with run.step("Change the order"):
        changed = _sent(buyer, scene, order, UPDATE)
    with run.step("Find the change in Saleor"):
        require_order(scene.reference(order.order_id), changed.lines)
    return changed


def delete(run: Run, buyer: Buyer, scene: Scene, order: Order) -> None:
    """The order is not wanted any more."""
    reference = scene.reference(order.order_id)
    with run.step("Delete the order"):
        _sent(buyer, scene, order, DELETE)
    with run.step("Find it cancelled in Saleor"):
        wait_until(lambda: staff.read_order(reference)["status"] == "CANCELED", lambda: f"{reference} is not cancelled")


def _sent(buyer: Buyer, scene: Scene, order: Order, change: str) -> Order:
    changed = next_version(buyer.account, order, change)
    scene.office.expect(changed)
    answer = buyer.order(changed)
    require(answer.is_ok, f"{answer.code} {answer.text} {answer.message}")
    return changed


def deliver(run: Run, buyer: Buyer, scene: Scene, order: Order) -> None:
    """The shop confirms, ships in two parts and bills; the buyer gets a document about each, and finds it right."""
    reference, number = scene.reference(order.order_id), order.order_id
    told = scene.office.book.orders[order.order_id]
    refused = len(scene.office.box.refused)
    with run.step("Confirm it in the shop"):
        staff.confirm(reference)
    _await(run, scene, "the confirmation", lambda: told.confirmed in ("accept", "detail"))
    with run.step("Ship one piece"):
        staff.ship_one_piece(reference, f"1Z{number}")
    _await(run, scene, "the ship notice", lambda: len(told.notices) == 1)
    with run.step("Ship the rest"):
        staff.ship_the_rest(reference, f"1Z{number}A, 1Z{number}B")
    _await(run, scene, "the second ship notice", lambda: len(told.notices) == 2)
    with run.step("Bill it"):
        staff.bill(reference)
    _await(run, scene, "the invoice", lambda: bool(told.invoices))
    with run.step("Find everything right"):
        for document in scene.office.of(order.order_id):
            buyer.keep(document.kind, document.body)
        require(not scene.office.box.refused[refused:], " ".join(scene.office.box.refused[refused:]))
        _require_complete(told)


def _await(run: Run, scene: Scene, what: str, is_there: Callable[[], bool]) -> None:
    with run.step(f"Get {what}"):
        came = scene.office.box.wait(is_there, PATIENCE)
        require(came, f"{what} did not come within {PATIENCE} seconds; {' '.join(scene.office.box.refused[-1:])}")


def _require_complete(told: Expected) -> None:
    require(
        told.is_complete,
        f"{told.confirmed} confirmed, {told.shipped} shipped, {told.billed} billed of {told.quantities}",
    )
