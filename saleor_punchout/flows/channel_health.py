"""The health check of one channel that trading partners buy in."""

from __future__ import annotations

from collections.abc import Iterator

from saleor_punchout.flows.findings import OK, PROBLEM, WARNING, Check, Finding, listed, verdict
from saleor_punchout.gateway.shop import ChannelSupply, ShopClient
from saleor_punchout.host import in_core


def examine_channel(client: ShopClient, channel: str, wanted: set[str]) -> list[Finding]:
    """``wanted`` are the names of the delivery methods that trading partners ask for."""
    supply = Check(
        ("CHANNEL", "WAREHOUSES", "DELIVERY", "TAXES"), "", lambda: _supply(client, channel, wanted), channel
    )
    orders = Check(("AUTO_CONFIRM", "UNPAID_ORDERS"), "MANAGE_ORDERS", lambda: _orders(client, channel), channel)
    completion = Check(("AUTO_COMPLETE",), "MANAGE_CHECKOUTS", lambda: _completion(client, channel), channel)
    payment = Check(("PAYMENT",), "", lambda: _payment(client, channel), channel)
    found = supply.run()
    if len(found) > 1:  # otherwise it does not exist, and there is no more to ask
        found += [*orders.run(), *completion.run(), *payment.run()]
    return found


def _supply(client: ShopClient, channel: str, wanted: set[str]) -> Iterator[Finding]:
    supply = client.read_supply(channel)
    if supply is None:
        yield Finding("CHANNEL", PROBLEM, "Saleor has no such channel.", channel)
        return
    yield verdict(
        "CHANNEL",
        supply.is_active,
        f"The channel is open and sells in {supply.currency}.",
        PROBLEM,
        "The channel is not active: nobody can shop there.",
        channel,
    )
    yield verdict(
        "WAREHOUSES",
        bool(supply.warehouses),
        f"Goods come from {listed(supply.warehouses)}.",
        PROBLEM,
        "The channel has no warehouse.",
        channel,
    )
    yield _delivery(supply, channel, tuple(sorted(wanted - set(supply.delivery_methods))))
    yield _taxes(supply, channel)


def _delivery(supply: ChannelSupply, channel: str, unknown: tuple[str, ...]) -> Finding:
    if not supply.delivery_methods:
        return Finding("DELIVERY", WARNING, "The channel has no delivery method of its own.", channel)
    if unknown:
        title = f"A trading partner asks for {listed(unknown)}, which the channel lacks; another method is taken."
        return Finding("DELIVERY", WARNING, title, channel)
    return Finding("DELIVERY", OK, f"Goods are delivered by {listed(supply.delivery_methods)}.", channel)


def _taxes(supply: ChannelSupply, channel: str) -> Finding:
    if not supply.charges_taxes:
        return Finding("TAXES", OK, "No taxes are charged.", channel)
    return verdict(
        "TAXES",
        bool(supply.tax_strategy),
        f"Taxes are calculated by {'a tax app' if supply.tax_strategy == 'TAX_APP' else 'flat rates'}.",
        WARNING,
        "Taxes are charged, but nothing calculates them.",
        channel,
    )


def _orders(client: ShopClient, channel: str) -> Iterator[Finding]:
    settings = client.read_order_settings(channel)
    yield verdict(
        "AUTO_CONFIRM",
        settings.confirms_orders,
        "New orders that are paid or authorised are confirmed at once; others wait for the staff.",
        OK,
        "New orders wait for the staff to confirm them.",
        channel,
    )
    if settings.allows_unpaid:
        yield _completable("UNPAID_ORDERS", "Shoppers can complete a cart without paying", channel)
    else:
        yield Finding("UNPAID_ORDERS", OK, "Nobody can complete a cart without paying.", channel)


def _completion(client: ShopClient, channel: str) -> Iterator[Finding]:
    yield verdict(
        "AUTO_COMPLETE",
        not client.completes_paid_checkouts(channel),
        "Saleor completes no checkout by itself.",
        WARNING,
        "Saleor completes paid checkouts by itself.",
        channel,
    )


def _payment(client: ShopClient, channel: str) -> Iterator[Finding]:
    apps = client.payment_apps(channel)
    payable = (*client.payment_plugins(channel), *(app.id for app in apps if not app.error))
    failing = tuple(f"{app.id} ({app.error.rstrip('.')})" for app in apps if app.error)
    if payable:
        yield _completable("PAYMENT", f"Shoppers can pay and complete their cart by {listed(payable)}", channel)
    elif failing:
        title = f"A payment app answers with an error now, and might not the next time: {listed(failing)}."
        yield Finding("PAYMENT", WARNING, title, channel)
    else:
        yield Finding("PAYMENT", OK, "Nobody can pay in the storefront, so no cart becomes an order there.", channel)


def _completable(code: str, title: str, channel: str) -> Finding:
    """A way past approval. In core our plugin refuses whoever takes it with a punch-out cart."""
    if in_core():
        return Finding(code, OK, f"{title}, but not one that goes back to procurement.", channel)
    return Finding(code, PROBLEM, f"{title}.", channel)
