"""Documents on their way to a buyer that takes them, refuses them, or fails; the buyer is a real server."""

from __future__ import annotations

import gzip
import logging
import time
from datetime import timedelta

import pytest
from django.core.serializers import serialize
from django.utils import timezone

from saleor_punchout import tasks
from saleor_punchout.exceptions import BuyerUnreachable, Conflict
from saleor_punchout.flows import alarm, circuit, partners, transmission
from saleor_punchout.flows.reply import read_reply
from saleor_punchout.flows.schedule import pause_after
from saleor_punchout.gateway import delivery
from saleor_punchout.models import Alarm, Circuit, DocumentRecord, PurchaseOrder, Transmission
from tests.flows.buyer import KIND, SECRET, document, endpoint_of, queued, resets, says
from tests.gateway.wire import answer

HOUR = timedelta(hours=1)


@pytest.fixture
def buyer(partner):
    with endpoint_of(partner) as listening:
        yield listening


@pytest.fixture
def order(partner):
    return purchase_order(partner)


def purchase_order(partner, order_id="PO-1", **fields):
    record = DocumentRecord.objects.create(partner=partner, direction="in", kind="OrderRequest")
    fields = {"type": "new", "content_hash": order_id, **fields}
    return PurchaseOrder.objects.create(partner=partner, order_id=order_id, document=record, **fields)


def sent(one):
    transmission.send(one.pk)
    one.refresh_from_db()
    return one


def due_now():
    Transmission.objects.filter(state="waiting").update(next_attempt_at=timezone.now())


def everything_kept():
    """All that the database holds of documents, as text."""
    rows = [*Transmission.objects.all(), *DocumentRecord.objects.all(), *Alarm.objects.all()]
    return serialize("json", rows)


# What arrives


def test_a_document_arrives_as_it_was_written_with_our_name_and_secret(buyer, partner, order):
    # given
    one = queued(partner, order=order)

    # when
    sent(one)

    # then
    (seen,) = buyer.seen
    written = document("1@shop.example.com")
    assert written.split(b"\n")[1] in seen.body, "the DOCTYPE stays"
    former = b'<Credential domain="NetworkID"><Identity>old-name</Identity></Credential>'
    shown = (
        '<Credential domain="NetworkID"><Identity>our-name</Identity>'
        f"<SharedSecret>{SECRET}</SharedSecret></Credential>"
    ).encode()
    timestamp = one.document.body.encode().split(b'timestamp="')[1][:25]
    assert seen.body == written.replace(former, shown).replace(written.split(b'timestamp="')[1][:25], timestamp)
    assert seen.headers["Content-Type"] == "text/xml; charset=UTF-8"


def test_a_delivered_document_is_recorded_with_the_buyers_answer(buyer, partner, order):
    # when
    one = sent(queued(partner, order=order))

    # then
    record = one.document
    assert (one.state, one.attempts, one.status, one.last_error, one.lease_until) == ("delivered", 1, 200, "", None)
    assert one.done_at is not None
    assert [(entry["outcome"], entry["http_status"], entry["status"]) for entry in one.log] == [("taken", 200, 200)]
    assert (record.direction, record.kind, record.payload_id) == ("out", KIND, "1@shop.example.com")
    assert (record.status, record.purchase_order, record.partner) == (200, order, partner)
    assert 'code="200"' in record.answer
    assert record.duration_ms is not None


def test_what_was_said_once_is_not_queued_again(partner, buyer):
    queued(partner)

    again = transmission.queue(
        partner,
        KIND,
        key="1",
        subject="other",
        payload_id="2@x",
        body=b"",
        endpoint=buyer.url,
        purchase_order=None,
    )

    assert again is None
    assert DocumentRecord.objects.filter(direction="out").count() == 1


