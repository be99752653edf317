"""What we write and read again is what it was, whatever strangers put into it."""

from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal
from html import escape
from html.parser import HTMLParser

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from saleor_punchout.documents import guard
from saleor_punchout.documents.arrival import Arrival, unwrap
from saleor_punchout.documents.cxml import order, punchout
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.cxml.form import BASE64, URLENCODED, form_field
from saleor_punchout.documents.cxml.payloads import read_payload
from saleor_punchout.documents.cxml.punchout import cookie_characters, read_order_message
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import (
    AccountingSegment,
    Address,
    Charge,
    Classification,
    Comment,
    Contact,
    Credential,
    Distribution,
    Header,
    ItemDetail,
    ItemID,
    ItemIn,
    ItemOut,
    Money,
    OrderRequest,
    PunchOutOrderMessage,
    PunchOutSetupRequest,
    Status,
)
from saleor_punchout.documents.writing import legal
from tests.documents.places import assert_valid
from tests.documents.test_golden import ID

# Shrinking such large values takes minutes; what was found first is telling enough.
MODERATE = settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])

HOSTILE = st.sampled_from(
    [
        *(
            "]]>",
            "<![CDATA[",
            "<!--",
            "-->",
            "&amp;",
            "&#0;",
            "&nbsp;",
            "<?xml?>",
            "</cXML>",
            '"',
            "'",
            "<",
            "&",
            "%s",
            "{}",
        ),
        *("\x00", "\x01", "\x0b", "\x1b", "\x7f", "\x85", "\u00a0", "\u200b", "\u200f", "\u202e", "\u2028", "\ufeff"),
        *(
            "\ud800",
            "\udfff",
            "\ufffe",
            "\uffff",
            "\U0001f6d2",
            "\U0010ffff",
            "e\u0301",
            "ß",
            "\r",
            "\n",
            "\t",
            "a",
            "Z",
            "7",
        ),
    ]
)
TEXT = st.lists(HOSTILE | st.characters(), max_size=6).map("".join)
LINE = TEXT.map(lambda text: legal(text).strip())
"""Text as a reader gives it back: legal in XML, without blanks around."""
WORDS = LINE.filter(bool)
RAW = TEXT | LINE
"""Text before it is written; what comes back of it is ``said(text)``."""


def said(text):
    return legal(text).strip()


MONEY = st.builds(
    Money,
    st.decimals(0, 10**9, places=4).map(lambda value: value.normalize() + 0),
    st.sampled_from(["EUR", "USD", "JPY", "KWD"]),
)
CHARGE = st.builds(Charge, MONEY, LINE)
COUNTRY = st.sampled_from(["DE", "US", ""])
ADDRESS = st.builds(
    Address,
    address_id=LINE,
    name=LINE,
    deliver_to=st.lists(WORDS, max_size=2).map(tuple),
    street=st.lists(WORDS, max_size=2).map(tuple),
    city=LINE,
    state=LINE,
    postal_code=LINE,
    country=COUNTRY,
    country_name=LINE,
    email=LINE,
    phone=LINE,
)
CONTACT = st.builds(Contact, LINE, LINE, LINE, st.sampled_from(["", "endUser", "buyer"]))
EXTRINSICS = st.dictionaries(LINE.map(str.lower).map(said), LINE, max_size=2)
NONE = st.just("")
ITEM_ID = st.builds(ItemID, WORDS, LINE, NONE)
DETAIL = st.builds(
    ItemDetail,
    MONEY,
    LINE,
    NONE,
    LINE,
    st.lists(st.builds(Classification, LINE, LINE), min_size=1, max_size=2).map(tuple),
    LINE,
    LINE,
    LINE,
    st.none() | st.integers(0, 999),
    EXTRINSICS,
    NONE,
    st.none(),
    NONE,
)
QUANTITY = st.integers(1, 10**9).map(Decimal)
DISTRIBUTION = st.builds(
    Distribution,
    LINE,
    st.lists(st.builds(AccountingSegment, LINE, LINE, LINE), min_size=1, max_size=2).map(tuple),
    MONEY,
)
COMMENTS = st.lists(st.builds(Comment, WORDS, st.lists(WORDS, max_size=2).map(tuple)), max_size=1).map(tuple)
ITEM_OUT = st.builds(
    ItemOut,
    st.integers(1, 999_999_999),
    st.just("lineNumber"),
    QUANTITY,
    ITEM_ID,
    DETAIL,
    LINE,
    LINE,
    LINE,
    parent_line_number=NONE,
    item_type=NONE,
    distributions=st.lists(DISTRIBUTION, max_size=1).map(tuple),
    ship_to=st.none() | ADDRESS,
    shipping=st.none() | CHARGE,
    tax=st.none() | CHARGE,
    contacts=st.lists(CONTACT, max_size=1).map(tuple),
    comments=COMMENTS,
)
ITEM_IN = st.builds(ItemIn, st.none() | st.integers(1, 999), QUANTITY, ITEM_ID, DETAIL, st.none() | ADDRESS)
CREDENTIALS = st.lists(
    st.builds(Credential, LINE, LINE, st.sampled_from(["", "marketplace"])), min_size=1, max_size=2
).map(tuple)
HEADER = st.builds(Header, CREDENTIALS, CREDENTIALS, CREDENTIALS, LINE)
COOKIE = RAW.map(lambda text: punchout.escape(legal(text), {"\r": "&#13;"}))
SETUP = st.builds(
    PunchOutSetupRequest,
    st.sampled_from(punchout.OPERATIONS),
    COOKIE,
    st.just("https://buyer.example.com/return?a=1&b=<2>"),
    EXTRINSICS,
    st.lists(CONTACT, max_size=2).map(tuple),
    st.none() | ADDRESS,
    st.none() | ITEM_ID,
    st.lists(ITEM_OUT, max_size=2).map(tuple),
)
CART = st.builds(
    PunchOutOrderMessage,
    COOKIE,
    st.sampled_from(["create", "inspect", "edit"]),
    MONEY,
    st.lists(ITEM_IN, max_size=2).map(tuple),
    st.none() | CHARGE,
    st.none() | CHARGE,
    st.none() | st.builds(Status, st.just(204), LINE, LINE, st.just("en")),
)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
ORDER = st.builds(
    OrderRequest,
    WORDS,
    st.sampled_from(order.TYPES),
    LINE,
    st.datetimes(timezones=OFFSETS).map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from(["regular", "release"]),
    st.booleans(),
    LINE,
    LINE,
    st.booleans(),
    st.just(""),
    MONEY,
    st.none() | ADDRESS,
    ADDRESS,
    st.none() | CHARGE,
    st.none() | CHARGE,
    payment_days=st.lists(st.integers(0, 9999), max_size=2).map(tuple),
    contacts=st.lists(CONTACT, max_size=2).map(tuple),
    comments=COMMENTS,
    followup_url=LINE,
    document_reference=LINE,
    extrinsics=EXTRINSICS,
    items=st.lists(ITEM_OUT, min_size=1, max_size=2).map(tuple),
)


