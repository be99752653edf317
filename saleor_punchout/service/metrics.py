"""``/metrics`` in Prometheus' text format: the figures of the shop, counted in the database when they are asked for.

So they are the same whichever process answers, and survive its end; figures that each process kept for itself would be
right for none. Every one costs an index lookup or a bounded walk, however large the tables grow: ``MOST`` rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings as django_settings
from django.db import DatabaseError
from django.db.models import Count, Max, Min, Model, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from saleor_punchout import __version__
from saleor_punchout.caller import bearer_of
from saleor_punchout.conf import settings
from saleor_punchout.flows import alarm
from saleor_punchout.models import (
    Alarm,
    Circuit,
    DocumentRecord,
    Installation,
    PunchOutSession,
    PurchaseOrder,
    SaleorEvent,
    Transmission,
)
from saleor_punchout.service.hurry import hurried

M = TypeVar("M", bound=Model)
Figures = Iterator[GaugeMetricFamily]

MOST = 10_000
"""Rows that one figure looks at: beyond, it stops counting."""
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
WAITING = (PurchaseOrder.State.RECEIVED, PurchaseOrder.State.HELD)
KINDS = frozenset(
    "ProfileRequest PunchOutSetupRequest PunchOutOrderMessage OrderRequest StatusUpdateRequest ConfirmationRequest"
    " ShipNoticeRequest InvoiceDetailRequest".split()
)
"""Told by name. Strangers may write any other name into a document, and each would become a time series for ever."""


def exposed(request: HttpRequest) -> HttpResponse:
    """All figures. 404 where PUNCHOUT_METRICS_TOKEN is not set, 401 for who does not show it, 503 without a database.
    While developing, where there is no token nobody has to show one."""
    if not settings.metrics_token and not django_settings.DEBUG:
        return HttpResponseNotFound("Set PUNCHOUT_METRICS_TOKEN, and show it as a bearer token.\n", "text/plain")
    if settings.metrics_token and not constant_time_compare(bearer_of(request), settings.metrics_token):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        text = generate_latest(_REGISTRY)
    except DatabaseError:
        return HttpResponse("The database cannot be asked.\n", "text/plain", 503)
    return HttpResponse(text, CONTENT_TYPE_PLAIN_0_0_4)


class _Shop:
    """Asked anew by every scrape; ``prometheus_client`` calls what looks like this a collector."""

    def describe(self) -> list[GaugeMetricFamily]:
        return []  # else it would be asked as soon as it is known, when there may be no database

    def collect(self) -> Figures:
        with hurried():
            yield _info()
            yield from _sessions()
            yield from _orders()
            yield from _documents()
            yield from _events()
            yield from _outbox()
            yield _alarms()
            yield from _installations()


_REGISTRY = CollectorRegistry()
_REGISTRY.register(_Shop())


def _info() -> GaugeMetricFamily:
    return _figure("info", "The version that answers; always 1.", {(__version__,): 1}, "version")


def _sessions() -> Figures:
    open_ones = {(state,): _bounded(PunchOutSession.objects.filter(state=state)) for state in PunchOutSession.OPEN}
    yield _figure("sessions_open", "Visits that are not over, by state.", open_ones, "state")
    recent = _recent(PunchOutSession.objects.all(), "requested_at", DAY)
    found = _each(PunchOutSession.State, recent.order_by().values_list("state").annotate(Count("pk")))
    yield _figure("sessions_day", "Visits of the last 24 hours, by the state that they are in now.", found, "state")


def _orders() -> Figures:
    waiting = {(state,): PurchaseOrder.objects.filter(state=state) for state in WAITING}
    counted = {labels: _bounded(orders) for labels, orders in waiting.items()}
    yield _figure("purchase_orders_waiting", "Orders for a worker (received) or for staff (held).", counted, "state")
    oldest = {labels: _age(orders, "created_at") for labels, orders in waiting.items()}
    yield _figure("purchase_orders_oldest_seconds", "Age of the oldest that waits; 0 where none does.", oldest, "state")
    overdue = _age(waiting[("received",)], "next_attempt_at")
    yield _figure(
        "purchase_orders_overdue_seconds", "How long a worker has kept the next order waiting.", {(): overdue}
    )
    recent = _recent(PurchaseOrder.objects.all(), "created_at", DAY)
    found = _each(PurchaseOrder.State, recent.order_by().values_list("state").annotate(Count("pk")))
    yield _figure(
        "purchase_orders_day", "Orders of the last 24 hours, by the state that they are in now.", found, "state"
    )


def _documents() -> Figures:
    """Of the last quarter of an hour. Durations stand in the rows, so that they can be added up over all processes."""
    recent = _recent(DocumentRecord.objects.all(), "created_at", QUARTER)
    rows = recent.order_by().values_list("kind", "direction", "status")
    counts: dict[tuple[str, ...], float] = {}
    sums: dict[tuple[str, ...], float] = {}
    longest: dict[tuple[str, ...], float] = {}
    for kind, direction, status, count, total, most in rows.annotate(
        Count("pk"), Sum("duration_ms"), Max("duration_ms")
    ):
        labels = (kind if kind in KINDS else "other", direction, f"{status // 100}xx" if status else "none")
        counts[labels] = counts.get(labels, 0) + count
        sums[labels] = sums.get(labels, 0) + (total or 0) / 1000
        longest[labels] = max(longest.get(labels, 0), (most or 0) / 1000)
    names = ("kind", "direction", "status")
    yield _figure("documents_recent", "Documents of the last 15 minutes.", counts, *names)
    yield _figure("documents_recent_seconds_sum", "Time that we took for them, together.", sums, *names)
    yield _figure("documents_recent_seconds_max", "Time that we took for the slowest.", longest, *names)


def _events() -> Figures:
    undone = SaleorEvent.objects.filter(done_at=None)
    yield _figure("events_undone", "News from Saleor that wait for a worker.", {(): _bounded(undone)})
    yield _figure(
        "events_oldest_seconds", "Age of the oldest of them; 0 where none waits.", {(): _age(undone, "created_at")}
    )


def _outbox() -> Figures:
    waiting = Transmission.objects.filter(state=Transmission.State.WAITING)
    yield _figure("transmissions_waiting", "Documents of ours that wait to be delivered.", {(): _bounded(waiting)})
    oldest = _age(waiting, "created_at")
    yield _figure("transmissions_oldest_seconds", "Age of the oldest of them; 0 where none waits.", {(): oldest})
    dead = _bounded(Transmission.objects.filter(state=Transmission.State.DEAD))
    yield _figure("transmissions_dead", "Those that were not taken, and wait for staff to send them again.", {(): dead})
    recent = _recent(Transmission.objects.all(), "created_at", DAY)
    found = _each(Transmission.State, recent.order_by().values_list("state").annotate(Count("pk")))
    yield _figure(
        "transmissions_day", "Documents of the last 24 hours, by the state that they are in now.", found, "state"
    )
    opened = Circuit.objects.filter(open_until__gt=timezone.now()).count()
    yield _figure("circuits_open", "Trading partners whose endpoints fail and are left alone.", {(): opened})


def _alarms() -> GaugeMetricFamily:
    counted = dict(Alarm.objects.filter(settled_at=None).order_by().values_list("code").annotate(Count("pk")))
    by_code = {(code,): counted.get(code, 0) for code in alarm.CODES}
    return _figure("alarms_open", "What a person must look at, by the reason.", by_code, "code")


def _installations() -> Figures:
    active = Installation.objects.filter(is_active=True)
    yield _figure("installations", "Saleor installations that are connected.", {(): active.count()})
    troubled = active.exclude(trouble="").count()
    yield _figure("installations_in_trouble", "Those that do not let us in.", {(): troubled})


def _figure(name: str, told: str, values: Mapping[Any, float], *labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"saleor_punchout_{name}", told, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def _bounded(rows: QuerySet[M]) -> int:
    return rows.order_by()[:MOST].count()


def _recent(rows: QuerySet[M], field: str, span: timedelta) -> QuerySet[M]:
    """The newest rows, found by their primary key: no more than ``MOST``, and none older than ``span``."""
    newest = rows.aggregate(found=Max("pk"))["found"] or 0
    return rows.filter(pk__gt=newest - MOST, **{f"{field}__gte": timezone.now() - span})


def _age(rows: QuerySet[M], field: str) -> float:
    """Seconds since the earliest; 0 for a time to come, and where there is none."""
    first = rows.aggregate(found=Min(field))["found"]
    return max(0.0, (timezone.now() - first).total_seconds()) if first else 0.0


def _each(states: Any, found: Any) -> dict[tuple[str], float]:
    """Every state with its count: one that has none is 0, not missing, lest an alarm never hears of it."""
    counted = dict(found)
    return {(state,): counted.get(state, 0) for state in states.values}