def test_the_newest_credential_that_is_valid_counts(buyer, partner):
    # given
    former = partner.credentials.get(party="outbound", identity="our-name")
    partners.add_credential(partner, partners.Identity("outbound", "NetworkID", "our-name", "second-secret"))
    coming = partners.Identity("outbound", "NetworkID", "our-name", "third-secret")
    partners.add_credential(partner, coming, valid_from=timezone.now() + HOUR)
    partners.end_credential(former)

    # when
    sent(queued(partner))

    # then
    assert [root.findtext(".//SharedSecret") for root in buyer.documents] == ["second-secret"]


def test_without_a_name_of_our_own_the_document_goes_as_it_was_written(buyer, partner):
    partner.credentials.filter(party="outbound").delete()

    sent(queued(partner))

    assert [root.findtext(".//Sender//Identity") for root in buyer.documents] == ["old-name"]
    assert buyer.documents[0].find(".//SharedSecret") is None


# What answers mean

RETRIED = {
    "500": answer(500),
    "502 html": answer(502, b"<html><body>Bad gateway</body></html>"),
    "200 without cxml": answer(200, b"<html><body>Log in</body></html>"),
    "200 empty": answer(200, b""),
    "200 garbage": answer(200, b"\x00\xff\xfe garbage"),
    "200 status 500": says(500, "Internal Server Error"),
    "200 status 560": says(560, "Temporary server error"),
    "200 status 0": says(0, ""),
    "http 404, status 503": says(503, "Busy", http=404),
    "http 500, status 200": says(200, http=500),
    "408": answer(408),
    "425": answer(425),
    "429": answer(429),
    "status 429": says(429, "Too many"),
    "409": says(409, "Conflict", "Locked by another user"),
    "redirect": answer(302, b"", Location="http://127.0.0.1:9/"),
    "redirect 308": answer(308, b"", Location="/elsewhere"),
    "reset": resets,
    "closed": lambda handler: handler.connection.close(),
    "cut": answer(200, b"<cXML", Content_Length="1000"),
    "10 MB": answer(200, b" " * 10_000_000),
    "inflates to 10 MB": answer(200, gzip.compress(b" " * 10_000_000), Content_Encoding="gzip"),
    "external entity": answer(
        200,
        b'<!DOCTYPE cXML [<!ENTITY x SYSTEM "file:///etc/passwd">]><cXML payloadID="1" timestamp="2026"><Response>'
        b'<Status code="200" text="OK">&x;</Status></Response></cXML>',
    ),
    "a request": answer(200, document("9@buyer.example.com")),
    "no http": lambda handler: handler.wfile.write(b"\0\0\0\r\n\r\n"),
}


@pytest.mark.parametrize("failure", RETRIED)
def test_a_failure_is_tried_again_with_the_same_payload_id(buyer, partner, failure):
    # given
    buyer.reply = RETRIED[failure]

    # when
    one = sent(queued(partner))

    # then
    assert (one.state, one.lease_until, len(one.log)) == ("waiting", None, 1)
    assert one.last_error
    assert 24 <= (one.next_attempt_at - timezone.now()).total_seconds() <= 36
    assert not Alarm.objects.exists()

    # when
    buyer.reply = says(200)
    due_now()
    sent(one)

    # then
    assert one.state == "delivered"
    assert set(buyer.payload_ids) == {"1@shop.example.com"}


REFUSED = {
    "400": says(400, "Bad Request", "No such order"),
    "401": says(401, "Unauthorized"),
    "http 400": answer(400, b"no"),
    "http 401 html": answer(401, b"<html>Log in</html>"),
    "http 404": answer(404),
    "http 413": answer(413),
    "http 200, status 450": says(450, "Not Implemented"),
    "http 500, status 406": says(406, "Not Acceptable", http=500),
    "http 403, status 200": says(200, http=403),
    "known before it came": says(409, "Conflict", "Duplicate payloadID"),
}


