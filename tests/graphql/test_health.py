"""The health check for whoever sees orders: of their own Saleor only."""

from __future__ import annotations

import pytest

from saleor_punchout import vault
from saleor_punchout.flows.findings import Severity
from saleor_punchout.flows.health import examine
from saleor_punchout.models import Installation
from saleor_punchout.sandbox.models import Channel
from saleor_punchout.viewer import MANAGE_ORDERS, MANAGE_USERS, Viewer

HEALTH = "{ punchOutShopHealth { apiUrl channel code severity title why remedy fixable } }"
VIEWER = Viewer()


def viewer_of(request):
    return VIEWER


@pytest.fixture
def view_as(settings, monkeypatch):
    """Ask as somebody else."""

    def become(viewer):
        settings.PUNCHOUT_VIEWER = f"{__name__}.viewer_of"
        monkeypatch.setitem(globals(), "VIEWER", viewer)

    return become


@pytest.fixture
def other(world, settings):
    """A second Saleor."""
    return Installation.objects.create(
        api_url="https://other.example.com/graphql/", sealed_token=vault.seal(settings.PUNCHOUT_SANDBOX_TOKEN)
    )


def test_staff_read_what_the_check_found(staff, partner):
    # given
    Channel.objects.filter(slug=partner.channel).update(allows_unpaid_orders=True)

    # when
    answered = staff.ask(HEALTH)

    # then
    expected = examine(partner.installation)
    assert [(one["code"], one["channel"], one["title"], one["why"], one["remedy"]) for one in answered] == [
        (one.code, one.channel, one.title, one.why, one.remedy) for one in expected
    ]
    assert [Severity(one["severity"].lower()) for one in answered] == [one.severity for one in expected]
    (unpaid,) = [one for one in answered if one["code"] == "UNPAID_ORDERS"]
    assert (unpaid["severity"], unpaid["fixable"], unpaid["channel"]) == ("PROBLEM", True, partner.channel)
    assert {one["apiUrl"] for one in answered} == {partner.installation.api_url}


def test_shoppers_read_nothing(api, partner):
    assert api.denials(HEALTH) == ["PermissionDenied"]


def test_staff_without_the_permission_for_orders_read_nothing(api, partner, view_as):
    # given
    view_as(Viewer(frozenset({MANAGE_USERS}), partner.installation))

    # then
    assert api.denials(HEALTH) == ["PermissionDenied"]


def test_staff_of_one_saleor_read_nothing_of_another(api, partner, other, view_as):
    # given
    view_as(Viewer(frozenset({MANAGE_ORDERS}), other))

    # then
    assert {one["apiUrl"] for one in api.ask(HEALTH)} == {other.api_url}


def test_the_operator_reads_about_every_saleor_that_is_connected(staff, partner, other):
    # given
    Installation.objects.create(api_url="https://gone.example.com/graphql/", is_active=False)

    # then
    assert {one["apiUrl"] for one in staff.ask(HEALTH)} == {partner.installation.api_url, other.api_url}
