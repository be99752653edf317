"""The demo as one process: database, catalogue, partners, worker and web server, made in a folder of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

HOST = "127.0.0.1"
"""This machine only: the demo has no secrets, and nobody to keep out."""


class _Quiet(WSGIRequestHandler):
    """Says nothing about requests: the terminal belongs to the demo's own words."""

    disable_nagle_algorithm = True
    """Head and body of an answer are two packets, and the second would wait 40 ms until the first is acknowledged."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as the base class calls it
        return


def listen(port: int) -> ThreadedWSGIServer:
    """Take the port, or with 0 a free one: before anything else, so that a port in use is said before any work."""
    return ThreadedWSGIServer((HOST, port), _Quiet)


@contextmanager
def serving(server: ThreadedWSGIServer, folder: Path) -> Iterator[str]:
    """Serve the demo while this lasts; gives its address. May be entered once in a process."""
    base_url = f"http://{HOST}:{server.server_port}"
    with server:
        _configure(base_url, folder)
        server.set_app(_application(base_url))
        threading.Thread(target=server.serve_forever, name="demo-server", daemon=True).start()
        try:
            yield base_url
        finally:
            server.shutdown()


def _configure(base_url: str, folder: Path) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="saleor_punchout.service.demo.settings",
        PUNCHOUT_DEMO_URL=base_url,
        PUNCHOUT_DATA_DIR=str(folder),
        PUNCHOUT_SWEEP_SECONDS="1",
    )
    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # the demo is the embedded default, whatever else the machine has
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()


def _application(base_url: str) -> object:
    from django.conf import settings
    from django.core.management import call_command

    from saleor_punchout.sandbox import catalogue
    from saleor_punchout.service.demo import news, partners

    call_command("migrate", verbosity=0)
    catalogue.fill()
    partners.set_up(base_url, settings.PUNCHOUT_SANDBOX_TOKEN)
    news.listen()

    from saleor_punchout.service.wsgi import application

    return application
