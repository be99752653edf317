"""Visits that do not go as planned: each ends where it began, or on a page that says whose turn it is."""

from __future__ import annotations

import re
from urllib.parse import unquote

from playwright.sync_api import Error, expect

from saleor_punchout.sandbox.portal.buyers import BUYERS
from tests.browser.storefront import choose_delivery
from tests.browser.story import NUTS, PLIERS, add, open_cart, open_summary, punch_out, return_cart, start_requisition

ORRIN = BUYERS["orrin-turbines"].name


def title(page):
    return page.get_by_role("heading", level=1)


def test_who_leaves_without_a_cart_finds_the_requisition_as_it_was(page, demo):
    # given
    requisition = start_requisition(page, demo)
    punch_out(page)
    add(page, NUTS)

    # when
    page.get_by_role("link", name="Leave without a cart").click()
    expect(title(page)).to_contain_text("without a cart?")
    asked = page.url
    page.get_by_role("button", name="Go back without a cart").click()

    # then
    expect(page).to_have_url(requisition)
    expect(page.get_by_role("main")).to_contain_text(
        "came back without a cart. Nothing in this requisition has changed"
    )
    expect(page.get_by_role("button", name="Punch out to supplier")).to_be_visible()

    # and whoever comes back to the question learns that it is answered
    page.goto(asked)
    expect(title(page)).to_have_text("This visit to the shop is over")
    expect(page.get_by_role("button")).to_have_count(0)


def test_who_thinks_better_of_leaving_is_back_in_the_cart(page, demo):
    start_requisition(page, demo)
    punch_out(page)
    add(page, NUTS)
    open_cart(page)

    # when
    page.get_by_role("main").get_by_role("link", name="Leave without a cart").click()
    page.get_by_role("button", name="Back to the shop").click()

    # then
    expect(title(page)).to_have_text("Your cart")
    expect(page.get_by_role("main")).to_contain_text("FST-1010")


def test_a_wrong_secret_is_explained(page, demo):
    start_requisition(page, demo)

    # when
    page.get_by_role("button", name="Try with a wrong secret").click()

    # then
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("That did not work")
    expect(alert).to_contain_text("The sender could not be authenticated")
    expect(title(page)).to_contain_text("Draft")
    punch_out(page)  # and with the right one it works


def test_a_start_link_that_was_used_says_whose_turn_it_is(page, demo, profile):
    # given
    plain = profile(java_script_enabled=False).new_page()
    start_requisition(plain, demo)
    plain.get_by_role("button", name="Punch out to supplier").click()
    link = plain.url

    # when
    page.goto(link)
    expect(page).to_have_url(f"{demo}/shop/")
    answer = page.goto(link)

    # then
    assert answer.status == 410
    expect(title(page)).to_have_text("This link leads no further")
    expect(page.get_by_role("main")).to_contain_text("It is your turn")
    expect(page.get_by_role("main")).to_contain_text("punch out again")
    expect(page.get_by_role("button")).to_have_count(0)


def back(page):
    """A browser that is short of memory forgets a page that a form led to, and asks whether to send the form again."""
    try:
        page.go_back()
    except Error as error:
        if "ERR_CACHE_MISS" not in error.message:
            raise
        page.reload()


def test_the_back_button_after_the_return_changes_nothing_and_traps_nobody(page, demo):
    # given
    requisition = start_requisition(page, demo)
    punch_out(page)
    add(page, NUTS, 3)
    return_cart(page)

    # when
    back(page)

    # then
    expect(title(page)).to_have_text(re.compile("This cart went back to Fennwick Foods"))
    page.get_by_role("button", name="Continue to procurement").click()
    expect(page).to_have_url(requisition)
    expect(page.get_by_label(re.compile("Quantity of line"))).to_have_count(1)
    expect(page.get_by_label("Quantity of line 1")).to_have_value("3")

    # nor from there, past the page that a form led to, which a browser under pressure has forgotten
    page.evaluate("history.go(-2)")
    expect(title(page)).to_have_text("Your cart")


def test_an_empty_cart_is_not_returned_and_says_why(page, demo):
    # given
    start_requisition(page, demo)
    punch_out(page)
    open_cart(page)
    expect(page.get_by_role("link", name="Return cart to procurement")).to_have_count(0)

    # when
    way_out = page.get_by_role("link", name="Leave without a cart").get_attribute("href")
    page.goto(way_out.replace("/cancel/", "/return/"))

    # then
    expect(title(page)).to_have_text("This cart cannot go back")
    expect(page.get_by_role("main")).to_contain_text("The cart is empty")
    expect(page.get_by_role("link", name="Go back without a cart")).to_have_attribute("href", re.compile("^../cancel/"))
    page.get_by_role("button", name="Back").click()
    expect(title(page)).to_have_text("Your cart")


def test_a_chosen_delivery_goes_back_with_the_cart(page, demo):
    # given
    start_requisition(page, demo)
    punch_out(page)
    add(page, NUTS)
    cookies = {cookie["name"]: unquote(cookie["value"]) for cookie in page.context.cookies()}
    name, price = choose_delivery(demo, cookies["checkoutId-default-channel"])

    # when
    open_summary(page)

    # then
    main = page.get_by_role("main")
    expect(main.get_by_role("row", name="Articles")).to_contain_text("8.90")
    expect(main.get_by_role("row", name=name)).to_contain_text(f"{price:.2f}")
    expect(main.get_by_role("row", name="Total, net")).to_contain_text(f"{8.9 + price:.2f}")
    page.get_by_role("button", name="Return the cart").click()
    expect(page.get_by_label(name)).to_have_value(f"{price:.2f}")


def test_a_second_punch_out_in_the_same_browser_has_a_cart_of_its_own(page, demo):
    # given
    first = start_requisition(page, demo)
    punch_out(page)
    add(page, NUTS, 3)
    first_way_back = page.get_by_role("link", name="Return cart to procurement").get_attribute("href")

    # when
    second = start_requisition(page, demo, ORRIN)
    punch_out(page)

    # then
    expect(page.get_by_role("complementary", name="PunchOut")).to_contain_text(f"shopping for {ORRIN}")
    open_cart(page)
    expect(page.get_by_role("main")).to_contain_text("Your cart is empty")
    add(page, PLIERS)
    return_cart(page)
    assert page.url == second
    expect(page.get_by_role("row").nth(1)).to_contain_text("HND-2001")
    expect(page.get_by_label(re.compile("Quantity of line"))).to_have_count(1)

    # and the first one's way back still leads to the first one's requisition
    page.goto(first_way_back)
    page.get_by_role("button", name="Return the cart").click()
    expect(page).to_have_url(first)
    expect(page.get_by_role("row").nth(1)).to_contain_text("FST-1010")


def test_a_punch_out_in_a_new_tab_brings_the_cart_to_the_same_requisition(page, demo):
    # given
    requisition = start_requisition(page, demo)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="in a new tab").click()
    shop = opened.value

    # when
    add(shop, NUTS)
    open_summary(shop)
    shop.get_by_role("button", name="Return the cart").click()

    # then
    expect(shop).to_have_url(requisition)
    page.reload()
    expect(title(page)).to_contain_text("Pending approval")
