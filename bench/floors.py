"""The least that reading and building can cost: a bare parse, and one f-string per line."""

from __future__ import annotations

from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from saleor_punchout.documents.types import Header, ItemIn, PunchOutOrderMessage

_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)
"""As hardened as the guard's own, made once."""


def parse(document: bytes) -> etree._Element:
    """Bytes to a tree and nothing else: no check, no decoding of our own, no value read."""
    return etree.fromstring(document, _PARSER)


def write_order_message(payload_id: str, timestamp: str, header: Header, message: PunchOutOrderMessage) -> bytes:
    """The text of a PunchOutOrderMessage, escaped by hand and encoded once; equal to ours in canonical form."""
    parties = "".join(
        f"<{name}>"
        + "".join(
            f"<Credential domain={quoteattr(one.domain)}><Identity>{escape(one.identity)}</Identity></Credential>"
            for one in credentials
        )
        + (f"<UserAgent>{escape(header.user_agent)}</UserAgent>" if name == "Sender" else "")
        + f"</{name}>"
        for name, credentials in (("From", header.from_), ("To", header.to), ("Sender", header.sender))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd">\n'
        f'<cXML payloadID={quoteattr(payload_id)} timestamp="{timestamp}" xml:lang="en"><Header>{parties}</Header>'
        f'<Message deploymentMode="production"><PunchOutOrderMessage><BuyerCookie>{escape(message.buyer_cookie)}'
        f'</BuyerCookie><PunchOutOrderMessageHeader operationAllowed="{message.operation_allowed}"><Total>'
        f'<Money currency="{message.total.currency}">{_plain(message.total.amount)}</Money></Total>'
        f"</PunchOutOrderMessageHeader>{''.join(map(_line, message.items))}</PunchOutOrderMessage></Message></cXML>"
    ).encode("ascii", "xmlcharrefreplace")


def _line(item: ItemIn) -> str:
    detail = item.detail
    price, kind = detail.unit_price, detail.classifications[0]
    extrinsics = "".join(
        f"<Extrinsic name={quoteattr(name)}>{escape(value)}</Extrinsic>" for name, value in detail.extrinsics.items()
    )
    return (
        f'<ItemIn quantity="{_plain(item.quantity)}" lineNumber="{item.line_number}"><ItemID><SupplierPartID>'
        f"{escape(item.item_id.supplier_part_id)}</SupplierPartID><SupplierPartAuxiliaryID>"
        f"{escape(item.item_id.supplier_part_auxiliary_id)}</SupplierPartAuxiliaryID></ItemID><ItemDetail><UnitPrice>"
        f'<Money currency="{price.currency}">{_plain(price.amount)}</Money></UnitPrice><Description xml:lang="en">'
        f"{escape(detail.description)}</Description><UnitOfMeasure>{escape(detail.unit_of_measure)}</UnitOfMeasure>"
        f"<Classification domain={quoteattr(kind.domain)}>{escape(kind.code)}</Classification><ManufacturerPartID>"
        f'{escape(detail.manufacturer_part_id)}</ManufacturerPartID><ManufacturerName xml:lang="en">'
        f"{escape(detail.manufacturer_name)}</ManufacturerName><LeadTime>{detail.lead_time}</LeadTime>{extrinsics}"
        "</ItemDetail></ItemIn>"
    )


def _plain(amount: Decimal) -> str:
    return format(amount, "f")
