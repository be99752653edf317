"""A cart that went back is opened again: found by our line ids, changed, returned and ordered."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from saleor_punchout import vault
from saleor_punchout.exceptions import CartRefused, LinkSpent
from saleor_punchout.flows import cart, placement, visit
from saleor_punchout.flows.line_ids import auxiliary_id, name_lines
from saleor_punchout.models import Cart, PunchOutSession, PurchaseOrder
from saleor_punchout.sandbox.models import Listing, Order, Variant
from saleor_punchout.sandbox.portal.buyers import COUPA, GENERIC
from saleor_punchout.systems import SYSTEMS
from tests.flows.story import BASE_URL, kept, line, order_request, post, punch_out, setup_request, shop, status, told

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def first(client, saleor):
    """The lines of a cart that went back: 3 × FST-1001, 1 × HND-2001 and 2 × FST-1010."""
    visitor = shop(client, saleor)
    for sku, quantity in (("FST-1001", 3), ("HND-2001", 1), ("FST-1010", 2)):
        visitor.add(sku, quantity)
    return visitor.return_cart().items


@pytest.fixture
def edit(client, saleor):
    """Open a cart again with these lines."""

    def opened(items, operation="edit", **changes):
        changes.setdefault("buyer_cookie", "another-cookie")
        return shop(client, saleor, operation=operation, items=tuple(items), **changes)

    return opened


def ids(items):
    return {item.item_id.supplier_part_id: item.item_id.supplier_part_auxiliary_id for item in items}


def place(client, items, order_id="PO-1"):
    assert status(post(client, order_request(list(items), order_id))) == 200
    order = PurchaseOrder.objects.latest("pk")
    placement.place(order.pk)
    order.refresh_from_db()
    return order


def test_a_cart_is_opened_with_the_lines_and_quantities_of_the_request(edit, first):
    # given: approval changed one quantity, and set another to nothing
    bolts, pliers, nuts = first

    # when
    visitor = edit([kept(bolts, 5), kept(pliers), kept(nuts, 0)])

    # then
    assert visitor.lines == [("FST-1001", 5), ("HND-2001", 1)]
    assert visitor.session.parent == Cart.objects.get().session
    assert visitor.session.left_out == []


def test_a_line_keeps_its_id_through_edits_and_a_new_one_gets_its_own(edit, first):
    # given
    visitor = edit(map(kept, first))
    visitor.remove("HND-2001")
    visitor.add("FST-1001", 4)
    visitor.add("PWR-3010", 1)

    # when
    second = visitor.return_cart().items
    again = edit(map(kept, second))
    again.add("FST-1020", 1)
    third = again.return_cart().items

    # then
    assert [(item.item_id.supplier_part_id, item.quantity) for item in second] == [
        ("FST-1001", 7),
        ("FST-1010", 2),
        ("PWR-3010", 1),
    ]
    known, changed = ids(first), ids(second)
    assert (changed["FST-1001"], changed["FST-1010"]) == (known["FST-1001"], known["FST-1010"])
    assert changed["PWR-3010"].startswith(f"{visitor.session.key}/")
    assert ids(third).items() > changed.items()
    assert len(set(ids(third).values())) == len(third) == 4


def test_the_order_after_an_edit_is_compared_with_the_edited_cart(client, edit, first):
    # given
    visitor = edit(map(kept, first))
    visitor.remove("HND-2001")
    visitor.add("FST-1001", 4)
    visitor.add("PWR-3010", 1)
    items = visitor.return_cart().items

    # when
    order = place(client, map(kept, items))

    # then
    assert (order.state, order.differences, order.problems) == (PurchaseOrder.State.PLACED, [], [])
    assert order.session == visitor.session
    lines = Order.objects.get().lines
    assert list(lines.values_list("sku", "quantity")) == [("FST-1001", 7), ("FST-1010", 2), ("PWR-3010", 1)]


def test_an_order_of_the_cart_before_the_edit_is_compared_with_that_one(client, edit, first):
    # given: the edited cart went back, but procurement goes on with the first one
    visitor = edit(map(kept, first))
    visitor.remove("HND-2001")
    visitor.add("FST-1001", 4)
    visitor.return_cart()

    # when
    order = place(client, map(kept, first))

    # then
    assert (order.state, order.differences) == (PurchaseOrder.State.PLACED, [])
    assert order.session == visitor.session.parent


def test_staff_see_that_a_cart_was_ordered_before_and_after_its_edit(client, edit, first):
    # given
    visitor = edit(map(kept, first))
    visitor.add("PWR-3010", 1)
    items = visitor.return_cart().items
    place(client, map(kept, first))

    # when
    order = place(client, map(kept, items), "PO-2")

    # then
    assert {"line": None, "field": "cart", "returned": "ordered by PO-1", "ordered": "ordered by this one too"} in (
        order.differences
    )


def test_two_lines_of_one_article_stay_two_lines(edit, first):
    # given: a copied requisition, each line for another department
    bolts, *_ = first
    copied = shop_again = edit([kept(bolts)])
    copied.add("FST-1010", 1)
    other = ids(shop_again.return_cart().items)["FST-1010"]

    # when
    visitor = edit([kept(bolts), kept(bolts, 4, number=2), line("FST-1010", 1, "8.90", 3, other)])
    items = visitor.return_cart().items

    # then: the id that came twice names one line only
    assert [(item.item_id.supplier_part_id, item.quantity) for item in items] == [
        ("FST-1001", 3),
        ("FST-1001", 4),
        ("FST-1010", 1),
    ]
    assert items[0].item_id == bolts.item_id
    assert items[1].item_id.supplier_part_auxiliary_id.startswith(f"{visitor.session.key}/")
    assert items[2].item_id.supplier_part_auxiliary_id == other


def test_a_requisition_may_join_lines_of_several_carts(client, saleor, edit, first):
    # given
    visitor = shop(client, saleor, buyer_cookie="other")
    visitor.add("PWR-3010", 1)
    grinder = visitor.return_cart().items[0]

    # when
    joined = edit([kept(first[0]), kept(first[1], number=2), kept(grinder, number=3)])

    # then
    assert joined.lines == [("FST-1001", 3), ("HND-2001", 1), ("PWR-3010", 1)]
    assert joined.session.parent == Cart.objects.earliest("pk").session  # which holds more of it
    returned = ids(joined.return_cart().items)
    assert returned["PWR-3010"] == grinder.item_id.supplier_part_auxiliary_id
    assert returned["FST-1001"] == first[0].item_id.supplier_part_auxiliary_id


def test_an_article_that_is_taken_out_and_put_in_again_is_the_same_line(edit, first):
    visitor = edit(map(kept, first))
    visitor.remove("HND-2001")
    visitor.add("HND-2001", 2)

    assert ids(visitor.return_cart().items)["HND-2001"] == ids(first)["HND-2001"]


def test_a_mark_that_a_stranger_moves_to_another_article_counts_for_nothing(edit, first, saleor):
    # given
    bolts, pliers, _ = first
    visitor = edit([kept(bolts), kept(pliers, number=2)])
    lines = saleor.read_checkout(visitor.session.checkout_id).lines
    theirs = {"punchout.line": pliers.item_id.supplier_part_auxiliary_id}
    forged = {"punchout.line": auxiliary_id(visitor.session, 9)}

    # when
    moved = name_lines(visitor.session, [replace(lines[0], metadata=theirs), replace(lines[1], metadata=forged)])

    # then
    assert moved == [bolts.item_id.supplier_part_auxiliary_id, pliers.item_id.supplier_part_auxiliary_id]


def test_the_price_is_todays(edit, first):
    Listing.objects.filter(variant__sku="FST-1001").update(price=Decimal("15.50"))

    visitor = edit(map(kept, first))

    assert visitor.return_cart().items[0].detail.unit_price.amount == Decimal("15.50")


def test_the_article_is_that_of_our_line_whatever_part_number_stands_beside_it(edit, first):
    changed = kept(first[0])._replace(item_id=first[0].item_id._replace(supplier_part_id="BUYERS-OWN-1"))

    assert edit([changed]).lines == [("FST-1001", 3)]


def test_an_article_that_was_made_anew_is_found_by_its_sku(edit, first):
    # given
    old = Variant.objects.get(sku="HND-2001")
    old.sku = "HND-2001-OLD"
    old.save()
    old.listings.all().delete()
    new = Variant.objects.create(product=old.product, sku="HND-2001", name="180 mm", stock=10)
    Listing.objects.bulk_create(
        Listing(variant=new, channel=one.channel, price=one.price)
        for one in Listing.objects.filter(variant__sku="FST-1001")
    )

    # then
    visitor = edit([kept(first[1])])
    assert visitor.lines == [("HND-2001", 1)]
    assert ids(visitor.return_cart().items) == {"HND-2001": ids(first)["HND-2001"]}


def test_no_line_is_lost_without_a_word(client, edit, first):
    # given: one article is no longer sold, of another not enough is there
    Listing.objects.filter(variant__sku="HND-2001").delete()
    Variant.objects.filter(sku="FST-1010").update(stock=1)
    token = punch_out(client, operation="edit", items=tuple(map(kept, first)), buyer_cookie="another")

    # when
    page = client.post(f"/start/{token}")
    looked_again = client.get(f"/start/{token}")
    going_on = client.post(f"/start/{token}")

    # then
    for shown in (page, looked_again):
        assert shown.status_code == 200
        assert "1 × HND-2001: the shop has no such article." in shown.content.decode()
        assert "2 × FST-1010: Could not add items FST-1010. Only 1 remaining in stock." in shown.content.decode()
        assert "submit()" not in shown.content.decode()
    assert going_on.status_code == 303
    session = PunchOutSession.objects.get(start_token=vault.fingerprint(token))
    assert "HND-2001" in session.reason
    assert "FST-1010" in session.reason
    assert client.post(f"/start/{token}").status_code == 410


def test_what_is_missing_is_told_again_before_the_cart_goes_back(client, edit, first):
    Listing.objects.filter(variant__sku="HND-2001").delete()

    visitor = edit(map(kept, first))

    assert visitor.lines == [("FST-1001", 3), ("FST-1010", 2)]
    assert "1 × HND-2001: the shop has no such article." in client.get(f"/return/{visitor.token}").content.decode()


def test_a_buyer_who_reads_too_long_what_is_missing_punches_out_again(client, first, later):
    # given
    Listing.objects.filter(variant__sku="HND-2001").delete()
    token = punch_out(client, operation="edit", items=tuple(map(kept, first)))
    assert visit.start(token) == ""

    # when
    later(visit.settings.start_lifetime * 1.1)

    # then
    with pytest.raises(LinkSpent):
        visit.start(token)


def test_a_request_without_lines_begins_empty_with_a_remark(client, edit):
    visitor = edit([])

    assert (visitor.lines, visitor.session.parent) == ([], None)
    remarks = visitor.session.documents.first().remarks
    assert "edit_without_items" in [remark["code"] for remark in remarks]


@pytest.mark.parametrize("operation", ["edit", "inspect"])
def test_lines_that_are_not_ours_are_opened_by_sku_where_the_shop_has_them_all(edit, operation):
    visitor = edit([line("FST-1001", 2, "14.80"), line("FST-1010", 1, "8.90", 2, "their/1-id")], operation)

    assert (visitor.lines, visitor.session.parent) == ([("FST-1001", 2), ("FST-1010", 1)], None)


@pytest.mark.parametrize("operation", ["edit", "inspect"])
def test_where_nothing_is_ours_and_the_shop_lacks_one_the_request_is_refused_by_line(client, operation):
    items = (line("FST-1001", 2, "14.80"), line("NOT-OURS", 1, "8.90", 2), line("NOR-THIS", 1, "8.90", 7))

    answer = post(client, setup_request(operation=operation, items=items))

    assert status(answer) == 412
    assert "line 2 (NOT-OURS), 7 (NOR-THIS)." in told(answer)
    assert not PunchOutSession.objects.exists()


def test_where_saleor_is_away_such_a_request_gets_the_status_of_that(client, settings):
    settings.PUNCHOUT_TRANSPORT = "tests.flows.test_setup.NoSaleor"

    answer = post(client, setup_request(operation="edit", items=(line("FST-1001", 1, "14.80"),)))

    assert status(answer) == 550


def test_lines_of_ours_are_opened_without_asking_saleor(client, first, settings):
    settings.PUNCHOUT_TRANSPORT = "tests.flows.test_setup.NoSaleor"

    assert punch_out(client, operation="edit", items=tuple(map(kept, first)))


def test_another_partners_cart_is_nobodys(client, saleor, first):
    visitor = shop(client, saleor, COUPA, operation="edit", items=tuple(map(kept, first)))

    assert visitor.session.parent is None
    assert not set(ids(visitor.return_cart().items).values()) & set(ids(first).values())


def test_a_cart_of_a_test_is_none_of_production(client, first):
    PunchOutSession.objects.update(is_test=True)

    token = punch_out(client, operation="edit", items=tuple(map(kept, first)))

    assert PunchOutSession.objects.get(start_token=vault.fingerprint(token)).parent is None


@pytest.mark.parametrize(
    ("allowed", "operation", "expected"),
    [
        ("create", "edit", 412),
        ("create", "inspect", 412),
        ("inspect", "edit", 412),
        ("inspect", "inspect", 200),
        ("edit", "inspect", 200),
    ],
)
def test_no_more_is_opened_than_the_returned_cart_allowed(client, first, monkeypatch, allowed, operation, expected):
    monkeypatch.setitem(SYSTEMS, GENERIC.system, replace(SYSTEMS[GENERIC.system], operation_allowed=allowed))

    answer = post(client, setup_request(operation=operation, items=tuple(map(kept, first))))

    assert status(answer) == expected
    assert expected == 200 or f"operationAllowed {allowed}" in told(answer)


def test_an_edited_cart_goes_back_empty_only_when_that_is_meant(client, edit, first):
    # given
    visitor = edit([kept(first[1])])
    visitor.remove("HND-2001")

    # when
    page = client.get(f"/return/{visitor.token}").content.decode()
    with pytest.raises(CartRefused, match="empty"):
        visitor.return_cart()
    message = visitor.return_cart(emptied=True)

    # then
    assert "Delete all lines" in page
    assert (message.items, message.status) == ((), None)
    visitor.session.refresh_from_db()
    assert visitor.session.state == visitor.session.State.RETURNED


def test_a_new_cart_never_goes_back_empty(client, saleor):
    visitor = shop(client, saleor)

    with pytest.raises(CartRefused) as refused:
        visitor.return_cart(emptied=True)

    assert refused.value.code == "EMPTY_CART"


def test_an_edit_that_is_given_up_changes_nothing(client, edit, first):
    # given
    visitor = edit([kept(first[0], 9)])
    cart.cancel(visit.find_session(visitor.token), BASE_URL)

    # then
    assert place(client, map(kept, first)).differences == []
