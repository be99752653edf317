from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from saleor_punchout.documents.types import Credential
from saleor_punchout.flows import journal
from saleor_punchout.models import Attachment, DocumentRecord
from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows.story import line, order_request, post, setup_request, status

pytestmark = pytest.mark.usefixtures("world")


def send(client, body, content_type="text/xml", **headers):
    return client.post("/cxml", body, content_type=content_type, **headers)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 406),
        (b"hello", 406),
        (b"<html><body>hi</body></html>", 406),
        (b"<cXML", 406),
        (b"<cXML><Request/></cXML>", 400),
        (b"\x00" * 100, 406),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><cXML>&b;</cXML>', 406),
    ],
)
def test_whatever_comes_is_answered_with_a_status_and_recorded(client, body, code):
    answer = send(client, body)

    assert answer.status_code == 200
    assert f'code="{code}"'.encode() in answer.content
    record = DocumentRecord.objects.get()
    assert (record.status, record.partner, record.size) == (code, None, len(body))
    assert record.reason


def test_a_stranger_is_recorded_with_address_and_cause(client):
    stranger = replace(GENERIC.header, sender=(Credential("DUNS", "000", shared_secret="some-secret-1"),))

    send(client, setup_request(header=stranger), REMOTE_ADDR="192.0.2.9")

    record = DocumentRecord.objects.get()
    assert (record.address, record.partner, record.kind) == ("192.0.2.9", None, "PunchOutSetupRequest")
    assert "DUNS 000" in record.reason
    assert "some-secret-1" not in record.body + record.reason


def test_a_document_that_is_too_large_is_not_swallowed_whole(client):
    answer = send(client, b"<cXML>" + b"x" * (17 * 1024 * 1024))

    assert answer.status_code in (200, 413)
    assert DocumentRecord.objects.get().status == 499


def test_a_stranger_may_not_send_a_large_document(client):
    from saleor_punchout.documents.types import Comment

    stranger = replace(GENERIC, secret="wrong-secret-123")
    document = order_request([line("FST-1001", 1, "14.80")], buyer=stranger, comments=(Comment("x " * 30_000),) * 6)
    assert len(document) > 256 * 1024

    assert status(post(client, document)) == 401


def test_other_media_types_get_a_plain_http_error(client):
    answer = send(client, b"%PDF-1.7", content_type="application/pdf")

    assert (answer.status_code, answer["Content-Type"]) == (415, "text/plain; charset=UTF-8")
    assert DocumentRecord.objects.count() == 1


def test_a_response_from_somebody_is_told_to_be_misplaced(client):
    body = b'<cXML payloadID="1@x"><Response><Status code="200" text="OK"/></Response></cXML>'

    assert b'code="400"' in send(client, body).content


def test_attachments_are_kept_with_their_order(client):
    # given
    document = order_request([line("FST-1001", 1, "14.80")])
    body = b"\r\n".join(
        [
            b"--b",
            b"Content-Type: text/xml",
            b"Content-ID: <main>",
            b"",
            document,
            b"--b",
            b"Content-Type: application/pdf",
            b"Content-ID: <drawing@buyer>",
            b'Content-Disposition: attachment; filename="../../drawing.pdf"',
            b"",
            b"%PDF-1.7 \xff\xfe",
            b"--b--",
            b"",
        ]
    )

    # when
    answer = send(client, body, content_type='multipart/related; boundary="b"; type="text/xml"; start="<main>"')

    # then
    assert b'code="200"' in answer.content
    kept = Attachment.objects.get()
    assert bytes(kept.content) == b"%PDF-1.7 \xff\xfe"
    assert kept.content_id == "drawing@buyer"
    assert "/" not in kept.filename
    assert kept.document.purchase_order.order_id == "PO-1"


def test_what_belongs_to_nobody_is_forgotten_after_a_while(client, later):
    # given
    send(client, b"noise")
    post(client, setup_request())

    # when
    later(timedelta(days=31))
    journal.forget_unmatched()

    # then
    assert {record.partner.slug for record in DocumentRecord.objects.all()} == {GENERIC.key}


def test_a_get_is_for_people(client):
    answer = client.get("/cxml")

    assert answer.status_code == 200
    assert b"POST a cXML document" in answer.content


def test_the_profile_names_what_is_taken_and_where(client):
    from saleor_punchout.documents.cxml.profile import read_profile_response, write_profile_request

    answer = post(client, write_profile_request("1@example.com", GENERIC.header))

    names = {transaction.request_name: transaction.url for transaction in read_profile_response(answer.payload)}
    assert {"PunchOutSetupRequest", "OrderRequest", "ProfileRequest"} <= set(names)
    assert names["OrderRequest"] == "http://testserver/cxml"


def test_headers_of_an_attachment_may_hold_anything(client):
    # given
    document = order_request([line("FST-1001", 1, "14.80")])
    part = b"Content-Type: te\x00xt/plain\r\nContent-ID: <a\x00\xff%b>\r\n\r\nhi" % (b"b" * 300)

    # when
    answer = send(
        client,
        b"--b\r\nContent-Type: text/xml\r\n\r\n%b\r\n--b\r\n%b\r\n--b--\r\n" % (document, part),
        content_type='multipart/related; boundary="b"',
    )

    # then
    assert b'code="200"' in answer.content
    kept = Attachment.objects.get()
    assert kept.content_id.startswith("a")
    assert len(kept.content_id) == 250
    assert "\0" not in kept.content_id + kept.content_type


def test_a_sender_is_answered_where_nothing_can_be_recorded(client):
    # given
    def gone(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise OperationalError("The database is restarting.")
        return execute(sql, params, many, context)

    # when
    with connection.execute_wrapper(gone):
        answers = [send(client, setup_request()), send(client, b"noise")]

    # then
    assert [answer.status_code for answer in answers] == [200, 200]
    assert b'code="500"' in answers[0].content
    assert b'code="406"' in answers[1].content
    assert b"restarting" not in answers[0].content


def test_no_body_is_fetched_to_be_forgotten(db, django_assert_max_num_queries):
    # given
    DocumentRecord.objects.bulk_create(
        DocumentRecord(direction="in", body="x") for _ in range(journal.FORGOTTEN_AT_ONCE)
    )
    DocumentRecord.objects.update(created_at=timezone.now() - timedelta(days=31))

    # when
    with django_assert_max_num_queries(20) as asked:
        journal.forget_unmatched()

    # then
    assert not DocumentRecord.objects.exists()
    assert not [query for query in asked.captured_queries if "body" in query["sql"]]
