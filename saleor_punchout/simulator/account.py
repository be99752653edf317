"""Who is simulated: a person at a company, with the credentials that it has with one supplier."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from saleor_punchout.simulator.dialect import CXML, Dialect

MASK = "********"


@dataclass(frozen=True, slots=True)
class Person:
    """Who shops. Invented; the address is reserved for examples."""

    first_name: str = "Pat"
    last_name: str = "Buyer"
    login: str = "pat.buyer"
    email: str = "buyer.one@procurement.example.com"
    cost_centre: str = "4100-MAINT"


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods go."""

    address_id: str = "0100"
    name: str = "Plant 0100"
    deliver_to: str = "Pat Buyer"
    street: str = "1 Example Road"
    city: str = "Hamburg"
    postal_code: str = "22525"
    country: str = "DE"
    country_name: str = "Germany"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One buyer's account with one supplier."""

    dialect: Dialect
    url: str
    """The supplier's endpoint."""
    protocol: str = CXML
    parties: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Domain and identity of each Credential, by party: ``from``, ``to`` and ``sender``."""
    secret: str = field(default="", repr=False)
    user: str = ""
    """User name of OCI and Oracle's native XML."""
    password: str = field(default="", repr=False)
    person: Person = Person()
    place: Place = Place()
    post_secret: str = field(default="", repr=False)
    """What the supplier shows when it sends documents to this buyer; empty: nothing is asked of it."""
    is_test: bool = False

    @property
    def host(self) -> str:
        """Where this buyer's documents say that they come from."""
        return self.person.email.rpartition("@")[2]

    def filled(self, template: str, **values: Any) -> str:
        """A template of the dialect; ``values`` go before what is known anyway."""
        encoded = template.startswith("base64:")
        text = template.removeprefix("base64:").format(**{**self._known(), **values})
        return base64.b64encode(text.encode()).decode() if encoded else text

    def _known(self) -> dict[str, Any]:
        person, now = self.person, time.time()
        return {
            "email": person.email,
            "login": person.login,
            "LOGIN": person.login.upper(),
            "first_name": person.first_name,
            "last_name": person.last_name,
            "LAST_NAME": person.last_name.upper(),
            "name": f"{person.first_name} {person.last_name}",
            "cost_centre": person.cost_centre,
            "moment": datetime.fromtimestamp(now, UTC),
            "seconds": f"{now:.3f}",
            "milliseconds": int(now * 1000),
            "number": secrets.randbelow(10**9),
            "hex": secrets.token_hex(16),
            "host": self.host,
        }

    def masked(self, document: bytes) -> bytes:
        """The document without secret and password, as they may stand in XML, in an address or in a form."""
        for secret in (self.secret, self.password, self.post_secret):
            for written in _spellings(secret):
                document = document.replace(written.encode(), MASK.encode())
        return document


def _spellings(secret: str) -> set[str]:
    return {secret, escape(secret), quote(secret, safe=""), quote_plus(secret)} - {""}
