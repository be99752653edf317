"""Staff of a Saleor, known by the token that its Dashboard gives to our pages."""

from __future__ import annotations

import logging

from django.http import HttpRequest

from saleor_punchout.caller import address_of, bearer_of
from saleor_punchout.exceptions import NotGenuine
from saleor_punchout.flows import journal
from saleor_punchout.flows.installation import checked, find
from saleor_punchout.gateway.tokens import issuer_of, read_staff
from saleor_punchout.viewer import MANAGE_USERS, STAFF, Viewer

logger = logging.getLogger(__name__)

MANAGE_APPS = "MANAGE_APPS"
"""Whoever may install us may also say who trades with us."""


def staff_of(request: HttpRequest) -> Viewer | None:
    """Who shows a token of the Dashboard; None where there is none, or none that is good."""
    token = _shown(request)
    if token.count(".") != 2:
        return None
    try:
        return _viewer(token, request.headers.get("Saleor-Api-Url", ""))
    except NotGenuine as error:
        logger.info("A token of a Dashboard was refused: %s", error.message)
        named = find(request.headers.get("Saleor-Api-Url", ""))
        journal.refused("DashboardToken", error.message, status=401, address=address_of(request), installation=named)
        return None


def _shown(request: HttpRequest) -> str:
    """From the header of Saleor's own apps, else from the usual one."""
    return request.headers.get("Authorization-Bearer", "").strip() or bearer_of(request)


def _viewer(token: str, api_url: str) -> Viewer:
    installation = find(api_url or issuer_of(token))
    if installation is None:
        raise NotGenuine("It names a Saleor that is not connected.")
    staff = checked(
        installation,
        lambda keys: read_staff(token, keys, api_url=installation.api_url, app_id=installation.app_id),
    )
    more = {MANAGE_USERS} if MANAGE_APPS in staff.permissions else set()
    return Viewer((staff.permissions | more) & STAFF, installation=installation, email=staff.email)
