"""Documents of all protocols are told apart by what they are, however they were saved."""

from pathlib import Path
from urllib.parse import urlencode

import pytest

from saleor_punchout.documents.redaction import MASK
from saleor_punchout.inspection import EMPTY, inspect
from saleor_punchout.report import told
from tests.documents import good
from tests.documents.test_oci_call_up import ENCODED, HOOK, LOGIN
from tests.documents.test_oracle import login_request

CALL = f"{LOGIN}&HOOK_URL={ENCODED}&~OkCode=ADDI&fname=Pat&email=buyer.one@example.com"
CART = {
    "~OkCode": "ADDI",
    "NEW_ITEM-DESCRIPTION[1]": "Pen",
    "NEW_ITEM-QUANTITY[1]": "2",
    "NEW_ITEM-PRICE[1]": "125.00",
    "NEW_ITEM-PRICEUNIT[1]": "100",
    "NEW_ITEM-CURRENCY[1]": "EUR",
    "NEW_ITEM-UNIT[1]": "PCE",
    "NEW_ITEM-VENDORMAT[1]": "SKU-1",
}
FORM = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"


def read(text):
    return inspect(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    ("saved", "method"),
    [
        (CALL, "GET"),
        (f"?{CALL}\n", "GET"),
        (f"GET /oci/acme?{CALL} HTTP/1.1\r\nHost: shop.example.com\r\n\r\n", "GET"),
        (f"GET /oci/acme?{CALL} HTTP/1.1", "GET"),
        (f"GET https://shop.example.com/oci/acme?{CALL}\n", "GET"),
        (f"GET /oci/acme?{CALL}&group=all of us HTTP/1.1\n", "GET"),
        (f"POST /oci/acme HTTP/1.1\r\n{FORM}{CALL}", "POST"),
        (f"POST /oci/acme\n{FORM}{CALL}", "POST"),
        (f"{FORM}{CALL}", "POST"),
    ],
    ids=[
        "bare",
        "question mark",
        "with headers",
        "one line",
        "whole address",
        "blanks",
        "post",
        "no version",
        "headers only",
    ],
)
def test_a_call_is_known_however_it_was_saved(saved, method):
    finding = read(saved)

    assert (finding.values["document"], finding.values["operation"], finding.status) == ("OCICallUp", "LOGIN", None)
    assert (finding.values["http_status"], finding.reason) == (200, "OK")
    assert finding.values["browser_form_post"] == HOOK
    assert finding.values["user"]["email"] == "buyer.one@example.com"
    assert finding.values["oci"] == {
        "method": method,
        "function": None,
        "username": "buyer",
        "password": "s3cr3t-dummy",
        "echo": {"~OkCode": "ADDI"},
        "form_action": "https://srm.example.com/inbound",
        "hook_fields": [["sap-client", "001"], ["~session", "42"]],
    }


def test_a_call_that_is_cut_in_two_is_read_from_address_and_body():
    finding = read(f"POST /oci?{LOGIN} HTTP/1.1\r\n{FORM}HOOK_URL={ENCODED}")

    assert (finding.values["oci"]["username"], finding.values["browser_form_post"]) == ("buyer", HOOK)


def test_a_return_address_at_the_end_is_guessed_where_it_was_not_encoded():
    finding = read(
        f"{LOGIN}&OCICANCEL=https%3A%2F%2Fifs.example.com%2Fno&HOOK_URL=https://ifs.example.com/x?id=1&lang=en"
    )

    assert finding.values["browser_form_post"] == "https://ifs.example.com/x?id=1&lang=en"
    assert finding.values["fields"] == {"ocicancel": "https://ifs.example.com/no"}


def test_and_is_not_guessed_where_other_parameters_follow():
    finding = read(f"HOOK_URL=https://srm.example.com/x?id=1&~OkCode=ADDI&{LOGIN}")

    assert finding.values["browser_form_post"] == "https://srm.example.com/x?id=1"
    assert finding.values["oci"]["username"] == "buyer"


def test_the_names_of_the_login_are_guessed():
    finding = read(f"logonId=u&passwd=p&HOOK_URL={ENCODED}")

    assert (finding.values["oci"]["username"], finding.values["oci"]["password"]) == ("u", "p")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (LOGIN, 400),
        (f"{LOGIN}&HOOK_URL=javascript:alert(1)", 400),
        (f"{LOGIN}&HOOK_URL={ENCODED}&FUNCTION=FOO", 400),
        (f"{LOGIN}&FUNCTION=DETAIL", 400),
        (f"HOOK_URL={ENCODED}", 403),
        (f"USERNAME=buyer&HOOK_URL={ENCODED}", 403),
        (f"{LOGIN}&HOOK_URL={ENCODED}&" + "&".join(f"x{n}=1" for n in range(300)), 413),
    ],
    ids=["no return", "script", "function", "no product", "no login", "no password", "too many"],
)
def test_a_call_that_cannot_succeed_says_so(query, status):
    finding = read(query)

    assert (finding.status, finding.values["document"]) == (None, "OCICallUp")
    assert finding.values["http_status"] == status


