"""What of a buyer's Extrinsics reaches Saleor: what the partner's list allows, and nothing else."""

from __future__ import annotations

import pytest

from saleor_punchout.flows import extrinsics, partners, placement
from saleor_punchout.models import PurchaseOrder
from saleor_punchout.sandbox.models import Checkout, Order
from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows.story import kept, order_request, post, shop, status

pytestmark = pytest.mark.usefixtures("world")

SAID = GENERIC.extrinsics | {"CostCenter": "4711", "Plant": "HH-2", "Remark": "hush"}


@pytest.fixture
def mapped(partner):
    partners.update_partner(partner, extrinsic_mapping={"CostCenter": "cost_center", "plant": "plant", "gone": "gone"})
    return partner


def order(client, items, **changes):
    assert status(post(client, order_request([kept(item) for item in items], **changes))) == 200
    placement.place(PurchaseOrder.objects.latest("pk").pk)
    return Order.objects.get()


def returned(client, saleor, said):
    visitor = shop(client, saleor, extrinsics=said)
    visitor.add("FST-1001", 1)
    return visitor.return_cart().items


@pytest.mark.usefixtures("mapped")
def test_what_the_list_names_stands_on_the_checkout(client, saleor):
    visitor = shop(client, saleor, extrinsics=SAID)

    assert Checkout.objects.get().metadata == {
        "cost_center": "4711",
        "plant": "HH-2",
        "punchout.session": visitor.session.key,
        "punchout.mode": "create",
    }


def test_without_a_list_nothing_does(client, saleor):
    shop(client, saleor, extrinsics=SAID)

    assert set(Checkout.objects.get().metadata) == {"punchout.session", "punchout.mode"}


@pytest.mark.usefixtures("mapped")
def test_an_order_says_it_for_itself_or_as_the_visit_did(client, saleor):
    items = returned(client, saleor, SAID)

    metadata = order(client, items, extrinsics=GENERIC.extrinsics | {"CostCenter": "9999", "Remark": "hush"}).metadata

    assert (metadata["cost_center"], metadata["plant"]) == ("9999", "HH-2")
    assert metadata["punchout.order_id"] == "PO-1"
    assert "hush" not in str(metadata)


def test_no_list_can_replace_a_mark_of_ours(client, saleor, partner):
    # given
    keys = {"a": "punchout.session", "b": "punchout.mode", "c": "punchout.partner", "d": "punchout.order_id"}
    partner.extrinsic_mapping = keys  # which the settings refuse
    partner.save()
    said = GENERIC.extrinsics | dict.fromkeys("abcd", "forged")

    # when
    items = returned(client, saleor, said)

    # then
    assert "forged" not in Checkout.objects.get().metadata["punchout.session"]
    assert order(client, items, extrinsics=said).metadata["punchout.order_id"] == "PO-1"


@pytest.mark.usefixtures("mapped")
def test_blanks_are_no_value_and_long_ones_are_cut(partner):
    found = extrinsics.metadata(partner, {"costcenter": "  "}, {"costcenter": " x" * 5000, "plant": ""})

    assert len(found.pop("cost_center")) == extrinsics.LONGEST
    assert found == {}
