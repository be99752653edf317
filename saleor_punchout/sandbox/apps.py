"""The sandbox as a Django app of its own: its tables stand apart from those of the product."""

from __future__ import annotations

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    name = "saleor_punchout.sandbox"
    label = "sandbox"
    verbose_name = "PunchOut sandbox"
    default_auto_field = "django.db.models.BigAutoField"
