"""One visit with the same text in every field that a procurement system, a buyer or the shop fills, and everything that
is answered on its way."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from django.test import Client

from saleor_punchout import vault
from saleor_punchout.documents.cxml.punchout import read_setup_response
from saleor_punchout.documents.lexical import LexicalError, return_address
from saleor_punchout.documents.types import Address, Contact, Credential, Header, ItemID
from saleor_punchout.documents.writing import legal
from saleor_punchout.models import DocumentRecord, PunchOutSession, TradingPartner
from saleor_punchout.sandbox.models import Checkout, CheckoutLine, DeliveryMethod, Product, Variant
from saleor_punchout.sandbox.portal.buyers import GENERIC
from saleor_punchout.systems.characters import readable
from tests.dashboard.conftest import Staff
from tests.flows.story import line, read, setup_request

PLAIN = "plain words"
NOT_IN_A_DATABASE = re.compile("[\x00\ud800-\udfff]")
SESSIONS = """{ punchOutSessions(first: 1) { edges { node {
    userName userEmail buyer reason cart { deliveryMethod lines { name sku unit } warnings { message } }
    documents { kind payloadId body answer reason remarks } } } } }"""


def cookie_saying(text: str) -> str:
    """Inner XML, as a session keeps it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def address_saying(text: str) -> str:
    """Encoded only where no URL may hold it as it is: pages must hold the rest."""
    address = f"https://buyer.example.com/return?x={text}"
    try:
        return_address(address)
    except LexicalError:
        return f"https://buyer.example.com/return?x={quote(text)}"
    return address


def request_saying(text: str) -> bytes:
    """A PunchOutSetupRequest that has the text wherever a text may stand."""
    words = legal(text)
    header = replace(GENERIC.header, from_=(*GENERIC.header.from_, Credential(words, words)), user_agent=words)
    item = line(
        f"{words} not in the shop", 1, "1.00", auxiliary_id=words, description=words, manufacturer_name=words, url=words
    )
    return setup_request(
        header=header,
        buyer_cookie=cookie_saying(words),
        browser_form_post=address_saying(words),
        extrinsics={"UniqueName": words, "UserEmail": words, "UserFullName": words, words: words},
        contacts=(Contact(words, words, words, words),),
        ship_to=Address(words, words, (words, words), (words, words), words, words, words, "GB", words, words, words),
        selected_item=ItemID(words, words),
        items=(item,),
    )


def offered(text: str) -> str:
    """The text as a shop's database can hold it."""
    return NOT_IN_A_DATABASE.sub("\ufffd", text)


def number_saying(text: str) -> str:
    """The text as an article number, or a plain one where it cannot travel: with it no cart would go back."""
    words = offered(text)
    return words if readable(words, "utf-8", is_single_line=True) == words else PLAIN


def offer(partner: TradingPartner, text: str) -> None:
    """Article, delivery and company are called so in the shop."""
    words, number = offered(text), number_saying(text)
    named = ("unspsc", "manufacturer_name", "manufacturer_part_id", "lead_time")
    metadata = {words: words, "unit": number} | dict.fromkeys(named, words)
    Variant.objects.filter(pk=1).update(sku=number, name=words, metadata=metadata)
    Product.objects.filter(variants=1).update(name=words, category=words, description=words)
    DeliveryMethod.objects.filter(pk=1).update(name=words)
    partner.name = words
    partner.save()


def fill(checkout_id: str) -> None:
    """Put that article into the cart and choose that delivery."""
    checkout = Checkout.objects.get(pk=b64decode(checkout_id).decode().rpartition(":")[2])
    checkout.lines.all().delete()
    CheckoutLine.objects.create(checkout=checkout, variant_id=1, quantity=7)
    checkout.delivery_method_id = 1
    checkout.save()


@dataclass
class Visit:
    client: Client
    staff: Staff
    text: str
    pages: dict[str, Any] = field(default_factory=dict)
    """Responses of HTML, by what people call the page."""
    others: dict[str, Any] = field(default_factory=dict)
    """The other responses."""

    def make(self) -> Visit:
        self._return_a_cart(self._enter())
        self._go_back_without()
        self._let_staff_look()
        self._be_turned_away()
        return self

    @property
    def session(self) -> PunchOutSession:
        return PunchOutSession.objects.get(state="returned")

    def _enter(self) -> str:
        answer = self._send(request_saying(self.text))
        start = read_setup_response(read(answer.content).payload).rpartition("/")[2]
        self.pages["start"] = self.client.get(f"/start/{start}")
        self.pages["left out"] = self.client.post(f"/start/{start}")
        self.others["redirect"] = self.client.post(f"/start/{start}")
        code = self.others["redirect"].headers["Location"].rpartition("code=")[2]
        told = self.client.post("/storefront/sessions", {"code": code}, content_type="application/json")
        self.others["storefront"] = told
        fill(told.json()["checkoutId"])
        return str(told.json()["sessionToken"])

    def _send(self, document: bytes) -> Any:
        return self.client.post("/cxml", document, content_type="text/xml; charset=UTF-8")

    def _return_a_cart(self, token: str) -> None:
        self.pages["return"] = self.client.get(f"/return/{token}")
        self.pages["cancel"] = self.client.get(f"/cancel/{token}")
        self.pages["sent"] = self.client.post(f"/return/{token}")
        self.pages["sent before"] = self.client.get(f"/return/{token}")
        self.pages["over"] = self.client.get(f"/cancel/{token}")

    def _go_back_without(self) -> None:
        """On a second visit of the same request."""
        session, token = self.session, vault.new_token()
        session.pk, session.key, session.state, session.code = None, "again", "started", None
        session.start_token, session.token = "again", vault.fingerprint(token)
        session.save(force_insert=True)
        self.pages["sent without a cart"] = self.client.post(f"/cancel/{token}")

    def _let_staff_look(self) -> None:
        came, went = self.session.documents.order_by("pk")
        self.pages["list of sessions"] = self.staff.get("/dashboard/sessions")
        self.pages["session in the Dashboard"] = self.staff.get(f"/dashboard/sessions/{self.session.key}")
        self.pages["document that came"] = self.staff.get(f"/dashboard/documents/{came.pk}")
        self.pages["cart in the Dashboard"] = self.staff.get(f"/dashboard/documents/{went.pk}/body")
        headers = {"authorization": "Bearer demo-staff"}
        asked = self.client.post("/graphql/", {"query": SESSIONS}, content_type="application/json", headers=headers)
        self.others["graphql"] = asked

    def _be_turned_away(self) -> None:
        words = legal(self.text)
        party = (Credential(words, words, shared_secret=words),)
        self.others["refusal"] = self._send(setup_request(header=Header(party, party, party, words)))
        refused = DocumentRecord.objects.latest("pk")
        self.pages["refused document"] = self.staff.get(f"/dashboard/documents/{refused.pk}")
        self.pages["list of documents"] = self.staff.get("/dashboard/documents")
        self.pages["search"] = self.staff.get("/dashboard/documents", search=f"{legal(self.text)} not there")
        link = quote(self.text.replace("/", ""), safe="", errors="replace")
        self.pages["ended"] = self.client.get(f"/start/{link or '-'}")
