"""Questions of machines that ask again in a moment: they may not wait for the database as a buyer would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

MILLISECONDS = 2000


@contextmanager
def hurried() -> Iterator[None]:
    """On PostgreSQL statements within are given up after two seconds, with an OperationalError. On SQLite readers wait
    for nobody, and a transaction would take the lock of the writers."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {MILLISECONDS}")
        yield
