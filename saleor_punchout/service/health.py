"""Is this process alive, and can it work? ``/health`` and ``/ready``, for whatever starts, stops and watches processes.

They are answered before any other middleware: whoever probes knows our address and seldom a name of ``ALLOWED_HOSTS``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings as django_settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse

from saleor_punchout import checks
from saleor_punchout.exceptions import ConfigurationError
from saleor_punchout.models import Installation
from saleor_punchout.service import metrics
from saleor_punchout.service.celery import app
from saleor_punchout.service.hurry import hurried

logger = logging.getLogger(__name__)

BROKER_SECONDS = 2
"""How long the broker may take to be reached, and to answer."""


class _NotReady(Exception):
    """Why, in words that every stranger may read."""


def answer_probes(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that answers the probes and passes everything else on."""
    probes = {"/health": alive, "/ready": ready, "/metrics": metrics.exposed}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = probes.get(request.path_info)
        if probe is None:
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = probe(request)
        response["Cache-Control"] = "no-store"
        return response

    return middleware


def alive(request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing else is asked, lest a database that is away has every process restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Each part that we cannot work without, with its time; 503 while one of them is missing."""
    parts = {name: _tried(name, part) for name, part in _PARTS.items()}
    is_ready = all(part["ok"] for part in parts.values())
    return JsonResponse({"ready": is_ready, "parts": parts}, status=200 if is_ready else 503)


def _tried(name: str, part: Callable[[], None]) -> dict[str, object]:
    started, why = time.perf_counter(), ""
    try:
        part()
    except _NotReady as error:
        why = str(error)
    except Exception as error:  # drivers name hosts and users in theirs: for our log alone
        why = f"{type(error).__name__}; the log has the details"
        logger.warning("Not ready, %s: %s", name, error)
    took = round(1000 * (time.perf_counter() - started), 1)
    return {"ok": not why, "ms": took} | ({"why": why} if why else {})


def _settings() -> None:
    wrong = [*checks.settings_are_valid(None), *checks.keys_are_usable(None)]
    if errors := [one.id for one in wrong if one.is_serious()]:
        raise _NotReady(f"{', '.join(map(str, errors))}; `saleor-punchout serve` says more when it starts")


def _database() -> None:
    """Reached, with the tables of this version, and what is sealed in them opens: told before the first buyer comes."""
    with hurried():
        missing = _migrations_on_disk() - set(MigrationRecorder(connection).applied_migrations())
        if missing:
            raise _NotReady(f"{len(missing)} migrations are missing; start `saleor-punchout serve` of this version")
        sealed = Installation.objects.filter(is_active=True).exclude(sealed_token="").first()
    try:
        _ = sealed and sealed.token
    except ConfigurationError:
        raise _NotReady("a stored token was sealed under a key that is not in PUNCHOUT_ENCRYPTION_KEYS") from None


@lru_cache(maxsize=1)
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.nodes)


def _broker() -> None:
    """Reached anew each time, for a connection that once stood says nothing about now."""
    if django_settings.CELERY_BROKER_URL == django_settings.IN_PROCESS_BROKER:
        return
    options = {"socket_timeout": BROKER_SECONDS}
    with app.connection_for_write(connect_timeout=BROKER_SECONDS, transport_options=options) as broker:
        broker.transport.close_connection(broker.transport.establish_connection())


_PARTS = {"settings": _settings, "database": _database, "broker": _broker}
