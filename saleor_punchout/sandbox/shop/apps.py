"""The mini storefront as a Django app without models."""

from __future__ import annotations

from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "saleor_punchout.sandbox.shop"
    label = "shop"
    verbose_name = "PunchOut mini storefront"