@pytest.mark.parametrize("refusal", REFUSED)
def test_a_refusal_is_final_and_somebody_is_told(buyer, partner, order, refusal):
    # given
    buyer.reply = REFUSED[refusal]

    # when
    one = sent(queued(partner, order=order))

    # then
    assert (one.state, one.next_attempt_at, one.lease_until) == ("dead", None, None)
    (raised,) = Alarm.objects.all()
    assert (raised.code, raised.subject, raised.transmission, raised.purchase_order) == (
        "document_undelivered",
        str(one.pk),
        one,
        order,
    )
    assert one.last_error in raised.message
    assert "PO-1" in raised.message
    assert circuit.lets_through(partner)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("Duplicate document", "delivered"),
        ("The payloadID was already received", "delivered"),
        ("Document has already been processed.", "delivered"),
        ("The order is closed", "dead"),
        ("", "dead"),
    ],
)
def test_a_conflict_after_a_lost_answer_is_a_delivery_only_where_it_says_so(buyer, partner, told, state):
    # given
    buyer.reply = resets
    one = sent(queued(partner))
    buyer.reply = says(409, "Conflict", told)
    due_now()

    # then
    assert sent(one).state == state


def test_the_answers_own_payload_id_does_not_matter(buyer, partner):
    buyer.reply = answer(
        200, b'<cXML payloadID="wrong"><Response><Status code="201" text="Accepted"/></Response></cXML>'
    )

    assert sent(queued(partner)).state == "delivered"


@pytest.mark.parametrize("declared", ["text/xml; charset=ISO-8859-1", "text/xml"])
def test_an_answer_is_read_in_the_charset_that_http_names(buyer, partner, declared):
    # given
    body = '<cXML payloadID="1"><Response><Status code="400" text="Ungültig"/></Response></cXML>'
    buyer.reply = answer(200, body.encode("latin-1" if "ISO" in declared else "utf-8"), Content_Type=declared)

    # then
    assert sent(queued(partner)).last_error == "400 Ungültig"


# Time


def test_a_buyer_that_hangs_is_left(buyer, partner, settings):
    settings.PUNCHOUT_BUYER_TIMEOUT = 1
    buyer.reply = lambda handler: buyer.hang()

    assert sent(queued(partner)).state == "waiting"


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_buyer_that_says_a_byte_now_and_then_is_left(buyer, partner, settings, where):
    # given
    settings.PUNCHOUT_BUYER_TIMEOUT = 1

    def drips(handler):
        if where == "body":
            answer(200, b"", Content_Length="100000")(handler)
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            if buyer.ended.wait(0.2):
                return

    buyer.reply = drips
    started = time.monotonic()

    # when
    one = sent(queued(partner))

    # then
    assert one.state == "waiting"
    assert time.monotonic() - started < 5


def test_nobody_listening_is_a_failure(buyer, partner):
    one = queued(partner)
    with buyer:
        pass  # it stops listening

    assert sent(one).state == "waiting"
    assert "did not answer" in one.last_error


def test_an_endpoint_whose_tls_fails_is_a_failure(buyer, partner):
    partner.endpoints = {KIND: buyer.url.replace("http:", "https:")}
    partner.save()

    one = sent(queued(partner))

    assert (one.state, buyer.seen) == ("waiting", [])
    assert "SSLError" in one.last_error


@pytest.mark.parametrize(("asked", "seconds"), [("600", 600), ("5", 30), ("9999999", 24 * 3600)])
def test_a_buyer_may_say_how_long_to_leave_it_alone(buyer, partner, asked, seconds):
    # given
    buyer.reply = answer(429, b"", Retry_After=asked)

    # when
    one = sent(queued(partner))

    # then
    pause = (one.next_attempt_at - timezone.now()).total_seconds()
    assert pause == pytest.approx(seconds, rel=0.21, abs=2)
    assert pause >= min(seconds * 0.79, seconds - 2)


