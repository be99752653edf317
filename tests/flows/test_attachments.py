"""Files that come with an order: kept with it, told by its comments, and never kept in part or for a stranger."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from saleor_punchout.documents.types import Comment
from saleor_punchout.flows import placement
from saleor_punchout.models import Attachment, DocumentRecord, PurchaseOrder
from saleor_punchout.sandbox.models import Order
from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows.story import line, order_request

pytestmark = pytest.mark.usefixtures("world")

LINE = line("FST-1001", 1, "14.80")
COMMENT = Comment("As drawn.", ("cid:drawing%40buyer", "https://buyer.example.com/other.pdf"))
PDF = b"%PDF-1.7 \xff\xfe"


def part(content, *headers):
    return b"--b\r\n" + "".join(f"{header}\r\n" for header in headers).encode() + b"\r\n" + content + b"\r\n"


DRAWING = part(PDF, "Content-ID: <drawing@buyer>", 'Content-Disposition: attachment; filename="Plan für A.pdf"')


def send(client, *files, end=b"--b--\r\n", items=(LINE,), **changes):
    """Our answer to an order with files."""
    document = order_request(items, **changes)
    body = part(document, "Content-Type: text/xml") + b"".join(files) + end
    return client.post("/cxml", body, content_type='multipart/related; boundary="b"')


def remarks(record):
    return {remark["code"]: remark["message"] for remark in record.remarks}


def test_comments_name_the_file_in_the_shop(client):
    # given
    commented = LINE._replace(comments=(COMMENT,))
    send(client, DRAWING, items=[commented], comments=(COMMENT,))

    # when
    placement.place(PurchaseOrder.objects.get().pk)

    # then
    words = "As drawn.\nPlan für A.pdf\nhttps://buyer.example.com/other.pdf"
    made = Order.objects.get()
    assert made.private_metadata["punchout.comments"] == words
    assert [one.metadata["punchout.comments"] for one in made.lines.all()] == [words]


def test_a_repeated_order_brings_what_was_missing_and_nothing_twice(client):
    # given
    send(client)
    order = PurchaseOrder.objects.get()

    # when
    for _ in range(2):
        assert b'code="200"' in send(client, DRAWING).content
    other = part(b"other", 'Content-Disposition: attachment; filename="Plan für A.pdf"')
    assert b'code="200"' in send(client, DRAWING, other).content

    # then
    kept = Attachment.objects.order_by("pk")
    assert [(bytes(one.content), one.document_id) for one in kept] == [
        (PDF, order.document_id),
        (b"other", order.document_id),
    ]


def test_the_files_of_a_refused_order_are_told_and_not_kept(client):
    # given
    send(client)

    # when
    answer = send(client, DRAWING, items=[line("FST-1001", 2, "14.80")])

    # then
    assert b'code="409"' in answer.content
    assert not Attachment.objects.exists()
    record = DocumentRecord.objects.first()
    assert (record.status, record.partner.slug) == (409, GENERIC.key)
    assert "Plan für A.pdf (11 bytes)" in remarks(record)["attachments"]


def test_a_stranger_leaves_no_file(client):
    answer = send(client, DRAWING, buyer=replace(GENERIC, secret="wrong-secret-123"))

    assert b'code="401"' in answer.content
    assert not Attachment.objects.exists()
    assert DocumentRecord.objects.get().status == 401


def test_the_files_of_an_update_stand_with_the_update(client):
    # given
    send(client, DRAWING)

    # when
    send(
        client, part(b"new", "Content-ID: <n>"), type="update", order_version="2", items=[line("FST-1001", 2, "14.80")]
    )

    # then
    kept = Attachment.objects.order_by("pk")
    assert [(one.document.purchase_order.type, bytes(one.content)) for one in kept] == [
        ("new", PDF),
        ("update", b"new"),
    ]


@pytest.mark.parametrize(
    ("files", "end", "code", "words"),
    [
        ([DRAWING], b"", 406, "breaks off within 'Plan für A.pdf'"),
        ([DRAWING[:-40]], b"", 406, ""),
        ([part(PDF, "Content-Length: 4294967296")], b"--b--", 499, "claims 4294967296 bytes"),
        ([part(b"YWJ", "Content-Transfer-Encoding: base64")], b"--b--", 406, "not base64"),
        ([part(PDF, "X: " + "y" * 9000)], b"--b--", 406, "headers of a MIME part"),
        ([part(b"x")] * 20, b"--b--", 499, "more than 20 parts"),
    ],
    ids=["half a message", "half a head", "4 GB", "half a letter", "long headers", "many parts"],
)
def test_what_is_not_whole_or_too_much_is_refused_in_words_and_recorded(client, files, end, code, words):
    # when
    answer = send(client, *files, end=end)

    # then
    record = DocumentRecord.objects.get()
    assert (record.status, record.partner) == (code, None)
    assert words in record.reason
    assert (answer.status_code, words in unescape(answer.content.decode())) == (413 if code == 499 else 200, True)
    assert not PurchaseOrder.objects.exists()
    assert not Attachment.objects.exists()


def test_half_a_document_is_refused(client):
    whole = part(order_request([LINE]), "Content-Type: text/xml")

    answer = client.post("/cxml", whole[:-400], content_type='multipart/related; boundary="b"')

    assert b'code="406"' in answer.content
    assert not PurchaseOrder.objects.exists()


def test_a_missing_file_is_remarked_on_and_the_order_taken(client):
    answer = send(client, part(PDF, "Content-ID: <another>"), comments=(COMMENT,))

    assert b'code="200"' in answer.content
    assert {"dangling_attachment", "attachment_not_included", "attachments"} <= set(
        remarks(DocumentRecord.objects.get())
    )
    assert bytes(Attachment.objects.get().content) == PDF


def test_a_file_of_no_bytes_and_two_of_one_name_are_kept(client):
    twice = part(b"1", "Content-ID: <a>"), part(b"2", "Content-ID: <a>")

    send(client, part(b""), *twice)

    assert [bytes(one.content) for one in Attachment.objects.order_by("pk")] == [b"", b"1", b"2"]
