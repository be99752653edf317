"""What holds for every page that a buyer may see, on a telephone as on a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.story import NUTS, PLIERS, add, open_cart, open_summary, punch_out, start_requisition

PHONE = {"width": 390, "height": 844}

FAULTS = """() => {
  const found = [];
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) found.push(`${headings} h1`);
  if (!document.documentElement.lang) found.push("no language");
  if (!document.title) found.push("no title");
  if (!document.querySelector("main")) found.push("no main");
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) found.push(`${wide} px too wide`);
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!field.labels.length && !field.ariaLabel && !field.hasAttribute("aria-labelledby"))
      found.push(`no label: ${field.outerHTML}`);
  for (const control of document.querySelectorAll("button, a[href]"))
    if (!control.textContent.trim() && !control.ariaLabel) found.push(`no name: ${control.outerHTML}`);
  for (const image of document.querySelectorAll("img:not([alt])")) found.push(`no alt: ${image.outerHTML}`);
  const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
  for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) found.push(`id twice: ${id}`);
  return found;
}"""

FAINT = """() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(value => value / 255)
      .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" && element.parentElement ? ground(element.parentElement) : colour;
  };
  const own = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll("body, body *")].filter(own).filter(e => e.checkVisibility()).map(element => {
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), element.textContent.trim()];
  }).filter(([contrast]) => contrast < 4.5);
}"""
"""Texts whose contrast is below what WCAG 2.2 asks for (1.4.3, level AA)."""


def examine(page):
    page.wait_for_load_state()  # a page without its style yet is wider
    page.set_viewport_size(PHONE)
    assert page.evaluate(FAULTS) == [], page.url
    if any(f"/{ours}/" in page.url for ours in ("start", "return", "cancel")):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(FAINT) == [], f"{page.url}, {scheme}"
        page.emulate_media(color_scheme="light")


def test_portal_and_shop_are_accessible(page, demo):
    page.goto(f"{demo}/")
    examine(page)
    page.goto(f"{demo}/portal/")
    examine(page)
    start_requisition(page, demo)
    examine(page)
    page.get_by_role("button", name="Try with a wrong secret").click()
    expect(page.get_by_role("alert")).to_be_visible()
    examine(page)
    punch_out(page)
    examine(page)
    open_cart(page)
    examine(page)
    page.goto(f"{demo}/shop/?q=nothing-like-it")
    examine(page)
    add(page, NUTS, 12)
    examine(page)
    open_cart(page)
    examine(page)
    open_summary(page)
    page.get_by_role("button", name="Return the cart").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pending approval")
    examine(page)
    page.get_by_role("button", name="Approve and send purchase order").click()
    expect(page.get_by_text("External reference")).to_be_visible()
    examine(page)


@pytest.fixture
def still(profile):
    """A window without the buyer's scripts: a page stays until it is left. The tests' own scripts run all the same."""
    return profile(java_script_enabled=False).new_page()


def test_the_product_s_own_pages_are_accessible(still, demo):
    start_requisition(still, demo)
    still.get_by_role("button", name="Punch out to supplier").click()
    start = still.url
    examine(still)
    still.get_by_role("button", name="Continue to the shop").click()
    add(still, NUTS, 12)
    add(still, PLIERS)
    still.get_by_role("link", name="Leave without a cart").click()
    cancel = still.url
    examine(still)
    still.go_back()
    open_summary(still)
    summary = still.url
    examine(still)
    still.get_by_role("button", name="Return the cart").click()
    examine(still)
    for ended in (summary, start, cancel):
        still.goto(ended)
        examine(still)


def test_the_order_of_the_keyboard_is_that_of_the_page(page, demo):
    # given
    start_requisition(page, demo)
    punch_out(page)
    add(page, NUTS)
    open_summary(page)

    # when
    focused = []
    for _ in range(2):
        page.keyboard.press("Tab")
        focused.append(page.evaluate("document.activeElement.textContent"))

    # then
    assert focused == ["Return the cart", "Back to the shop"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pending approval")
