"""Environment variables as the types that settings need."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import dj_database_url
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
    return separated(os.environ.get(name, ""))


def separated(text: str) -> list[str]:
    """Values separated by commas or, as in a file, by line ends."""
    return [word.strip() for word in re.split(r"[,\n]", text) if word.strip()]


def hosts(name: str) -> list[str]:
    """Host names as Django compares them: an address would match nothing, and every request be refused."""
    found = words(name)
    for host in found:
        if "/" in host or re.search(r"[^:\]]:\d+$", host):
            raise ImproperlyConfigured(f"{name} holds {host!r}; write names alone: export {name}=punchout.example.com")
    return found


def address(name: str, example: str, *schemes: str) -> str:
    """An address that begins with one of ``schemes``, or empty. It is never shown: it may hold a password."""
    value = secret(name)
    if value and not value.lower().startswith(tuple(f"{scheme}://" for scheme in schemes)):
        raise ImproperlyConfigured(
            f"{name} begins with none of {', '.join(f'{scheme}://' for scheme in schemes)}; "
            f"write: export {name}={example}"
        )
    return value


def secret(name: str) -> str:
    """A value that stands in the variable, or in the file that ``<name>_FILE`` names, as Docker and systemd pass
    secrets on; empty where neither is set."""
    value, file = os.environ.get(name, "").strip(), os.environ.get(f"{name}_FILE", "").strip()
    if value and file:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set; write: unset {name}")
    return _content(f"{name}_FILE", file) if file else value


def _content(name: str, file: str) -> str:
    try:
        value = Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise ImproperlyConfigured(
            f"{name} is {file!r}, which cannot be read: {why}. Write: export {name}=/run/secrets/…, a file that the"
            " user of this process may read"
        ) from None
    if not value:
        raise ImproperlyConfigured(f"{name} is {file!r}, which is empty; write the value into that file")
    return value


def database(name: str, folder: str) -> dict[str, Any]:
    """Django's description of the database at an address; without one, of an SQLite file in the folder that the
    variable ``folder`` names."""
    example = "postgres://user:password@host:5432/name"
    url = address(name, example, "postgres", "postgresql", "sqlite") or f"sqlite:///{_folder(folder)}/punchout.sqlite3"
    found: dict[str, Any] = {}
    with suppress(ValueError):  # its text would show the password
        found = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    if not found.get("NAME"):
        raise ImproperlyConfigured(
            f"{name} cannot be read; write: export {name}={example} (in the password, # @ / : as %23 %40 %2F %3A)"
        )
    return found


def _folder(name: str) -> Path:
    path = Path(os.environ.get(name, "").strip() or ".")
    if not (path.is_dir() and os.access(path, os.W_OK)):
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}, no folder that can be written to; write: export {name}=/var/lib/punchout"
        )
    return path
