"""A cart that went back is opened to be looked at, and nothing more."""

from __future__ import annotations

import pytest

from saleor_punchout.exceptions import CartRefused
from saleor_punchout.flows import cart, visit
from saleor_punchout.sandbox.models import Listing
from tests.flows.story import BASE_URL, kept, line, punch_out, read_cart, shop

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def inspecting(client, saleor):
    """Somebody who looks at a cart of 3 × FST-1001."""
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 3)
    items = tuple(map(kept, visitor.return_cart().items))
    return shop(client, saleor, operation="inspect", items=items, buyer_cookie="another")


def test_the_cart_is_there_to_look_at(client, inspecting):
    page = client.get(f"/return/{inspecting.token}").content.decode()

    assert inspecting.lines == [("FST-1001", 3)]
    assert "It cannot be changed here." in page
    assert "Return the cart</button>" not in page


def test_the_cart_does_not_go_back(client, inspecting):
    with pytest.raises(CartRefused) as refused:
        inspecting.return_cart()

    assert refused.value.code == "INSPECT_ONLY"
    assert client.post(f"/return/{inspecting.token}").status_code == 409


def test_going_back_tells_procurement_that_nothing_changed(inspecting):
    form = cart.cancel(visit.find_session(inspecting.token), BASE_URL)

    message = read_cart(form.fields[0].value.encode())
    assert (message.status.code, message.items, message.buyer_cookie) == (204, (), "another")


def test_the_storefront_is_told_that_there_is_only_something_to_look_at(client):
    # given
    code = visit.start(punch_out(client, operation="inspect", items=(line("FST-1010", 3, "8.90"),))).rpartition(
        "code="
    )[2]

    # when
    answer = client.post("/storefront/sessions", {"code": code}, content_type="application/json").json()

    # then
    assert (answer["operation"], answer["path"]) == ("inspect", "/cart")


def test_a_line_that_the_shop_lost_is_told_before_and_on_the_page(client, saleor):
    # given
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 3)
    visitor.add("HND-2001", 1)
    items = tuple(map(kept, visitor.return_cart().items))
    Listing.objects.filter(variant__sku="HND-2001").delete()
    token = punch_out(client, operation="inspect", items=items)

    # when
    page = client.post(f"/start/{token}").content.decode()

    # then
    assert "1 × HND-2001: the shop has no such article." in page
    assert "You see the cart without these lines." in page
