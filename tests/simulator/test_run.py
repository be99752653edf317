"""How the demo's check tells what went well and what did not."""

from __future__ import annotations

import pytest

from saleor_punchout.service.demo.command import _row, _summary
from saleor_punchout.service.demo.stories.run import Run, Step, StepFailed, require


def test_a_step_that_fails_ends_its_run_and_says_why():
    # given
    run = Run("coupa", "cxml", "create")

    # when
    with run.step("Punch out"):
        require(True, "never told")
    with pytest.raises(StepFailed), run.step("Return the cart"):
        require(False, "nothing came back")

    # then
    assert not run.ok
    row, first, second = _row(run, with_steps=True).splitlines()
    assert row.startswith("FAIL  coupa: create")
    assert first.strip().startswith("ok    Punch out")
    assert second.strip().startswith("FAIL  Return the cart")
    assert second.endswith("AssertionError: nothing came back")


def _done(operation: str, *, ok: bool = True) -> Run:
    return Run("coupa", "cxml", operation, [Step("Punch out", ok, 12), Step("Return the cart", ok, 30)])


def test_a_run_that_is_well_is_one_row_with_its_time():
    row = _row(_done("create"), with_steps=False)

    assert row.split() == ["ok", "coupa:", "create", "42", "ms"]
    assert "\n" not in row


def test_the_last_line_counts_the_rows_and_names_what_failed():
    runs = [_done("create"), _done("edit", ok=False), _done("cancel")]

    assert _summary(runs[::2], 61.7) == "2 of 2 rows are well in 62 seconds."
    assert _summary(runs, 61.7) == "2 of 3 rows are well in 62 seconds; failed: coupa: edit."


def test_a_run_without_a_step_is_no_success():
    assert not Run("coupa", "cxml", "create").ok