def test_the_pauses_grow_to_an_hour():
    expected = [30, 120, 600, 3600, 3600, 3600]
    for attempts, seconds in enumerate(expected, start=1):
        pauses = [pause_after(attempts, timedelta(0)).total_seconds() for _ in range(200)]
        assert min(pauses) >= 0.8 * seconds
        assert max(pauses) <= 1.2 * seconds
        assert max(pauses) - min(pauses) > 0.2 * seconds


def test_after_three_days_a_document_is_dead_and_can_be_sent_again_under_its_payload_id(buyer, partner, later):
    # given
    buyer.reply = answer(500)
    one = queued(partner)
    begun = timezone.now()

    # when
    while one.state == "waiting":
        assert timezone.now() - begun < timedelta(hours=75)
        later(max(one.next_attempt_at - timezone.now(), timedelta(0)) + timedelta(seconds=1))
        Circuit.objects.update(open_until=timezone.now())
        sent(one)

    # then
    assert one.state == "dead"
    assert timezone.now() - begun > timedelta(hours=72)
    assert 70 <= one.attempts <= 100
    assert Alarm.objects.filter(code=alarm.DOCUMENT_UNDELIVERED, settled_at=None).count() == 1

    # when
    transmission.resend(one)
    buyer.reply = says(200)
    transmission.send_due()

    # then
    one.refresh_from_db()
    assert one.state == "delivered"
    assert set(buyer.payload_ids) == {"1@shop.example.com"}
    assert not Alarm.objects.filter(settled_at=None).exists()


def test_one_that_is_sent_again_gets_three_more_days(buyer, partner, later):
    # given
    buyer.reply = says(400, "Bad Request")
    one = sent(queued(partner))
    later(timedelta(days=10))

    # when
    transmission.resend(one)
    buyer.reply = answer(500)
    sent(one)

    # then
    assert one.state == "waiting"
    assert not Alarm.objects.filter(settled_at=None).exists()


def test_a_delivered_document_may_go_again_too(buyer, partner):
    # given
    one = sent(queued(partner))

    # when
    transmission.resend(one)
    sent(one)

    # then
    assert one.attempts == 2
    assert buyer.payload_ids == ["1@shop.example.com"] * 2


def test_staff_are_told_of_a_silent_buyer_and_a_waiting_document_that_they_send_goes_at_once(buyer, partner):
    # given: five failures in a row
    buyer.reply = answer(500)
    documents = [queued(partner, str(number)) for number in range(6)]
    for one in documents[:5]:
        sent(one)
    alarm = Alarm.objects.get(settled_at=None)
    assert (alarm.code, partner.name in alarm.message) == ("buyer_silent", True)
    assert sent(documents[5]).attempts == 0

    # when
    buyer.reply = says(200)
    transmission.resend(documents[0])
    transmission.send(documents[0].pk)

    # then
    documents[0].refresh_from_db()
    alarm.refresh_from_db()
    assert documents[0].state == "delivered"
    assert alarm.settled_at is not None


def test_what_something_later_was_said_about_is_not_sent_again(buyer, partner):
    # given
    buyer.reply = says(400, "Bad Request")
    old, new = sent(queued(partner, "1")), sent(queued(partner, "2"))
    Transmission.objects.update(subject="ConfirmationRequest:PO-1")
    buyer.reply = says(200)

    # when
    with pytest.raises(Conflict, match="later"):
        transmission.resend(Transmission.objects.get(pk=old.pk))
    transmission.resend(Transmission.objects.get(pk=new.pk))
    transmission.send_due()

    # then
    assert [one.state for one in Transmission.objects.order_by("pk")] == ["dead", "delivered"]


# Who comes first


