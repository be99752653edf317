"""Documents of a stated size for the benchmarks: deterministic, DTD-valid, about 1.1 KB per order line."""

from __future__ import annotations

from decimal import Decimal

from saleor_punchout.documents.types import (
    Classification,
    Credential,
    Header,
    ItemDetail,
    ItemID,
    ItemIn,
    Money,
    PunchOutOrderMessage,
)

PARTY = (
    '<Credential domain="NetworkID"><Identity>AN01000000001-T</Identity></Credential>'
    '<Credential domain="SystemID"><Identity>CHILD1</Identity></Credential>'
)
HEADER = (
    f'<Header><From>{PARTY}</From><To>{PARTY}</To><Sender><Credential domain="NetworkID"><Identity>AN01000000087'
    "</Identity><SharedSecret>bench-secret-1</SharedSecret></Credential>"
    "<UserAgent>Bench 1.0</UserAgent></Sender></Header>"
)
POSTAL = (
    '<Name xml:lang="en">Plant 0100</Name><PostalAddress name="default"><DeliverTo>Pat Buyer</DeliverTo>'
    "<DeliverTo>Building 7</DeliverTo><Street>1 Example Road</Street><City>Hamburg</City><State>HH</State>"
    '<PostalCode>22525</PostalCode><Country isoCountryCode="DE">Germany</Country></PostalAddress>'
    '<Email name="default">buyer@example.com</Email>'
)
EXTRINSICS = "".join(
    f'<Extrinsic name="{name}">{value}</Extrinsic>'
    for name, value in {
        "UserEmail": "buyer@example.com",
        "UniqueName": "pbuyer",
        "FirstName": "Pat",
        "LastName": "Buyer",
        "CostCenter": "4711",
        "Department": "Facilities and Maintenance North",
    }.items()
)


def document(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.063/cXML.dtd">\n'
        '<cXML payloadID="1698765432.1.2@bench.example.com" timestamp="2026-11-23T08:00:00+01:00" xml:lang="en-US">'
        f"{HEADER}{body}</cXML>\n"
    ).encode()


def setup_request() -> bytes:
    """2.7 KB: two credentials per party, the secret, six Extrinsics, Contact, ShipTo, SelectedItem."""
    return document(
        '<Request deploymentMode="production"><PunchOutSetupRequest operation="create">'
        f"<BuyerCookie>1TEZ7HFKTBP2M</BuyerCookie>{EXTRINSICS}"
        "<BrowserFormPost><URL>https://buyer.example.com/punchout/return?id=2&amp;x=1</URL></BrowserFormPost>"
        '<Contact role="endUser"><Name xml:lang="en">Pat Buyer</Name><Email>buyer@example.com</Email></Contact>'
        f'<ShipTo><Address isoCountryCode="DE" addressID="0100">{POSTAL}</Address></ShipTo>'
        "<SelectedItem><ItemID><SupplierPartID>AAA</SupplierPartID></ItemID></SelectedItem>"
        "</PunchOutSetupRequest></Request>"
    )


def order_request(lines: int) -> bytes:
    """An OrderRequest whose total is the sum of its lines."""
    address = f'<Address isoCountryCode="DE" addressID="0100">{POSTAL}</Address>'
    total = f"{12.5 * sum(_quantity(line) for line in range(1, lines + 1)):.2f}"
    return document(
        '<Request deploymentMode="production"><OrderRequest>'
        '<OrderRequestHeader orderID="PO-1001" orderDate="2026-11-23T08:05:00+01:00" type="new" orderVersion="1">'
        f'<Total><Money currency="EUR">{total}</Money></Total><ShipTo>{address}</ShipTo><BillTo>{address}</BillTo>'
        '<Shipping><Money currency="EUR">4.90</Money><Description xml:lang="en">Standard</Description></Shipping>'
        '<Tax><Money currency="EUR">4.75</Money><Description xml:lang="en">VAT</Description></Tax>'
        '<Comments xml:lang="en">Please deliver to gate 3</Comments>'
        "</OrderRequestHeader>" + "".join(map(_item_out, range(1, lines + 1))) + "</OrderRequest></Request>"
    )


def _quantity(line: int) -> int:
    return line % 9 + 1


def _item_out(line: int) -> str:
    return (
        f'<ItemOut quantity="{_quantity(line)}" lineNumber="{line}" requestedDeliveryDate="2026-12-01">'
        f"<ItemID><SupplierPartID>SKU-{line:05d}</SupplierPartID>"
        f"<SupplierPartAuxiliaryID>h7k2m4q9xw/{line}-4fz8q2m1k7d3p</SupplierPartAuxiliaryID></ItemID>"
        '<ItemDetail><UnitPrice><Money currency="EUR">12.50</Money></UnitPrice><Description xml:lang="en">Ballpoint pen'
        " &amp; refill, blue, medium tip, box of ten pieces for the office and the workshop</Description>"
        "<UnitOfMeasure>EA</UnitOfMeasure>"
        '<Classification domain="UNSPSC">44121700</Classification><ManufacturerPartID>M-1234567</ManufacturerPartID>'
        '<ManufacturerName xml:lang="en">Acme Industrial Supplies</ManufacturerName><LeadTime>3</LeadTime>'
        '<Extrinsic name="ContractNumber">C-2026-0001</Extrinsic>'
        '<Extrinsic name="BuyerGroup">North Europe Facilities</Extrinsic></ItemDetail>'
        '<Distribution><Accounting name="DistributionCharge"><AccountingSegment id="4711">'
        '<Name xml:lang="en">CostCenter</Name><Description xml:lang="en">Marketing</Description></AccountingSegment>'
        f'</Accounting><Charge><Money currency="EUR">{12.5 * _quantity(line):.2f}</Money></Charge>'
        "</Distribution></ItemOut>"
    )


HEADER_OF_CART = Header(
    (Credential("NetworkID", "AN01000000001-T"),),
    (Credential("NetworkID", "AN01000000087"),),
    (Credential("NetworkID", "AN01000000001-T"),),
    "Bench 1.0",
)


def cart(lines: int) -> PunchOutOrderMessage:
    """A cart with the same lines as :func:`order_request`, without what the buyer adds: accounts and dates."""
    items = tuple(map(_item_in, range(1, lines + 1)))
    total = sum((item.quantity for item in items), Decimal(0)) * Decimal("12.50")
    return PunchOutOrderMessage("1TEZ7HFKTBP2M", "edit", Money(total, "EUR"), items)


def _item_in(line: int) -> ItemIn:
    return ItemIn(
        line_number=line,
        quantity=Decimal(_quantity(line)),
        item_id=ItemID(f"SKU-{line:05d}", f"h7k2m4q9xw/{line}-4fz8q2m1k7d3p"),
        detail=ItemDetail(
            unit_price=Money(Decimal("12.50"), "EUR"),
            description="Ballpoint pen & refill, blue, medium tip, box of ten pieces for the office and the workshop",
            unit_of_measure="EA",
            classifications=(Classification("UNSPSC", "44121700"),),
            manufacturer_part_id="M-1234567",
            manufacturer_name="Acme Industrial Supplies",
            lead_time=3,
            extrinsics={"ContractNumber": "C-2026-0001", "BuyerGroup": "North Europe Facilities"},
        ),
    )
