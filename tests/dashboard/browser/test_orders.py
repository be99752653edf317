"""What staff do about orders, in a browser: hand one in, look into it, decide."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows import story

PDF = b"%PDF-1.7 a drawing"


@pytest.fixture
def upload(opened):
    """Uploads an order for an article that the shop does not have, in an e-mail with a drawing; gives the frame."""

    def made(order_id, partner=GENERIC.name, **changes):
        message = EmailMessage()
        message["Subject"] = "Our order"
        message.set_content("Please see the order.")
        document = story.order_request([story.line("NO-SUCH-1", 1, "14.80")], order_id)
        message.add_attachment(document, maintype="application", subtype="xml", filename="order.xml")
        message.add_attachment(PDF, maintype="text", subtype="html", filename="drawing <1>.html")
        frame = opened("/orders/upload", **changes)
        frame.get_by_label("Trading partner").select_option(partner)
        file = {"name": "order.eml", "mimeType": "message/rfc822", "buffer": message.as_bytes()}
        frame.get_by_label("File").set_input_files(file)
        frame.get_by_role("button", name="Upload").click()
        return frame

    return made


def look_into(frame):
    """Open the page of the order; it tells by itself what the worker made of it."""
    frame.get_by_role("link", name=re.compile("^Open PO")).click()
    expect(frame.locator("h1 + .pill")).to_have_text("Held")


def test_an_order_is_uploaded_and_rejected_with_a_reason(upload, heard):
    # given
    frame = upload("PO-8001")
    expect(frame.get_by_text("Purchase order PO-8001 was taken in")).to_be_visible()
    look_into(frame)
    expect(frame.get_by_text("Purchase order PO-8001 is held")).to_be_visible()

    # when
    frame.get_by_label("Reason").fill("Nobody makes it any more.")
    frame.get_by_role("button", name="Reject").click()

    # then
    expect(frame.get_by_text("Purchase order PO-8001 was rejected")).to_be_visible()
    expect(frame.get_by_text("Nobody makes it any more.").first).to_be_visible()
    expect(frame.get_by_role("button", name="Reject")).to_have_count(0)
    assert re.fullmatch(r"/orders/\d+", heard("updateRouting")[-1]["newRoute"])


def test_an_attachment_is_saved_and_never_shown(upload, page):
    # given
    frame = upload("PO-8002")
    look_into(frame)

    # when
    with page.expect_download() as saved:
        frame.get_by_role("button", name=re.compile("^Download")).click()

    # then
    assert saved.value.suggested_filename == "drawing _1_.html"
    assert saved.value.path().read_bytes() == PDF
    expect(frame.get_by_role("heading", level=1)).to_have_text("PO-8002")


def test_an_alarm_stands_on_the_first_page_until_somebody_has_seen_to_it(upload, opened):
    # given
    look_into(upload("PO-8003"))
    frame = opened("/sessions")
    alarm = frame.locator("#alarms .callout").filter(has_text="PO-8003")
    expect(alarm).to_be_visible()

    # when
    alarm.get_by_role("button", name="Seen to").click()

    # then
    expect(alarm).to_have_count(0)


def test_what_is_no_order_is_refused_in_words(opened):
    frame = opened("/orders/upload")
    frame.get_by_label("Trading partner").select_option(GENERIC.name)
    file = {"name": "order.xml", "mimeType": "text/xml", "buffer": b"Dear shop,"}
    frame.get_by_label("File").set_input_files(file)

    frame.get_by_role("button", name="Upload").click()

    expect(frame.get_by_text("Nothing was changed")).to_be_visible()
