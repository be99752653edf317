"""The operations of a system that speaks SAP's OCI. There is no OCI order: it goes by IDoc, EDI or e-mail."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from saleor_punchout.service.demo.saleor import ask_saleor
from saleor_punchout.service.demo.stories.run import Run, require
from saleor_punchout.service.demo.stories.scene import Scene, Story
from saleor_punchout.service.demo.stories.shopping import bring_back, fill_cart, give_up, visit_shop, wish
from saleor_punchout.service.demo.stories.upload import upload
from saleor_punchout.simulator.account import Account
from saleor_punchout.simulator.browser import form_of, forms_of, words_of
from saleor_punchout.simulator.buyer import Buyer
from saleor_punchout.simulator.cart import Cart, NotTaken
from saleor_punchout.simulator.dialect import Dialect

QUANTITY = 5
SEARCH = "bolt"
PAGE_SIZE = 5
ARTICLE = """
{ products(channel: "default-channel", first: 1) { edges { node { name defaultVariant { sku } } } } }
"""


def stories(dialect: Dialect) -> dict[str, Story]:
    """What this system does, by the name of the operation."""
    names = {function: function.lower().replace("_", "-") for function in dialect.oci.functions}
    return {
        "shopping": shopping,
        "cancel": cancel,
        "wrong-password": wrong_password,
        "upload": upload,
        **{name: FUNCTIONS[function] for function, name in names.items()},
    }


def shopping(run: Run, buyer: Buyer, scene: Scene) -> None:
    """A cart goes back as a form of NEW_ITEM fields."""
    visit = visit_shop(run, buyer, wish(run))
    fill_cart(run, buyer)
    cart = bring_back(run, buyer, visit)
    with run.step("Read every line"):
        for line in cart.lines:
            needed = (line.part_id, line.unit, line.price, line.currency, line.description)
            require(all(needed), f"line {line.number} says {needed}")


def cancel(run: Run, buyer: Buyer, scene: Scene) -> None:
    """A visit that ends without a cart brings no line."""
    give_up(run, buyer, visit_shop(run, buyer, wish(run)))


def wrong_password(run: Run, buyer: Buyer, scene: Scene) -> None:
    """Nobody comes in, and nothing is posted anywhere."""
    with run.step("Be turned away"):
        stranger = Buyer(_mistyped(buyer.account), buyer.listener)
        try:
            stranger.enter(stranger.punch_out(wish(run)))
        except NotTaken as error:
            require("HTTP 403" in str(error), str(error))
        else:
            raise AssertionError("a wrong password opens the shop")


def _mistyped(account: Account) -> Account:
    return replace(account, password=f"{account.password[:-4]}oops")


def _detail(run: Run, buyer: Buyer, scene: Scene, function: str = "DETAIL") -> None:
    sku, name = _article()
    with run.step("See the article"):
        page = buyer.enter(buyer.punch_out(wish(run), {"FUNCTION": function, "PRODUCTID": sku}))
        if _is_start(page.url):
            page = buyer.browser.submit(page)
        require(sku in page.text or name in words_of(page), f"{page.url} shows neither {sku} nor {name}")


def _validate(run: Run, buyer: Buyer, scene: Scene) -> None:
    sku, _ = _article()
    with run.step("Ask for the article as it is now"):
        cart = _form(run, buyer, {"FUNCTION": "VALIDATE", "PRODUCTID": sku, "QUANTITY": str(QUANTITY)})
        require([line.part_id for line in cart.lines] == [sku], f"{[line.part_id for line in cart.lines]} came back")
        line = cart.lines[0]
        require(line.quantity == QUANTITY, f"{line.quantity} pieces came back")
        require(line.price, "the line has no price")
    with run.step("Ask for one that does not exist"):
        cart = _form(run, buyer, {"FUNCTION": "VALIDATE", "PRODUCTID": "NO-SUCH-ARTICLE", "QUANTITY": "1"})
        require(not cart.lines, "an unknown article came back")


def _sourcing(run: Run, buyer: Buyer, scene: Scene) -> None:
    with run.step("See what the search finds"):
        page = buyer.enter(buyer.punch_out(wish(run), {"FUNCTION": "SOURCING", "SEARCHSTRING": SEARCH}))
        if _is_start(page.url):
            page = buyer.browser.submit(page)
        require(SEARCH in page.text.lower(), f"{page.url} does not show the search")


def _background_search(run: Run, buyer: Buyer, scene: Scene) -> None:
    with run.step("Get what the search finds"):
        cart = _form(run, buyer, {"FUNCTION": "BACKGROUND_SEARCH", "SEARCHSTRING": SEARCH})
        require(cart.lines, "nothing was found")
        require(all(line.price and line.unit for line in cart.lines), "a hit has no price or no unit")


def _quantity_check(run: Run, buyer: Buyer, scene: Scene) -> None:
    sku, _ = _article()
    with run.step("Ask whether there is enough"):
        parameters = {"FUNCTION": "QUANTITYCHECK", "PRODUCTID": sku, "QUANTITY": str(QUANTITY)}
        page = buyer.enter(buyer.punch_out(wish(run), parameters))
        require(sku in page.text, f"the answer does not name {sku}")


def _download_json(run: Run, buyer: Buyer, scene: Scene) -> None:
    found: set[str] = set()
    number, pages = 1, 1
    with run.step("Download the catalogue page by page"):
        while number <= pages:
            answer = _catalogue_page(run, buyer, number)
            pages = answer["TOTALPAGES"]
            require(answer["CURRENTPAGE"] == number, f"page {answer['CURRENTPAGE']} came for page {number}")
            require(answer["TRANSACTIONID"] == run.system, "the transaction is not told back")
            found |= {item["NEWITEM"]["EXT_PRODUCT_ID"] for item in answer["Items"]}
            number += 1
        require(len(found) == answer["TOTALITEMS"], f"{len(found)} of {answer['TOTALITEMS']} articles came")


def _catalogue_page(run: Run, buyer: Buyer, number: int) -> dict[str, Any]:
    parameters = {
        "FUNCTION": "DOWNLOADJSON",
        "TRANSACTIONID": run.system,
        "PAGESIZE": str(PAGE_SIZE),
        "REQUESTEDPAGE": str(number),
        "CTI": "X",
    }
    page = buyer.enter(buyer.punch_out(wish(run), parameters))
    answer: dict[str, Any] = json.loads(page.content)
    return answer


def _form(run: Run, buyer: Buyer, parameters: dict[str, str]) -> Cart:
    """The form that procurement's server reads by itself: no script, no second page."""
    visit = buyer.punch_out(wish(run), parameters)
    page = buyer.enter(visit)
    require("<script" not in page.text.lower(), "the form needs a script")
    require(len(forms_of(page)) == 1, f"{len(forms_of(page))} forms came")
    form = form_of(page)
    require(buyer.leads_home(form, visit), f"the form would go to {form.action}")
    return buyer.take(form, visit)


def _is_start(address: str) -> bool:
    return urlsplit(address).path.startswith("/start/")


def _article() -> tuple[str, str]:
    """SKU and name of an article of the shop."""
    node = ask_saleor(ARTICLE)["products"]["edges"][0]["node"]
    return node["defaultVariant"]["sku"], node["name"]


FUNCTIONS: dict[str, Story] = {
    "DETAIL": _detail,
    "VALIDATE": _validate,
    "SOURCING": _sourcing,
    "BACKGROUND_SEARCH": _background_search,
    "DETAILADD": partial(_detail, function="DETAILADD"),
    "QUANTITYCHECK": _quantity_check,
    "DOWNLOADJSON": _download_json,
}
