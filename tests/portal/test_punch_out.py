"""Punching out: the supplier's yes, its no, and silence."""

from __future__ import annotations

import pytest
import requests

from saleor_punchout.documents.cxml.envelope import write_response
from saleor_punchout.documents.redaction import MASK
from saleor_punchout.documents.types import Status
from saleor_punchout.models import PunchOutSession
from saleor_punchout.sandbox.portal import post, procurement
from saleor_punchout.sandbox.portal.buyers import GENERIC
from saleor_punchout.sandbox.portal.errors import NoAnswer, NotNow, Refused
from saleor_punchout.sandbox.portal.models import Message, Requisition

State = Requisition.State


def test_keeps_the_start_page(supplier, buyer):
    # when
    requisition = procurement.punch_out(buyer)

    # then
    requisition.refresh_from_db()
    assert requisition.state == State.PUNCHED_OUT
    assert requisition.start_page.startswith(f"{supplier}/start/")


def test_introduces_the_user_in_the_places_of_its_system(supplier, buyer):
    # when
    procurement.punch_out(buyer)

    # then
    session = PunchOutSession.objects.get()
    assert session.partner.slug == buyer.key
    assert session.user_email == buyer.user_email
    assert session.ship_to["city"] == buyer.ship_to.city


def test_a_second_visit_of_a_requisition_has_a_cookie_of_its_own(supplier):
    # given
    requisition = procurement.punch_out(GENERIC)
    first = requisition.buyer_cookie

    # when
    procurement.punch_out(GENERIC, requisition)

    # then
    assert requisition.buyer_cookie != first


def test_a_wrong_secret_is_explained_and_changes_nothing(supplier, buyer):
    # given
    requisition = procurement.new_requisition(buyer)

    # when
    with pytest.raises(Refused, match=r"401 Unauthorized.*shared secret") as refusal:
        procurement.punch_out(buyer.with_wrong_secret(), requisition)

    # then
    assert refusal.value.status.code == 401
    assert (requisition.state, requisition.buyer_cookie, requisition.start_page) == (State.DRAFT, "", "")


def test_keeps_both_messages_without_the_secret(supplier, buyer):
    # when
    requisition = procurement.punch_out(buyer)

    # then
    sent, received = requisition.messages.all()
    assert (sent.direction, sent.kind) == ("out", "PunchOutSetupRequest")
    assert (received.kind, received.http_status, received.status) == ("PunchOutSetupResponse", 200, 200)
    assert buyer.secret not in sent.body
    assert f"<SharedSecret>{MASK}</SharedSecret>" in sent.body


def test_a_listener_hears_every_document_while_it_listens(supplier):
    # given
    heard = []

    # when
    with post.listening(lambda name, document: heard.append((name, document))):
        procurement.profile(GENERIC)
    procurement.profile(GENERIC)

    # then
    assert [name for name, _ in heard] == ["ProfileRequest", "ProfileResponse"]
    assert not [name for name, document in heard if GENERIC.secret.encode() in document]


def test_the_supplier_says_what_it_can_do(supplier, buyer):
    # when
    names = {transaction.request_name for transaction in procurement.profile(buyer)}

    # then
    assert {"ProfileRequest", "PunchOutSetupRequest", "OrderRequest"} <= names


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (requests.ConnectTimeout(), "did not answer within"),
        (requests.ReadTimeout(), "did not answer within"),
        (requests.ConnectionError(), "cannot be reached"),
    ],
)
def test_silence_is_told_and_recorded(db, wire, error, words):
    # given
    wire.fails(error)

    # when
    with pytest.raises(NoAnswer, match=words):
        procurement.punch_out(GENERIC)

    # then
    received = Message.objects.get(direction="in")
    assert words in received.reason
    assert Requisition.objects.get().state == State.DRAFT


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<!doctype html><html><h1>Bad Gateway</h1></html>", 502),
        (b"<html><body>Welcome to our shop</body></html>", 200),
        (b"", 500),
        (b"\x00\xff\xfe not text", 200),
        (write_response("1@shop", Status(200, "OK", language="en")), 500),
    ],
    ids=["a gateway, in HTML", "a page", "nothing", "bytes", "cXML with an error of HTTP"],
)
def test_an_answer_that_is_no_cxml_response_is_told_as_such(db, wire, body, status):
    # given
    wire.says(body, status)

    # when
    with pytest.raises(NoAnswer, match=f"HTTP {status}"):
        procurement.punch_out(GENERIC)

    # then
    assert Message.objects.get(direction="in").http_status == status


def test_an_answer_that_echoes_the_secret_is_kept_without_it(db, wire):
    # given
    wire.says(f"<h1>Debug</h1> secret={GENERIC.secret}".encode(), 500)

    # when
    with pytest.raises(NoAnswer):
        procurement.punch_out(GENERIC)

    # then
    assert GENERIC.secret not in Message.objects.get(direction="in").body


def test_a_yes_without_a_start_page_is_no_use(db, wire):
    # given
    wire.says(write_response("1@shop", Status(200, "OK", language="en")))

    # when, then
    with pytest.raises(NoAnswer, match="no start page"):
        procurement.punch_out(GENERIC)


def test_a_start_page_that_is_no_web_address_is_refused(db, wire):
    # given
    answer = b'<cXML><Response><Status code="200" text="OK"/><PunchOutSetupResponse><StartPage><URL>javascript:1</URL>'
    wire.says(answer + b"</StartPage></PunchOutSetupResponse></Response></cXML>")

    # when, then
    with pytest.raises(NoAnswer, match="cannot be used"):
        procurement.punch_out(GENERIC)


def test_a_requisition_that_waits_for_approval_cannot_punch_out(shopping):
    # given
    shopping.state = State.RETURNED

    # when, then
    with pytest.raises(NotNow, match="Pending approval"):
        procurement.punch_out(GENERIC, shopping)
