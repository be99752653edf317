"""Setting right what the health check found: exactly that, and nothing beside it."""

from __future__ import annotations

import pytest

from saleor_punchout import cli
from saleor_punchout.exceptions import SaleorForbids, SaleorRefused
from saleor_punchout.flows.mending import MENDS
from saleor_punchout.gateway.shop import ShopClient
from saleor_punchout.sandbox.models import Channel, ShopSettings
from saleor_punchout.sandbox.transport import SandboxTransport

CHANNEL = "default-channel"
WRONG = {
    "QUANTITY_LIMIT": 50,
    "UNPAID_FULFILLMENT": False,
    "UNPAID_ORDERS": True,
    "AUTO_COMPLETE": True,
}


@pytest.fixture
def wrong(world):
    """A shop in which everything is as it should not be, in every channel."""
    ShopSettings.objects.create(pk=1, quantity_limit=50, ships_unpaid=False)
    Channel.objects.update(allows_unpaid_orders=True, completes_paid_checkouts=True, confirms_orders=False)


@pytest.fixture
def app(settings):
    return ShopClient(SandboxTransport("", settings.PUNCHOUT_SANDBOX_TOKEN))


@pytest.fixture
def staff(settings):
    return ShopClient(SandboxTransport("", settings.PUNCHOUT_SANDBOX_STAFF_TOKEN))


@pytest.mark.parametrize("code", MENDS)
def test_one_setting_is_set_right_and_no_other(wrong, staff, code):
    # given
    before = {one: mend.read(staff, CHANNEL) for one, mend in MENDS.items()}

    # when
    MENDS[code].apply(staff, CHANNEL)

    # then
    assert before == WRONG
    assert {one: mend.read(staff, CHANNEL) for one, mend in MENDS.items()} == WRONG | {code: MENDS[code].wanted}
    assert Channel.objects.exclude(slug=CHANNEL).filter(allows_unpaid_orders=False).count() == 0
    assert not Channel.objects.filter(confirms_orders=True).exists()


@pytest.mark.parametrize("code", MENDS)
def test_our_own_app_may_set_right_what_it_says_it_may(wrong, app, staff, code):
    # given
    mend = MENDS[code]

    # then
    if mend.is_ours_to_do:
        mend.apply(app, CHANNEL)
        assert mend.read(staff, CHANNEL) == mend.wanted
    else:
        with pytest.raises(SaleorForbids):
            mend.apply(app, CHANNEL)
        assert mend.read(staff, CHANNEL) == WRONG[code]


def test_a_channel_that_does_not_exist_cannot_be_set_right(wrong, staff):
    with pytest.raises(SaleorRefused, match="There is no channel no-such"):
        MENDS["UNPAID_ORDERS"].apply(staff, "no-such")


def test_the_command_line_knows_every_code():
    assert set(cli.FIXABLE) == set(MENDS)
