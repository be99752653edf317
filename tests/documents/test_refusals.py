"""What cannot be used is refused with the status that tells its sender what to do."""

import base64
import gzip

import pytest

from saleor_punchout.documents import guard
from saleor_punchout.documents.arrival import Arrival, unwrap
from saleor_punchout.documents.reading import Notes
from saleor_punchout.exceptions import DocumentTooLarge, NotAcceptable, UnsupportedMediaType
from tests.documents import good

SETUP, ORDER = good.setup_request(), good.order_request()


def order_with(old, new):
    assert old in ORDER
    return ORDER.replace(old, new)


UNPARSABLE = {
    "nothing": b"",
    "blanks": b" \n ",
    "text": b"Hello",
    "json": b'{"cXML": 1}',
    "a web page": b"<!DOCTYPE html><html><body>Bad gateway</body></html>",
    "another root": b"<Order/>",
    "a root in a foreign name": SETUP.replace("cXML ", "cXMLs ", 1).replace("</cXML>", "</cXMLs>").encode(),
    "cut": SETUP.encode()[:900],
    "two roots": SETUP.encode() + SETUP.encode(),
    "an undefined entity": SETUP.replace("Zoë", "&evil;").encode(),
    "an undefined entity in an attribute": SETUP.replace('"endUser"', '"&evil;"').encode(),
    "a stray <": SETUP.replace("Zoë", "a < b").encode(),
    "UTF-7": SETUP.replace("UTF-8", "UTF-7").encode(),
    "UTF-16 without a mark": SETUP.encode("utf-16-le"),
    "UTF-32": SETUP.encode("utf-32"),
    "EBCDIC": SETUP.encode("cp500", "replace"),
    "an unknown encoding": SETUP.replace("UTF-8", "x-user-defined").encode(),
    "bytes that no encoding has": SETUP.encode().replace("ë".encode(), b"\x81"),
    "NUL inside": SETUP.replace("Zoë", "Zo\0").encode(),
    "a broken form": b"cXML-base64=%%%",
    "base64 of no multiple of four": b"cXML-base64=abcde",
    "a MIME message without XML": b"--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--\r\n",
    "broken gzip": b"\x1f\x8b" + SETUP.encode(),
    "cut gzip": gzip.compress(SETUP.encode())[:-200],
    "depth": SETUP.replace("Zoë", "<a>" * 70 + "</a>" * 70).encode(),
    "markup in an identity": SETUP.replace(good.IDENTITY, "AN01<b/>.evil").encode(),
    "markup in a secret": SETUP.replace("s3cr3t-dummy", "s3cr3t<b>-dummy</b>").encode(),
    "too many attributes": SETUP.replace("<cXML ", "<cXML " + " ".join(f'a{n}=""' for n in range(1200)) + " ").encode(),
    "one huge word": SETUP.replace("Zoë", "x" * 70_000).encode(),
    "too many strange names": SETUP.replace("Zoë", "".join(f"<n{n}/>" for n in range(300))).encode(),
}


@pytest.mark.parametrize("name", UNPARSABLE)
def test_what_is_unparsable_or_no_cxml_gets_406(name):
    finding = good.read(UNPARSABLE[name])

    assert finding.status == 406, finding.reason
    assert finding.values["credentials"] is None or name.startswith("markup")


TWICE = {
    "Header": ORDER.replace("<Request", good.header() + "<Request", 1),
    "Request": ORDER.replace("</cXML>", "<Request><ProfileRequest/></Request></cXML>"),
    "Message": ORDER.replace("</cXML>", "<Message/></cXML>"),
    "payload": ORDER.replace("<OrderRequest>", "<ProfileRequest/><OrderRequest>"),
    "OrderRequest": ORDER.replace("<OrderRequest>", "<OrderRequest/><OrderRequest>"),
    "From": ORDER.replace("<To>", f"<From>{good.credential()}</From><To>"),
    "Sender": ORDER.replace("<To>", f"<Sender>{good.credential()}</Sender><To>"),
    "Identity": ORDER.replace("<Identity>", "<Identity>other</Identity><Identity>", 1),
    "SharedSecret": ORDER.replace("<SharedSecret>", "<SharedSecret>other</SharedSecret><SharedSecret>"),
    "wrong case": ORDER.replace("<SharedSecret>", "<sharedsecret>other</sharedsecret><SharedSecret>"),
    "OrderRequestHeader": ORDER.replace("<ItemOut", good.order_header() + "<ItemOut", 1),
    "Total": ORDER.replace("<BillTo>", f"<Total>{good.money('1.00')}</Total><BillTo>"),
    "BuyerCookie": good.setup_request(cookie=good.COOKIE * 2),
    "BrowserFormPost": good.setup_request(form_post=good.FORM_POST * 2),
}


