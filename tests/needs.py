"""What a test cannot do without. Where it is missing the test is skipped with a reason; in CI it fails."""

from __future__ import annotations

import os

import pytest


def need(found: object, what: str) -> None:
    """Skip unless ``found``; in CI, where every service must be present, fail."""
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{what} is not here.")
