"""The health check of a shop: does everything that decides over business orders stand as they need it?

Every question is asked by itself. One that Saleor does not let us ask becomes a finding of its own and hides no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from saleor_punchout.conf import settings
from saleor_punchout.exceptions import ConfigurationError, PunchOutError
from saleor_punchout.flows.channel_health import examine_channel
from saleor_punchout.flows.findings import OK, PROBLEM, WARNING, Check, Finding, verdict
from saleor_punchout.flows.installation import PERMISSIONS
from saleor_punchout.gateway.mapping import App, version
from saleor_punchout.gateway.shop import ACCESS_SINCE, ShopClient
from saleor_punchout.gateway.transports import transport_for
from saleor_punchout.host import in_core
from saleor_punchout.models import Installation, TradingPartner

ENOUGH_PIECES = 1000
"""A limit from here on is no obstacle to business buyers."""


def examine(installation: Installation) -> list[Finding]:
    """Everything that was found, also what is as it should be: first about the whole shop, then by channel.

    A Saleor that does not answer, or does not accept our token, is one finding in place of all that it would tell.
    """
    ours = [*_public_url(), *_keys(installation), *_trouble(installation)]
    try:
        # Asks no question twice, for a person waits.
        client = ShopClient(transport_for(installation.api_url, installation.token), pauses=())
        app = client.read_app()
    except PunchOutError as error:
        return [Finding("CONNECTION", PROBLEM, f"Saleor cannot be asked. {error.message}"), *ours]
    answered = Finding("CONNECTION", OK, f"Saleor {app.saleor_version} answers.")
    return [answered, *_shop(client, app), *ours, *_channels(client, installation)]


def _channels(client: ShopClient, installation: Installation) -> Iterator[Finding]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for partner in TradingPartner.objects.filter(installation=installation, is_active=True):
        wanted[partner.channel] |= {partner.delivery_method} - {""}
    if not wanted:
        yield Finding("PARTNERS", WARNING, "There is no active trading partner yet, so no channel was checked.")
    for channel in sorted(wanted):
        yield from examine_channel(client, channel, wanted[channel])


def _public_url() -> Iterator[Finding]:
    try:
        url = settings.public_url
    except ConfigurationError as error:
        yield Finding("PUBLIC_URL", PROBLEM, error.message)
        return
    if not url:
        yield Finding("PUBLIC_URL", WARNING, "Our own address is not set; it is taken from each request.")
    elif url.startswith("https://"):
        yield Finding("PUBLIC_URL", OK, f"We are reached at {url}.")
    else:
        yield Finding("PUBLIC_URL", PROBLEM, f"We are reached at {url}, without encryption.")


def _keys(installation: Installation) -> Iterator[Finding]:
    if in_core():  # where Saleor checks its own signatures
        return
    known = bool(installation.jwks.get("keys"))
    yield verdict("SALEOR_KEYS", known, "Saleor's public keys are known.", WARNING, "Saleor's public keys are unknown.")


def _trouble(installation: Installation) -> Iterator[Finding]:
    if installation.trouble:
        yield Finding("TROUBLE", PROBLEM, f"Saleor turned us away: {installation.trouble}")


def _shop(client: ShopClient, app: App) -> Iterator[Finding]:
    yield _permissions(app)
    yield from Check(("QUANTITY_LIMIT",), "MANAGE_SETTINGS", lambda: _quantity_limit(client)).run()
    yield from Check(("UNPAID_FULFILLMENT",), "", lambda: _fulfillment(client)).run()
    if version(app.saleor_version) >= ACCESS_SINCE:
        yield from Check(("PASSWORD_LOGIN", "STOREFRONT_TRAFFIC", "ZONE_STOCK"), "", lambda: _access(client)).run()


def _permissions(app: App) -> Finding:
    missing = tuple(name for name in PERMISSIONS if name not in app.permissions)
    good = "Our app has every permission that it needs."
    return verdict("PERMISSIONS", not missing, good, PROBLEM, f"Our app lacks {', '.join(missing)}.")


def _quantity_limit(client: ShopClient) -> Iterator[Finding]:
    limit = client.read_quantity_limit()
    if limit is None:
        yield Finding("QUANTITY_LIMIT", OK, "An article may be ordered in any quantity.")
    else:
        told = f"An article may be ordered {limit} times at most."
        yield verdict("QUANTITY_LIMIT", limit >= ENOUGH_PIECES, told, PROBLEM, told)


def _fulfillment(client: ShopClient) -> Iterator[Finding]:
    yield verdict(
        "UNPAID_FULFILLMENT",
        client.ships_unpaid(),
        "Orders on account can be shipped before they are paid.",
        PROBLEM,
        "Orders on account cannot be shipped before they are paid.",
    )


def _access(client: ShopClient) -> Iterator[Finding]:
    access = client.read_access()
    yield verdict(
        "PASSWORD_LOGIN",
        access.allows_passwords,
        "Customers may log in by password.",
        WARNING,
        "Nobody may log in by password.",
    )
    yield verdict(
        "STOREFRONT_TRAFFIC",
        access.storefront_traffic,
        "Storefronts may ask Saleor.",
        WARNING,
        "Storefronts may not ask Saleor.",
    )
    yield verdict(
        "ZONE_STOCK",
        access.stock_by_shipping_zone,
        "Stock counts where a shipping zone leads from it to the buyer.",
        OK,
        "All stock of a channel counts, wherever the buyer is.",
    )
