"""Setting right what the health check found: only what a merchant may want, and only one setting at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from saleor_punchout.exceptions import SaleorRefused
from saleor_punchout.flows.installation import PERMISSIONS
from saleor_punchout.gateway.shop import ShopClient


@dataclass(frozen=True, slots=True)
class Mend:
    """How one setting is read and written; of a setting of the shop the channel is empty and means nothing."""

    name: str
    """Of the setting, in Saleor's API."""
    wanted: object
    permissions: tuple[str, ...]
    """One of them is needed."""
    read: Callable[[ShopClient, str], object]
    write: Callable[[ShopClient, str, Mapping[str, Any]], None]

    @property
    def is_ours_to_do(self) -> bool:
        """Whether the permissions that our app has anyway are enough."""
        return not set(PERMISSIONS).isdisjoint(self.permissions)

    def apply(self, client: ShopClient, channel: str) -> None:
        """Raises SaleorForbids without the permission."""
        self.write(client, channel, {self.name: self.wanted})


def _write_shop(client: ShopClient, channel: str, settings: Mapping[str, Any]) -> None:
    client.update_shop(settings)


def _write_orders(client: ShopClient, channel: str, settings: Mapping[str, Any]) -> None:
    client.update_channel(_channel_id(client, channel), {"orderSettings": settings})


def _write_checkouts(client: ShopClient, channel: str, settings: Mapping[str, Any]) -> None:
    client.update_channel(_channel_id(client, channel), {"checkoutSettings": settings})


def _channel_id(client: ShopClient, channel: str) -> str:
    supply = client.read_supply(channel)
    if supply is None:
        raise SaleorRefused("channelUpdate", [{"message": f"There is no channel {channel}."}])
    return supply.id


MENDS = {
    "QUANTITY_LIMIT": Mend(
        "limitQuantityPerCheckout",
        None,
        ("MANAGE_SETTINGS",),
        lambda client, channel: client.read_quantity_limit(),
        _write_shop,
    ),
    "UNPAID_FULFILLMENT": Mend(
        "fulfillmentAllowUnpaid",
        True,
        ("MANAGE_SETTINGS",),
        lambda client, channel: client.ships_unpaid(),
        _write_shop,
    ),
    "UNPAID_ORDERS": Mend(
        "allowUnpaidOrders",
        False,
        ("MANAGE_CHANNELS", "MANAGE_ORDERS"),
        lambda client, channel: client.read_order_settings(channel).allows_unpaid,
        _write_orders,
    ),
    "AUTO_COMPLETE": Mend(
        "automaticallyCompleteFullyPaidCheckouts",
        False,
        ("MANAGE_CHANNELS", "MANAGE_CHECKOUTS"),
        lambda client, channel: client.completes_paid_checkouts(channel),
        _write_checkouts,
    ),
}
"""By the code of the finding."""
