"""Our work on Saleor's own Celery."""

from __future__ import annotations

from saleor_punchout import tasks
from tests.plugin.in_core.asking import watched
from tests.saleor.company import Company


def test_saleors_celery_knows_our_tasks() -> None:
    from saleor.celeryconf import app

    app.loader.import_default_modules()
    ours = {"place_order", "empty_checkout", "handle_event", "sweep"}
    assert {f"saleor_punchout.tasks.{name}" for name in ours} <= set(app.tasks)


def test_saleors_celery_sweeps() -> None:
    from saleor.celeryconf import app

    from saleor_punchout.plugin.schedule import NAME

    assert app.conf.beat_schedule[NAME]["task"] in app.tasks


def test_the_sweep_asks_the_writer_database_for_nothing_that_is_not_allowed(company: Company) -> None:
    company.request_setup()
    with watched():
        tasks.sweep()
