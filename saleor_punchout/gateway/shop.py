"""What decides whether business buyers can order at all: the settings of a Saleor and of its channels.

Each question is a document of its own, for each needs another permission, and one that is refused shall hide no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.mapping import Node

ACCESS_SINCE = (3, 23)
"""The first Saleor that has the settings of :class:`Access`."""


@dataclass(frozen=True, slots=True)
class Access:
    allows_passwords: bool
    """Customers at least may log in by password, and Saleor's own tokens are good."""
    storefront_traffic: bool
    """Shoppers may ask Saleor without an app in between."""
    stock_by_shipping_zone: bool
    """A warehouse counts only where a shipping zone joins it with the buyer's address."""


@dataclass(frozen=True, slots=True)
class ChannelSupply:
    id: str
    is_active: bool
    currency: str
    warehouses: tuple[str, ...]
    delivery_methods: tuple[str, ...]
    """Names, without those that an app adds while a checkout asks."""
    charges_taxes: bool
    tax_strategy: str
    """FLAT_RATES or TAX_APP, empty where nothing calculates taxes."""


@dataclass(frozen=True, slots=True)
class OrderSettings:
    confirms_orders: bool
    allows_unpaid: bool
    """A shopper may complete a checkout without paying."""


@dataclass(frozen=True, slots=True)
class PaymentApp:
    id: str
    error: str
    """Why it takes no payment here; empty: it does."""


class ShopClient(SaleorClient):
    """Reads the settings, and writes them for whoever may."""

    def ships_unpaid(self) -> bool:
        """Whether goods may leave before they are paid for."""
        return bool(self._ask("shop_fulfillment")["shop"]["fulfillmentAllowUnpaid"])

    def read_quantity_limit(self) -> int | None:
        """Most pieces of one article in one checkout; None: as many as there are. Needs MANAGE_SETTINGS."""
        limit: int | None = self._ask("shop_quantity_limit")["shop"]["limitQuantityPerCheckout"]
        return limit

    def read_access(self) -> Access:
        """From 3.23 on."""
        shop = self._ask("shop_settings_323")["shop"]
        return Access(
            allows_passwords=shop["passwordLoginMode"] != "DISABLED",
            storefront_traffic=shop["allowStorefrontTraffic"],
            stock_by_shipping_zone=shop["useLegacyShippingZoneStockAvailability"],
        )

    def read_supply(self, channel: str) -> ChannelSupply | None:
        data = self._ask("channel_supply", slug=channel)
        return _supply(data["channel"], data["shop"]["availableShippingMethods"] or []) if data["channel"] else None

    def read_order_settings(self, channel: str) -> OrderSettings:
        """Of a channel that exists. Needs MANAGE_ORDERS or MANAGE_CHANNELS."""
        settings = self._ask("channel_order_settings", slug=channel)["channel"]["orderSettings"]
        return OrderSettings(settings["automaticallyConfirmAllNewOrders"], settings["allowUnpaidOrders"])

    def completes_paid_checkouts(self, channel: str) -> bool:
        """Of a channel that exists. Needs MANAGE_CHECKOUTS or MANAGE_CHANNELS."""
        settings = self._ask("channel_checkout_settings", slug=channel)["channel"]["checkoutSettings"]
        return bool(settings["automaticallyCompleteFullyPaidCheckouts"])

    def payment_plugins(self, channel: str) -> list[str]:
        """Names of the payment plugins inside Saleor that serve the channel."""
        gateways = self._ask("payment_gateways", channel=channel)["shop"]["availablePaymentGateways"]
        return [gateway["name"] for gateway in gateways]

    def payment_apps(self, channel: str) -> list[PaymentApp]:
        """The payment apps that answer for a checkout of the channel.

        Only a checkout can tell, so one is made. It stays without lines: nothing to clean up, nothing to pay for, and
        Saleor deletes it after some hours.
        """
        probe = self.create_checkout(channel, [], metadata={"punchout.probe": "payment"})
        answer = self._do("payment_gateway_initialize", "paymentGatewayInitialize", checkout=probe)
        return [_payment_app(config) for config in answer["gatewayConfigs"] or []]

    def update_shop(self, settings: Mapping[str, Any]) -> None:
        """Change these settings, of Saleor's ShopSettingsInput, and no other. Needs MANAGE_SETTINGS."""
        self._do("shop_settings_update", "shopSettingsUpdate", input=dict(settings))

    def update_channel(self, id: str, settings: Mapping[str, Any]) -> None:
        """Change these settings, of Saleor's ChannelUpdateInput, and no other. MANAGE_CHANNELS may do it all;
        MANAGE_ORDERS is enough where only order settings change, MANAGE_CHECKOUTS where only checkout settings do."""
        self._do("channel_update", "channelUpdate", id=id, input=dict(settings))


def _supply(channel: Node, methods: list[Node]) -> ChannelSupply:
    taxes = channel["taxConfiguration"]
    return ChannelSupply(
        id=channel["id"],
        is_active=channel["isActive"],
        currency=channel["currencyCode"],
        warehouses=tuple(warehouse["name"] for warehouse in channel["warehouses"]),
        delivery_methods=tuple(dict.fromkeys(method["name"] for method in methods)),
        charges_taxes=taxes["chargeTaxes"],
        tax_strategy=taxes["taxCalculationStrategy"] or "",
    )


def _payment_app(config: Node) -> PaymentApp:
    errors = config["errors"] or []
    return PaymentApp(config["id"], "; ".join(error["message"] or "no reason given" for error in errors))
