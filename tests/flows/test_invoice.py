"""What the buyer is billed, and what is given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_punchout.documents import lexical
from saleor_punchout.documents.cxml.invoice import write_invoice_detail_request
from saleor_punchout.documents.types import Credential, Header, Money, OrderRequest
from saleor_punchout.exceptions import Conflict
from saleor_punchout.flows import alarm, invoice, transmission
from saleor_punchout.flows.order_state import OrderState
from saleor_punchout.flows.saleor import order_client_for
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.gateway.orders import Fulfillment, FulfillmentLine, FullOrder, OrderLine, SaleorInvoice
from saleor_punchout.models import Alarm, PurchaseOrder, TradingPartner, Transmission
from tests.flows.afterwards import ENDPOINTS, Staff, letters, place, said, take
from tests.flows.story import line, order_request

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def endpoints(partner):
    partner.endpoints = {"InvoiceDetailRequest": ENDPOINTS["InvoiceDetailRequest"]}
    partner.save()


@pytest.fixture
def order(client, endpoints):
    return place(client, payment_days=(10, 30))


@pytest.fixture
def staff(order):
    staff = Staff(order)
    staff.confirm()
    return staff


def bill(staff, number="INV-1"):
    """An invoice is made in Saleor, and sent from there."""
    staff.bill(number)
    invoice.send(staff.order, number)
    staff.tell()


def invoices(partner):
    return said(partner, "InvoiceDetailRequest")


def test_an_invoice_that_was_not_sent_is_nobodys_business(partner, staff):
    staff.bill("INV-1")

    assert invoices(partner) == []


def test_an_invoice_bills_the_order_line_by_line(partner, staff):
    # when
    bill(staff)

    # then
    (told,) = invoices(partner)
    shown = staff.look()
    net, gross, shipping = (
        Decimal(shown["total"]["net"]["amount"]),
        Decimal(shown["total"]["gross"]["amount"]),
        Decimal(shown["shippingPrice"]["net"]["amount"]),
    )
    assert (told.invoice_id, told.purpose, told.operation) == ("INV-1", "standard", "new")
    assert told.invoice_date == datetime.fromisoformat(shown["invoices"][0]["createdAt"]).replace(microsecond=0)
    assert [(one.line_number, int(one.quantity), one.unit_price.amount) for one in told.items] == [
        (1, 10, Decimal("14.80")),
        (2, 2, Decimal("24.90")),
    ]
    assert told.subtotal == Money(Decimal("197.80"), "EUR")
    assert (told.shipping.amount, told.gross.amount, told.due.amount) == (shipping, gross, gross)
    assert told.tax.money.amount == gross - net
    assert [(one.category, one.rate, one.taxable.amount) for one in told.taxes] == [("vat", Decimal(19), net)]
    assert told.payment_days == 30


def test_an_invoice_goes_once(partner, staff):
    # given
    bill(staff)

    # when
    invoice.send(staff.order, "INV-1")
    staff.tell()
    staff.ship()

    # then
    assert len(invoices(partner)) == 1


def test_a_second_invoice_for_the_same_order_is_left_to_a_person(partner, staff):
    # given
    bill(staff)

    # when
    bill(staff, "INV-2")

    # then
    assert [one.invoice_id for one in invoices(partner)] == ["INV-1"]
    raised = Alarm.objects.get(code=alarm.INVOICE_IMPOSSIBLE)
    assert raised.message.startswith("Invoice INV-2 of order PO-1 did not go to the buyer. The order was billed by")


def test_an_invoice_that_saleor_has_not_is_asked_for_in_vain(partner, staff):
    # when
    invoice.send(staff.order, "INV-9")
    staff.tell()
    Alarm.objects.update(settled_at=NOON)
    staff.tell()

    # then
    assert invoices(partner) == []
    assert "INV-9" in Alarm.objects.get(code=alarm.INVOICE_IMPOSSIBLE).message, "Once: whoever settled it knows of it."

    # when
    bill(staff)

    # then
    assert [one.invoice_id for one in invoices(partner)] == ["INV-1"]


def test_tax_stands_on_each_line_where_the_partner_wants_that(partner, staff):
    # given
    partner.invoices_tax_by_line, partner.tax_category, partner.tax_description = True, "sales", "Sales tax"
    partner.save()

    # when
    bill(staff)

    # then
    (told,) = invoices(partner)
    assert [one.taxes[0].taxable for one in told.items] == [one.subtotal for one in told.items]
    assert {(tax.category, tax.description) for one in told.items for tax in one.taxes} == {("sales", "Sales tax")}
    assert told.tax.description == "Sales tax"


def test_goods_that_came_back_are_credited(partner, staff):
    # given
    staff.ship()
    bill(staff)

    # when
    staff.bring_back(0, 4)
    staff.tell()
    staff.bring_back(0, 6)

    # then
    billed, first, second = invoices(partner)
    assert [one.purpose for one in (first, second)] == ["lineLevelCreditMemo"] * 2
    assert [one.invoice_id for one in (first, second)] == ["INV-1-CR1", "INV-1-CR2"]
    assert {one.original_invoice_id for one in (first, second)} == {"INV-1"}
    assert {one.replaces for one in (first, second)} == {letters(partner)[0].payload_id}
    assert [(int(one.items[0].quantity), one.items[0].subtotal.amount) for one in (first, second)] == [
        (-4, Decimal("-59.20")),
        (-6, Decimal("-88.80")),
    ]
    assert billed.items[0].subtotal.amount + sum(one.subtotal.amount for one in (first, second)) == 0


def test_nothing_is_credited_that_was_not_billed(partner, staff):
    # given
    staff.ship()
    staff.bring_back(0, 4)
    before = invoices(partner)

    # when
    bill(staff)

    # then
    assert before == []
    assert [one.purpose for one in invoices(partner)] == ["standard", "lineLevelCreditMemo"]


def test_nothing_is_credited_of_an_invoice_that_never_arrived(partner, staff):
    # given
    staff.ship()
    bill(staff)
    Transmission.objects.update(state=Transmission.State.DEAD)

    # when
    staff.bring_back(0, 4)
    before = invoices(partner)
    transmission.resend(Transmission.objects.get())
    staff.tell()

    # then
    assert [one.purpose for one in before] == ["standard"]
    assert [one.purpose for one in invoices(partner)] == ["standard", "lineLevelCreditMemo"]


@pytest.mark.parametrize("is_billed_before", [True, False])
def test_an_order_that_was_cancelled_is_billed_no_more(partner, staff, is_billed_before):
    # given
    if is_billed_before:
        bill(staff)

    # when
    staff.cancel()
    if not is_billed_before:
        bill(staff)

    # then
    assert [one.invoice_id for one in invoices(partner)] == ["INV-1"] * is_billed_before
    assert "was cancelled" in Alarm.objects.get(code=alarm.INVOICE_IMPOSSIBLE).message


def test_the_tax_of_the_freight_is_of_the_rate_that_saleor_names(partner, staff, monkeypatch):
    # given a price of 3.04 with tax: 19 % of its net price is a cent less than its tax
    shown = order_client_for(partner).read_order(staff.order.saleor_order_id)
    freight = {"shipping_net": Decimal("2.55"), "shipping_gross": Decimal("3.04"), "shipping_tax_rate": Decimal("0.19")}
    total = shown.gross - shown.shipping_gross + freight["shipping_gross"]
    staff.bill("INV-1")
    invoiced = order_client_for(partner).read_order(staff.order.saleor_order_id).invoices
    now = replace(shown, gross=total, invoices=invoiced, **freight)
    monkeypatch.setattr(OrderClient, "read_order", lambda client, order: now)

    # when
    invoice.send(staff.order, "INV-1")
    staff.tell()

    # then
    (told,) = invoices(partner)
    assert Decimal("19") in [tax.rate for tax in told.taxes]
    assert {tax.rate for tax in told.taxes} <= {Decimal("19"), *(100 * line.tax_rate for line in shown.lines)}


def test_an_order_with_articles_that_nobody_ordered_is_billed_by_hand(client, partner, endpoints):
    # given
    staff = Staff(place(client))
    staff.add("FST-1010", 1)
    staff.confirm()

    # when
    bill(staff)

    # then
    assert invoices(partner) == []
    raised = Alarm.objects.get(code=alarm.INVOICE_IMPOSSIBLE)
    assert "FST-1010" in raised.message
    assert raised.purchase_order == staff.order


@pytest.mark.parametrize("value", ["notAllowed", "isERS"])
def test_a_buyer_who_bills_himself_gets_no_invoice(partner, staff, value):
    # given
    document = staff.order.document
    keys = f'<ControlKeys><InvoiceInstruction value="{value}"/></ControlKeys></OrderRequestHeader>'
    document.body = document.body.replace("</OrderRequestHeader>", keys)
    document.save()

    # when
    bill(staff)

    # then
    assert invoices(partner) == []


def test_an_order_that_is_held_is_not_billed(client, endpoints):
    held = take(client, order_request([line("NO-SUCH", 1, "1.00")]))

    with pytest.raises(Conflict, match="held"):
        invoice.send(held, "INV-1")


CURRENCIES = {"EUR": 2, "JPY": 0, "KWD": 3}
HEADER = Header(*[(Credential("DUNS", "1"),)] * 3, "test")


@st.composite
def states(draw):
    """Orders as Saleor may hold them: quantities, prices and rates of any kind, each amount in whole minor units."""
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    rates = st.sampled_from([Decimal(0), Decimal("0.07"), Decimal("0.19"), Decimal("0.0825")])

    def money(most):
        return Decimal(draw(st.integers(0, most))).scaleb(-CURRENCIES[currency])

    def gross(net, rate):
        return lexical.rounded(net * (1 + rate), currency)

    lines, items = [], []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        net, rate, quantity = money(10**7), draw(rates), draw(st.integers(1, 999))
        unit = lexical.rounded(net / quantity, currency)
        lines.append(OrderLine(str(number), "v", "SKU", "Bolt", quantity, 0, unit, net, gross(net, rate), rate))
        lines[-1] = replace(lines[-1], metadata={"punchout.line": str(number)})
        items.append(line("SKU", quantity, None, number))
    shipping = money(10**5)
    shipping_rate = draw(rates)
    shipping_gross = gross(shipping, shipping_rate)
    return OrderState(
        PurchaseOrder(
            partner=TradingPartner(invoices_tax_by_line=draw(st.booleans())),
            order_id="PO-1",
            payload_id="p@example.com",
        ),
        OrderRequest("PO-1", "new", items=tuple(items)),
        FullOrder(
            id="1",
            number="1",
            status="FULFILLED",
            external_reference="",
            currency=currency,
            created=NOON,
            updated_at=NOON,
            shipping_method="Courier",
            shipping_net=shipping,
            shipping_gross=shipping_gross,
            shipping_tax_rate=shipping_rate,
            net=sum((one.net for one in lines), shipping),
            gross=sum((one.gross for one in lines), shipping_gross),
            lines=tuple(lines),
        ),
    )


def adds_up(told):
    shipping = told.shipping.amount if told.shipping else 0
    return (
        sum(one.subtotal.amount for one in told.items) == told.subtotal.amount
        and sum(one.amount.amount for one in told.taxes) == told.tax.money.amount
        and sum(one.taxable.amount for one in told.taxes) == told.subtotal.amount + shipping
        and told.subtotal.amount + shipping + told.tax.money.amount == told.gross.amount == told.due.amount
    )


@given(states())
def test_every_invoice_adds_up_to_what_saleor_says(state):
    told = invoice.invoice(state, SaleorInvoice("1", "INV-1", "SUCCESS", NOON))

    assert invoice.why_not(state) == ""
    assert adds_up(told)
    assert told.gross.amount == state.shop.gross
    assert write_invoice_detail_request("p@example.com", HEADER, told)


@given(states(), st.data())
def test_credits_add_up_and_in_the_end_to_all_that_was_billed(state, data):
    # given
    billed = SaleorInvoice("1", "INV-1", "SUCCESS", NOON)
    back = dict.fromkeys((one.id for one in state.shop.lines), 0)
    memos = []

    # when
    for is_last in (False, False, True):
        for one in state.shop.lines:
            back[one.id] = one.quantity if is_last else data.draw(st.integers(back[one.id], one.quantity))
        parts = tuple(FulfillmentLine(line, quantity) for line, quantity in back.items())
        returned = Fulfillment("1", 1, "RETURNED", "", NOON, parts)
        state = OrderState(state.order, state.request, replace(state.shop, fulfillments=(returned,)))
        if memo := invoice.credit_memo(state, billed):
            state.order.credits = [*state.order.credits, {"lines": invoice.credited(state)}]
            memos.append(memo)

    # then
    assert all(adds_up(memo) for memo in memos)
    assert -sum(memo.subtotal.amount for memo in memos) == sum(one.net for one in state.shop.lines)
    assert -sum(memo.gross.amount for memo in memos) == sum(one.gross for one in state.shop.lines)
