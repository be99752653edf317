"""The whole loop by hand, for each of the demo's buyers: what somebody sees who starts the demo and clicks through."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from saleor_punchout.sandbox.portal.buyers import BUYERS
from tests.browser.story import NUTS, PLIERS, add, open_cart, open_summary, punch_out, start_requisition


@pytest.mark.parametrize("buyer", BUYERS.values(), ids=BUYERS)
def test_a_cart_goes_to_approval_and_becomes_an_order(page, demo, buyer):
    # given
    start_requisition(page, demo, buyer.name)

    # when the buyer fills a cart
    punch_out(page)
    banner = page.get_by_role("complementary", name="PunchOut")
    expect(banner).to_contain_text(f"You are shopping for {buyer.name}.")
    add(page, NUTS, 2)
    add(page, PLIERS)
    open_cart(page)
    page.get_by_label(f"Quantity of {NUTS}").fill("5")
    page.get_by_role("button", name=f"Update {NUTS}").click()
    expect(page.get_by_text("€69.40")).to_be_visible()  # 44.50 + 24.90

    # then the summary shows it once more
    open_summary(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Return this cart to {buyer.name}?")
    assert _cells(page, "FST-1010") == ["8.90", "5", "44.50"]
    assert _cells(page, "HND-2001") == ["24.90", "1", "24.90"]
    assert _cells(page, "Total, net")[-1] == "69.40"
    expect(page.get_by_text("What happens next")).to_be_visible()

    # when it is returned
    page.get_by_role("button", name="Return the cart").click()

    # then it waits for approval
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pending approval")
    rows = page.get_by_role("row")
    expect(rows.nth(1)).to_have_text(re.compile("FST-1010.*Hex nut.*31161727.*BX.*44.50", re.DOTALL))
    expect(rows.nth(2)).to_have_text(re.compile("HND-2001.*pliers.*27112126.*EA.*24.90", re.DOTALL))
    expect(page.get_by_label("Quantity of line 1")).to_have_value("5")
    expect(page.get_by_label("Unit price of line 1")).to_have_value("8.90")

    # when it is approved with changes
    page.get_by_label("Quantity of line 1").fill("6")
    page.get_by_label("Unit price of line 1").fill("8.50")
    page.get_by_label("Remove line 2").check()
    page.get_by_role("button", name="Approve and send purchase order").click()

    # then what was approved stands in Saleor
    expect(page.get_by_role("region", name="The supplier’s answer")).to_contain_text("200")
    order = page.get_by_role("region", name="In the supplier’s Saleor")
    expect(order).to_contain_text("External reference")
    expect(order.get_by_role("row")).to_have_count(2)  # the heading, and the line that was kept
    assert _cells(order, "FST-1010")[1:] == ["6", "8.50", "51.00"]


def _cells(place, name):
    return place.get_by_role("row", name=re.compile(name)).get_by_role("cell").all_inner_texts()
