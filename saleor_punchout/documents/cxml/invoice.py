"""InvoiceDetailRequest: what is to be paid for an order, or given back (InvoiceDetail.dtd)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from saleor_punchout.documents import lexical
from saleor_punchout.documents.cxml.envelope import new_request
from saleor_punchout.documents.cxml.items import is_later, read_item_id, write_item_id
from saleor_punchout.documents.cxml.parts import read_charge, read_money, write_money
from saleor_punchout.documents.cxml.references import (
    attributes_of,
    check_operation,
    parts_of,
    read_comment,
    read_document_reference,
    read_line_number,
    read_moment,
    read_order_reference,
    read_quantity,
    write_comment,
    write_document_reference,
    write_order_reference,
    written,
)
from saleor_punchout.documents.fulfillment import InvoiceDetailRequest, InvoiceItem, TaxDetail
from saleor_punchout.documents.reading import (
    Element,
    Notes,
    Parts,
    attribute,
    child_of,
    children,
    first,
    only,
    text,
)
from saleor_punchout.documents.types import Charge, Header, Money
from saleor_punchout.documents.writing import add, put, to_bytes

INVOICE_DTD = "1.2.020"
CREDIT = "lineLevelCreditMemo"


def write_invoice_detail_request(
    payload_id: str,
    header: Header,
    invoice: InvoiceDetailRequest,
    *,
    lang: str = "en",
    is_test: bool = False,
    dtd_version: str = INVOICE_DTD,
) -> bytes:
    """All has its place in every DTD since 1.2.020 but the buyer's part number, which stays out before 1.2.037. Raises
    ValueError where the invoice contradicts itself: sums that do not add up, several currencies, a credit that is
    none."""
    _check(invoice)
    root, body = new_request(payload_id, header, lang, is_test=is_test)
    element = add(body, "InvoiceDetailRequest")
    _write_header(element, invoice, lang)
    order = add(element, "InvoiceDetailOrder")
    write_order_reference(add(order, "InvoiceDetailOrderInfo"), invoice.order)
    for item in invoice.items:
        line = _write_item(order, item, later=is_later(dtd_version), lang=lang)
        if item.taxes:
            _write_tax(line, _sum(item.taxes, invoice.tax.description), item.taxes, lang)
    _write_summary(element, invoice, lang)
    return to_bytes(root, dtd_version, "InvoiceDetail")


def _check(invoice: InvoiceDetailRequest) -> None:
    check_operation(invoice.operation, ("new", "delete"), invoice.replaces)
    if invoice.purpose not in ("standard", CREDIT):
        raise ValueError(f"The purpose is {invoice.purpose!r}; it must be standard or {CREDIT}.")
    if not invoice.items:
        raise ValueError("An invoice has a line.")
    if invoice.purpose == CREDIT:
        _check_credit(invoice)
    if len({money.currency for money in _amounts(invoice)}) > 1:
        raise ValueError("The invoice is in several currencies.")
    if invoice.tax.money is None:
        raise ValueError("An invoice names its tax, also where it is zero.")
    shipping = invoice.shipping.amount if invoice.shipping else 0
    if invoice.subtotal.amount + shipping + invoice.tax.money.amount != invoice.gross.amount:
        raise ValueError(f"Subtotal, shipping and tax do not add up to {invoice.gross.amount}.")


def _check_credit(invoice: InvoiceDetailRequest) -> None:
    if not invoice.replaces:
        raise ValueError("A credit memo names the document of the invoice that it credits.")
    if invoice.due.amount >= 0 or any(item.quantity >= 0 for item in invoice.items):
        raise ValueError("What a credit memo gives back is negative: the quantities, and what is due.")


def _amounts(invoice: InvoiceDetailRequest) -> list[Money]:
    taxes = [*invoice.taxes, *(tax for item in invoice.items for tax in item.taxes)]
    maybe = [invoice.tax.money, invoice.shipping, *(tax.taxable for tax in taxes)]
    lines = [money for item in invoice.items for money in (item.unit_price, item.subtotal)]
    return [invoice.subtotal, invoice.gross, invoice.due, *lines, *(tax.amount for tax in taxes), *filter(None, maybe)]


def _write_header(parent: Element, invoice: InvoiceDetailRequest, lang: str) -> None:
    head = add(parent, "InvoiceDetailRequestHeader", invoiceID=invoice.invoice_id)
    put(head, "purpose", invoice.purpose)
    put(head, "operation", invoice.operation)
    put(head, "invoiceDate", written(invoice.invoice_date))
    add(head, "InvoiceDetailHeaderIndicator")
    indicator = add(head, "InvoiceDetailLineIndicator")
    put(indicator, "isTaxInLine", "yes" if any(item.taxes for item in invoice.items) else "")
    write_document_reference(head, invoice.replaces)
    if invoice.original_invoice_id:
        add(head, "InvoiceIDInfo", invoiceID=invoice.original_invoice_id)
    if invoice.payment_days is not None:
        add(head, "PaymentTerm", payInNumberOfDays=str(invoice.payment_days))
    write_comment(head, invoice.comment, lang)


def _write_item(parent: Element, item: InvoiceItem, *, later: bool, lang: str) -> Element:
    element = add(parent, "InvoiceDetailItem", invoiceLineNumber=str(item.invoice_line_number))
    put(element, "quantity", lexical.plain(item.quantity))
    add(element, "UnitOfMeasure", item.unit_of_measure)
    _write_amount(element, "UnitPrice", item.unit_price)
    reference = add(element, "InvoiceDetailItemReference", lineNumber=str(item.line_number))
    write_item_id(reference, item.item_id, later=later)
    add(reference, "Description", item.description, lang=lang)
    _write_amount(element, "SubtotalAmount", item.subtotal)
    return element


def _sum(taxes: Sequence[TaxDetail], description: str) -> Charge:
    """The taxes of a line as one, called as the invoice calls its tax."""
    amount = sum((tax.amount.amount for tax in taxes), Decimal(0))
    return Charge(Money(amount, taxes[0].amount.currency), description)


def _write_summary(parent: Element, invoice: InvoiceDetailRequest, lang: str) -> None:
    summary = add(parent, "InvoiceDetailSummary")
    _write_amount(summary, "SubtotalAmount", invoice.subtotal)
    _write_tax(summary, invoice.tax, invoice.taxes, lang)
    if invoice.shipping:
        _write_amount(summary, "ShippingAmount", invoice.shipping)
    _write_amount(summary, "GrossAmount", invoice.gross)
    _write_amount(summary, "NetAmount", invoice.gross)  # gross without discounts, and there are none
    _write_amount(summary, "DueAmount", invoice.due)


def _write_tax(parent: Element, charge: Charge, taxes: Sequence[TaxDetail], lang: str) -> None:
    element = add(parent, "Tax")
    if charge.money:
        write_money(element, charge.money)
    add(element, "Description", charge.description, lang=lang)
    for tax in taxes:
        detail = add(element, "TaxDetail", category=tax.category)
        put(detail, "percentageRate", "" if tax.rate is None else lexical.plain(tax.rate))
        if tax.taxable:
            _write_amount(detail, "TaxableAmount", tax.taxable)
        _write_amount(detail, "TaxAmount", tax.amount)
        if tax.description:
            add(detail, "Description", tax.description, lang=lang)


def _write_amount(parent: Element, name: str, money: Money) -> None:
    write_money(add(parent, name), money)


def read_invoice_detail_request(element: Element, notes: Notes) -> InvoiceDetailRequest:
    """An invoice as a buyer reads it, the first order of it. Faults go to ``notes``."""
    parts = children(element)
    head, order = only(parts, "InvoiceDetailRequestHeader"), first(parts, "InvoiceDetailOrder")
    if head is None:
        notes.fault("InvoiceDetailRequest has no InvoiceDetailRequestHeader.")
    summary = parts_of(only(parts, "InvoiceDetailSummary"))
    given, inner = attributes_of(head), parts_of(head)
    taxes, tax = _read_tax(first(summary, "Tax"), notes)
    gross = _read_amount(summary, "GrossAmount" if "GrossAmount" in summary else "NetAmount", notes)
    return InvoiceDetailRequest(
        invoice_id=given.get("invoiceID", ""),
        invoice_date=read_moment(given.get("invoiceDate", ""), notes, "The invoiceDate"),
        order=read_order_reference(child_of(child_of(order, "InvoiceDetailOrderInfo"), "OrderReference")),
        items=_read_items(order, notes),
        subtotal=_read_amount(summary, "SubtotalAmount", notes),
        tax=tax,
        taxes=taxes,
        gross=gross,
        due=_read_amount(summary, "DueAmount", notes) if "DueAmount" in summary else gross,
        purpose=given.get("purpose", "") or "standard",
        operation=given.get("operation", "") or "new",
        replaces=read_document_reference(inner),
        original_invoice_id=attributes_of(first(inner, "InvoiceIDInfo")).get("invoiceID", ""),
        shipping=read_money(first(summary, "ShippingAmount"), notes, "The shipping"),
        payment_days=_read_payment_days(inner),
        comment=read_comment(inner),
    )


def _read_items(order: Element | None, notes: Notes) -> tuple[InvoiceItem, ...]:
    items = tuple(_read_item(one, notes) for one in parts_of(order).get("InvoiceDetailItem", ()))
    notes.line = None
    return items


def _read_item(element: Element, notes: Notes) -> InvoiceItem:
    parts = children(element)
    number = notes.line = read_line_number(element, "invoiceLineNumber", notes)
    reference = first(parts, "InvoiceDetailItemReference")
    inner = parts_of(reference)
    return InvoiceItem(
        invoice_line_number=number,
        line_number=0 if reference is None else read_line_number(reference, "lineNumber", notes),
        quantity=read_quantity(element, notes),
        unit_of_measure=text(parts, "UnitOfMeasure"),
        unit_price=_read_amount(parts, "UnitPrice", notes),
        item_id=read_item_id(first(inner, "ItemID")),
        description=text(inner, "Description"),
        subtotal=_read_amount(parts, "SubtotalAmount", notes),
        taxes=_read_tax(first(parts, "Tax"), notes)[0],
    )


def _read_tax(element: Element | None, notes: Notes) -> tuple[tuple[TaxDetail, ...], Charge]:
    details = (_read_tax_detail(one, notes) for one in parts_of(element).get("TaxDetail", ()))
    return tuple(details), read_charge(element, notes, "The tax") or Charge(None)


def _read_tax_detail(element: Element, notes: Notes) -> TaxDetail:
    parts, rate = children(element), attribute(element, "percentageRate")
    return TaxDetail(
        category=attribute(element, "category"),
        rate=notes.number(rate, "The percentageRate") if rate else None,
        taxable=read_money(first(parts, "TaxableAmount"), notes, "The TaxableAmount"),
        amount=_read_amount(parts, "TaxAmount", notes),
        description=text(parts, "Description"),
    )


def _read_amount(parts: Parts, name: str, notes: Notes) -> Money:
    """The money in a child that must be there, or none of no currency and a fault."""
    element = first(parts, name)
    if element is None:
        notes.fault(f"The {name} is missing.")
    return read_money(element, notes, f"The {name}", required=True) or Money(Decimal(0), "XXX")


def _read_payment_days(parts: Parts) -> int | None:
    """By PaymentTerm, or by InvoiceDetailPaymentTerm as it was before."""
    element = first(parts, "PaymentTerm" if "PaymentTerm" in parts else "InvoiceDetailPaymentTerm")
    days = attributes_of(element).get("payInNumberOfDays", "")
    return int(days) if days.isascii() and days.isdigit() and len(days) <= 4 else None
