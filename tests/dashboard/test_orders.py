"""Orders as staff see them, and what they do about them: decide, send again, upload, download, settle."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from saleor_punchout import tasks
from saleor_punchout.flows import alarm, attachment, journal, placement, transmission
from saleor_punchout.models import Alarm, Attachment, DocumentRecord, Installation, PurchaseOrder, Transmission
from tests.dashboard.conftest import staff_of, with_keys
from tests.flows import story

State = PurchaseOrder.State
XSS = "<script>alert(1)</script>"
FILE = b"<script>alert('a file')</script>"


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """What a worker would have been woken for, instead of waking it."""
    called: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks, "wake", lambda task, pk: called.append((task.__name__, pk)))
    return called


def take(client, sku="NO-SUCH-1", order_id="PO-4711"):
    assert story.status(story.post(client, story.order_request([story.line(sku, 1, "14.80")], order_id))) == 200
    made = PurchaseOrder.objects.latest("pk")
    placement.place(made.pk)
    made.refresh_from_db()
    return made


@pytest.fixture
def held(client, installation, woken):
    """An order for an article that the shop does not have."""
    made = take(client)
    assert made.state == State.HELD
    woken.clear()
    return made


def add_attachment(order, filename="drawing.html", content=FILE):
    return Attachment.objects.create(
        document=order.document, filename=filename, content_type="text/html", content_id="c1@b", content=content
    )


def add_transmission(order, state=Transmission.State.DEAD):
    document = journal.sent("ConfirmationRequest", "1@us", "<cXML/>", partner=order.partner, purchase_order=order)
    document.save()
    return Transmission.objects.create(
        partner=order.partner,
        purchase_order=order,
        document=document,
        kind="ConfirmationRequest",
        key="k",
        subject="s",
        endpoint="https://buyer.example.com/cxml",
        state=state,
        attempts=2,
        status=401,
        last_error="Unknown sender.",
        log=[
            {
                "at": "2026-03-02T09:30:00+00:00",
                "outcome": "failed",
                "http_status": 503,
                "status": None,
                "message": "Away",
            },
            {
                "at": "2026-03-02T09:31:00+00:00",
                "outcome": "refused",
                "http_status": 200,
                "status": 401,
                "message": "No.",
            },
        ],
        buyer_status=[{"at": "2026-03-02T10:00:00+00:00", "code": 423, "text": "Locked", "message": "Later."}],
    )


def page(staff, order):
    return html.unescape(staff.see(f"/dashboard/orders/{order.pk}"))


def do(staff, order, **fields):
    response = staff.client.post(f"/dashboard/orders/{order.pk}", fields, headers=staff.headers)
    assert response.status_code == 200, response.content
    return html.unescape(response.content.decode())


def rows(staff, **query):
    text = html.unescape(staff.see("/dashboard/orders", **query))
    return text.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]


def test_the_list_tells_what_became_of_each_order_and_is_searched(client, staff, held):
    # given
    take(client, order_id="PO-5000")
    Alarm.objects.filter(purchase_order=held).update(settled_at=timezone.now())

    # then
    assert [re.search(r">(PO-\d+)<", row)[1] for row in rows(staff)] == ["PO-5000", "PO-4711"]
    (row,) = rows(staff, search="o-47")
    assert "PO-4711" in row
    assert '<span class="pill warning">Held</span>' in row
    assert "The shop has no article NO-SUCH-1" in row
    assert rows(staff, state="placed") == []
    assert len(rows(staff, state="held")) == 2
    assert ["PO-5000" in row for row in rows(staff, alarm="1")] == [True]
    assert "No order fits" in staff.see("/dashboard/orders", search="\0nobody")


@pytest.mark.parametrize("state", State.values)
def test_an_order_is_told_of_in_words_whatever_its_state(staff, held, state):
    PurchaseOrder.objects.update(state=state, problems=[], last_error="")

    text = page(staff, held)

    assert "PO-4711" in re.search(r'<section class="callout.*?</section>', text, re.DOTALL)[0]
    assert ('value="reject"' in text) == (state == State.HELD)
    assert ("data-poll" in text) == (state == State.RECEIVED)


def test_an_order_shows_both_sides_of_what_changed_and_all_that_belongs_to_it(staff, held):
    # given
    PurchaseOrder.objects.update(
        differences=[{"line": 1, "field": "unit_price", "returned": "14.80", "ordered": "14.90"}], decision="hold"
    )
    earlier = PurchaseOrder.objects.create(
        partner=held.partner, order_id=held.order_id, type="update", order_version="2", document=held.document
    )
    add_attachment(held)
    sent = add_transmission(held)

    # when
    text = page(staff, held)

    # then
    for told in (
        "<td>Unit price</td><td>14.80</td><td>14.90</td>",
        "Left to staff",
        f'href="/dashboard/orders/{earlier.pk}"',
        "<td>drawing.html",
        "ConfirmationRequest",
        "https://buyer.example.com/cxml",
        "<td>Refused</td><td>200</td><td>401</td><td>No.</td>",
        "423 Locked Later.",
        f'name="transmission" value="{sent.pk}"',
        "is held. ",
    ):
        assert told in text
    assert '<span class="pill error">Not delivered</span>' in text


@pytest.mark.parametrize(("act", "accepted"), [("accept", True), ("retry", False)])
def test_a_held_order_is_taken_or_tried_again(staff, held, woken, act, accepted):
    text = do(staff, held, do=act)

    held.refresh_from_db()
    assert (held.state, held.accepted) == (State.RECEIVED, accepted)
    assert woken == [("place_order", held.pk)]
    assert "is on its way into Saleor" in text


def test_a_held_order_is_rejected_with_a_reason(staff, held):
    assert "Say why" in do(staff, held, do="reject", reason="  ")
    held.refresh_from_db()
    assert held.state == State.HELD

    text = do(staff, held, do="reject", reason="Nobody makes it any more.")

    held.refresh_from_db()
    assert (held.state, held.last_error) == (State.REJECTED, "Nobody makes it any more.")
    assert "was rejected" in text


@pytest.mark.parametrize("act", ["accept", "retry", "reject"])
def test_what_somebody_decided_before_stays_and_is_told(staff, held, act, woken):
    PurchaseOrder.objects.update(state=State.PLACED)

    text = do(staff, held, do=act, reason="No.")

    assert "Nothing was changed" in text
    assert "only a held order can be decided" in text
    assert woken == []
    held.refresh_from_db()
    assert held.state == State.PLACED


@pytest.mark.parametrize("wish", ["", "delete", "__class__"])
def test_a_wish_that_no_button_has_does_nothing(staff, held, wish):
    assert "Nothing was changed" in do(staff, held, do=wish)


def test_a_document_is_sent_again(staff, held, woken):
    sent = add_transmission(held)

    text = do(staff, held, do="resend", transmission=sent.pk)

    sent.refresh_from_db()
    assert sent.state == Transmission.State.WAITING
    assert woken == [("send_document", sent.pk)]
    assert '<span class="pill warning">Tried again</span>' in text


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30])
def test_a_transmission_that_is_not_this_orders_is_not_sent(client, staff, held, number):
    other = add_transmission(take(client, order_id="PO-2"))

    for asked in (number, other.pk):
        path = f"/dashboard/orders/{held.pk}"
        response = client.post(path, {"do": "resend", "transmission": asked}, headers=staff.headers)
        assert response.status_code == 404
    other.refresh_from_db()
    assert other.state == Transmission.State.DEAD


def test_without_the_header_of_the_dashboard_nothing_is_done(client, staff, held):
    """A form of another site brings cookies and no header."""
    alarmed, file = Alarm.objects.get(), add_attachment(held)
    for path in (f"orders/{held.pk}", "orders/upload", f"alarms/{alarmed.pk}"):
        response = client.post(f"/dashboard/{path}", {"do": "accept"})
        assert response.status_code == 401
        assert client.post(f"/dashboard/{path}", {"do": "accept"}, headers={"HX-Request": "true"}).status_code == 401
    assert "HX-Redirect" not in client.get(f"/dashboard/attachments/{file.pk}", headers={"HX-Request": "true"})

    held.refresh_from_db()
    assert held.state == State.HELD
    assert Alarm.objects.filter(settled_at=None).exists()


def test_staff_of_another_shop_find_nothing_and_change_nothing(client, held, partner):
    # given
    other = with_keys(Installation.objects.create(api_url="https://other.example.com/graphql/"))
    stranger = staff_of(client, other)
    file, sent = add_attachment(held), add_transmission(held)
    alarmed = Alarm.objects.get()

    # when
    asked = [
        client.post(f"/dashboard/orders/{held.pk}", {"do": "accept"}, headers=stranger.headers),
        client.post(
            f"/dashboard/orders/{held.pk}", {"do": "resend", "transmission": sent.pk}, headers=stranger.headers
        ),
        client.post(f"/dashboard/alarms/{alarmed.pk}", headers=stranger.headers),
        stranger.get(f"/dashboard/attachments/{file.pk}"),
        stranger.get(f"/dashboard/orders/{held.pk}"),
        upload(stranger, partner.slug, b"<cXML/>"),
    ]

    # then
    assert [one.status_code for one in asked] == [404] * len(asked)
    held.refresh_from_db()
    assert held.state == State.HELD
    assert "PO-4711" not in stranger.see("/dashboard/orders")
    assert "PO-4711" not in stranger.see("/dashboard/sessions")
    assert partner.name not in stranger.see("/dashboard/orders/upload")


def test_what_an_order_says_is_never_markup(client, staff, installation):
    # given
    made = take(client, XSS, XSS)
    sent = add_transmission(made)
    entry = {"at": XSS, "outcome": XSS, "http_status": XSS, "status": XSS, "message": XSS}
    Transmission.objects.filter(pk=sent.pk).update(
        log=[entry], buyer_status=[{"at": XSS, "code": XSS, "text": XSS, "message": XSS}], last_error=XSS, kind=XSS
    )
    Attachment.objects.create(document=made.document, filename=XSS, content_id=XSS, content_type=XSS, content=b"x")
    Alarm.objects.update(message=XSS, code=XSS)
    PurchaseOrder.objects.update(problems=[{"line": XSS, "code": "x", "message": XSS}], last_error=XSS, decision=XSS)

    # then
    for path in ("orders", f"orders/{made.pk}", "sessions"):
        text = staff.see(f"/dashboard/{path}")
        assert XSS not in text
        assert html.escape(XSS) in text


def test_open_alarms_stand_above_the_first_page_with_the_way_to_their_order(client, staff, held):
    # given
    sent = add_transmission(held)
    told = {"installation": held.partner.installation, "partner": held.partner, "subject": str(sent.pk)}
    raised = alarm.raise_alarm("document_undelivered", "It did not arrive.", transmission=sent, **told)

    # when
    text = staff.see("/dashboard")

    # then
    assert text.count('class="callout error"') == 2
    assert "It did not arrive." in text
    assert "A document could not be delivered" in text
    assert text.count(f'href="/dashboard/orders/{held.pk}"') == 2

    # when
    answer = client.post(f"/dashboard/alarms/{raised.pk}", headers=staff.headers).content.decode()

    # then
    assert "It did not arrive." not in answer
    assert "PO-4711" in answer
    raised.refresh_from_db()
    assert raised.settled_at is not None


def test_many_alarms_are_counted_and_not_all_shown(staff, held):
    for number in range(6):
        alarm.raise_alarm("order_stuck", "Stuck.", installation=held.partner.installation, subject=str(number))

    text = staff.see("/dashboard/sessions")

    assert text.count('class="callout error"') == 5
    assert "2 more" in text


@pytest.mark.parametrize(
    ("filename", "shown"), [("drawing.html", 'filename="drawing.html"'), ("Zeichnung für A.pdf", "filename*=utf-8''")]
)
def test_an_attachment_is_handed_over_to_be_saved(client, staff, held, filename, shown):
    # given
    file = add_attachment(held, filename)

    # when
    way = staff.get(f"/dashboard/attachments/{file.pk}")["HX-Redirect"]
    response = client.get(way.removeprefix("http://testserver"))

    # then
    assert response.content == FILE
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert shown in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "no-store"


def test_the_address_of_an_attachment_ends_and_cannot_be_made(client, held, time_machine):
    # given
    file = add_attachment(held)
    way = attachment.link(file, "")
    forged = attachment.link(Attachment(pk=file.pk), "")[:-1] + "~"

    # then
    assert client.get(way).status_code == 200
    for wrong in (forged, f"/attachments/{file.pk}", "/attachments/x:y:z", attachment.link(Attachment(pk=10**6), "")):
        assert client.get(wrong).status_code == 410

    # when
    time_machine.move_to(timezone.now() + timedelta(seconds=attachment.LIFETIME + 2))

    # then
    response = client.get(way)
    assert response.status_code == 410
    assert FILE not in response.content


def upload(staff, slug, content, name="order.xml"):
    fields = {"partner": slug, "file": SimpleUploadedFile(name, content)} if content is not None else {"partner": slug}
    return staff.client.post("/dashboard/orders/upload", fields, headers=staff.headers)


def test_an_order_is_uploaded_once_and_comes_again_without_harm(staff, partner, woken):
    # given
    document = story.order_request([story.line("FST-1001", 1, "14.80")], "PO-77")

    # when
    first, second = (upload(staff, partner.slug, document).content.decode() for _ in range(2))

    # then
    made = PurchaseOrder.objects.get()
    assert "Purchase order PO-77 was taken in" in first
    assert f'href="/dashboard/orders/{made.pk}"' in first
    assert "The file changes nothing" in second
    assert woken == [("place_order", made.pk)]


@pytest.mark.parametrize(
    ("slug", "content", "told"),
    [
        ("fennwick-foods", b"Dear shop", "Nothing was changed"),
        ("fennwick-foods", None, "Choose the trading partner and a file"),
        ("", b"<cXML/>", "Choose the trading partner and a file"),
    ],
)
def test_an_upload_that_is_no_order_is_told_why(staff, partner, slug, content, told):
    response = upload(staff, slug, content)

    assert response.status_code == 200
    assert told in response.content.decode()
    assert not PurchaseOrder.objects.exists()


def test_a_page_of_an_order_costs_few_questions(client, staff, held, django_assert_max_num_queries):
    for _ in range(3):
        add_attachment(held)

    with django_assert_max_num_queries(14):
        page(staff, held)


def test_lists_cost_no_more_for_many_orders(client, staff, held, django_assert_max_num_queries):
    for number in range(4):
        take(client, order_id=f"PO-{number}")

    with django_assert_max_num_queries(6):
        assert len(rows(staff)) == 5
    assert DocumentRecord.objects.filter(kind="OrderRequest").count() == 5


def test_resending_what_waits_changes_nothing(staff, held):
    sent = add_transmission(held, Transmission.State.WAITING)
    transmission.resend(sent)

    assert 'value="resend"' not in page(staff, held)
