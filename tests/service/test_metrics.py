"""Figures: who may see them, what they count, what they cost, and that it is the same whichever process answers."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import requests
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from saleor_punchout.flows import alarm
from saleor_punchout.models import (
    Alarm,
    Circuit,
    DocumentRecord,
    Installation,
    PunchOutSession,
    PurchaseOrder,
    SaleorEvent,
    TradingPartner,
    Transmission,
)
from saleor_punchout.service import metrics
from tests.service.conftest import METRICS_TOKEN, serving

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "deployment.md"
HOUR = timedelta(hours=1)


@pytest.fixture
def token(settings):
    settings.DEBUG = False
    settings.PUNCHOUT_METRICS_TOKEN = METRICS_TOKEN
    return {"Authorization": f"Bearer {METRICS_TOKEN}"}


@pytest.fixture
def partner(db):
    installation = Installation.objects.create(api_url="https://shop.example.com/graphql/")
    return TradingPartner.objects.create(
        installation=installation,
        name="Acme",
        slug="acme",
        channel="default-channel",
        storefront_url="https://shop.example.com",
    )


def figures(text):
    """Every sample by its name without our prefix, then by its labels' values in the order of their names."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = tuple(value for _, value in sorted(sample.labels.items()))
            found.setdefault(sample.name.removeprefix("saleor_punchout_"), {})[labels] = sample.value
    return found


def scrape(client, token):
    answer = client.get("/metrics", headers=token)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    return figures(answer.content.decode())


def session(partner, number, state, requested_at=None):
    now = timezone.now()
    return PunchOutSession.objects.create(
        partner=partner,
        key=f"k{number}",
        operation="create",
        return_url="https://buyer.example.com/",
        start_token=f"t{number}",
        state=state,
        requested_at=requested_at or now,
        start_expires_at=now,
        expires_at=now,
    )


def document(partner, kind="OrderRequest", status=200, age=None, **fields):
    record = DocumentRecord.objects.create(partner=partner, direction="in", kind=kind, status=status, **fields)
    if age:
        DocumentRecord.objects.filter(pk=record.pk).update(created_at=timezone.now() - age)
    return record


def order(partner, number, state, age=None, **fields):
    made = PurchaseOrder.objects.create(
        partner=partner,
        order_id=f"PO-{number}",
        type="new",
        content_hash="",
        document=document(partner),
        state=state,
        **fields,
    )
    if age:
        PurchaseOrder.objects.filter(pk=made.pk).update(created_at=timezone.now() - age)
    return made


def transmission(partner, number, state):
    record = DocumentRecord.objects.create(partner=partner, direction="out", kind="ConfirmationRequest")
    return Transmission.objects.create(partner=partner, document=record, key=str(number), state=state)


@pytest.mark.parametrize(
    "shown", [None, "", "Bearer", "Bearer guess", f"Basic {METRICS_TOKEN}", METRICS_TOKEN, "Bearer é"]
)
def test_figures_are_for_who_shows_the_token(client, token, shown):
    answer = client.get("/metrics", headers={} if shown is None else {"Authorization": shown})

    assert (answer.status_code, answer["WWW-Authenticate"], answer.content) == (401, "Bearer", b"")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer "}])
def test_without_a_token_there_is_no_such_page(client, settings, headers):
    settings.DEBUG, settings.PUNCHOUT_METRICS_TOKEN = False, ""

    assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.django_db
def test_who_develops_needs_no_token(client, settings):
    settings.DEBUG, settings.PUNCHOUT_METRICS_TOKEN = True, ""

    assert client.get("/metrics").status_code == 200


