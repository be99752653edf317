"""The shop's side of the demo: its Saleor, and one trading partner for every buying company of the portal."""

from __future__ import annotations

from saleor_punchout import vault
from saleor_punchout.flows.partners import Identity, create_partner
from saleor_punchout.models import Installation, TradingPartner
from saleor_punchout.sandbox.portal.buyers import BUYERS, Buyer

CHANNEL = "default-channel"
PRICE_TOLERANCE = 10
"""Percent, so that a price that the approver corrects a little still becomes an order."""


def set_up(base_url: str, token: str) -> None:
    """Connect the pretend Saleor and make the partners that do not exist yet."""
    installation, _ = Installation.objects.update_or_create(
        api_url=f"{base_url}/saleor/graphql/", defaults={"sealed_token": vault.seal(token)}
    )
    for buyer in BUYERS.values():
        if not TradingPartner.objects.filter(slug=buyer.key).exists():
            _create(buyer, installation, base_url)


def _create(buyer: Buyer, installation: Installation, base_url: str) -> None:
    create_partner(
        installation,
        [_identity(buyer, *credential) for credential in buyer.credentials],
        name=buyer.name,
        slug=buyer.key,
        system=buyer.system,
        channel=CHANNEL,
        storefront_url=f"{base_url}/shop/api/punchout",
        return_hosts=list(buyer.return_hosts),
        allow_http_return=True,
        price_tolerance=PRICE_TOLERANCE,
        mode=TradingPartner.Mode.TEST,
    )


def _identity(buyer: Buyer, party: str, domain: str, identity: str) -> Identity:
    return Identity(party, domain, identity, secret=buyer.secret if party == "sender" else "")
