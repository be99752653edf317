"""Orders as files: whatever the file is wrapped in, it is the order that would have come over HTTP."""

from __future__ import annotations

import gzip
from dataclasses import replace
from email.message import EmailMessage

import pytest

from saleor_punchout.documents.types import Credential as Presented
from saleor_punchout.flows import partners, placement, upload
from saleor_punchout.flows.partners import Identity
from saleor_punchout.models import Attachment, DocumentRecord, PurchaseOrder, TradingPartner
from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows import story

State = PurchaseOrder.State
PDF = b"%PDF-1.7 a drawing"
SECRET = GENERIC.secret


def order(order_id="PO-4711", **changes):
    return story.order_request([story.line("FST-1001", 2, "14.80")], order_id, **changes)


def mail(document=None, *, html=False, forwarded=False, drawing=True):
    """An e-mail as people send it: a covering note, a drawing, the order."""
    message = EmailMessage()
    message["From"], message["To"] = "Ann Example <ann@buyer.example.com>", "orders@shop.example.com"
    message["Subject"] = "Our order"
    message["Received"] = "from a chain of servers " * 9  # which is folded
    message.set_content("Please find our order attached.\n")
    if html:
        message.add_alternative("<html><body>Our <b>&lt;cXML&gt;</b> order, <cXML> style</body></html>", subtype="html")
    if drawing:
        message.add_attachment(PDF, maintype="application", subtype="pdf", filename="../Zeichnung für A.pdf")
    if document is not None:
        message.add_attachment(document, maintype="application", subtype="xml", filename="order.xml")
    if not forwarded:
        return message.as_bytes()
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "bob@buyer.example.com", "Fwd: Our order"
    outer.set_content("See below.")
    outer.add_attachment(message)
    return outer.as_bytes()


def take(partner, saved):
    answer = upload.intake(partner, saved, address=None, base_url=story.BASE_URL)
    return answer, upload.status_of(answer)


def kinds(document):
    """The same order in each kind of file."""
    inline = b"MIME-Version: 1.0\r\nContent-Type: text/xml; charset=utf-8\r\n\r\n" + document
    return {
        "plain": document,
        "compressed": gzip.compress(document),
        "mail": mail(document),
        "mailbox": b"From ann@buyer.example.com Mon Mar  2 09:30:00 2026\n" + mail(document),
        "compressed mail": gzip.compress(mail(document)),
        "mail with html": mail(document, html=True),
        "forwarded": mail(document, html=True, forwarded=True),
        "compressed inside": mail(gzip.compress(document)),
        "the text itself": inline,
    }


@pytest.mark.parametrize("kind", list(kinds(b"")))
def test_the_order_is_found_in_every_kind_of_file(world, partner, kind):
    # when
    answer, status = take(partner, kinds(order())[kind])

    # then
    assert (status.code, status.message) == (200, "")
    made = PurchaseOrder.objects.get()
    assert (made, made.order_id, made.partner) == (answer.order, "PO-4711", partner)
    placement.place(made.pk)
    made.refresh_from_db()
    assert made.state == State.PLACED
    expected = ["Zeichnung für A.pdf"] if "mail" in kind or kind in ("forwarded", "compressed inside") else []
    assert list(Attachment.objects.values_list("filename", flat=True)) == expected
    assert all(bytes(one.content) == PDF and one.document == made.document for one in Attachment.objects.all())


def test_needs_no_secret_and_keeps_none(world, partner):
    # given
    sender = replace(GENERIC.header.sender[0], shared_secret="a-secret-of-nobody")
    buyer_header = replace(GENERIC.header, sender=(sender,))
    document = order().replace(SECRET.encode(), b"a-secret-of-nobody")
    assert buyer_header.sender[0].shared_secret.encode() in document

    # when
    _, status = take(partner, document)

    # then
    assert status.code == 200
    assert "a-secret-of-nobody" not in DocumentRecord.objects.get().body


