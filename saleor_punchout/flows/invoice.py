"""InvoiceDetailRequest: what is to be paid for an order, and what is given back (InvoiceDetail.dtd).

Saleor's invoice is a number and a file. What it bills is its order, so lines and amounts come from there; they add up
to the cent, or no invoice goes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from saleor_punchout.documents import lexical
from saleor_punchout.documents.fulfillment import InvoiceDetailRequest, InvoiceItem, TaxDetail
from saleor_punchout.documents.types import Charge, ItemID
from saleor_punchout.exceptions import Conflict
from saleor_punchout.flows.order_state import OrderState, unit_of
from saleor_punchout.gateway.orders import Fulfillment, FullOrder, OrderLine, SaleorInvoice
from saleor_punchout.models import PurchaseOrder

RETURNED = ("RETURNED", "REFUNDED_AND_RETURNED")
ZERO = Decimal(0)


def send(order: PurchaseOrder, invoice_number: str) -> None:
    """Let the invoice of that number go to the buyer, because Saleor sent it or staff ask; the order must be told about
    afterwards. Asking again changes nothing.

    Raises :class:`Conflict` for an order that is not placed.
    """
    with transaction.atomic():
        row = PurchaseOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
        if row.state != PurchaseOrder.State.PLACED:
            raise Conflict(f"Order {row.order_id} is {row.state}; only a placed order can be billed.")
        numbers = row.invoices if invoice_number in row.invoices else [*row.invoices, invoice_number]
        PurchaseOrder.objects.filter(pk=row.pk).update(invoices=numbers, look_again_at=timezone.now())
    order.invoices = numbers


def sent_invoices(state: OrderState) -> dict[str, SaleorInvoice | None]:
    """Saleor's invoices that went to the buyer, by number, the first one first; None for one that Saleor has not."""
    found = {one.number: one for one in state.shop.invoices if one.status == "SUCCESS"}
    return {number: found.get(number) for number in state.order.invoices}


def why_not(state: OrderState) -> str:
    """Why the order cannot be billed line by line, in whole sentences; empty where it can."""
    if state.extra_lines:
        names = ", ".join(line.sku or line.name for line in state.extra_lines)
        return f"It holds articles that no line of the purchase order asks for: {names}."
    bill = _Bill.of_order(state)
    if bill.gross != state.shop.gross:
        gross = lexical.plain(state.shop.gross)
        return f"Its lines and freight make {lexical.plain(bill.gross)} with tax, but its total is {gross}."
    return ""


def invoice(state: OrderState, billed: SaleorInvoice) -> InvoiceDetailRequest:
    """The whole order."""
    return _document(state, _Bill.of_order(state), billed.number, billed.created)


def credited(state: OrderState) -> dict[str, int]:
    """Quantities that came back and no credit memo names yet, by id of the order's line.

    Told by what came back altogether, for Saleor moves goods from one return to another when their price is refunded.
    """
    back: Counter[str] = Counter()
    for one in _returns(state):
        for line in one.lines:
            back[line.order_line_id] += line.quantity
    back.subtract(_credited_before(state))
    return {line: quantity for line, quantity in back.items() if quantity > 0}


def credit_memo(state: OrderState, billed: SaleorInvoice) -> InvoiceDetailRequest | None:
    """What is given back for the goods that came back since the last credit memo; None where none did."""
    quantities = credited(state)
    if not quantities:
        return None
    number = f"{billed.number}-CR{len(state.order.credits) + 1}"
    made = max(one.created for one in _returns(state))
    bill = _Bill.of_returns(state, quantities, _credited_before(state))
    if bill.gross >= 0:  # it cost nothing
        return None
    return _document(state, bill, number, made, purpose="lineLevelCreditMemo", original_invoice_id=billed.number)


def _returns(state: OrderState) -> list[Fulfillment]:
    return [one for one in state.shop.fulfillments if one.status in RETURNED]


def _credited_before(state: OrderState) -> Counter[str]:
    before: Counter[str] = Counter()
    for memo in state.order.credits:
        before.update(memo["lines"])
    return before


