"""Suppliers that answer what they should not: the buyer's user reads what that system would show."""

from __future__ import annotations

import pytest

from saleor_punchout.simulator.cart import NotTaken
from tests.simulator.conftest import buyer_of, stranger, wish

RESPONSE = b'<cXML payloadID="1" timestamp="2026-11-23T08:00:00+00:00"><Response>%s</Response></cXML>'
OK = b'<Status code="200" text="OK"/>'
PAGE = b"<!doctype html><html><body><h1>Not found</h1></body></html>"


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (PAGE, 200, "No status element in setup response"),
        (PAGE, 500, "HTTP 500"),
        (b"", 200, "No status element in setup response"),
        (b"<cXML/>", 200, "No status element in setup response"),
        (RESPONSE % b'<Status text="OK"/>', 200, "No status element in setup response"),
        (RESPONSE % OK, 200, "no PunchOutSetupResponse/StartPage/URL"),
        (RESPONSE % (OK + b"<PunchOutSetupResponse><StartPage/></PunchOutSetupResponse>"), 200, "StartPage/URL"),
        (
            RESPONSE % b'<Status code="403" text="Forbidden">No.</Status>',
            200,
            "Setup request failed: 403 Forbidden. No.",
        ),
        (b'<!DOCTYPE cXML [<!ENTITY a "b">]><cXML/>', 200, "declares entities"),
    ],
    ids=["page", "HTTP 500", "empty", "no Response", "no code", "no payload", "no address", "refusal", "entities"],
)
def test_is_told_in_the_words_of_the_system(supplier, body, status, told):
    # given
    buyer, _ = buyer_of(stranger("coupa", supplier(body, status)))

    # then
    with pytest.raises(NotTaken, match=told):
        buyer.punch_out(wish())


WEB_PAGE = b"""<!doctype html><html><head><title>DoesNotExist at /cxml</title></head>
<body><h1>Not found</h1><pre>SECRET_KEY = 'sealed'
DATABASES = 'postgres'</pre></body></html>"""
GREETING = b"This is a cXML endpoint. POST a cXML document.\n"
REFUSAL = RESPONSE % b'<Status code="406" text="Not Acceptable"/>'
LOGIN = b'<?xml version="1.0"?><response><header><return returnCode="A"/></header></response>'


@pytest.mark.parametrize(
    ("protocol", "body", "content_type", "told"),
    [
        ("oci", GREETING, "text/plain", "This address speaks cXML; take the endpoint of the trading partner for OCI."),
        ("oci", REFUSAL, "text/xml", "This address speaks cXML; take the endpoint of the trading partner for OCI."),
        ("oci", LOGIN, "text/xml", "This address speaks Oracle's XML; take the endpoint of the trading partner"),
        ("oracle", REFUSAL, "text/xml", "This address speaks cXML; take the endpoint of the trading partner for Ora"),
        ("oracle", WEB_PAGE, "text/html", "This address shows a web page; take the endpoint of the trading partner"),
        (
            "cxml",
            LOGIN,
            "text/xml",
            "This address speaks Oracle's XML; take the endpoint of the trading partner for",
        ),
        ("cxml", WEB_PAGE, "text/html", "This address shows a web page; take the endpoint of the trading partner"),
    ],
    ids=[
        *("a greeting for a call", "cXML for a call", "a login for a call", "cXML for a login"),
        *("a page for a login", "a login for cXML", "a page for cXML"),
    ],
)
@pytest.mark.parametrize("status", [200, 403])
def test_the_address_of_another_protocol_is_recognised(supplier, status, protocol, body, content_type, told):
    # given
    buyer, _ = buyer_of(stranger("generic", supplier(body, status, content_type), protocol))

    # then
    with pytest.raises(NotTaken, match=told) as refusal:
        buyer.enter(buyer.punch_out(wish()))
    assert "sealed" not in str(refusal.value)


@pytest.mark.parametrize(
    ("body", "content_type", "told"),
    [
        (WEB_PAGE, "text/html", "says HTTP 500: DoesNotExist at /cxml"),
        (b"Out of order\nTraceback", "text/plain", "says HTTP 500: Out of order"),
        (b"<!doctype html><html><title>%s</title>" % (b"x" * 500), "text/html", f"says HTTP 500: {'x' * 100}"),
        (b"", "text/plain", "says HTTP 500."),
    ],
    ids=["page", "text", "long title", "nothing"],
)
def test_of_an_error_page_only_status_and_title_are_told(supplier, body, content_type, told):
    # given
    buyer, kept = buyer_of(stranger("generic", supplier(body, 500, content_type), "oci"))

    # when
    with pytest.raises(NotTaken) as refusal:
        buyer.enter(buyer.punch_out(wish()))

    # then
    assert str(refusal.value).endswith(told)
    assert kept[1] == ("Refusal-500", body)


def test_nobody_answers():
    buyer, _ = buyer_of(stranger("coupa", "http://127.0.0.1:9/"))

    with pytest.raises(NotTaken, match="cannot be reached"):
        buyer.punch_out(wish())


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (PAGE, "The answer is no XML"),
        (b"<html/>", "no login response"),
        (b'<response><header><return returnCode="E">Wrong user</return></header></response>', "code E. Wrong user"),
        (b'<response><header><return returnCode="S"/></header><body/></response>', "no loginURL"),
    ],
    ids=["page", "other root", "refusal", "no address"],
)
def test_oracle_tells_why_there_is_no_visit(supplier, body, told):
    buyer, _ = buyer_of(stranger("oracle-fusion", supplier(body), "oracle"))

    with pytest.raises(NotTaken, match=told):
        buyer.punch_out(wish())


@pytest.mark.parametrize("place", [b"<loginInfo>%s</loginInfo>", b"%s"], ids=["in loginInfo", "in the body"])
def test_oracle_finds_the_login_address(supplier, place):
    # given
    body = place % b"<loginURL> https://shop.example.com/start/1 </loginURL>"
    address = supplier(b'<response><header><return returnCode="S"/></header><body>%s</body></response>' % body)
    buyer, _ = buyer_of(stranger("oracle-fusion", address, "oracle"))

    # then
    assert buyer.punch_out(wish()).address == "https://shop.example.com/start/1"
