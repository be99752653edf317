"""Nothing that a stranger wrote breaks out of the form that carries a cart through the browser."""

from decimal import Decimal
from html.parser import HTMLParser
from itertools import product
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from lxml import etree

from saleor_punchout.documents.cxml import punchout
from saleor_punchout.documents.cxml.form import BASE64, URLENCODED, form_field
from saleor_punchout.documents.lexical import LexicalError, return_address
from saleor_punchout.documents.types import (
    Charge,
    Classification,
    Credential,
    Header,
    ItemDetail,
    ItemID,
    ItemIn,
    Money,
    PunchOutOrderMessage,
    Status,
)
from saleor_punchout.documents.writing import legal
from saleor_punchout.flows.returning import ReturnForm

QUOTES = (
    "",
    '"',
    "'",
    '">',
    "'>",
    "</textarea>",
    "</script>",
    "-->",
    "]]>",
    "\x00",
    "\n",
    "&quot;>",
    "&#34;>",
    "\u2028",
)
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    ' onfocus=alert(1) autofocus x="',
    "</form><form action=https://evil.example>",
    "<input name=cXML-base64 value=evil>",
    "javascript:alert(1)",
    "{{ form.action }}{% debug %}",
    "<!--",
    "<base href=https://evil.example>",
    "\ud800\U0001f6d2\u202e",
    "&lt;script&gt;",
)
FIELDS = ("cookie", "description", "sku", "party")
HOSTILE = [mark + payload for mark, payload in product(QUOTES, PAYLOADS)]


class Page(HTMLParser):
    """A page as a browser reads it: its tags and their attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def attributes_of(self, wanted):
        return [attributes for tag, attributes in self.tags if tag == wanted]


def cart_with(field, text):
    """A cart that has the text in one field, as the bytes that go out."""
    given = dict.fromkeys(FIELDS, "plain") | {field: text}
    detail = ItemDetail(Money(Decimal(1), "EUR"), given["description"], "", "EA", (Classification(text, text),))
    cart = PunchOutOrderMessage(
        buyer_cookie=punchout.escape(legal(given["cookie"])),
        operation_allowed="edit",
        total=Money(Decimal(1), "EUR"),
        items=(ItemIn(1, Decimal(1), ItemID(given["sku"], given["sku"]), detail),),
        shipping=Charge(None, given["description"]),
        status=Status(200, given["sku"], given["description"]),
    )
    party = (Credential(given["party"], given["party"]),)
    return punchout.write_order_message("1@shop.example.com", Header(party, party, party, given["party"]), cart)


def rendered(form):
    return Page(render_to_string("punchout/form.html", {"form": form}))


@pytest.mark.parametrize("name", [BASE64, URLENCODED])
@pytest.mark.parametrize("field", FIELDS)
def test_a_document_stays_within_its_field(field, name):
    for text in HOSTILE:
        # given
        document = cart_with(field, text)
        form = ReturnForm("https://buyer.example.com/return?a=1&b=2", (form_field(document, name),))

        # when
        page = rendered(form)

        # then
        assert [tag for tag, _ in page.tags] == ["form", "input", "button"]
        assert page.attributes_of("input") == [{"type": "hidden", "name": name, "value": form.fields[0].value}]
        assert page.attributes_of("form")[0]["action"] == form.action


def test_a_document_still_says_what_was_written_into_it():
    for text in HOSTILE:
        root = etree.fromstring(cart_with("sku", text))

        assert root.findtext(".//SupplierPartID") == legal(text)


@pytest.mark.parametrize(
    "scheme", ["https://buyer.example.com/", "https://buyer.example.com/?a=", "https://buyer.example.com#"]
)
def test_a_return_address_stays_within_its_attribute(scheme):
    for text in HOSTILE:
        # given
        try:
            return_address(scheme + text)
        except LexicalError:
            continue

        # when
        page = rendered(ReturnForm(scheme + text, (form_field(b"<cXML/>", URLENCODED),)))

        # then
        assert [tag for tag, _ in page.tags] == ["form", "input", "button"]
        assert set(page.attributes_of("form")[0]) == {"method", "action", "target", "accept-charset", "id"}
        assert page.attributes_of("form")[0]["action"] == scheme + text


def test_a_page_around_the_form_keeps_a_partners_name_in_its_place():
    # given
    form = ReturnForm("https://buyer.example.com/", (form_field(b"<cXML/>", URLENCODED),))
    plain = Page(_sent("Buyer", form)).tags

    for text in HOSTILE:
        # when
        page = Page(_sent(text.replace("\ud800", ""), form))

        # then
        assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain]


def _sent(name, form):
    session = SimpleNamespace(partner=SimpleNamespace(name=name))
    return render_to_string("punchout/sent.html", {"form": form, "session": session, "nonce": "n", "cart": None})
