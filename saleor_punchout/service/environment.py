"""Environment variables as the types that settings need."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured


def flag(name: str) -> bool:
    """``1``, ``true``, ``yes`` or ``on`` is True; absent, empty, ``0``, ``false``, ``no`` or ``off`` is False."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("", "0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write: export {name}=true, or false")


def number(name: str, default: int, *, at_least: int = 0) -> int:
    """A whole number."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number: export {name}={default}")
    if int(value) < at_least:
        raise ImproperlyConfigured(f"{name} is {value}; write {at_least} or more: export {name}={default}")
    return int(value)


def choice(name: str, *choices: str) -> str:
    """One of several words, in any case; the first where nothing is said."""
    value = os.environ.get(name, "").strip().upper() or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of: {', '.join(choices)}")
    return value


def words(name: str) -> list[str]:
    """Values separated by commas."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