def test_documents_of_one_order_leave_in_their_order(buyer, partner):
    # given
    new = purchase_order(partner)
    update = purchase_order(partner, type="update", order_version="2")
    other = purchase_order(partner, "PO-2")
    first, second, third = (queued(partner, key, one) for key, one in [("1", new), ("2", update), ("3", other)])
    buyer.reply = answer(500)

    # when
    sent(first)
    buyer.reply = says(200)
    transmission.send(second.pk)
    transmission.send_due()

    # then
    assert buyer.payload_ids == ["1@shop.example.com", "3@shop.example.com"]

    # when
    due_now()
    transmission.send(first.pk)

    # then
    assert buyer.payload_ids[2:] == ["1@shop.example.com", "2@shop.example.com"], "one wakes the next"
    assert {one.state for one in Transmission.objects.all()} == {"delivered"}
    third.refresh_from_db()


def test_a_dead_document_blocks_nobody(buyer, partner, order):
    # given
    first, second = queued(partner, "1", order), queued(partner, "2", order)
    replies = iter([says(400, "Bad Request"), says(200)])
    buyer.reply = lambda handler: next(replies)(handler)

    # when
    transmission.send(first.pk)

    # then
    assert [Transmission.objects.get(pk=one.pk).state for one in (first, second)] == ["dead", "delivered"]


def test_a_status_update_that_nobody_takes_keeps_no_other_document_waiting(buyer, partner, order):
    # given
    update, confirmation = queued(partner, "1", order), queued(partner, "2", order)
    Transmission.objects.filter(pk=update.pk).update(kind="StatusUpdateRequest")
    replies = iter([answer(500), says(200)])
    buyer.reply = lambda handler: next(replies)(handler)

    # when
    transmission.send(update.pk)
    transmission.send(confirmation.pk)

    # then
    assert [Transmission.objects.get(pk=one.pk).state for one in (update, confirmation)] == ["waiting", "delivered"]


def test_a_partner_that_is_switched_off_gets_nothing_until_it_is_on_again(buyer, partner):
    # given
    partner.is_active = False
    partner.save()
    one = queued(partner)

    # then
    assert sent(one).attempts == 0

    # when
    partner.is_active = True
    partner.save()
    transmission.send_due()

    # then
    assert len(buyer.seen) == 1


# Addresses


def test_the_address_of_the_present_counts(buyer, partner):
    # given
    address = buyer.url
    partner.endpoints = {KIND: "http://127.0.0.1:9/"}
    partner.save()
    one = sent(queued(partner))

    # when
    partner.endpoints = {KIND: address}
    partner.save()
    due_now()
    sent(one)

    # then
    assert (one.state, one.endpoint) == ("delivered", address)


def test_where_no_address_is_left_the_document_is_dead(buyer, partner):
    # given
    one = queued(partner)
    partner.endpoints = {}
    partner.save()

    # then
    assert sent(one).state == "dead"
    assert "has no address for a ConfirmationRequest any more" in one.last_error
    assert buyer.seen == []


@pytest.mark.parametrize(
    ("followup", "is_taken"),
    [
        ("https://buyer.example.com/status?po=1", True),
        ("https://BUYER.example.com/status", True),
        ("", False),
        ("http://buyer.example.com/status", False),
        ("https://buyer.example.com:8443/status", False),
        ("https://buyer.example.com@evil.example/", False),
        ("https://somebody@buyer.example.com/", False),
        ("https://buyer.example.com\\.evil.example/", False),
        ("https://buyer.example.com.evil.example/", False),
        ("https://evil.example/?https://buyer.example.com/", False),
        ("//buyer.example.com/", False),
        ("https://[buyer.example.com/", False),
        ("https://buyer.example.com:99999/", False),
        (" https://buyer.example.com/", False),
        ("https://buyer.example.com/\r\nX-Evil: 1", False),
        ("https://buyer.example.com/" + 500 * "x", False),
    ],
)
def test_a_followup_counts_only_where_staff_wrote_its_origin_down(partner, followup, is_taken):
    # given
    partner.endpoints = {KIND: "https://buyer.example.com/confirmations", "StatusUpdateRequest": "https://a.example/s"}

    # then
    expected = followup if is_taken else "https://a.example/s"
    assert transmission.endpoint_of(partner, "StatusUpdateRequest", followup) == expected
    assert transmission.endpoint_of(partner, KIND, followup) == "https://buyer.example.com/confirmations"
    assert transmission.endpoint_of(partner, "ShipNoticeRequest", followup) == ""


