"""Documents without a fault, built in pieces so that a test can spoil exactly one of them."""

from saleor_punchout.inspection import inspect

DOCTYPE = '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd">\n'
PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n' + DOCTYPE
IDENTITY = "AN01000000001"
COOKIE = "<BuyerCookie>1TEZ7HFKTBP2M</BuyerCookie>"
RETURN = "https://buyer.example.com/punchout/return?id=2&amp;x=1"
FORM_POST = f"<BrowserFormPost><URL>{RETURN}</URL></BrowserFormPost>"


def credential(identity=IDENTITY, secret="", domain="NetworkID"):
    proof = f"<SharedSecret>{secret}</SharedSecret>" if secret else ""
    return f'<Credential domain="{domain}"><Identity>{identity}</Identity>{proof}</Credential>'


def header(from_=None, to=None, sender=None):
    sender = sender or credential("buyer-sender", "s3cr3t-dummy")
    return (
        f"<Header><From>{from_ or credential()}</From><To>{to or credential('supplier')}</To>"
        f"<Sender>{sender}<UserAgent>Good 1.0</UserAgent></Sender></Header>"
    )


def document(body, *, prolog=PROLOG, head=None, attributes=""):
    head = header() if head is None else head
    return (
        f'{prolog}<cXML payloadID="1.2.3@buyer.example" timestamp="2026-11-23T08:00:00+01:00"{attributes}>'
        f"{head}{body}</cXML>\n"
    )


def setup_request(*, operation="create", cookie=COOKIE, form_post=FORM_POST, name="Zoë Buyer", more="", **parts):
    return document(
        f'<Request deploymentMode="production"><PunchOutSetupRequest operation="{operation}">{cookie}'
        '<Extrinsic name="UserEmail">buyer@example.com</Extrinsic><Extrinsic name="CostCenter">R&amp;D 7</Extrinsic>'
        f'{form_post}<Contact role="endUser"><Name xml:lang="en">{name}</Name><Email>zoe@example.com</Email></Contact>'
        '<ShipTo><Address isoCountryCode="DE" addressID="0100"><Name xml:lang="en">Plant 0100</Name><PostalAddress>'
        "<Street>Größenweg 1</Street><City>Hamburg</City>"
        '<Country isoCountryCode="DE">Germany</Country></PostalAddress></Address></ShipTo>'
        f"{more}</PunchOutSetupRequest></Request>",
        **parts,
    )


def money(amount, currency="EUR"):
    return f'<Money currency="{currency}">{amount}</Money>'


def item_out(quantity="2", price="12.50", *, number='lineNumber="1"', currency="EUR", sku="SKU-1", more=""):
    return (
        f'<ItemOut quantity="{quantity}" {number}><ItemID><SupplierPartID>{sku}</SupplierPartID>'
        "<SupplierPartAuxiliaryID>sess-1/1</SupplierPartAuxiliaryID></ItemID><ItemDetail>"
        f'<UnitPrice>{money(price, currency)}</UnitPrice><Description xml:lang="en">Pens &amp; ink</Description>'
        '<UnitOfMeasure>EA</UnitOfMeasure><Classification domain="UNSPSC">44121701</Classification>'
        f"</ItemDetail>{more}</ItemOut>"
    )


def order_header(total="25.00", *, attributes="", more="", order_id="PO-1001", currency="EUR"):
    return (
        f'<OrderRequestHeader orderID="{order_id}" orderDate="2026-11-23T08:05:00+01:00" {attributes}>'
        f"<Total>{money(total, currency)}</Total>"
        '<BillTo><Address><Name xml:lang="en">Buyer</Name></Address></BillTo>'
        f"{more}</OrderRequestHeader>"
    )


def order_request(items=None, *, head=None, attributes="", more="", total="25.00", **parts):
    order = order_header(total, attributes=attributes, more=more) if head is None else head
    items = item_out() if items is None else items
    return document(
        f'<Request deploymentMode="production"><OrderRequest>{order}{items}</OrderRequest></Request>', **parts
    )


def read(text):
    """The finding of one document given as text or bytes."""
    return inspect(text.encode() if isinstance(text, str) else text)


def codes(finding):
    return {remark.code for remark in finding.remarks}


def identities(finding, party="from"):
    return [one["identity"] for one in (finding.values["credentials"] or {}).get(party, [])]
