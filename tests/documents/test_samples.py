"""Every document of the collection of samples is read, or refused, as its expectation says."""

from decimal import Decimal, InvalidOperation

import pytest

from saleor_punchout.documents.arrival import read_http_request, unwrap
from saleor_punchout.documents.cxml.payloads import READERS, SUPPLIER_DOCUMENTS
from saleor_punchout.documents.reading import Notes
from saleor_punchout.inspection import inspect
from tests.documents.places import EXPECTED, NO_SAMPLES, SAMPLES

ABOUT_THE_SAMPLE = frozenset(
    """
        acceptable_http acceptable_status connection decided_by default_status direction document_status dtd else_status
        expected_http expected_status http must odd origin outcome precondition strict_status warnings
    """.split()
)
"""What an entry says beside the values of its document."""
DECIMALS = {"quantity", "unit_price", "total"}

# Where we differ, each by a rule that says why.
BEYOND_ONE_DOCUMENT = {"payload_id_reused"}  # needs the history of the connection
SAID_IN_ADDITION = {
    "no_user_identity",  # true of every document without a user, also where the expectation does not ask for it
    "insecure_return_url",  # the connection decides about http: one document alone is only warned about
}

ALL = sorted(EXPECTED)
CXML = [name for name in ALL if not str(EXPECTED[name]["document"]).startswith(("OCI", "Oracle"))]
OTHERS = [name for name in ALL if name not in CXML]
CALLS = [name for name in OTHERS if "expected_http" in EXPECTED[name]]

if not EXPECTED:
    pytest.skip(NO_SAMPLES, allow_module_level=True)


def finding_of(name):
    return inspect((SAMPLES / name).read_bytes())


@pytest.mark.parametrize("name", ALL)
def test_is_read_as_expected(name):
    # given
    expected = {key: value for key, value in EXPECTED[name].items() if key not in ABOUT_THE_SAMPLE}
    if "status" in expected:  # of a Response or Message; ours means the answer to a request
        expected["response_status"] = expected.pop("status")

    # when
    values = finding_of(name).values

    # then
    assert _tidied({key: values.get(key) for key in expected}) == _tidied(expected)


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


@pytest.mark.parametrize("name", OTHERS)
def test_of_another_protocol_gets_no_status_of_cxml(name):
    assert finding_of(name).status is None


@pytest.mark.parametrize("name", CALLS)
def test_of_a_call_gets_an_allowed_status_of_http(name):
    assert finding_of(name).values["http_status"] in EXPECTED[name]["expected_http"]


@pytest.mark.parametrize("name", [name for name in ALL if EXPECTED[name]["direction"] == "inbound"])
def test_is_remarked_on_as_expected(name):
    # given
    expected = set(EXPECTED[name]["warnings"]) - BEYOND_ONE_DOCUMENT

    # when
    finding = finding_of(name)

    # then
    remarks = {remark.code for remark in finding.remarks}
    assert expected <= remarks
    if finding.status in (200, None):
        assert remarks - expected <= SAID_IN_ADDITION


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
    if expected["document"] in SUPPLIER_DOCUMENTS:
        return [450]
    return [200] if expected["document"] in READERS else [None]


def _tidied(value, key=""):
    """Amounts as decimals."""
    if isinstance(value, list):
        return [_tidied(one, key) for one in value]
    if isinstance(value, dict):
        return {name: _tidied(one, name) for name, one in value.items()}
    if key in DECIMALS and value is not None:
        try:
            return Decimal(value)
        except InvalidOperation:
            return value
    return value