@pytest.mark.parametrize("name", TWICE)
def test_two_parts_in_one_place_get_400(name):
    assert good.read(TWICE[name]).status == 400


UNUSABLE = {
    "no Header": (SETUP.replace(good.header(), ""), "no Header"),
    "no From": (SETUP.replace("<From>", "<From_>").replace("</From>", "</From_>"), "no From"),
    "a From without Credential": (SETUP.replace(f"<From>{good.credential()}</From>", "<From/>"), "no Credential"),
    "no body": (good.document(""), "exactly one"),
    "no BuyerCookie": (good.setup_request(cookie=""), "BuyerCookie"),
    "a BuyerCookie of 17 kB": (
        good.setup_request(cookie=f"<BuyerCookie>{'x' * 17_000}</BuyerCookie>"),
        "17,000 characters",
    ),
    "no return address": (good.setup_request(form_post=""), "BrowserFormPost/URL is missing"),
    "an empty return address": (
        good.setup_request(form_post="<BrowserFormPost><URL> </URL></BrowserFormPost>"),
        "missing",
    ),
    "a return address that is a script": (
        good.setup_request(form_post="<BrowserFormPost><URL>javascript:alert(1)</URL></BrowserFormPost>"),
        "BrowserFormPost/URL",
    ),
    "an unknown operation": (good.setup_request(operation="delete"), "Operation 'delete'"),
    "no operation": (good.setup_request(operation=""), "Operation ''"),
    "a negative quantity in a cart": (good.setup_request(operation="edit", more=good.item_out("-1")), "Line 1"),
    "a fraction in a cart": (good.setup_request(operation="edit", more=good.item_out("0.5")), "Line 1"),
    "no OrderRequestHeader": (good.order_request(head=" "), "OrderRequestHeader"),
    "no orderID": (order_with('orderID="PO-1001"', 'orderID=" "'), "orderID"),
    "an unknown order type": (order_with("orderDate", 'type="replace" orderDate'), "'replace'"),
    "no lines": (good.order_request(" "), "ItemOut"),
    "no article": (order_with("SKU-1", ""), "SupplierPartID"),
    "no quantity": (order_with('quantity="2"', ""), "quantity is empty"),
    "a quantity of 0": (order_with('quantity="2"', 'quantity="0"'), "above 0"),
    "a quantity of -0": (order_with('quantity="2"', 'quantity="-0"'), "above 0"),
    "a negative quantity": (order_with('quantity="2"', 'quantity="-2"'), "above 0"),
    "a fraction": (order_with('quantity="2"', 'quantity="2.5"'), "fractional"),
    "an exponent": (order_with('quantity="2"', 'quantity="1e5"'), "quantity is not a plain number"),
    "an empty price": (order_with("12.50", ""), "unit price is empty"),
    "an ambiguous price": (order_with("12.50", "1,234"), "unit price is ambiguous"),
    "a price with a sign": (order_with("12.50", "$12.50"), "unit price is not a plain number"),
    "a negative price": (order_with("12.50", "-12.50"), "unit price is negative"),
    "a price outside Money": (order_with(good.money("12.50"), "12.50"), "unit price stands outside Money"),
    "an unknown currency": (good.order_request(good.item_out(currency="EURO")), "currency"),
    "an empty total": (order_with(good.money("25.00"), good.money("")), "total is empty"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_is_unusable_gets_400_and_is_told_why(name):
    # given
    text, why = UNUSABLE[name]

    # when
    finding = good.read(text)

    # then
    assert finding.status == 400
    assert why in finding.reason


def test_names_every_fault_with_its_line_at_once():
    # given
    lines = good.item_out("0", number='lineNumber="10"') + good.item_out(price="x", number='lineNumber="20"')

    # when
    reason = good.read(good.order_request(lines, attributes='type="odd"')).reason

    # then
    assert [part in reason for part in ("Line 10: the quantity", "Line 20: the unit price", "'odd'")] == [True] * 3


def test_an_answer_does_not_outgrow_its_document():
    # given
    lines = good.item_out("x" * 500, "1,234" * 100) * 5000

    # when
    finding = good.read(good.order_request(lines))

    # then
    assert finding.status == 400
    assert len(finding.reason) < 20_000
    assert "more faults" in finding.reason


@pytest.mark.parametrize(
    "text",
    [
        good.setup_request(operation="source"),
        order_with("orderDate", 'orderType="blanket" orderDate'),
        order_with("orderDate", 'orderType="stockTransport" orderDate'),
        good.document("<Request><GetPendingRequest/></Request>"),
        good.document("<Request><ConfirmationRequest/></Request>"),
        good.document("<Request><InvoiceDetailRequest/></Request>"),
        good.document("<Request/>"),
    ],
)
def test_what_is_understood_but_not_done_gets_450(text):
    assert good.read(text).status == 450


@pytest.mark.parametrize(
    "text", [good.order_request(good.item_out() * 10_001), good.setup_request(more=good.item_out() * 10_001)]
)
def test_more_than_ten_thousand_lines_get_499(text):
    assert good.read(text).status == 499


def test_a_limit_is_kept_before_anything_is_parsed():
    with pytest.raises(DocumentTooLarge):
        guard.open_document(b"x" * 101, Notes(), limit=100)
    with pytest.raises(DocumentTooLarge):
        unwrap(Arrival(b"x" * 101), Notes(), limit=100)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", ""])
def test_a_bomb_is_not_inflated(coding):
    bomb = gzip.compress(b" " * 10_000_000)

    with pytest.raises(DocumentTooLarge):
        unwrap(Arrival(bomb, "text/xml", coding), Notes(), limit=16_000_000)


@pytest.mark.parametrize("coding", ["br", "gzip, gzip", "compress", "\r\n"])
def test_an_unknown_coding_is_refused(coding):
    with pytest.raises((UnsupportedMediaType, NotAcceptable)):
        unwrap(Arrival(SETUP.encode(), "text/xml", coding), Notes(), limit=1_000_000)


def test_a_flood_of_mime_parts_is_refused():
    body = b"--x\r\n\r\n<a/>\r\n" * 30 + b"--x--\r\n"

    with pytest.raises(DocumentTooLarge):
        unwrap(Arrival(body, "multipart/mixed; boundary=x"), Notes(), limit=1_000_000)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("a\r\nb.pdf", "a__b.pdf"),
        ("..", "attachment"),
        ("", "attachment"),
        ("x" * 300, "x" * 100),
    ],
)
def test_names_of_attachments_are_made_safe(given, safe):
    # given
    name = base64.b64encode(given.encode()).decode()
    body = (
        f"--x\r\n\r\n{SETUP}\r\n--x\r\nContent-ID: <a>\r\nContent-Type: application/pdf\r\n"
        f"Content-Disposition: attachment; filename*=utf-8''{''.join(f'%{byte:02x}' for byte in given.encode())}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{name}\r\n--x--\r\n"
    )

    # when
    arrival = unwrap(Arrival(body.encode(), "multipart/related; boundary=x"), Notes(), limit=1_000_000)

    # then
    assert [(one.filename, one.content_id, one.content) for one in arrival.attachments] == [(safe, "a", given.encode())]


def test_mime_headers_of_any_bytes_are_survived():
    # given
    part = b"Content-Type: text/\xfc; charset=\xfc\r\nContent-ID: <\xfc>\r\nContent-Transfer-Encoding: \xfc"
    body = b"--x\r\n" + part + b"\r\n\r\n" + SETUP.encode() + b"\r\n--x--\r\n"

    # then
    assert good.read(b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + body).status in (200, 406)
