"""The operations of Oracle's native XML; its orders are cXML."""

from __future__ import annotations

from dataclasses import replace

from saleor_punchout.service.demo.stories.run import Run, require
from saleor_punchout.service.demo.stories.scene import Scene, Story
from saleor_punchout.service.demo.stories.shopping import bring_back, fill_cart, leave, visit_shop, wish
from saleor_punchout.service.demo.stories.upload import upload
from saleor_punchout.simulator.buyer import Buyer
from saleor_punchout.simulator.cart import NotTaken
from saleor_punchout.simulator.dialect import Dialect
from saleor_punchout.simulator.walk import CANCEL


def stories(dialect: Dialect) -> dict[str, Story]:
    """What this system does, by the name of the operation."""
    return {"shopping": shopping, "cancel": cancel, "wrong-password": wrong_password, "upload": upload}


def shopping(run: Run, buyer: Buyer, scene: Scene) -> None:
    """A cart goes back as oracleCart."""
    visit = visit_shop(run, buyer, wish(run))
    fill_cart(run, buyer)
    cart = bring_back(run, buyer, visit)
    with run.step("Read every line"):
        for line in cart.lines:
            needed = (line.part_id, line.unit, line.price, line.currency, line.description, line.classification)
            require(all(needed), f"line {line.number} says {needed}")


def cancel(run: Run, buyer: Buyer, scene: Scene) -> None:
    """A visit that ends without a cart posts nothing: an empty cart breaks the importer."""
    visit = visit_shop(run, buyer, wish(run))
    with run.step("Go back without a cart"):
        try:
            cart = leave(buyer, visit, CANCEL)
        except NotTaken:
            return
        require(False, f"a cart with {len(cart.lines)} lines was posted")


def wrong_password(run: Run, buyer: Buyer, scene: Scene) -> None:
    """Nobody comes in."""
    with run.step("Be turned away"):
        account = replace(buyer.account, password=f"{buyer.account.password[:-4]}oops")
        try:
            Buyer(account, buyer.listener).punch_out(wish(run))
        except NotTaken as error:
            require("refused" in str(error), str(error))
        else:
            raise AssertionError("a wrong password opens the shop")
