"""Settings from the environment: installing us beside Saleor asks for no settings module."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings

from saleor_punchout.checks import settings_are_valid
from saleor_punchout.conf import settings


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Read a variable: ``read("TRUSTED_PROXIES", "2")``. Forgotten afterwards."""
    names = []

    def one(name: str, text: str) -> None:
        from saleor_punchout.plugin import environment

        names.append(f"PUNCHOUT_{name}")
        monkeypatch.setenv(names[-1], text)
        environment.extend()

    yield one
    for name in names:
        delattr(django_settings, name)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("TRUSTED_PROXIES", "2", 2),
        ("CODE_LIFETIME", "30", timedelta(seconds=30)),
        (
            "PUBLIC_URL",
            "https://shop.example.com/plugins/saleor.punchout/",
            "https://shop.example.com/plugins/saleor.punchout",
        ),
        ("ALLOW_PRIVATE_ADDRESSES", "true", True),
        ("ENCRYPTION_KEYS", "one, two", ["one", "two"]),
    ],
)
def test_a_variable_is_read_as_its_setting_wants_it(read: Any, name: str, text: str, value: object) -> None:
    read(name, text)
    assert getattr(settings, name.lower()) == value


def test_a_variable_that_makes_no_sense_is_told_by_the_system_check(read: Any) -> None:
    read("TRUSTED_PROXIES", "two")
    assert [one.id for one in settings_are_valid(None)] == ["saleor_punchout.E001"]


def test_a_settings_module_counts_more(read: Any) -> None:
    django_settings.PUNCHOUT_TRUSTED_PROXIES = 3
    read("TRUSTED_PROXIES", "2")
    assert django_settings.PUNCHOUT_TRUSTED_PROXIES == 3