# The circuit


def pause_of_circuit():
    return (Circuit.objects.get().open_until - timezone.now()).total_seconds()


def test_after_five_failures_in_a_row_a_buyer_is_left_alone(buyer, partner, later):
    # given
    buyer.reply = answer(500)
    for number in range(8):
        queued(partner, str(number))

    # when
    for _ in range(8):
        transmission.send_due()

    # then
    assert len(buyer.seen) == 5, "one in a sweep, until the circuit opens"

    # when
    later(timedelta(minutes=5, seconds=5))
    due_now()
    for _ in range(3):
        transmission.send_due()

    # then
    assert len(buyer.seen) == 6, "one probe"
    assert pause_of_circuit() == pytest.approx(600, abs=60)

    # when
    buyer.reply = says(200)
    later(timedelta(minutes=11))
    due_now()
    transmission.send_due()

    # then
    assert not Transmission.objects.exclude(state="delivered").exists()
    assert Circuit.objects.get().failures == 0


def test_the_pause_grows_to_an_hour_and_no_further(partner):
    for _ in range(40):
        circuit.note(partner, has_answered=False)

    assert pause_of_circuit() == pytest.approx(3600, abs=60)


def test_what_was_under_way_when_the_circuit_opened_makes_no_pause_longer(buyer, partner, monkeypatch):
    # given
    def post(url, document):
        for _ in range(5):  # other workers
            circuit.note(partner, has_answered=False)
        raise BuyerUnreachable("The buyer did not answer.")

    monkeypatch.setattr(delivery, "post", post)

    # when
    one = sent(queued(partner))

    # then
    assert one.last_error == "The buyer did not answer."
    assert pause_of_circuit() == pytest.approx(300, abs=5)


def test_a_probe_that_dies_is_followed_by_another(partner, later, settings):
    # given
    for _ in range(5):
        circuit.note(partner, has_answered=False)

    # then
    assert not circuit.lets_through(partner)
    later(timedelta(minutes=5, seconds=1))
    assert circuit.lets_through(partner)
    assert not circuit.lets_through(partner)
    later(timedelta(seconds=settings.PUNCHOUT_ORDER_LEASE + 1))
    assert circuit.lets_through(partner)


def test_one_buyers_failure_keeps_no_other_waiting(buyer, partner, world):
    # given
    other = next(one for one in world.values() if one.pk != partner.pk)
    with endpoint_of(other, "another-secret") as well:
        buyer.reply = answer(500)
        for number in range(6):
            queued(partner, f"a{number}")
        queued(other, "b")

        # when
        transmission.send_due()

        # then
        assert (len(buyer.seen), len(well.seen)) == (1, 1)


def test_a_sweep_begins_no_document_after_a_while(buyer, partner, monkeypatch):
    # given
    queued(partner, "1", purchase_order(partner, "PO-1"))
    queued(partner, "2", purchase_order(partner, "PO-2"))
    monkeypatch.setattr(transmission, "LONGEST", timedelta(0))

    # when
    transmission.send_due()
    first = list(buyer.payload_ids)
    transmission.send_due()

    # then
    assert first == ["1@shop.example.com"]
    assert buyer.payload_ids == ["1@shop.example.com", "2@shop.example.com"]


def test_a_circuit_that_stays_open_buries_what_is_too_old(buyer, partner, later):
    # given
    one = queued(partner)
    later(timedelta(hours=73))
    for _ in range(6):
        circuit.note(partner, has_answered=False)

    # when
    transmission.send_due()

    # then
    one.refresh_from_db()
    assert (one.state, buyer.seen) == ("dead", [])
    assert Alarm.objects.get(code="document_undelivered").transmission == one