def test_a_cart_that_a_browser_posts_keeps_the_price_as_it_was_sent():
    item = read(f"POST /in HTTP/1.1\r\n{FORM}{urlencode(CART)}").values["items"][0]

    assert (item["unit_price"], item["price_unit"], item["currency"]) == ("125.00", "100", "EUR")


def test_a_form_without_lines_is_an_empty_cart():
    finding = read('<form action="https://srm.example.com/in"><input name="~caller" value="CTLG"></form>')

    assert (finding.values["document"], finding.values["items"]) == ("OCIReturnForm", [])


def test_a_page_that_brings_a_document_in_a_field_is_read_through():
    document = good.order_request().replace('"', "&quot;").replace("&amp;", "&amp;amp;")
    page = (
        f'<html><form action="https://b.example.com/in"><input name="cxml-urlencoded" value="{document}"></form></html>'
    )

    finding = read(page)

    assert (finding.status, finding.values["document"]) == (200, "OrderRequest")
    assert finding.values["browser_form_post"] == "https://b.example.com/in"


def test_a_page_of_a_catalogue_is_known_with_its_headers():
    page = '{"Items": [{"NEWITEM": {"EXT_PRODUCT_ID": "SKU-1", "PRICE": 0.10, "CURRENCY": "EUR"}}]}'

    finding = read(f"Content-Type: application/json\r\n\r\n{page}")

    assert finding.values["document"] == "OCIDownloadJSON"
    assert (finding.values["items"][0]["supplier_part_id"], finding.values["items"][0]["unit_price"]) == (
        "SKU-1",
        "0.10",
    )


@pytest.mark.parametrize("page", ["<html><body>404</body></html>", "<form><input name='q'></form>"])
def test_any_other_page_is_refused(page):
    finding = read(page)

    assert (finding.status, finding.values) == (406, EMPTY)


def test_a_login_in_oracles_xml_is_known_in_a_form_too():
    posted = urlencode({"loginRequest": login_request()})

    for saved in (login_request(), f"POST /oracle/acme HTTP/1.1\r\n{FORM}{posted}"):
        finding = read(saved)
        assert (finding.status, finding.values["native_return_code"]) == (None, "S")
        assert finding.values["login"] == {"username": "iproc", "password": "s3cr3t-dummy"}


def test_a_login_that_is_refused_says_so_in_its_own_words():
    finding = read(login_request(address=""))

    assert (finding.status, finding.values["native_return_code"]) == (None, "E")
    assert "returnURL is missing" in finding.reason


@pytest.mark.parametrize(
    ("body", "order_id", "reference"),
    [
        ("<ConfirmationRequest><OrderReference orderID='PO-1'/></ConfirmationRequest>", "PO-1", None),
        ("<ConfirmationRequest><OrderIDInfo orderID='PO-1'/></ConfirmationRequest>", "PO-1", None),
        (
            "<ShipNoticeRequest><ShipNoticePortion><OrderReference orderID='PO-1'/></ShipNoticePortion>"
            "<ShipNoticePortion><OrderReference orderID='PO-2'/></ShipNoticePortion></ShipNoticeRequest>",
            "PO-1",
            None,
        ),
        (
            "<InvoiceDetailRequest><InvoiceDetailHeaderOrder><InvoiceDetailOrderInfo><OrderReference orderID='PO-1'/>"
            "</InvoiceDetailOrderInfo></InvoiceDetailHeaderOrder></InvoiceDetailRequest>",
            "PO-1",
            None,
        ),
        (
            "<ConfirmationRequest><ConfirmationHeader><DocumentReference payloadID='1.2@b'/></ConfirmationHeader>"
            "</ConfirmationRequest>",
            None,
            "1.2@b",
        ),
        ("<ConfirmationRequest><Extrinsic><OrderReference orderID='x'/></Extrinsic></ConfirmationRequest>", None, None),
    ],
    ids=["confirmation", "by its number", "ship notice", "invoice", "replacement", "content of others"],
)
def test_what_suppliers_send_names_its_order_and_is_refused_as_a_request(body, order_id, reference):
    finding = read(good.document(f"<Request>{body}</Request>"))

    assert finding.status == 450
    assert (finding.values["order_id"], finding.values.get("document_reference")) == (order_id, reference)


def test_what_a_buyer_says_of_our_document_names_the_document():
    finding = read(
        good.document(
            "<Request><StatusUpdateRequest><DocumentReference payloadID='1.2@b'/><Status code='423' text='Rejected'/>"
            "</StatusUpdateRequest></Request>"
        )
    )

    assert finding.status == 200
    assert finding.values["document_reference"] == "1.2@b"


@pytest.mark.parametrize("saved", [CALL, login_request()], ids=["OCI", "Oracle"])
def test_a_report_in_words_masks_the_password(saved):
    report = told(Path("x"), read(saved))

    assert "s3cr3t" not in report
    assert f"password: {MASK}" in report
