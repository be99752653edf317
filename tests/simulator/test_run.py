"""How the demo's check tells what went well and what did not."""

from __future__ import annotations

import pytest

from saleor_punchout.service.demo.command import _table
from saleor_punchout.service.demo.stories.run import Run, StepFailed, require


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
    first, second = _table(run).splitlines()[1:]
    assert first.startswith("  ok    Punch out")
    assert second.startswith("  FAIL  Return the cart")
    assert second.endswith("AssertionError: nothing came back")


def test_a_run_without_a_step_is_no_success():
    assert not Run("coupa", "cxml", "create").ok
