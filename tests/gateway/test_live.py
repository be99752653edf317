"""The gateway against a Saleor that really runs: where SALEOR_API_URL and SALEOR_APP_TOKEN name one.

SALEOR_CHANNEL is the channel to look at (``default-channel``), SALEOR_SKU an article that it sells; without one, only
what needs no article is tried. The checkout that is made stays behind, empty.
"""

from __future__ import annotations

import os

import pytest

from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.transports import HttpTransport

API_URL, TOKEN = os.environ.get("SALEOR_API_URL", ""), os.environ.get("SALEOR_APP_TOKEN", "")
CHANNEL, SKU = os.environ.get("SALEOR_CHANNEL", "default-channel"), os.environ.get("SALEOR_SKU", "")

pytestmark = pytest.mark.skipif(
    not (API_URL and TOKEN), reason="needs a running Saleor: set SALEOR_API_URL and SALEOR_APP_TOKEN"
)


@pytest.fixture
def live():
    return SaleorClient(HttpTransport(API_URL, TOKEN))


def test_the_channel_is_read(live):
    channel = live.read_channel(CHANNEL)

    assert channel is not None, f"no channel {CHANNEL}; set SALEOR_CHANNEL"
    assert channel.saleor_version >= (3, 21)
    assert len(channel.currency) == 3
    assert live.read_channel("no-such-channel-here") is None


def test_an_unknown_article_is_absent(live):
    assert live.find_variants(CHANNEL, ["no-such-article-here"]) == {}


def test_an_unknown_order_is_none(live):
    assert live.find_order(reference="no-such-order-here") is None


def test_a_checkout_is_made_and_emptied(live):
    # given
    if not SKU:
        pytest.skip("needs an article: set SALEOR_SKU")
    variant = live.find_variants(CHANNEL, [SKU])[SKU]

    # when
    checkout = live.create_checkout(CHANNEL, [{"variantId": variant.id, "quantity": 2}], email="test@example.com")
    filled = live.read_checkout(checkout)
    live.delete_checkout_lines(checkout, [line.id for line in filled.lines])

    # then
    assert [(line.sku, line.quantity) for line in filled.lines] == [(SKU, 2)]
    assert filled.lines[0].net == variant.net * 2
    assert live.read_checkout(checkout).lines == ()