def test_sessions_are_counted_by_state(client, token, partner):
    # given
    for number, state in enumerate(["requested", "started", "started", "returned", "failed"]):
        session(partner, number, state)
    session(partner, 9, "started", requested_at=timezone.now() - 25 * HOUR)

    # when
    found = scrape(client, token)

    # then
    assert found["sessions_open"] == {("requested",): 1, ("started",): 3}
    assert found["sessions_day"] == dict.fromkeys([(state,) for state in PunchOutSession.State.values], 0) | {
        ("requested",): 1,
        ("started",): 2,
        ("returned",): 1,
        ("failed",): 1,
    }


def test_orders_that_wait_are_told_with_their_age(client, token, partner):
    # given
    now = timezone.now()
    order(partner, 1, "received", age=HOUR, next_attempt_at=now - timedelta(minutes=10))
    order(partner, 2, "received", next_attempt_at=now + HOUR)
    order(partner, 3, "held", age=48 * HOUR)
    order(partner, 4, "placed", age=72 * HOUR)

    # when
    found = scrape(client, token)

    # then
    assert found["purchase_orders_waiting"] == {("received",): 2, ("held",): 1}
    assert found["purchase_orders_oldest_seconds"] == {
        ("received",): pytest.approx(3600, abs=60),
        ("held",): pytest.approx(48 * 3600, abs=60),
    }
    assert found["purchase_orders_overdue_seconds"] == {(): pytest.approx(600, abs=60)}
    assert found["purchase_orders_day"] == dict.fromkeys([(state,) for state in PurchaseOrder.State.values], 0) | {
        ("received",): 2
    }


def test_where_nothing_waits_nothing_is_old(client, token, partner):
    order(partner, 1, "received", next_attempt_at=timezone.now() + HOUR)

    found = scrape(client, token)

    assert found["purchase_orders_oldest_seconds"][("held",)] == 0
    assert found["purchase_orders_overdue_seconds"] == {(): 0}
    assert found["events_oldest_seconds"] == {(): 0}


def test_documents_are_counted_by_kind_direction_and_status(client, token, partner):
    # given
    document(partner, duration_ms=30)
    document(partner, duration_ms=70)
    document(partner, status=401, duration_ms=5)
    document(partner, status=None)
    document(partner, age=timedelta(minutes=16))

    # when
    found = scrape(client, token)

    # then
    assert found["documents_recent"] == {
        ("in", "OrderRequest", "2xx"): 2,
        ("in", "OrderRequest", "4xx"): 1,
        ("in", "OrderRequest", "none"): 1,
    }
    assert found["documents_recent_seconds_sum"][("in", "OrderRequest", "2xx")] == pytest.approx(0.1)
    assert found["documents_recent_seconds_max"][("in", "OrderRequest", "2xx")] == pytest.approx(0.07)


def test_strangers_cannot_make_time_series(client, token, partner):
    for number in range(50):
        document(None, kind=f'Invented"{number}\n', status=406)

    assert scrape(client, token)["documents_recent"] == {("in", "other", "4xx"): 50}


def test_news_that_nobody_worked_off_and_saleors_in_trouble_are_counted(client, token, partner):
    # given
    for number, done_at in enumerate([None, None, timezone.now()]):
        SaleorEvent.objects.create(
            installation=partner.installation,
            event="ORDER_CONFIRMED",
            key=str(number),
            saleor_order_id="1",
            done_at=done_at,
        )
    SaleorEvent.objects.filter(key="0").update(created_at=timezone.now() - HOUR)
    Installation.objects.create(api_url="https://b.example.com/graphql/", trouble="Token revoked")
    Installation.objects.create(api_url="https://c.example.com/graphql/", trouble="Gone", is_active=False)

    # when
    found = scrape(client, token)

    # then
    assert found["events_undone"] == {(): 2}
    assert found["events_oldest_seconds"] == {(): pytest.approx(3600, abs=60)}
    assert found["installations"] == {(): 2}
    assert found["installations_in_trouble"] == {(): 1}


