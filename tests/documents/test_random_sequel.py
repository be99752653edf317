"""Whatever a supplier says after an order, written in any DTD and read again, is what it was."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_punchout.documents.fulfillment import (
    ConfirmationItem,
    ConfirmationRequest,
    ConfirmationStatus,
    InvoiceDetailRequest,
    InvoiceItem,
    OrderReference,
    Parcel,
    ShipNoticeItem,
    ShipNoticeRequest,
    StatusUpdateRequest,
    TaxDetail,
)
from saleor_punchout.documents.types import Charge, ItemID, Money, Status
from tests.documents.places import assert_valid
from tests.documents.sequels import as_of, opened, read, written
from tests.documents.test_random_carts import EXAMPLES, LINE, MANY, NAMES
from tests.documents.test_round_trips import EXTRINSICS, HEADER, OFFSETS

pytestmark = pytest.mark.timeout(300 + EXAMPLES)

FULFILL = st.sampled_from(["1.2.014", "1.2.036", "1.2.050", "1.2.053", "1.2.063", "1.2.071"])
INVOICES = st.sampled_from(["1.2.020", "1.2.037", "1.2.071"])

MOMENTS = st.datetimes(timezones=OFFSETS).map(lambda moment: moment.replace(microsecond=0))
DAYS = st.none() | st.dates()
QUANTITIES = st.integers(1, 10**6).map(Decimal) | st.decimals(Decimal("0.001"), 10**4, places=3)
AMOUNTS = st.decimals(0, 10**6, places=4)
ORDERS = st.builds(OrderReference, NAMES, LINE, order_date=st.none() | MOMENTS)
NUMBERS = st.integers(0, 999_999_999)


def money(currency="EUR"):
    return st.builds(Money, AMOUNTS, st.just(currency))


CHARGES = st.none() | st.builds(Charge, money(), LINE)


def statuses(kind):
    """Parts of a line that a confirmation of that type may name."""
    day, price = st.dates(), money()
    parts = {
        "accept": [("accept", {})],
        "backordered": [("backordered", {})],
        "detail": [
            *(("accept", {}), ("backordered", {}), ("reject", {})),
            *(("detail", {"unit_price": price}), ("detail", {"delivery_date": day})),
        ],
    }
    return st.one_of(
        st.builds(
            ConfirmationStatus,
            st.just(name),
            QUANTITIES,
            st.just("EA"),
            **{"shipment_date": DAYS, "delivery_date": DAYS, "comment": LINE} | more,
        )
        for name, more in parts[kind]
    )


def _item(number, parts):
    return ConfirmationItem(number, sum(part.quantity for part in parts), "EA", tuple(parts))


def confirmations(kind):
    parts = "detail" if kind == "except" else kind
    items = st.just(())
    if kind != "reject":
        line = st.builds(_item, NUMBERS, st.lists(statuses(parts), min_size=1, max_size=3))
        least = 1 if parts == "detail" else 0
        items = st.lists(line, min_size=least, max_size=3, unique_by=lambda one: one.line_number).map(tuple)
    return st.builds(
        ConfirmationRequest,
        LINE,
        st.just(kind),
        MOMENTS,
        ORDERS,
        st.just("update"),
        NAMES,
        items,
        st.none() | money(),
        CHARGES,
        CHARGES,
        LINE,
    )


CONFIRMATIONS = st.sampled_from(["accept", "detail", "except", "backordered", "reject"]).flatmap(confirmations)
NOTICES = st.builds(
    ShipNoticeRequest,
    LINE,
    MOMENTS,
    ORDERS,
    st.lists(st.builds(ShipNoticeItem, NUMBERS, QUANTITIES, LINE), min_size=1, max_size=3).map(tuple),
    st.sampled_from(["new", "update", "delete"]),
    NAMES,
    st.none() | MOMENTS,
    DAYS,
    st.booleans(),
    st.lists(st.builds(Parcel, LINE, LINE, LINE), max_size=3).map(tuple),
    LINE,
    LINE,
)


@st.composite
def invoices(draw):
    """An invoice or a credit memo of one currency, whose sums add up."""
    currency, sign = draw(st.sampled_from(["EUR", "JPY"])), draw(st.sampled_from([1, -1]))
    signed = money(currency).map(lambda one: one._replace(amount=sign * one.amount))
    quantities = QUANTITIES.map(lambda quantity: sign * quantity)
    rate = st.none() | st.decimals(0, 100, places=2)
    taxes = st.lists(st.builds(TaxDetail, LINE, rate, st.none() | signed, signed, LINE), max_size=2).map(tuple)
    item_id = st.builds(ItemID, NAMES, LINE, LINE)
    item = st.builds(InvoiceItem, NUMBERS, NUMBERS, quantities, LINE, money(currency), item_id, LINE, signed, taxes)
    subtotal, tax, shipping = draw(signed), draw(signed), draw(st.none() | signed)
    gross = Money(subtotal.amount + tax.amount + (shipping.amount if shipping else 0), currency)
    return InvoiceDetailRequest(
        draw(LINE),
        draw(MOMENTS),
        draw(ORDERS),
        draw(st.lists(item, min_size=1, max_size=3).map(tuple)),
        subtotal,
        Charge(tax, draw(LINE)),
        draw(taxes),
        gross,
        Money(sign * draw(AMOUNTS.filter(bool)), currency),
        "standard" if sign > 0 else "lineLevelCreditMemo",
        draw(st.sampled_from(["new", "delete"])),
        draw(NAMES),
        draw(LINE),
        shipping,
        draw(st.none() | st.integers(0, 9999)),
        draw(LINE),
    )


STATUSES = st.builds(
    StatusUpdateRequest,
    LINE,
    st.builds(Status, st.integers(200, 599), LINE, LINE, st.just("en")),
    EXTRINSICS,
    st.sampled_from(["", "processing", "canceled", "reconciled", "rejected", "paying", "paid"]),
)


def comes_back(value, header, version, is_test):
    """Written, judged by the DTD and read again."""
    # when
    document = written(value, header=header, dtd_version=version, is_test=is_test)

    # then
    assert_valid(document)
    assert read(document) == as_of(value, version)
    envelope, _ = opened(document)
    assert (envelope.header, envelope.is_test) == (header, is_test)


@MANY
@given(CONFIRMATIONS, HEADER, FULFILL, st.booleans())
def test_a_confirmation_comes_back_as_it_was(value, header, version, is_test):
    comes_back(value, header, version, is_test)


@MANY
@given(NOTICES, HEADER, FULFILL, st.booleans())
def test_a_ship_notice_comes_back_as_it_was(value, header, version, is_test):
    comes_back(value, header, version, is_test)


@MANY
@given(invoices(), HEADER, INVOICES, st.booleans())
def test_an_invoice_comes_back_as_it_was(value, header, version, is_test):
    comes_back(value, header, version, is_test)


@MANY
@given(STATUSES, HEADER, st.sampled_from(["1.2.014", "1.2.020", "1.2.050", "1.2.053", "1.2.063", "1.2.071"]))
def test_a_status_update_comes_back_as_it_was(value, header, version):
    comes_back(value, header, version, is_test=False)


@MANY
@given(
    st.sampled_from(["accept", "detail", "backordered"]).flatmap(confirmations).filter(lambda one: one.items),
    st.data(),
    st.decimals(-1, 1, places=6).filter(bool),
)
def test_one_quantity_that_differs_keeps_the_whole_document_back(value, data, change):
    # given
    place = data.draw(st.integers(0, len(value.items) - 1))
    item = value.items[place]
    spoilt = data.draw(st.sampled_from(["quantity", "status", "left out"]))
    first, *others = item.statuses
    changed = {
        "quantity": replace(item, quantity=item.quantity + change),
        "status": replace(item, statuses=(replace(first, quantity=first.quantity + change), *others)),
        "left out": replace(item, statuses=tuple(others)),
    }[spoilt]

    # when
    with pytest.raises(ValueError, match=f"Line {item.line_number} of"):
        # then
        written(replace(value, items=(*value.items[:place], changed, *value.items[place + 1 :])))