def test_after_an_outage_of_our_own_nothing_is_buried_unsent(buyer, partner, later):
    one = queued(partner)
    later(timedelta(days=5))

    transmission.send_due()

    one.refresh_from_db()
    assert one.state == "delivered"


def test_resending_calls_a_buyer_that_was_left_alone(buyer, partner):
    # given
    buyer.reply = says(400, "Bad Request")
    one = sent(queued(partner))
    for _ in range(5):
        circuit.note(partner, has_answered=False)
    buyer.reply = says(200)

    # when
    transmission.resend(one)

    # then
    assert sent(one).state == "delivered"


# Leases


def test_a_worker_that_dies_between_sending_and_noting_leaves_the_document_to_another(
    buyer, partner, monkeypatch, later
):
    # given
    one = queued(partner)

    class Killed(BaseException):
        pass

    def dies(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("saleor_punchout.flows.attempt._note", dies)
        with pytest.raises(Killed):
            transmission.send(one.pk)

    # when
    transmission.send_due()
    assert len(buyer.seen) == 1, "the lease still holds"
    later(timedelta(minutes=3))
    tasks.sweep()

    # then
    one.refresh_from_db()
    assert (one.state, one.attempts) == ("delivered", 2)
    assert buyer.payload_ids == ["1@shop.example.com"] * 2


def test_whoever_lost_the_lease_writes_nothing(buyer, partner, monkeypatch):
    # given
    one = queued(partner)
    buyer.reply = says(400, "Bad Request")

    def late(*args, **kwargs):
        Transmission.objects.update(lease_until=timezone.now() + HOUR)
        return read_reply(*args, **kwargs)

    monkeypatch.setattr("saleor_punchout.flows.attempt.read_reply", late)

    # when
    sent(one)

    # then
    assert (one.state, one.log, one.last_error) == ("waiting", [], "")
    assert one.lease_until is not None
    assert not Alarm.objects.exists()


# Secrets


@pytest.mark.parametrize(
    "reply",
    [
        says(200, "OK", f"Welcome {SECRET}"),
        says(400, f"Bad secret {SECRET}", f"password={SECRET}"),
        says(500, "Error", SECRET),
        answer(500, f"<html>{SECRET}</html>".encode()),
        answer(200, f"<cXML {SECRET}".encode()),
        answer(302, b"", Location=f"https://evil.example/{SECRET}"),
        resets,
        lambda handler: handler.wfile.write(f"{SECRET}\r\n\r\n".encode()),
    ],
    ids=["200", "400", "500", "html", "broken", "redirect", "reset", "no http"],
)
def test_the_secret_is_kept_nowhere_even_where_the_buyer_echoes_it(buyer, partner, order, reply, caplog):
    # given
    caplog.set_level(logging.DEBUG)
    buyer.reply = reply

    # when
    sent(queued(partner, order=order))

    # then
    assert SECRET.encode() in buyer.seen[0].body
    assert SECRET not in everything_kept()
    assert SECRET not in caplog.text


def test_a_password_in_an_address_stands_in_no_message_and_no_log(partner, caplog):
    # given
    caplog.set_level(logging.INFO)
    partner.endpoints = {KIND: "http://somebody:hush-hush@127.0.0.1:9/cxml?key=hush-hush"}
    partner.save()

    # when
    one = sent(queued(partner))

    # then
    assert one.state == "waiting"
    assert "hush" not in one.last_error + str(one.log) + caplog.text


def test_what_breaks_on_our_side_is_tried_again_and_told_without_its_words(buyer, partner, monkeypatch):
    # given
    def breaks(*args):
        raise RuntimeError(SECRET)

    monkeypatch.setattr("saleor_punchout.flows.attempt.with_sender", breaks)

    # when
    one = sent(queued(partner))

    # then
    assert (one.state, buyer.seen) == ("waiting", [])
    assert "RuntimeError" in one.last_error
    assert SECRET not in everything_kept()
