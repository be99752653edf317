"""System checks: what is missing in the settings, said before the first buyer finds out."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks

from saleor_punchout import vault
from saleor_punchout.conf import Settings, settings
from saleor_punchout.exceptions import ConfigurationError


@checks.register()
def settings_are_valid(app_configs: list[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """E001: a setting of the wrong type."""
    found: list[checks.CheckMessage] = []
    for name, attribute in vars(Settings).items():
        if isinstance(attribute, property):
            try:
                getattr(settings, name)
            except ConfigurationError as error:
                found.append(checks.Error(error.message, id="saleor_punchout.E001"))
    return found


@checks.register()
def keys_are_usable(app_configs: list[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """E002: keys that seal nothing. W001: keys that change with SECRET_KEY."""
    try:
        vault.unseal(vault.seal("check"))
    except ConfigurationError as error:
        return [checks.Error(error.message, id="saleor_punchout.E002")]
    if settings.encryption_keys:
        return []
    return [
        checks.Warning(
            "Secrets are sealed under a key derived from SECRET_KEY: when it changes, every shared secret is lost.",
            hint="Set PUNCHOUT_ENCRYPTION_KEYS to a list of Fernet keys.",
            id="saleor_punchout.W001",
        )
    ]
