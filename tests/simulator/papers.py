"""What a supplier says of an order, with a place for every mistake."""

from __future__ import annotations

from collections.abc import Mapping

SECRET = "of-the-supplier"
ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<cXML payloadID="{payload_id}" timestamp="{timestamp}">
<Header><From>{party}</From><To>{party}</To><Sender><Credential domain="DUNS"><Identity>{identity}</Identity>
<SharedSecret>{secret}</SharedSecret></Credential><UserAgent>x</UserAgent></Sender></Header>
<Request>{payload}</Request></cXML>"""
PARTY = '<Credential domain="DUNS"><Identity>1</Identity></Credential>'
ORDER = '<OrderReference orderID="{order_id}"><DocumentReference payloadID="1@b"/></OrderReference>'


def document(payload: str, payload_id: str = "1@s", **parts: str) -> bytes:
    known = {"timestamp": "2026-03-02T09:30:00+00:00", "identity": "1", "secret": SECRET}
    return ENVELOPE.format(payload_id=payload_id, payload=payload, party=PARTY, **{**known, **parts}).encode()


def confirmation(kind: str = "accept", order_id: str = "PO-1", items: str = "", former: str = "") -> str:
    operation, reference = _succeeding(former)
    return (
        f'<ConfirmationRequest><ConfirmationHeader type="{kind}" {operation} noticeDate="x">{reference}'
        f"</ConfirmationHeader>{ORDER.format(order_id=order_id)}{items}</ConfirmationRequest>"
    )


def confirmed(line: int | str, quantity: str, *statuses: str) -> str:
    told = "".join(f'<ConfirmationStatus type="accept" quantity="{one}"/>' for one in statuses or (quantity,))
    return f'<ConfirmationItem lineNumber="{line}" quantity="{quantity}">{told}</ConfirmationItem>'


def ship_notice(
    shipment: str, lines: Mapping[int, str], order_id: str = "PO-1", former: str = "", operation: str = "update"
) -> str:
    told, reference = _succeeding(former, operation)
    items = "".join(f'<ShipNoticeItem lineNumber="{line}" quantity="{count}"/>' for line, count in lines.items())
    return (
        f'<ShipNoticeRequest><ShipNoticeHeader shipmentID="{shipment}" {told} noticeDate="x">{reference}'
        f"</ShipNoticeHeader><ShipNoticePortion>{ORDER.format(order_id=order_id)}{items}</ShipNoticePortion>"
        "</ShipNoticeRequest>"
    )


def invoice(name: str = "INV-1", lines: Mapping[int, str] | None = None, **changed: str) -> str:
    """Every piece costs 10.00."""
    lines = lines or {1: "2", 2: "1"}
    sums = {"subtotal": f"{10 * sum(map(int, lines.values()))}.00", "tax": "1.00", "shipping": "4.00"}
    sums["net"] = f"{float(sums['subtotal']) + 5:.2f}"
    sums |= {"currency": "EUR"} | changed
    items = "".join(
        f'<InvoiceDetailItem invoiceLineNumber="{place}" quantity="{count}"><InvoiceDetailItemReference'
        f' lineNumber="{line}"/>{_money("SubtotalAmount", f"{10 * int(count)}.00", sums)}</InvoiceDetailItem>'
        for place, (line, count) in enumerate(lines.items(), 7)
    )
    parts = {"SubtotalAmount": "subtotal", "Tax": "tax", "ShippingAmount": "shipping", "NetAmount": "net"}
    summary = "".join(_money(tag, sums[name], sums) for tag, name in parts.items())
    return (
        f'<InvoiceDetailRequest><InvoiceDetailRequestHeader invoiceID="{name}"/><InvoiceDetailOrder>'
        f"<InvoiceDetailOrderInfo>{ORDER.format(order_id='PO-1')}</InvoiceDetailOrderInfo>{items}"
        f"</InvoiceDetailOrder><InvoiceDetailSummary>{summary}</InvoiceDetailSummary></InvoiceDetailRequest>"
    )


def status(code: str = "200", former: str = "order@buyer") -> str:
    return (
        f'<StatusUpdateRequest><DocumentReference payloadID="{former}"/><Status code="{code}" text="x"/>'
        "</StatusUpdateRequest>"
    )


def _money(tag: str, amount: str, sums: Mapping[str, str]) -> str:
    return f'<{tag}><Money currency="{sums["currency"]}">{amount}</Money></{tag}>'


def _succeeding(former: str, operation: str = "update") -> tuple[str, str]:
    """The operation, and the reference to what came before."""
    return (f'operation="{operation}"', f'<DocumentReference payloadID="{former}"/>') if former else ("", "")
