"""Our documents, with many senders at once and with senders that die; both on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.concurrency.conftest import run

pytestmark = pytest.mark.timeout(300)


def test_eight_senders_deliver_every_document_once_and_in_its_order(environment):
    assert int(run("tests.concurrency.senders", environment, "together")) == 40


def test_what_eight_workers_want_to_say_is_queued_once(environment):
    assert int(run("tests.concurrency.senders", environment, "queue")) == 10


def test_after_a_pause_one_of_eight_senders_is_the_probe(environment):
    assert int(run("tests.concurrency.senders", environment, "probe")) == 1


def test_a_sender_that_is_killed_anywhere_leaves_its_document_to_another(environment):
    assert int(run("tests.concurrency.senders", environment, "killed")) >= 8
