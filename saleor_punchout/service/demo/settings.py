"""Settings of the demo: those of the service, and the sandbox beside it. Never for production.

``PUNCHOUT_DEMO_URL`` is where the one process listens; its parts talk to each other over HTTP, as they would apart.
"""

from __future__ import annotations

import os

os.environ.setdefault("DEBUG", "true")

from saleor_punchout.service.settings import *  # noqa: F403  # settings are inherited whole
from saleor_punchout.service.settings import INSTALLED_APPS

PUNCHOUT_DEMO_URL = os.environ.get("PUNCHOUT_DEMO_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    *INSTALLED_APPS,
    "saleor_punchout.sandbox",
    "saleor_punchout.sandbox.shop",
    "saleor_punchout.sandbox.portal",
]
ROOT_URLCONF = "saleor_punchout.service.demo.urls"

SECURE_CROSS_ORIGIN_OPENER_POLICY = None
"""The shop may open in a window of procurement's, which waits for it: Django's default would cut the tie."""

PUNCHOUT_ALLOW_PRIVATE_ADDRESSES = True
PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS = True
PUNCHOUT_SANDBOX_TOKEN = "the-sandbox-has-no-secrets"  # noqa: S105  # nothing real lies behind it
PUNCHOUT_SANDBOX_STAFF_TOKEN = "the-sandbox-has-no-secrets-of-staff"  # noqa: S105
PUNCHOUT_STAFF_TOKEN = os.environ.get("PUNCHOUT_STAFF_TOKEN") or "demo-staff"
GRAPHIQL_HEADERS = f'{{"Authorization": "Bearer {PUNCHOUT_STAFF_TOKEN}"}}'
"""The demo's visitor is staff."""
