"""What Saleor reads before it installs us: who we are, what we may do, where we stand in the Dashboard.

Saleor tells its version with the question. 3.21 refuses the whole manifest for one mount that it does not know, so
what is newer goes only to those that have it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from saleor_punchout import __version__
from saleor_punchout.flows.events import EVENTS
from saleor_punchout.flows.installation import IDENTIFIER, PERMISSIONS

OLDEST = (3, 21)
WIDGETS_SINCE = (3, 22)
HERE = Path(__file__).parent

Version = tuple[int, int]


def version_of(header: str) -> Version:
    """``3.23`` as (3, 23); the oldest that we support where nothing, or nothing of the kind, is told."""
    told = re.match(r"(\d{1,4})\.(\d{1,4})(\D|$)", header, re.ASCII)
    return (int(told[1]), int(told[2])) if told else OLDEST


def manifest(base_url: str, version: Version, *, with_webhooks: bool = True) -> dict[str, Any]:
    """The manifest for a Saleor of that version. In Saleor's own process its hooks tell us what webhooks would."""
    return {
        "id": IDENTIFIER,
        "name": "PunchOut",
        "version": __version__,
        "author": "saleor-punchout",
        "about": "Procurement systems punch out into the shop, and their purchase orders become orders.",
        "permissions": list(PERMISSIONS),
        "appUrl": f"{base_url}/dashboard",
        "tokenTargetUrl": f"{base_url}/register",
        "brand": {"logo": {"default": f"{base_url}/logo.png"}},
        "extensions": _extensions(version),
        "webhooks": [_webhook(base_url)] if with_webhooks else [],
    }


def _extensions(version: Version) -> list[dict[str, Any]]:
    """Our places in the Dashboard; each address continues ``appUrl``."""
    places = [
        _place("PunchOut", "NAVIGATION_ORDERS", "APP_PAGE", "/sessions"),
        # Saleor puts a popup's address in place of the last word of ``appUrl``.
        _place("PunchOut sessions", "CUSTOMER_DETAILS_MORE_ACTIONS", "POPUP", "/dashboard/widgets/customer"),
    ]
    if version >= WIDGETS_SINCE:
        widget = _place("PunchOut", "ORDER_DETAILS_WIDGETS", "WIDGET", "/widgets/order")
        places.append(widget | {"options": {"widgetTarget": {"method": "GET"}}})
    return places


def _place(label: str, mount: str, target: str, url: str) -> dict[str, Any]:
    return {"label": label, "mount": mount, "target": target, "url": url, "permissions": ["MANAGE_ORDERS"]}


def _webhook(base_url: str) -> dict[str, Any]:
    return {
        "name": "PunchOut",
        "asyncEvents": list(EVENTS),
        "query": subscription(),
        "targetUrl": f"{base_url}/webhooks",
        "isActive": True,
    }


@cache
def subscription() -> str:
    """What a webhook tells, the same for every event."""
    return (HERE / "subscription.graphql").read_text("utf-8")


@cache
def logo() -> bytes:
    """A square PNG, as large as Saleor wants one."""
    return (HERE / "logo.png").read_bytes()
