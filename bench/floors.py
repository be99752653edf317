"""The least that reading and building can cost: a bare parse, and one f-string per line."""

from __future__ import annotations

from html import escape

from lxml import etree

from saleor_punchout.documents.types import Credential, Header, ItemIn, PunchOutOrderMessage

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
    parties = (("From", header.from_, ""), ("To", header.to, ""), ("Sender", header.sender, header.user_agent))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd">\n'
        f'<cXML payloadID="{escape(payload_id)}" timestamp="{timestamp}" xml:lang="en">'
        f"<Header>{''.join(_party(*party) for party in parties)}</Header>"
        f'<Message deploymentMode="production"><PunchOutOrderMessage><BuyerCookie>{escape(message.buyer_cookie)}'
        f'</BuyerCookie><PunchOutOrderMessageHeader operationAllowed="{message.operation_allowed}"><Total>'
        f'<Money currency="{message.total.currency}">{message.total.amount:f}</Money></Total>'
        f"</PunchOutOrderMessageHeader>{''.join(map(_line, message.items))}</PunchOutOrderMessage></Message></cXML>"
    ).encode("ascii", "xmlcharrefreplace")


def _party(name: str, credentials: tuple[Credential, ...], user_agent: str) -> str:
    named = "".join(
        f'<Credential domain="{escape(one.domain)}"><Identity>{escape(one.identity)}</Identity></Credential>'
        for one in credentials
    )
    return f"<{name}>{named}{user_agent and f'<UserAgent>{escape(user_agent)}</UserAgent>'}</{name}>"


def _line(item: ItemIn) -> str:
    detail = item.detail
    price, kind = detail.unit_price, detail.classifications[0]
    extrinsics = "".join(
        f'<Extrinsic name="{escape(name)}">{escape(value)}</Extrinsic>' for name, value in detail.extrinsics.items()
    )
    return (
        f'<ItemIn quantity="{item.quantity:f}" lineNumber="{item.line_number}"><ItemID><SupplierPartID>'
        f"{escape(item.item_id.supplier_part_id)}</SupplierPartID><SupplierPartAuxiliaryID>"
        f"{escape(item.item_id.supplier_part_auxiliary_id)}</SupplierPartAuxiliaryID></ItemID><ItemDetail><UnitPrice>"
        f'<Money currency="{price.currency}">{price.amount:f}</Money></UnitPrice><Description xml:lang="en">'
        f"{escape(detail.description)}</Description><UnitOfMeasure>{escape(detail.unit_of_measure)}</UnitOfMeasure>"
        f'<Classification domain="{escape(kind.domain)}">{escape(kind.code)}</Classification><ManufacturerPartID>'
        f'{escape(detail.manufacturer_part_id)}</ManufacturerPartID><ManufacturerName xml:lang="en">'
        f"{escape(detail.manufacturer_name)}</ManufacturerName><LeadTime>{detail.lead_time}</LeadTime>{extrinsics}"
        "</ItemDetail></ItemIn>"
    )
