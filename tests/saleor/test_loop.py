"""The whole loop: punched in, shopped as a stranger, returned, approved, ordered, and looked at in Saleor."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from saleor_punchout.models import PunchOutSession
from tests.saleor.company import Company, approved, net
from tests.saleor.goods import entries, order
from tests.saleor.hosts import Host


@pytest.mark.parametrize("size", [1, 10, 100, 500])
def test_a_cart_becomes_an_order_line_by_line(host: Host, company: Company, size: int) -> None:
    # given a cart of that many lines
    skus = list(host.skus(size))
    if len(skus) < size:
        pytest.skip(f"needs {size} articles in stock in SALEOR_CHANNEL; {host.name} has {len(skus)}")
    session, token = company.enter(company.request_setup())
    company.fill(session, skus)

    # when it goes back, is approved, and is ordered
    lines = approved(company.return_cart(token))
    row = company.order(f"PO-{size}", lines)
    company.settle(row)

    # then Saleor's order says the same, to the cent
    made = order(host, row.saleor_order_id)
    assert len(made["lines"]) == size
    assert _told(made) == {
        str(one.line_number): (one.item_id.supplier_part_id, int(one.quantity or 0), net(one)) for one in lines
    }
    assert [sum(one["quantity"] for one in each["allocations"]) for each in made["lines"]] == [
        each["quantity"] for each in made["lines"]
    ]
    assert made["externalReference"] == f"{company.buyer.key}:PO-{size}"
    assert entries(made)["punchout.order_id"] == f"PO-{size}"
    assert made["shippingAddress"]["postalCode"] == company.buyer.ship_to.postal_code
    assert made["shippingAddress"]["country"]["code"] == company.buyer.ship_to.country
    session.refresh_from_db()
    assert session.state == PunchOutSession.State.ORDERED


def _told(made: Mapping[str, Any]) -> dict[str, tuple[str, int, Decimal]]:
    """Per line number of the order what Saleor has: article, quantity, net total."""
    return {
        entries(line)["punchout.line"]: (
            line["productSku"],
            line["quantity"],
            Decimal(str(line["totalPrice"]["net"]["amount"])).quantize(Decimal("0.01")),
        )
        for line in made["lines"]
    }
