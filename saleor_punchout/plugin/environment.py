"""Our settings from the environment, as Saleor takes its own: whoever installs us writes no settings module."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any

from django.conf import settings as django_settings

from saleor_punchout.conf import Settings, settings

TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def extend() -> None:
    """Add what the environment says to Django's settings. What a settings module says counts more."""
    for name, attribute in vars(Settings).items():
        variable = f"PUNCHOUT_{name.upper()}"
        text = os.environ.get(variable, "").strip()
        if isinstance(attribute, property) and text and not hasattr(django_settings, variable):
            setattr(django_settings, variable, _read(text, getattr(settings, name)))


def _read(text: str, default: Any) -> Any:
    """The value that the text stands for. Where it stands for none of the kind it stays as it is, and system check
    E001 says what to write instead."""
    if isinstance(default, bool):
        return text.lower() in TRUE if text.lower() in TRUE + FALSE else text
    if isinstance(default, int | timedelta):
        return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else text
    if isinstance(default, list):
        return [word.strip() for word in re.split(r"[,\n]", text) if word.strip()]
    return text
