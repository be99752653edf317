"""The portal as a Django app of its own: nothing of the product reads its tables, and it reads none of theirs."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "saleor_punchout.sandbox.portal"
    label = "portal"
    verbose_name = "Simulated procurement portal"
    default_auto_field = "django.db.models.BigAutoField"
