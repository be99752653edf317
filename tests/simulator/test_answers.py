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
