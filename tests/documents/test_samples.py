"""Every document of the collection of samples is read, or refused, as its expectation says."""

from decimal import Decimal, InvalidOperation

import pytest

from saleor_punchout.documents.arrival import read_http_request, unwrap
from saleor_punchout.documents.cxml.payloads import READERS
from saleor_punchout.documents.reading import Notes
from saleor_punchout.inspection import inspect
from tests.documents.places import EXPECTED, NO_SAMPLES, SAMPLES

VALUES = (
    "document operation order_type credentials buyer_cookie browser_form_post user ship_to items order_id order_version"
    " total currency deployment_mode payload_id selected_item extrinsics document_reference start_page transactions"
).split()
DECIMALS = {"quantity", "unit_price", "total"}

# Where we differ, each by a rule that says why.
BEYOND_ONE_DOCUMENT = {"payload_id_reused"}  # needs the history of the connection
SAID_IN_ADDITION = {
    "no_user_identity",  # true of every document without a user, also where the expectation does not ask for it
    "insecure_return_url",  # the connection decides about http: one document alone is only warned about
}
FULFILMENT = {"StatusUpdateRequest", "ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest"}
"""Documents that suppliers send: their envelope is read, their payload is refused as a request to us."""
NOT_CXML = ("OCI", "Oracle")
"""Documents of other protocols, by the beginning of their names: the door for cXML must refuse them."""

CXML = sorted(name for name, entry in EXPECTED.items() if not str(entry["document"]).startswith(NOT_CXML))
OTHERS = sorted(set(EXPECTED) - set(CXML))

if not EXPECTED:
    pytest.skip(NO_SAMPLES, allow_module_level=True)


def finding_of(name):
    return inspect((SAMPLES / name).read_bytes())


@pytest.mark.parametrize("name", CXML)
def test_is_read_as_expected(name):
    # given
    expected = EXPECTED[name]
    keys = [key for key in VALUES if key in expected]
    if expected["document"] in FULFILMENT:
        keys.remove("order_id")

    # when
    finding = finding_of(name)

    # then
    found = {key: finding.values.get(key) for key in keys}
    assert _comparable(found, expected) == _comparable({key: expected[key] for key in keys}, expected)


@pytest.mark.parametrize("name", CXML)
def test_gets_an_allowed_status(name):
    # given
    expected = EXPECTED[name]
    allowed = expected.get("document_status") or _status_of_an_answer(expected)

    # when
    finding = finding_of(name)

    # then
    assert finding.status in allowed, finding.reason
    assert finding.reason


RESPONSES = [name for name in CXML if EXPECTED[name].get("status") and "Message" not in EXPECTED[name]["document"]]


@pytest.mark.parametrize("name", RESPONSES)
def test_tells_the_outcome_of_an_answer(name):
    assert finding_of(name).values["response_status"] == EXPECTED[name]["status"]


@pytest.mark.parametrize("name", [name for name in CXML if EXPECTED[name]["direction"] == "inbound"])
def test_is_remarked_on_as_expected(name):
    # given
    expected = set(EXPECTED[name]["warnings"]) - BEYOND_ONE_DOCUMENT

    # when
    finding = finding_of(name)

    # then
    remarks = {remark.code for remark in finding.remarks}
    assert expected <= remarks
    if finding.status == 200:
        assert remarks - expected <= SAID_IN_ADDITION


@pytest.mark.parametrize("name", OTHERS)
def test_of_another_protocol_is_refused_as_no_cxml(name):
    finding = finding_of(name)

    assert finding.status == 406
    assert finding.values["document"] is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nasty/synthetic-amount-ambiguous.xml", ["Line 1"]),
        ("nasty/synthetic-amounts-refuse.xml", ["Line 2", "Line 3"]),
        ("nasty/synthetic-order-fractional-quantity.xml", ["Line 1"]),
    ],
)
def test_names_the_lines_that_are_refused(name, words):
    reason = finding_of(name).reason

    assert [word for word in words if word in reason] == words


def test_of_a_multipart_order_brings_its_attachment():
    # given
    saved = (SAMPLES / "ariba/synthetic-order-multipart.http-body").read_bytes()

    # when
    arrival = unwrap(read_http_request(saved), Notes(), limit=1_000_000)

    # then
    assert [(one.filename, len(one.content)) for one in arrival.attachments] == [("drawing.pdf", 15)]


def test_are_complete():
    """Every document in the folder has an expectation, so none can be left out in silence."""
    found = {str(path.relative_to(SAMPLES)) for path in SAMPLES.rglob("[!.]*.*") if path.is_file()}

    assert found - set(EXPECTED) == {"README.md", "expected.json", "ariba/synthetic-order-multipart.headers"}


def _status_of_an_answer(expected):
    """What is no request gets no answer; a request that only buyers take is not implemented here."""
    if expected["document"] in READERS:
        return [200]
    return [450] if expected["document"] in FULFILMENT else [None]


def _comparable(values, expected):
    """Amounts as decimals, and no currency beside an amount that was refused: we keep no money by halves."""
    refused = expected["expected_status"] == 400
    return {key: _tidied(key, value, refused) for key, value in values.items() if not (refused and key == "currency")}


def _tidied(key, value, refused):
    if isinstance(value, list):
        return [_tidied(key, one, refused) for one in value]
    if isinstance(value, dict):
        inner = {name: _tidied(name, one, refused) for name, one in value.items()}
        if refused and inner.get("unit_price", 0) is None:
            inner["currency"] = None
        return inner
    if key in DECIMALS and value is not None:
        try:
            return Decimal(value)
        except InvalidOperation:
            return value
    return value
