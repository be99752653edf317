"""What contradicts itself is never written: who made it must mend it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from saleor_punchout.documents.fulfillment import ConfirmationStatus, ShipNoticeItem
from saleor_punchout.documents.types import Charge
from tests.documents.sequels import (
    CONFIRMATION,
    CREDIT,
    INVOICE,
    SHIP_NOTICE,
    WITHDRAWAL,
    euros,
    status,
    with_statuses,
    written,
)

LINE = CONFIRMATION.items[0]


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("change", [Decimal("0.000001"), Decimal(1), Decimal(-1)], ids=str)
def test_quantities_that_do_not_add_up_are_never_written(part, change):
    # given
    changed = replace(LINE.statuses[part], quantity=LINE.statuses[part].quantity + change)
    statuses = (*LINE.statuses[:part], changed, *LINE.statuses[part + 1 :])
    confirmation = replace(CONFIRMATION, items=(replace(LINE, statuses=statuses),))

    # when
    with pytest.raises(ValueError, match="Line 10"):
        written(confirmation)


@pytest.mark.parametrize("part", range(4))
def test_a_part_that_is_forgotten_is_noticed(part):
    statuses = (*LINE.statuses[:part], *LINE.statuses[part + 1 :])

    with pytest.raises(ValueError, match="add up to 10"):
        written(replace(CONFIRMATION, items=(replace(LINE, statuses=statuses),)))


PRICE = {"unit_price": euros("1.00")}


WRONG = {
    "a negative part": with_statuses(status("accept", 3), status("reject", -1)),
    "an empty part": with_statuses(status("accept", 2), status("reject", 0)),
    "no part": with_statuses(quantity=0),
    "another unit": with_statuses(status("accept", 1), ConfirmationStatus("accept", Decimal(1), "BX")),
    "a price beside accept": with_statuses(status("accept", 2, **PRICE)),
    "detail without detail": with_statuses(status("detail", 2)),
    "detail with the day of shipment only": with_statuses(status("detail", 2, shipment_date=date(2026, 12, 1))),
    "an unknown status": with_statuses(status("unknown", 2)),
    "accepted, but backordered": with_statuses(status("backordered", 2), type="accept"),
    "backordered, but accepted": with_statuses(status("accept", 2), type="backordered"),
    "a rejection with a line": with_statuses(status("reject", 2), type="reject"),
    "exceptions without a line": replace(CONFIRMATION, items=()),
    "details without a line": replace(CONFIRMATION, type="detail", items=()),
    "a line twice": replace(CONFIRMATION, items=(LINE, LINE)),
    "an update of nothing": replace(CONFIRMATION, replaces=""),
    "a confirmation that deletes": replace(CONFIRMATION, operation="delete"),
    "a type that we never write": replace(CONFIRMATION, type="allDetail"),
    "a notice of everything": replace(SHIP_NOTICE, items=()),
    "a notice of no piece": replace(SHIP_NOTICE, items=(ShipNoticeItem(1, Decimal(0), "EA"),)),
    "a changed notice of nothing": replace(SHIP_NOTICE, replaces=""),
    "a withdrawal of nothing": replace(WITHDRAWAL, replaces=""),
    "an unknown operation": replace(SHIP_NOTICE, operation="cancel"),
    "an invoice without lines": replace(INVOICE, items=()),
    "a cent too little": replace(INVOICE, gross=euros("35.57")),
    "shipping that is missing": replace(INVOICE, shipping=None),
    "no tax": replace(INVOICE, tax=Charge(None)),
    "two currencies": replace(INVOICE, due=euros("1.00")._replace(currency="USD")),
    "a deletion of nothing": replace(INVOICE, operation="delete"),
    "an invoice that is updated": replace(INVOICE, operation="update", replaces="1@shop"),
    "a credit memo without lines": replace(INVOICE, purpose="creditMemo"),
    "a credit for nothing": replace(CREDIT, replaces=""),
    "a credit of nothing": replace(CREDIT, due=euros("0.00")),
    "a credit that is charged": replace(CREDIT, items=INVOICE.items),
}


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_what_contradicts_itself_is_never_written(value):
    with pytest.raises(ValueError, match=r"\.$"):
        written(value)
