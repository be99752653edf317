"""Deliveries over HTTP: what is Saleor's and meant for us is kept once, everything else is turned away and recorded."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest
from django.utils import timezone

from saleor_punchout import tasks
from saleor_punchout.app.views import MAX_DELIVERY
from saleor_punchout.flows.installation import register, uninstall
from saleor_punchout.models import DocumentRecord, Installation, PurchaseOrder, SaleorEvent
from tests.app.conftest import make_order
from tests.app.saleor import APP_ID, TOKEN, UPDATED_AT, private_key, signed_with_public_key

ORDER = "T3JkZXI6MQ=="
OURS = {"saleor_order_id": ORDER}


@pytest.fixture
def order(partner):
    return make_order(partner, **OURS)


def deliver(client, delivery, **headers):
    return client.post("/webhooks", **delivery | {"headers": delivery["headers"] | headers})


def assert_refused(response, installation, status=401):
    """Nothing is kept but why."""
    assert response.status_code == status, response.content
    assert not SaleorEvent.objects.exists()
    record = DocumentRecord.objects.get(kind="Webhook")
    assert (record.status, record.installation, record.reason) == (status, installation, response.json()["error"])


def later(time_machine, **delta):
    time_machine.move_to(timezone.now() + timedelta(**delta))


@pytest.mark.parametrize("event", ["ORDER_CREATED", "ORDER_CONFIRMED", "FULFILLMENT_TRACKING_NUMBER_UPDATED"])
def test_what_saleor_signed_is_kept_and_a_worker_is_woken(client, saleor, installation, order, monkeypatch, event):
    # given
    woken = []
    monkeypatch.setattr(tasks, "wake", lambda task, pk: woken.append((task, pk)))

    # when
    response = deliver(client, saleor.delivery(event, status="FULFILLED"))

    # then
    assert (response.status_code, response.content) == (200, b"")
    news = SaleorEvent.objects.get()
    assert (news.installation, news.event, news.saleor_order_id) == (installation, event, ORDER)
    assert news.told["order"]["status"] == "FULFILLED"
    assert woken == [(tasks.handle_event, news.pk)]
    assert saleor.asked == []


def test_a_delivery_that_is_repeated_is_one_piece_of_news(client, saleor, installation, order, monkeypatch):
    # given
    woken = []
    monkeypatch.setattr(tasks, "wake", lambda task, pk: woken.append(pk))
    delivery = saleor.delivery("ORDER_UPDATED")

    # when
    answers = [deliver(client, delivery).status_code for _ in range(3)]

    # then
    assert answers == [200, 200, 200]
    assert SaleorEvent.objects.count() == len(woken) == 1


def test_the_same_words_of_two_events_are_two_pieces_of_news(client, saleor, installation, order):
    for event in ("ORDER_UPDATED", "ORDER_CANCELLED"):
        assert deliver(client, saleor.delivery(event)).status_code == 200

    assert SaleorEvent.objects.count() == 2


def test_a_body_that_was_changed_is_refused(client, saleor, installation):
    # given
    delivery = saleor.delivery("ORDER_UPDATED")
    delivery["data"] = delivery["data"].replace(b"UNCONFIRMED", b"FULFILLED")

    # then
    assert_refused(deliver(client, delivery), installation)


@pytest.mark.parametrize("signature", ["", "..", "a.b.c", "ä", "eyJ.", "." * 5000, "e30..e30", "[" * 3000 + "..x"])
def test_a_signature_that_is_none_is_refused(client, saleor, installation, signature):
    assert_refused(deliver(client, saleor.delivery("ORDER_UPDATED"), **{"Saleor-Signature": signature}), installation)


def test_without_a_signature_a_delivery_is_refused(client, saleor, installation):
    # given
    delivery = saleor.delivery("ORDER_UPDATED")
    del delivery["headers"]["Saleor-Signature"]

    # then
    assert_refused(deliver(client, delivery), installation)


def test_a_foreign_key_under_a_known_name_is_refused(client, saleor, installation):
    # given
    delivery = saleor.delivery("ORDER_UPDATED")
    forged = saleor.sign(delivery["data"], key="foreign", kid="first")

    # then
    assert_refused(deliver(client, delivery, **{"Saleor-Signature": forged}), installation)


@pytest.mark.parametrize("algorithm", ["none", "RS512", "PS256"])
def test_the_sender_does_not_choose_the_algorithm(client, saleor, installation, algorithm):
    # given
    delivery = saleor.delivery("ORDER_UPDATED")
    key = None if algorithm == "none" else private_key("first")
    headers = {"kid": "first", "crit": ["b64"]}
    forged = jwt.PyJWS().encode(delivery["data"], key, algorithm, headers=headers, is_payload_detached=True)

    # then
    assert_refused(deliver(client, delivery, **{"Saleor-Signature": forged}), installation)


def test_the_public_key_is_no_secret(client, saleor, installation):
    # given
    delivery = saleor.delivery("ORDER_UPDATED")
    header, signature = signed_with_public_key({"kid": "first", "b64": False, "crit": ["b64"]}, delivery["data"])

    # then
    assert_refused(deliver(client, delivery, **{"Saleor-Signature": f"{header}..{signature}"}), installation)


def test_a_token_of_the_same_key_is_no_signature(client, saleor, installation):
    """Every customer holds a token that Saleor signed. It carries its own payload, and is valid for no other."""
    token = saleor.staff_token(type="access", is_staff=False)

    assert_refused(deliver(client, saleor.delivery("ORDER_UPDATED"), **{"Saleor-Signature": token}), installation)


def test_a_token_without_its_payload_is_no_signature(client, saleor, installation):
    # given
    header, payload, signature = saleor.staff_token(type="access").split(".")
    delivery = saleor.signed("ORDER_UPDATED", payload.encode(), f"{header}..{signature}")

    # then
    assert_refused(deliver(client, delivery), installation)


@pytest.mark.parametrize("event", ["", "CHECKOUT_CREATED", "order", "ORDER_UPDATED\u00a0", "x" * 5000])
def test_an_event_that_we_did_not_ask_for_is_refused(client, saleor, installation, event):
    delivery = saleor.delivery("ORDER_UPDATED")

    assert_refused(deliver(client, delivery, **{"Saleor-Event": event}), installation)


def test_an_event_of_saleors_that_we_did_not_ask_for_is_refused(client, saleor, installation):
    assert_refused(deliver(client, saleor.delivery("ORDER_PAID")), installation)


def test_the_header_cannot_make_another_event_of_it(client, saleor, installation):
    delivery = saleor.delivery("ORDER_UPDATED")

    assert_refused(deliver(client, delivery, **{"Saleor-Event": "app_deleted"}), installation)


@pytest.mark.parametrize("recipient", [None, {"id": "QXBwOjk="}, {}, "QXBwOjQ=", {"id": None}])
def test_a_delivery_to_another_app_is_refused(client, saleor, installation, recipient):
    assert_refused(deliver(client, saleor.delivery("ORDER_UPDATED", {"recipient": recipient})), installation)


@pytest.mark.parametrize("api_url", ["", "https://unknown.example.com/graphql/", "x" * 3000])
def test_a_saleor_that_is_not_connected_is_refused(client, saleor, installation, api_url):
    delivery = saleor.delivery("ORDER_UPDATED")

    assert_refused(deliver(client, delivery, **{"Saleor-Api-Url": api_url}), None)
    assert saleor.asked == []


def test_a_saleor_that_uninstalled_us_is_refused(client, saleor, installation):
    uninstall(installation, APP_ID)

    assert_refused(deliver(client, saleor.delivery("ORDER_UPDATED")), None)


def test_one_saleor_cannot_speak_for_another(client, start, db):
    # given
    first, second = start(), start()
    second.keys = ["second"]
    installations = [register(saleor.api_url, TOKEN) for saleor in (first, second)]
    delivery = second.delivery("ORDER_UPDATED")

    # then
    assert_refused(deliver(client, delivery, **{"Saleor-Api-Url": first.api_url}), installations[0])
    assert deliver(client, delivery).status_code == 200
    assert SaleorEvent.objects.get().installation == installations[1]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b"[" * 50_000, b'{"a": 1' + b"}" * 9],
)
def test_a_signed_body_of_another_shape_is_refused_as_bad(client, saleor, installation, body):
    assert_refused(deliver(client, saleor.signed("ORDER_UPDATED", body)), installation, 400)


@pytest.mark.parametrize(
    "order",
    [
        {"id": None},
        {"id": 7},
        {"status": None},
        {"updatedAt": None},
        {"updatedAt": "yesterday"},
        {"updatedAt": "2026-13-45T99:00:00+00:00"},
        {"updatedAt": "2026-03-02T09:30:00"},
    ],
)
def test_news_of_an_order_without_what_matters_is_refused_as_bad(client, saleor, installation, order):
    assert_refused(deliver(client, saleor.delivery("ORDER_UPDATED", **order)), installation, 400)


def test_news_without_an_order_is_refused_as_bad(client, saleor, installation):
    assert_refused(deliver(client, saleor.delivery("ORDER_UPDATED", {"order": None})), installation, 400)


def test_a_body_without_end_is_not_read(client, saleor, installation):
    assert_refused(deliver(client, saleor.signed("ORDER_UPDATED", b"x" * (MAX_DELIVERY + 1))), installation, 413)


def test_saleor_may_change_its_key(client, saleor, installation, order, time_machine):
    # given
    later(time_machine, minutes=2)
    saleor.keys = ["second"]

    # when
    answers = [deliver(client, saleor.delivery("ORDER_UPDATED", number=str(one))).status_code for one in range(3)]

    # then
    assert answers == [200, 200, 200]
    assert saleor.key_questions == 1
    assert Installation.objects.get().jwks == saleor.published()


def test_a_key_that_saleor_gave_up_is_soon_forgotten(client, saleor, installation, time_machine):
    # given
    old = saleor.delivery("ORDER_UPDATED")
    saleor.keys = ["second"]
    later(time_machine, minutes=11)

    # then
    assert_refused(deliver(client, old), installation)


def test_a_flood_of_unknown_keys_asks_saleor_once_a_minute(client, saleor, installation, time_machine):
    # given
    later(time_machine, minutes=2)
    delivery = saleor.delivery("ORDER_UPDATED")
    forged = saleor.sign(delivery["data"], key="foreign")

    # when
    for _ in range(20):
        assert deliver(client, delivery, **{"Saleor-Signature": forged}).status_code == 401

    # then
    assert saleor.key_questions == 1
    later(time_machine, seconds=61)
    deliver(client, delivery, **{"Saleor-Signature": forged})
    assert saleor.key_questions == 2


def test_a_flood_while_saleor_is_away_asks_no_oftener(client, saleor, installation, order, time_machine):
    # given
    later(time_machine, minutes=11)
    saleor.has_keys = False
    delivery = saleor.delivery("ORDER_UPDATED")
    forged = saleor.sign(delivery["data"], key="foreign")

    # when
    for _ in range(20):
        deliver(client, delivery, **{"Saleor-Signature": forged})

    # then
    assert saleor.key_questions == 1
    assert deliver(client, delivery).status_code == 200  # the keys that we have stay good


def test_the_whole_way_from_a_delivery_to_the_order(client, saleor, installation, order):
    # when
    deliver(client, saleor.delivery("ORDER_CONFIRMED", status="UNFULFILLED"))
    tasks.handle_event(SaleorEvent.objects.get().pk)

    # then
    assert PurchaseOrder.objects.get().saleor_status == "UNFULFILLED"


def test_news_of_our_own_end_ends_the_installation(client, saleor, installation, partner):
    # when
    told = {"order": None, "app": {"id": APP_ID}, "issuedAt": UPDATED_AT}
    assert deliver(client, saleor.delivery("APP_DELETED", told)).status_code == 200
    tasks.handle_event(SaleorEvent.objects.get().pk)

    # then
    ended = Installation.objects.get()
    assert (ended.is_active, ended.sealed_token, ended.token) == (False, "", "")
    assert "Install it again" in ended.trouble
    assert ended.partners.get() == partner
