"""What Saleor reads before it installs us, in every version."""

from __future__ import annotations

from struct import unpack

import pytest
from graphql import parse

from saleor_punchout.app.manifest import manifest, subscription, version_of
from saleor_punchout.flows.events import EVENTS

MOUNTS_OF_321 = {"NAVIGATION_ORDERS", "CUSTOMER_DETAILS_MORE_ACTIONS"}
TARGETS_OF_321 = {"POPUP", "APP_PAGE"}


def served(client, **headers):
    response = client.get("/manifest", headers=headers)
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize("version", ["3.21", "", "newest", "3", "-1.5", "٣.٢٢"])
def test_an_old_or_unknown_saleor_is_offered_only_what_the_oldest_knows(client, version):
    # when
    extensions = served(client, **({"Saleor-Schema-Version": version} if version else {}))["extensions"]

    # then
    assert {one["mount"] for one in extensions} == MOUNTS_OF_321
    assert {one["target"] for one in extensions} == TARGETS_OF_321
    assert not any("options" in one for one in extensions)


@pytest.mark.parametrize("version", ["3.22", "3.23", "3.24", "3.24.0-a.0", "4.0"])
def test_a_newer_saleor_gets_the_widget_beside_an_order_too(client, version):
    # when
    extensions = served(client, **{"Saleor-Schema-Version": version})["extensions"]

    # then
    (widget,) = [one for one in extensions if one["mount"] not in MOUNTS_OF_321]
    assert (widget["mount"], widget["target"]) == ("ORDER_DETAILS_WIDGETS", "WIDGET")
    assert widget["options"] == {"widgetTarget": {"method": "GET"}}


def test_every_address_is_ours_and_none_ends_with_a_slash(client, settings):
    # given
    settings.PUNCHOUT_PUBLIC_URL = "https://punchout.example.com/here/"

    # when
    told = served(client, **{"Saleor-Schema-Version": "3.23"})

    # then
    base = "https://punchout.example.com/here"
    assert told["appUrl"] == f"{base}/dashboard"
    assert told["tokenTargetUrl"] == f"{base}/register"
    assert [one["targetUrl"] for one in told["webhooks"]] == [f"{base}/webhooks"]
    assert told["brand"]["logo"]["default"] == f"{base}/logo.png"
    assert all(one["url"].startswith("/") and not one["url"].endswith("/") for one in told["extensions"])


def test_an_extension_needs_no_more_than_the_app_has(client):
    told = served(client, **{"Saleor-Schema-Version": "3.23"})

    assert all(set(one["permissions"]) <= set(told["permissions"]) for one in told["extensions"])
    assert "MANAGE_APPS" not in told["permissions"]


def test_the_answer_differs_by_version_for_caches_too(client):
    assert "Saleor-Schema-Version" in client.get("/manifest")["Vary"]


def test_inside_saleor_hooks_take_the_place_of_webhooks():
    assert manifest("https://shop.example.com", (3, 23), with_webhooks=False)["webhooks"] == []


@pytest.mark.parametrize(("text", "version"), [("3.23", (3, 23)), ("3.9", (3, 9)), ("3.24.0-a.0", (3, 24))])
def test_a_version_is_compared_by_number(text, version):
    assert version_of(text) == version


def test_the_logo_is_a_square_png_as_large_as_saleor_asks_for(client):
    # when
    response = client.get("/logo.png")

    # then
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = unpack(">II", response.content[16:24])
    assert width == height >= 256


def test_the_subscription_tells_of_every_event_that_it_asks_for():
    (operation, *_) = parse(subscription()).definitions

    (event,) = operation.selection_set.selections
    told = {one.type_condition.name.value for one in event.selection_set.selections if hasattr(one, "type_condition")}
    assert told == {name.title().replace("_", "") for name in EVENTS}
