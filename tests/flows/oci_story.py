"""What a buyer's system does over OCI and over Oracle's native XML, in one call each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from django.test import Client

from saleor_punchout.documents.oci import cart as oci_cart
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import PunchOutOrderMessage
from saleor_punchout.flows import partners, visit
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.models import DocumentRecord, PunchOutSession, TradingPartner
from tests.flows.story import BASE_URL, Shopping

USER = "SRM_SHOP"
PASSWORD = "seven-oaks-4711"
HOOK = "https://srm.example.com/sap(bD1lbiZjPTAwMQ==)/hook.htm?sap-client=001&~session=42"


def oci_partner(world: Mapping[str, TradingPartner], **fields: Any) -> TradingPartner:
    """A trading partner that calls over OCI."""
    given: dict[str, Any] = {
        "name": "Kestrel Works",
        "slug": "kestrel",
        "system": "sap-srm",
        "protocol": "oci",
        "channel": "default-channel",
        "storefront_url": "https://shop.example.com/api/punchout",
        "return_hosts": ["srm.example.com"],
    }
    given |= fields
    installation = next(iter(world.values())).installation
    return partners.create_partner(installation, [partners.Identity("login", "", USER, secret=PASSWORD)], **given)


def parameters(**changes: str | None) -> dict[str, str]:
    """Of a call for shopping; None takes one out."""
    given = {"USERNAME": USER, "PASSWORD": PASSWORD, "HOOK_URL": HOOK, "~OkCode": "ADDI", "~CALLER": "CTLG"}
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def call(client: Client, given: Mapping[str, str] | None = None, *, slug: str = "kestrel", **headers: Any) -> Any:
    """Call the catalogue by GET, as a browser does."""
    return client.get(f"/oci/{slug}?{urlencode(parameters() if given is None else given)}", **headers)


def function(client: Client, name: str, *, slug: str = "kestrel", **changes: str | None) -> Any:
    """Call a function, as a buyer's server does."""
    return call(client, parameters(FUNCTION=name, **changes), slug=slug)


def started(response: Any) -> PunchOutSession:
    """The session that a call opened."""
    assert response.status_code == 303, response.content
    token = urlsplit(response["Location"]).path.rpartition("/")[2]
    return visit.find_start(token)


def enter(response: Any, saleor: SaleorClient) -> Shopping:
    """Follow the start link into the shop."""
    assert response.status_code == 303, response.content
    location = visit.start(urlsplit(response["Location"]).path.rpartition("/")[2])
    begun = visit.redeem(parse_qs(urlsplit(location).query)["code"][0], BASE_URL)
    return Shopping(begun.session, begun.token, saleor)


class Page(HTMLParser):
    """A page as a browser reads it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.form: dict[str, str | None] = {}
        self.fields: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag == "form":
            self.form = given
        elif tag == "input":
            self.fields.append((given["name"] or "", given["value"] or ""))

    def posted(self) -> bytes:
        """The body that a browser makes of the form: in the first charset that the form accepts, and what that lacks
        as a character reference."""
        charset = self.form["accept-charset"] or "utf-8"
        pairs = [[part.encode(charset, "xmlcharrefreplace") for part in field] for field in self.fields]
        return "&".join("=".join(quote(part, safe="") for part in pair) for pair in pairs).encode()


def page_of(response: Any) -> Page:
    """The page of an answer, in its own charset."""
    assert response.status_code == 200, response.content
    return Page(response.content.decode(response.charset))


def lines_of(fields: Sequence[tuple[str, str]]) -> PunchOutOrderMessage:
    """The cart in a form."""
    notes = Notes()
    cart = oci_cart.read_cart(fields, notes)
    notes.settle()
    return cart


@dataclass(frozen=True)
class Kept:
    """The newest document of the journal."""

    row: DocumentRecord

    def holds(self, words: str) -> bool:
        return any(words in text for text in (self.row.body, self.row.answer, self.row.reason, str(self.row.remarks)))


def kept() -> Kept:
    newest = DocumentRecord.objects.first()
    assert newest is not None
    return Kept(newest)


def words_of(response: Any) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