@dataclass(frozen=True, slots=True)
class _Position:
    """A line of a bill; of a credit quantity and amounts are negative."""

    line: OrderLine
    quantity: int
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class _Bill:
    """What adds up: every sum is made of the positions and the freight, and nothing else."""

    positions: tuple[_Position, ...]
    shipping_net: Decimal = ZERO
    shipping_tax: Decimal = ZERO

    @classmethod
    def of_order(cls, state: OrderState) -> _Bill:
        shop = state.shop
        return cls(
            tuple(_Position(line, line.quantity, line.net, line.gross - line.net) for line in _sold(state)),
            shop.shipping_net,
            shop.shipping_gross - shop.shipping_net,
        )

    @classmethod
    def of_returns(cls, state: OrderState, quantities: Mapping[str, int], before: Mapping[str, int]) -> _Bill:
        lines = (line for line in _sold(state) if line.id in quantities)
        return cls(tuple(_returned(state, line, before.get(line.id, 0), quantities[line.id]) for line in lines))

    @property
    def net(self) -> Decimal:
        return sum((one.net for one in self.positions), ZERO)

    @property
    def tax(self) -> Decimal:
        return sum((one.tax for one in self.positions), self.shipping_tax)

    @property
    def gross(self) -> Decimal:
        return self.net + self.shipping_net + self.tax


def _sold(state: OrderState) -> Iterable[OrderLine]:
    return (line for lines in state.lines.values() for line in lines)


def _returned(state: OrderState, line: OrderLine, before: int, quantity: int) -> _Position:
    """The part of a line that came back. Parts are cut from the running sum, so that all of them make the whole."""

    def part(amount: Decimal, count: int) -> Decimal:
        return state.money(amount * count / line.quantity).amount

    def cut(amount: Decimal) -> Decimal:
        return part(amount, before) - part(amount, before + quantity)

    return _Position(line, -quantity, cut(line.net), cut(line.gross - line.net))


def _document(
    state: OrderState,
    bill: _Bill,
    number: str,
    made: datetime,
    purpose: str = "standard",
    original_invoice_id: str = "",
) -> InvoiceDetailRequest:
    gross = state.money(bill.gross)
    return InvoiceDetailRequest(
        invoice_id=number,
        invoice_date=made,
        order=state.reference,
        items=tuple(_item(state, place, one) for place, one in enumerate(bill.positions, 1)),
        subtotal=state.money(bill.net),
        tax=Charge(state.money(bill.tax), state.order.partner.tax_description),
        taxes=tuple(_taxes(state, bill)),
        gross=gross,
        due=gross,
        purpose=purpose,
        original_invoice_id=original_invoice_id,
        shipping=state.money(bill.shipping_net) if bill.shipping_net else None,
        payment_days=max(state.request.payment_days, default=None),
    )


def _item(state: OrderState, place: int, position: _Position) -> InvoiceItem:
    line = position.line
    item = state.items[line.number or 0]
    by_line = state.order.partner.invoices_tax_by_line
    return InvoiceItem(
        invoice_line_number=place,
        line_number=item.line_number,
        quantity=Decimal(position.quantity),
        unit_of_measure=unit_of(state.order, item),
        unit_price=state.unit_price(item, line.net, line.quantity),
        item_id=ItemID(item.item_id.supplier_part_id, item.item_id.supplier_part_auxiliary_id),
        description=line.name,
        subtotal=state.money(position.net),
        taxes=(_tax(state, line.tax_rate, position.net, position.tax),) if by_line else (),
    )


def _taxes(state: OrderState, bill: _Bill) -> Iterator[TaxDetail]:
    """One for each rate, the lowest first, freight among them."""
    sums: dict[Decimal, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    taxed = [(one.line.tax_rate, one.net, one.tax) for one in bill.positions]
    if bill.shipping_net:
        taxed.append((_shipping_rate(state.shop), bill.shipping_net, bill.shipping_tax))
    for rate, net, tax in taxed:
        sums[rate][0] += net
        sums[rate][1] += tax
    for rate, (net, tax) in sorted(sums.items()):
        yield _tax(state, rate, net, tax)


def _shipping_rate(shop: FullOrder) -> Decimal:
    """The rate of the freight; the one that the amounts make where Saleor, which then says 0, tells none."""
    tax = shop.shipping_gross - shop.shipping_net
    return shop.shipping_tax_rate or lexical.rounded_to(tax / shop.shipping_net, 4)


def _tax(state: OrderState, rate: Decimal, net: Decimal, tax: Decimal) -> TaxDetail:
    partner = state.order.partner
    percent = (rate * 100).normalize()
    return TaxDetail(partner.tax_category, percent, state.money(net), state.money(tax), partner.tax_description)
