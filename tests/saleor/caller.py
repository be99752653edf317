"""A buying company whose system logs in by user name and password: over OCI, or with Oracle's native XML."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client

from saleor_punchout.documents.cxml.form import FormField
from saleor_punchout.flows import cart, visit
from saleor_punchout.flows.partners import Identity, create_partner
from saleor_punchout.models import Installation, TradingPartner
from tests.flows import story
from tests.flows.oci_story import PASSWORD, USER, parameters
from tests.flows.test_oracle import login_request, read
from tests.saleor import company
from tests.saleor.hosts import CHANNEL, Host


@dataclass
class Caller:
    """One company and its browser."""

    partner: TradingPartner
    host: Host
    browser: Client = field(default_factory=Client)

    def call(self, **changes: str | None) -> Any:
        """Our answer to an OCI call."""
        return self.browser.get(f"{self.host.base}/oci/{self.partner.slug}?{urlencode(parameters(**changes))}")

    def log_in(self) -> str:
        """The start token of a login of Oracle's."""
        address = f"{self.host.base}/oracle/{self.partner.slug}"
        answer = read(self.browser.post(address, login_request(), content_type="text/xml"))
        assert answer.return_code == "S", answer
        return start_token(answer.login_url)

    def shop(self, token: str, skus: list[str]) -> tuple[FormField, ...]:
        """Fill a cart; gives the fields that the browser carries home."""
        session, session_token = company.enter(token)
        company.fill(self.host, session, skus)
        form, _ = cart.transfer(visit.find_session(session_token), story.BASE_URL)
        return form.fields


def start_token(address: str) -> str:
    """Of a start page."""
    return urlsplit(address).path.rpartition("/")[2]


def known(host: Host, installation: Installation, system: str, protocol: str, return_host: str) -> Caller:
    """A new company, with a trading partner for it."""
    key = f"contract-{uuid.uuid4().hex[:12]}"
    partner = create_partner(
        installation,
        [Identity("login", "", USER, secret=PASSWORD)],
        name=f"Contract {key}",
        slug=key,
        system=system,
        protocol=protocol,
        channel=CHANNEL,
        storefront_url="https://shop.example.com/api/punchout",
        return_hosts=[return_host],
    )
    return Caller(partner, host)
