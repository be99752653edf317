"""``saleor-punchout serve | worker | sweep | intake | check``: the service, from the settings in the environment."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection

MIGRATION_LOCK = 7093551
"""Any number that nobody else locks in the same PostgreSQL."""


def _set_up() -> None:
    """Settings, checks, tables. Ends the program with what to write where a setting is missing or wrong."""
    try:
        django.setup()
        call_command("check", fail_level="ERROR")
    except (ImproperlyConfigured, SystemCheckError) as error:
        sys.exit(f"saleor-punchout: {error}")
    try:
        with _one_at_a_time():
            call_command("migrate", verbosity=0)
    except DatabaseError as error:
        sys.exit(f"saleor-punchout: the database of DATABASE_URL cannot be used: {error}")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold off the other processes that start now and would make the same tables."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def serve(host: str, port: int, processes: int) -> int:
    """Serve until stopped. Tables are brought up to date, and the Saleor of the environment is connected, first."""
    try:
        _try_address(host, port)
    except OSError as error:
        print(f"{host}:{port} cannot be used: {error.strerror}. Choose another with --port.", file=sys.stderr)
        return 1
    _set_up()
    from django.conf import settings

    if processes > 1 and (
        settings.CELERY_BROKER_URL == settings.IN_PROCESS_BROKER or connection.vendor != "postgresql"
    ):
        print("Several processes need PostgreSQL and a broker: export DATABASE_URL=… REDIS_URL=…", file=sys.stderr)
        return 1
    _connect_saleor()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    print(f"Serving at http://{host}:{port}/", file=sys.stderr)

    Granian(
        "saleor_punchout.service.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        log_level=LogLevels.error,
        workers=processes,
        blocking_threads=settings.THREADS,
        workers_kill_timeout=settings.PUNCHOUT_SALEOR_TIMEOUT + 5,  # seconds to answer what has come, before the end
        workers_max_rss=512,  # MiB; libxml2 keeps every name that it ever saw, so that strangers could fill a process
    ).serve()
    return 0


def _try_address(host: str, port: int) -> None:
    """Raise OSError where nobody can listen there: Granian would say so after all the work, in a traceback."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def _connect_saleor() -> None:
    """Keep address and app token of the one Saleor that the environment names."""
    from django.conf import settings

    from saleor_punchout.flows import installation
    from saleor_punchout.models import Installation

    api_url, token = settings.SALEOR_API_URL, settings.SALEOR_APP_TOKEN
    if api_url and token:
        if trouble := installation.connect(api_url, token):
            print(f"Saleor cannot be asked yet: {trouble}", file=sys.stderr)
    elif not Installation.objects.filter(is_active=True).exists():
        print(f"No Saleor is connected yet: {_way_in(settings.PUNCHOUT_SALEOR_URLS)}", file=sys.stderr)


def _way_in(saleor_urls: list[str]) -> str:
    if saleor_urls:
        return "install the app there, from the address of this service followed by /manifest."
    return (
        "export PUNCHOUT_SALEOR_URLS=… and install the app there, or export SALEOR_API_URL=… SALEOR_APP_TOKEN=…,"
        " and start again."
    )


def check(saleor: str, *, fix: list[str] | None, yes: bool, as_json: bool) -> int:
    """Tell what stands in the way of business orders; see :func:`service.check.run`."""
    _set_up()
    _connect_saleor()
    from saleor_punchout.service import check  # its tables need the settings

    return check.run(saleor, fix=fix, yes=yes, as_json=as_json)


def work() -> int:
    """A Celery worker with the sweep's clock, until stopped."""
    _set_up()
    from django.conf import settings

    from saleor_punchout.service.celery import app

    if settings.CELERY_BROKER_URL == settings.IN_PROCESS_BROKER:
        print("A worker of its own needs a broker: export REDIS_URL=redis://…", file=sys.stderr)
        return 1
    # The clock is kept in memory: one that begins anew sweeps at once, and no file has to be written anywhere.
    app.worker_main(
        ["worker", "--beat", "--scheduler=celery.beat:Scheduler", "--max-tasks-per-child=1000", "--loglevel=INFO"]
    )
    return 0


def sweep() -> int:
    """What the clock does every few seconds, once."""
    _set_up()
    from saleor_punchout import tasks

    tasks.sweep()
    return 0


def intake(partner: str, path: Path | None) -> int:
    """Take in an order from a file, or from the standard input; see :func:`service.intake.run`."""
    try:
        _set_up()
    except SystemExit as error:  # a mail server would send the order back for a fault of ours
        print(error, file=sys.stderr)
        return os.EX_TEMPFAIL
    from saleor_punchout.service import intake  # its tables need the settings

    return intake.run(partner, path)