def opened(document):
    notes = Notes()
    return read_envelope(guard.open_document(document, notes).root, notes), notes


@MODERATE
@given(HEADER, SETUP)
def test_a_setup_request_comes_back_as_it_was(header, request):
    # when
    document = punchout.write_setup_request(ID, header, request)
    envelope, notes = opened(document)

    # then
    assert_valid(document)
    assert read_payload(envelope, notes) == request
    assert envelope.header == header
    assert notes.faults == []


@MODERATE
@given(HEADER, CART, st.booleans())
def test_a_cart_comes_back_as_it_was(header, cart, is_test):
    # when
    document = punchout.write_order_message(ID, header, cart, is_test=is_test)
    envelope, notes = opened(document)

    # then
    assert_valid(document)
    assert read_order_message(envelope.payload, envelope.status, notes) == cart
    assert (envelope.header, envelope.is_test) == (header, is_test)


@MODERATE
@given(HEADER, ORDER, st.booleans())
def test_an_order_comes_back_as_it_was(header, purchase, is_test):
    # when
    document = order.write_order_request(ID, header, purchase, is_test=is_test)
    envelope, notes = opened(document)

    # then
    assert_valid(document)
    assert read_payload(envelope, notes) == purchase
    assert (envelope.header, envelope.is_test) == (header, is_test)


@MODERATE
@given(TEXT, TEXT, TEXT)
def test_what_xml_cannot_hold_becomes_a_visible_mark_and_stays_in_its_place(name, code, value):
    # given
    raw = PunchOutSetupRequest(
        "create", "c", "https://buyer.example.com", {"x": value}, (Contact(name),), Address(code), ItemID(name, code)
    )
    sender = Header((Credential(code, name),), (Credential(name, code),), (Credential("D", value),), value)

    # when
    document = punchout.write_setup_request(ID, sender, raw)
    envelope, notes = opened(document)

    # then
    assert_valid(document)
    assert read_payload(envelope, notes) == replace(
        raw,
        extrinsics={"x": said(value)},
        contacts=(Contact(said(name)),),
        ship_to=Address(said(code)),
        selected_item=ItemID(said(name), said(code)),
    )
    assert envelope.header.from_ == (Credential(said(code), said(name)),)


@MODERATE
@given(
    st.lists(st.sampled_from(["<a>", "</a>", "<b x='1'/>", "&lt;", "t", "\n", "ü", "<![CDATA[<]]>"]), max_size=8).map(
        "".join
    )
)
def test_a_cookie_goes_back_as_it_came(markup):
    # given
    try:
        wrapped = guard.parse_fragment(markup)
    except guard.etree.XMLSyntaxError:
        return
    cookie = punchout.inner_xml(wrapped)
    cart = PunchOutOrderMessage(cookie, "create", Money(Decimal(0), "EUR"))

    # when
    envelope, notes = opened(punchout.write_order_message(ID, PARTIES, cart))

    # then
    returned = read_order_message(envelope.payload, None, notes).buyer_cookie
    assert returned == cookie
    assert cookie_characters(returned) == cookie_characters(cookie)


PARTIES = Header((Credential("D", "a"),), (Credential("D", "b"),), (Credential("D", "c"),), "x")


class Inputs(HTMLParser):
    """The fields of a page as a browser sees them."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.tags = {}, []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "input":
            self.fields[dict(attrs)["name"]] = dict(attrs)["value"]


@MODERATE
@given(CART, st.sampled_from([BASE64, URLENCODED, "CXML-BASE64", "cXML-urlencoded"]))
def test_a_form_field_brings_the_document_through_a_browser(cart, name):
    # given
    document = punchout.write_order_message(ID, PARTIES, cart)
    field = form_field(document, name)

    # when
    page = Inputs(f'<form><input type="hidden" name="{escape(field.name)}" value="{escape(field.value)}"></form>')
    posted = "&".join(f"{key}={_percent(value)}" for key, value in page.fields.items())
    arrival = unwrap(Arrival(posted.encode(), "application/x-www-form-urlencoded"), Notes(), limit=10_000_000)

    # then
    assert page.tags == ["form", "input"]
    assert field.name == name
    assert arrival.body == document


def _percent(value):
    """As browsers encode a form's value."""
    return "".join(one if one.isalnum() and one.isascii() else f"%{byte:02X}" for one in value for byte in one.encode())
