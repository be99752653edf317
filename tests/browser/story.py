"""What a buyer does with mouse and keyboard: the words that the tests are told in."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from saleor_punchout.sandbox.portal.buyers import BUYERS

FENNWICK = BUYERS["fennwick-foods"].name
NUTS = "Hex nut DIN 934, M8, zinc-plated"
PLIERS = "Combination pliers, 180 mm"


def start_requisition(page: Page, demo: str, company: str = FENNWICK) -> str:
    """From the demo's front page; gives the address of the requisition."""
    page.goto(f"{demo}/")
    page.get_by_role("button", name=f"Start a requisition for {company}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Draft")
    return page.url


def punch_out(page: Page) -> None:
    """From the requisition into the shop; the start page between them needs nobody."""
    page.get_by_role("button", name="Punch out to supplier").click()
    expect(page).to_have_url(re.compile(r"/shop/$"))


def add(page: Page, article: str, quantity: int = 1) -> None:
    """From any page of the shop, by its catalogue, into the cart."""
    if not page.url.endswith("/shop/"):
        page.get_by_role("link", name="Nordwerk Supply").click()
    page.get_by_role("link", name=article).click()
    page.get_by_label("Quantity").fill(str(quantity))
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("status")).to_contain_text("is in your cart")


def open_cart(page: Page) -> None:
    page.get_by_role("link", name=re.compile(r"^Cart")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")


def open_summary(page: Page) -> None:
    """From the shop to the product's own page before the way back."""
    open_cart(page)
    page.get_by_role("main").get_by_role("link", name="Return cart to procurement").click()
    expect(page).to_have_url(re.compile(r"/return/"))


def return_cart(page: Page) -> None:
    open_summary(page)
    page.get_by_role("button", name="Return the cart").click()
    expect(page).to_have_url(re.compile(r"/portal/requisitions/\d+$"))