def test_documents_on_their_way_and_open_alarms_are_counted(client, token, partner):
    # given
    for number, state in enumerate(["waiting", "waiting", "dead", "delivered", "delivered", "delivered"]):
        transmission(partner, number, state)
    Transmission.objects.filter(key="0").update(created_at=timezone.now() - HOUR)
    Circuit.objects.create(partner=partner, failures=5, open_until=timezone.now() + HOUR)
    for subject, settled_at in [("1", None), ("2", None), ("3", timezone.now())]:
        Alarm.objects.create(
            installation=partner.installation, code="order_held", subject=subject, message="", settled_at=settled_at
        )

    # when
    found = scrape(client, token)

    # then
    assert found["transmissions_waiting"] == {(): 2}
    assert found["transmissions_oldest_seconds"] == {(): pytest.approx(3600, abs=60)}
    assert found["transmissions_dead"] == {(): 1}
    assert found["transmissions_day"] == {("waiting",): 2, ("dead",): 1, ("delivered",): 3}
    assert found["circuits_open"] == {(): 1}
    assert found["alarms_open"] == dict.fromkeys([(code,) for code in alarm.CODES], 0) | {("order_held",): 2}


def test_a_circuit_whose_pause_is_over_is_not_open(client, token, partner):
    Circuit.objects.create(partner=partner, failures=5, open_until=timezone.now() - HOUR)

    assert scrape(client, token)["circuits_open"] == {(): 0}


def test_a_scrape_costs_the_same_number_of_statements_however_much_there_is(
    client, token, partner, django_assert_max_num_queries
):
    for number in range(60):
        session(partner, number, "started")
        order(partner, number, "held")
        document(partner, kind=f"Kind{number}")
        transmission(partner, number, "dead")

    with django_assert_max_num_queries(32):
        scrape(client, token)


def test_counting_ends_somewhere(client, token, partner, monkeypatch):
    # given
    monkeypatch.setattr(metrics, "MOST", 5)
    for number in range(8):
        session(partner, number, "started")
        order(partner, number, "held")

    # when
    found = scrape(client, token)

    # then
    assert found["sessions_open"][("started",)] == 5
    assert sum(found["sessions_day"].values()) == 5
    assert found["purchase_orders_waiting"][("held",)] == 5
    assert sum(found["documents_recent"].values()) == 5


def test_every_figure_is_described_and_no_other(client, token, partner):
    document(partner)

    told = set(re.findall(r"`saleor_punchout_(\w+)", DOCUMENTATION.read_text("utf-8")))

    assert told == set(scrape(client, token))


def test_every_process_tells_the_same(environment, tmp_path):
    # given
    with serving(environment, tmp_path, "--processes", "2") as (address, _):
        with psycopg.connect(environment["DATABASE_URL"]) as database:
            database.execute(
                "INSERT INTO saleor_punchout_documentrecord (direction, kind, payload_id, body, size, sha256, status,"
                " answer, reason, remarks, duration_ms, created_at) SELECT 'in', 'OrderRequest', '', '', 0, '', 200,"
                " '', '', '[]', 10, now() FROM generate_series(1, 40)"
            )

        # when
        headers = {"Authorization": f"Bearer {METRICS_TOKEN}", "Connection": "close"}
        answers = [requests.get(f"{address}/metrics", headers=headers, timeout=10) for _ in range(20)]

    # then
    assert {answer.status_code for answer in answers} == {200}
    for answer in answers:
        found = figures(answer.text)
        assert found["documents_recent"] == {("in", "OrderRequest", "2xx"): 40}
        assert found["documents_recent_seconds_sum"] == {("in", "OrderRequest", "2xx"): pytest.approx(0.4)}


def test_without_the_database_there_are_no_figures(environment, gates, tmp_path):
    headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    with serving(environment, tmp_path) as (address, _):
        gates["database"].shut()

        answer = requests.get(f"{address}/metrics", headers=headers, timeout=10)

    assert (answer.status_code, answer.text) == (503, "The database cannot be asked.\n")
