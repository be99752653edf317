"""Cards stay out of punch-out checkouts, and only of those."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from saleor_punchout.models import PunchOutSession
from tests.plugin.in_core.asking import ask
from tests.saleor.company import Company
from tests.saleor.goods import line, ready
from tests.saleor.hosts import CHANNEL, Host

COMPLETE = """
mutation ($id: ID!) { checkoutComplete(id: $id) { order { id } errors { code message } } }
"""


@pytest.fixture
def payable() -> Iterator[None]:
    """The channel asks for no payment before an order, so that nothing else refuses."""
    from saleor.channel.models import Channel

    Channel.objects.filter(slug=CHANNEL).update(allow_unpaid_orders=True)
    yield
    Channel.objects.filter(slug=CHANNEL).update(allow_unpaid_orders=False)


@pytest.fixture
def checkout(host: Host) -> str:
    return ready(host, line(host, host.skus(1)[0]))


def complete(checkout: str) -> dict[str, Any]:
    answer = ask(COMPLETE, id=checkout)
    assert answer.get("data", {}).get("checkoutComplete"), answer
    told: dict[str, Any] = answer["data"]["checkoutComplete"]
    return told


@pytest.mark.parametrize("state", PunchOutSession.State.values)
def test_a_shopper_cannot_complete_a_punch_out_checkout_in_any_state(
    company: Company, checkout: str, payable: None, state: str
) -> None:
    # given
    company.request_setup()
    PunchOutSession.objects.filter(partner__slug=company.buyer.key).update(checkout_id=checkout, state=state)

    # when
    told = complete(checkout)

    # then
    assert told["order"] is None
    assert "ordered there" in told["errors"][0]["message"]


def test_other_checkouts_are_completed_as_ever(checkout: str, payable: None) -> None:
    assert complete(checkout)["order"] is not None


def test_our_own_app_makes_the_order(host: Host, company: Company, checkout: str) -> None:
    company.request_setup()
    PunchOutSession.objects.filter(partner__slug=company.buyer.key).update(checkout_id=checkout)
    assert host.client.create_order(checkout, {}).id


def test_another_app_does_not(host: Host, company: Company, checkout: str) -> None:
    # given an app that may make orders
    from saleor.app.models import App
    from saleor.permission.models import Permission

    other = App.objects.create(name="another")
    other.permissions.set(Permission.objects.filter(codename__in=["handle_checkouts", "manage_checkouts"]))
    _, token = other.tokens.create(name="another")
    company.request_setup()
    PunchOutSession.objects.filter(partner__slug=company.buyer.key).update(checkout_id=checkout)

    # when
    make = "mutation ($id: ID!) { orderCreateFromCheckout(id: $id) { order { id } errors { code message } } }"
    told = ask(make, token, id=checkout)["data"]["orderCreateFromCheckout"]

    # then
    other.delete()
    assert told["order"] is None
    assert told["errors"][0]["code"] == "GRAPHQL_ERROR"


def test_the_switch_of_the_plugin_turns_it_off(company: Company, checkout: str, payable: None) -> None:
    # given
    from saleor.plugins.models import PluginConfiguration

    from saleor_punchout.plugin.hooks import KEEP_CARDS_OUT, PunchOutPlugin

    company.request_setup()
    PunchOutSession.objects.filter(partner__slug=company.buyer.key).update(checkout_id=checkout)
    switch = PluginConfiguration.objects.create(
        identifier=PunchOutPlugin.PLUGIN_ID,
        name=PunchOutPlugin.PLUGIN_NAME,
        active=True,
        configuration=[{"name": KEEP_CARDS_OUT, "value": False}],
    )

    # when
    told = complete(checkout)

    # then
    switch.delete()
    assert told["order"] is not None


def test_before_our_tables_are_there_the_shop_sells_on(
    checkout: str, payable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given new code that serves before its migrations have run
    monkeypatch.setattr(PunchOutSession._meta, "db_table", "no_such_table")

    # when
    told = complete(checkout)

    # then
    assert told["errors"] == []
    assert told["order"]
