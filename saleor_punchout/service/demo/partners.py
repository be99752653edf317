"""The shop's side of the demo: its Saleor, and a trading partner for every company of the portal and of the check."""

from __future__ import annotations

from typing import Any

from saleor_punchout import vault
from saleor_punchout.flows.partners import Identity, create_partner
from saleor_punchout.models import Installation, TradingPartner
from saleor_punchout.sandbox.portal.buyers import BUYERS, Buyer
from saleor_punchout.service.demo.companies import COMPANIES, POST_SECRET, Company
from saleor_punchout.simulator.dialect import CXML

CHANNEL = "default-channel"
PRICE_TOLERANCE = 10
"""Percent, so that a price that the approver corrects a little still becomes an order."""


ENDPOINTS = ("ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest", "StatusUpdateRequest")
"""What a buyer with an address for our documents takes."""


def set_up(base_url: str, token: str) -> None:
    """Connect the pretend Saleor and make the partners of the portal that do not exist yet."""
    installation, _ = Installation.objects.update_or_create(
        api_url=f"{base_url}/saleor/graphql/", defaults={"sealed_token": vault.seal(token)}
    )
    for buyer in BUYERS.values():
        if not TradingPartner.objects.filter(slug=buyer.key).exists():
            _create(
                installation,
                base_url,
                _of_buyer(buyer),
                endpoints=_endpoints(f"{base_url}/portal/cxml"),
                name=buyer.name,
                slug=buyer.key,
                system=buyer.system,
                return_hosts=list(buyer.return_hosts),
            )


def _endpoints(address: str) -> dict[str, str]:
    return dict.fromkeys(ENDPOINTS, address) if address else {}


def set_up_companies(base_url: str, post_box: str) -> None:
    """Make the partners of the check, one for every system and protocol; after :func:`set_up`. Our documents go to the
    address ``post_box``."""
    for company in COMPANIES:
        add_company(company, base_url, post_box)


def add_company(company: Company, base_url: str, post_box: str = "") -> None:
    """Make the partner of one company of the check; without a post box it takes none of our documents."""
    _create(
        Installation.objects.get(api_url=f"{base_url}/saleor/graphql/"),
        base_url,
        _of_company(company, base_url),
        name=f"{company.name} ({company.dialect.name}, {company.protocol})",
        slug=company.slug,
        system=company.system,
        protocol=company.protocol,
        default_email=f"purchasing@{company.slug}.example.com",  # for those whose documents name no address
        return_hosts=["127.0.0.1", "localhost"],
        search_path="/?q={query}",
        endpoints=_endpoints(post_box) if company.protocol == CXML else {},
        unit_map=company.unit_map,
    )


def _create(installation: Installation, base_url: str, identities: list[Identity], **fields: Any) -> None:
    create_partner(
        installation,
        identities,
        channel=CHANNEL,
        storefront_url=f"{base_url}/shop/api/punchout",
        allow_http_return=True,
        price_tolerance=PRICE_TOLERANCE,
        mode=TradingPartner.Mode.TEST,
        **fields,
    )


def _of_buyer(buyer: Buyer) -> list[Identity]:
    named = [
        Identity(party, domain, identity, secret=buyer.secret if party == "sender" else "")
        for party, domain, identity in buyer.credentials
    ]
    return [*named, _ours(named, buyer.post_secret)]


def _ours(named: list[Identity], secret: str) -> Identity:
    """We show ourselves to the buyer by the name that it has for us."""
    own = next(one for one in named if one.party == "to")
    return Identity("outbound", own.domain, own.identity, secret=secret)


def _of_company(company: Company, base_url: str) -> list[Identity]:
    if company.protocol != CXML:
        account = company.account(base_url)
        return [Identity("login", "", account.user, secret=account.password)]
    named = [
        Identity(party, domain, identity, secret=company.secret if party == "sender" else "")
        for party, credentials in company.parties.items()
        for domain, identity in credentials
    ]
    return [*named, _ours(named, POST_SECRET)]
