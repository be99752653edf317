"""Saleor asked in its own process answers as it would over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from saleor_punchout.exceptions import SaleorForbids, SaleorUnreachable
from saleor_punchout.gateway.client import OUR_MISTAKES
from saleor_punchout.gateway.in_process import APP_PERMISSIONS, APP_UUID, InProcessTransport, our_app
from tests.plugin.in_core.asking import code_of, watched
from tests.saleor.goods import line
from tests.saleor.hosts import CHANNEL, Host

WHO = "{ app { identifier } }"


@pytest.fixture
def app(host: Host) -> Iterator[Any]:
    """Our app, put right again afterwards."""
    app = our_app()
    yield app
    app.is_active, app.removed_at = True, None
    app.save()


def test_it_asks_as_an_app_with_the_least_permissions(host: Host) -> None:
    assert host.ask(WHO) == {"app": {"identifier": "saleor-punchout.core"}}
    assert our_app().get_permissions() == APP_PERMISSIONS


def test_amounts_are_exact(host: Host) -> None:
    checkout = host.client.create_checkout(CHANNEL, [line(host, host.skus(1)[0], 3, price=Decimal("9.99"))])
    data = host.ask("query ($id: ID!) { checkout(id: $id) { totalPrice { net { amount } } } }", id=checkout)
    assert isinstance(data["checkout"]["totalPrice"]["net"]["amount"], Decimal)


def test_what_it_wrote_it_reads_at_once_without_unsafe_access(host: Host) -> None:
    lines = [line(host, host.skus(1)[0])]
    with watched():
        assert host.client.read_checkout(host.client.create_checkout(CHANNEL, lines)) is not None


def test_it_refuses_to_ask_inside_a_transaction(host: Host) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        host.ask(WHO)


def test_a_missing_permission_is_told_as_over_http(host: Host) -> None:
    assert code_of(host.answer("{ shop { limitQuantityPerCheckout } }")) == "PermissionDenied"


@pytest.mark.parametrize("document", ["{ nothing }", "{ shop {", "query ($id: ID!) { checkout(id: $id) { id } }"])
def test_a_mistake_of_ours_is_a_refusal(host: Host, document: str) -> None:
    assert code_of(host.answer(document)) in OUR_MISTAKES


def test_an_accident_in_saleor_leaves_it_open_whether_it_acted(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    from saleor.graphql.checkout.mutations import CheckoutCreate

    def fall(*args: Any, **given: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(CheckoutCreate, "perform_mutation", fall)
    with pytest.raises(SaleorUnreachable):
        host.client.create_checkout(CHANNEL, [])


def test_a_deactivated_app_stops_everything_until_staff_mend_it(host: Host, app: Any) -> None:
    app.is_active = False
    app.save()
    with pytest.raises(SaleorForbids, match="Activate it"):
        host.ask(WHO)


def test_a_deleted_app_comes_back(host: Host, app: Any) -> None:
    from django.utils import timezone

    app.is_active, app.removed_at = False, timezone.now()
    app.save()
    assert host.ask(WHO) == {"app": {"identifier": "saleor-punchout.core"}}


def test_permissions_that_somebody_took_are_given_back(host: Host, app: Any) -> None:
    app.permissions.clear()
    assert our_app().get_permissions() == APP_PERMISSIONS
    assert type(app).objects.filter(uuid=APP_UUID).count() == 1


def test_a_wrong_token_is_nobody() -> None:
    answer = InProcessTransport("", "no-such-token").execute(WHO, {})
    assert answer["data"] == {"app": None}