def test_the_same_order_by_two_ways_is_one(client, world, partner):
    assert story.status(story.post(client, order())) == 200

    answer, status = take(partner, mail(order()))

    assert (status.code, answer.order) == (200, None)
    assert PurchaseOrder.objects.count() == 1


def test_another_order_of_that_name_is_refused_as_over_http(world, partner):
    take(partner, order())

    _, status = take(partner, story.order_request([story.line("FST-1001", 3, "14.80")], "PO-4711"))

    assert status.code == 409
    assert DocumentRecord.objects.first().partner == partner


def test_a_partner_of_oci_may_have_orders_uploaded(world, partner):
    # given
    made = partners.create_partner(
        partner.installation,
        [Identity("login", "", "larkspur", "a-password-of-ours")],
        name="Larkspur Rail",
        system="sap-srm",
        protocol="oci",
        channel=partner.channel,
        storefront_url=partner.storefront_url,
    )
    stranger = (Presented("NetworkID", "nobody-knows-him"),)
    document = order().replace(GENERIC.header.from_[0].identity.encode(), stranger[0].identity.encode())

    # when
    _, status = take(made, document)

    # then
    assert status.code == 200
    assert PurchaseOrder.objects.get().partner == made


def test_the_order_of_another_partner_is_refused(world, partner):
    # given
    other = TradingPartner.objects.create(
        installation=partner.installation, name="Other", slug="other", channel=partner.channel
    )

    # when
    _, status = take(other, order())

    # then
    assert status.code == 403
    assert "another trading partner" in status.message
    assert not PurchaseOrder.objects.exists()
    assert DocumentRecord.objects.get().partner == other


def test_a_partner_that_is_switched_off_takes_no_files(world, partner):
    partner.is_active = False
    partner.save()

    _, status = take(partner, order())

    assert status.code == 403


@pytest.mark.parametrize(
    ("saved", "code", "words"),
    [
        (b"", 406, ""),
        (b"not a document", 406, ""),
        (b"<cXML>", 406, ""),
        (mail(drawing=True), 406, "no cXML document"),
        (mail(html=True, drawing=False), 406, "no cXML document"),
        (mail(order() + b" ").replace(b"PO-4711", b"PO-4711")[:300], 406, ""),
        (story.setup_request(), 450, "PunchOutSetupRequest"),
        (b"\x1f\x8bbroken", 406, ""),
    ],
    ids=["empty", "words", "half", "mail without", "mail of html", "half a mail", "setup", "broken gzip"],
)
def test_what_is_no_order_is_refused_in_words_and_recorded(world, partner, saved, code, words):
    _, status = take(partner, saved)

    assert status.code == code
    assert status.message
    assert words in status.message
    record = DocumentRecord.objects.get()
    assert (record.status, record.partner) == (code, partner)
    assert not PurchaseOrder.objects.exists()


def test_two_orders_in_one_mail_are_not_guessed_at(world, partner):
    message = EmailMessage()
    message.set_content("Two orders.")
    for number in (1, 2):
        message.add_attachment(order(f"PO-{number}"), maintype="text", subtype="xml", filename=f"{number}.xml")

    _, status = take(partner, message.as_bytes())

    assert (status.code, "2 cXML documents" in status.message) == (406, True)


def test_mails_inside_mails_end_somewhere(world, partner):
    # given
    saved = mail(order())
    for _ in range(40):
        saved = b"Content-Type: message/rfc822\r\n\r\n" + saved

    # when
    _, status = take(partner, saved)

    # then
    assert (status.code, "deep" in status.message) == (406, True)


def test_a_file_too_large_or_a_bomb_is_not_read(world, partner):
    for saved in (b"<" + b"x" * (16 * 1024 * 1024), gzip.compress(b"x" * (40 * 1024 * 1024))):
        _, status = take(partner, saved)
        assert status.code == 413
