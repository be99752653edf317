"""The plugin serves its own App, so that the Dashboard shows our pages; its staff are Saleor's staff."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory

from saleor_punchout.flows.local import local_installation
from saleor_punchout.viewer import NOBODY, STAFF
from tests.plugin.in_core.asking import dashboard_token, token_of, watched

PREFIX = "/plugins/saleor.punchout"
API_URL = "http://testserver/graphql/"


@pytest.fixture
def dashboard_app() -> Iterator[Any]:
    """The app of the manifest, as Saleor has it when it brings the token."""
    from saleor.app.models import App

    App.objects.filter(identifier="saleor-punchout").delete()
    app = App.objects.create(name="PunchOut", identifier="saleor-punchout", is_active=True)
    yield app
    app.delete()


def register(token: str) -> Any:
    body, headers = json.dumps({"auth_token": token}), {"Saleor-Api-Url": API_URL}
    return Client().post(f"{PREFIX}/register", body, content_type="application/json", headers=headers)


@pytest.fixture
def installed(dashboard_app: Any) -> Any:
    _, token = dashboard_app.tokens.create(name="Default token")
    assert register(token).status_code == 200
    return dashboard_app


def viewer(token: str) -> Any:
    from saleor_punchout.plugin.principal import viewer_of

    return viewer_of(RequestFactory().get("/", headers={"Authorization-Bearer": token}))


def test_the_manifest_names_addresses_of_the_plugin_and_no_webhooks() -> None:
    manifest = Client().get(f"{PREFIX}/manifest", headers={"Saleor-Schema-Version": "3.23"}).json()
    assert manifest["id"] == "saleor-punchout"
    assert manifest["tokenTargetUrl"].endswith(f"{PREFIX}/register")
    assert manifest["webhooks"] == []


def test_registering_tells_the_installation_its_address_and_app(installed: Any) -> None:
    from graphql_relay import to_global_id

    installation = local_installation()
    assert installation.api_url == API_URL
    assert installation.app_id == to_global_id("App", str(installed.pk))
    assert installation.sealed_token == ""


def test_nobody_registers_without_a_token_of_this_saleor(dashboard_app: Any) -> None:
    assert register("invented").status_code == 401


def test_no_other_app_registers(dashboard_app: Any) -> None:
    from saleor.app.models import App

    other = App.objects.create(name="another", identifier="another", is_active=True)
    _, token = other.tokens.create(name="Default token")
    refused = register(token)
    other.delete()
    assert refused.status_code == 401


def test_staff_are_known_by_the_dashboards_token(installed: Any, staff: Any) -> None:
    token = dashboard_token(staff, installed)
    with watched():
        found = viewer(token)
    assert (found.permissions, found.email) == (STAFF, staff.email)
    assert found.installation == local_installation()


def test_rights_are_those_of_now_not_those_of_the_token(installed: Any, staff: Any) -> None:
    token = dashboard_token(staff, installed)
    staff.is_superuser = False
    staff.save()
    assert viewer(token).permissions == frozenset()


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}, {"jwt_token_key": "changed"}])
def test_staff_who_left_are_nobody(installed: Any, staff: Any, change: dict[str, Any]) -> None:
    token = dashboard_token(staff, installed)
    for name, value in change.items():
        setattr(staff, name, value)
    staff.save()
    assert viewer(token) == NOBODY


def test_a_token_for_another_app_is_no_good(installed: Any, staff: Any) -> None:
    from saleor_punchout.gateway.in_process import our_app

    assert viewer(dashboard_token(staff, our_app())) == NOBODY


@pytest.mark.parametrize("token", ["", "no-token", "a.b.c"])
def test_what_is_no_token_is_no_good(installed: Any, token: str) -> None:
    assert viewer(token) == NOBODY


def test_a_login_is_no_token_of_the_dashboard(installed: Any, staff: Any) -> None:
    assert viewer(token_of(staff)) == NOBODY


def test_an_unknown_address_is_not_found() -> None:
    assert Client().get(f"{PREFIX}/nothing").status_code == 404
