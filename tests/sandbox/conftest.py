"""A filled shop, and those who come to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from saleor_punchout.sandbox import catalogue
from tests.sandbox.asking import Asker


@pytest.fixture
def app(db: None) -> Asker:
    """Who may do everything, in a filled shop."""
    catalogue.fill()
    return Asker(settings.PUNCHOUT_SANDBOX_TOKEN)


@pytest.fixture
def shopper(app: Asker) -> Asker:
    return Asker()


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database that threads share as processes would. SQLite's in memory refuses writers instead of queueing them."""
    usual = connections["default"]
    if usual.vendor != "sqlite" or not usual.is_in_memory_db():
        yield
        return
    # A copy: the usual connection must go on knowing that its database lives in memory, and ends when it is closed.
    changed = {**connections.settings["default"], "NAME": str(tmp_path / "shared.sqlite3")}
    monkeypatch.setitem(connections.settings, "default", changed)
    connections["default"] = connections.create_connection("default")
    call_command("migrate", verbosity=0)
    yield
    connections["default"].close()
    connections["default"] = usual
