"""Alarms: one while it lasts, told once, settled by name."""

from __future__ import annotations

import logging

import pytest

from saleor_punchout.flows import alarm
from saleor_punchout.models import Alarm, Installation


@pytest.fixture
def installation(partner):
    return partner.installation


def test_while_one_is_open_there_is_no_second(installation, caplog):
    # given
    caplog.set_level(logging.INFO)

    # when
    first = alarm.raise_alarm(alarm.ORDER_HELD, "Look at order 4711.", installation=installation, subject="1")
    again = alarm.raise_alarm(alarm.ORDER_HELD, "Look at it again.", installation=installation, subject="1")

    # then
    assert (again, again.message) == (first, "Look at order 4711.")
    (told,) = [record for record in caplog.records if record.name == "saleor_punchout.flows.alarm"]
    assert told.levelname == "ERROR"
    assert "order_held" in told.getMessage()
    assert "4711" not in told.getMessage(), "a message may quote a document"


def test_another_code_subject_or_shop_is_another_alarm(installation):
    other = Installation.objects.create(api_url="https://other.example.com/graphql/")

    for code, subject, where in [
        (alarm.ORDER_HELD, "1", installation),
        (alarm.ORDER_STUCK, "1", installation),
        (alarm.ORDER_HELD, "2", installation),
        (alarm.ORDER_HELD, "1", other),
    ]:
        alarm.raise_alarm(code, "Look.", installation=where, subject=subject)

    assert Alarm.objects.count() == 4


def test_what_is_settled_may_be_raised_again(installation):
    # given
    first = alarm.raise_alarm(alarm.ORDER_HELD, "Look.", installation=installation, subject="1")

    # when
    alarm.settle(alarm.ORDER_HELD, "1", installation)
    second = alarm.raise_alarm(alarm.ORDER_HELD, "Look.", installation=installation, subject="1")

    # then
    first.refresh_from_db()
    assert first.settled_at is not None
    assert second.pk != first.pk
    assert second.settled_at is None


def test_settling_touches_no_other(installation):
    # given
    other = Installation.objects.create(api_url="https://other.example.com/graphql/")
    for code, where in [(alarm.ORDER_HELD, other), (alarm.ORDER_STUCK, installation)]:
        alarm.raise_alarm(code, "Look.", installation=where, subject="1")

    # when
    alarm.settle(alarm.ORDER_HELD, "1", installation)

    # then
    assert Alarm.objects.filter(settled_at=None).count() == 2


def test_settling_does_not_move_the_moment_of_an_earlier_one(installation):
    # given
    first = alarm.raise_alarm(alarm.ORDER_HELD, "Look.", installation=installation, subject="1")
    alarm.settle(alarm.ORDER_HELD, "1", installation)
    first.refresh_from_db()
    moment = first.settled_at

    # when
    alarm.settle(alarm.ORDER_HELD, "1", installation)

    # then
    first.refresh_from_db()
    assert first.settled_at == moment


def test_long_subjects_that_begin_alike_are_two(installation):
    # given
    subjects = ["x" * 200 + end for end in "ab"]

    # when
    for subject in subjects * 2:
        alarm.raise_alarm(alarm.ORDER_HELD, "Look.", installation=installation, subject=subject)
    alarm.settle(alarm.ORDER_HELD, subjects[0], installation)

    # then
    assert Alarm.objects.count() == 2
    assert Alarm.objects.filter(settled_at=None).count() == 1
