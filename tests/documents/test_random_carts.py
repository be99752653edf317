"""A cart of any shop, written in each protocol and read again, is what it was, as far as the protocol has room for it.

A few hundred carts each time; ``PUNCHOUT_EXAMPLES=10000`` tries as many. What a protocol has no room for is taken out
before: that it is also told of is for the tests of fitting.
"""

import os
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from saleor_punchout.documents import guard, lexical
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.cxml.punchout import read_order_message, write_order_message
from saleor_punchout.documents.oci import cart as oci
from saleor_punchout.documents.oracle import cart as oracle
from saleor_punchout.documents.oracle.login import open_oracle
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import (
    NOTHING,
    Address,
    Classification,
    Credential,
    Header,
    ItemDetail,
    ItemID,
    ItemIn,
    Money,
    PriceBasis,
    PunchOutOrderMessage,
)
from tests.documents.places import assert_valid
from tests.documents.test_round_trips import ADDRESS, CHARGE, COOKIE, EXTRINSICS, HOSTILE, MODERATE, said

EXAMPLES = int(os.environ.get("PUNCHOUT_EXAMPLES", "200"))
MANY = settings(
    MODERATE,
    max_examples=EXAMPLES,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
pytestmark = pytest.mark.timeout(300 + EXAMPLES)
PARTIES = Header((Credential("D", "a"),), (Credential("D", "b"),), (Credential("D", "c"),), "x")
ID = "1.2.3@shop.example.com"

NOBODY = st.none()
LINE = (st.text(max_size=20) | st.builds("{}{}{}".format, st.text(max_size=3), HOSTILE, HOSTILE)).map(said)
"""All of Unicode that XML allows, and what looks like markup; faster to make than the texts of the other tests."""
NAMES = LINE.filter(bool)
AMOUNTS = st.one_of(
    st.decimals(0, 10**6, places=2),
    st.decimals(0, 10**5, places=6),
    st.integers(0, 10**6).map(Decimal),
)
QUANTITIES = st.integers(1, 10**4).map(Decimal) | st.decimals(Decimal("0.001"), 10**4, places=3)
CODES = st.builds(Classification, st.sampled_from(["UNSPSC", "eClass"]), NAMES)
AUXILIARY = st.sampled_from(["h7k2m4q9xw/1-4fz8q2m1abcde", "h7k2m4q9xw/20-4fz8q2m1abcde"]) | LINE


PRICES = AMOUNTS.map(lambda amount: Money(amount, "EUR"))
ITEM_IDS = st.builds(ItemID, NAMES, AUXILIARY, LINE)


def details(**parts):
    """What every protocol carries, and what one of them carries beside it."""
    nothing = {
        "short_name": st.just(""),
        "manufacturer_name": st.just(""),
        "url": st.just(""),
        "lead_time": st.none(),
        "extrinsics": st.just(NOTHING),
        "long_text": st.just(""),
        "price_basis": st.none(),
        "attachment": st.just(""),
    }
    common = {
        "unit_price": PRICES,
        "description": NAMES,
        "unit_of_measure": NAMES,
        "classifications": st.lists(CODES, min_size=1, max_size=1).map(tuple),
        "manufacturer_part_id": LINE,
    }
    return st.builds(ItemDetail, **(nothing | common | parts))


IN_CXML = details(
    classifications=st.lists(CODES, min_size=1, max_size=3).map(tuple),
    manufacturer_name=LINE,
    url=LINE,
    lead_time=st.none() | st.integers(0, 999),
    extrinsics=EXTRINSICS,
    long_text=LINE,
    price_basis=st.none()
    | st.builds(PriceBasis, QUANTITIES, NAMES, st.sampled_from([Decimal(1), Decimal("0.5")]), LINE),
)
IN_OCI = details(lead_time=st.none() | st.integers(0, 99_999), long_text=LINE, attachment=LINE)
IN_ORACLE = details(manufacturer_name=LINE)


def carts(detail, ship_to=NOBODY, **parts):
    """Carts of one currency, their lines numbered from 1."""
    items = st.builds(ItemIn, st.just(1), QUANTITIES, ITEM_IDS, detail, ship_to)
    messages = st.builds(
        PunchOutOrderMessage,
        buyer_cookie=parts.get("cookie", st.just("")),
        operation_allowed=parts.get("operation", st.just("create")),
        total=st.just(Money(Decimal(0), "XXX")),
        items=st.lists(items, max_size=4).map(tuple),
        shipping=parts.get("charge", st.none()),
        tax=parts.get("charge", st.none()),
        status=st.none(),
    )
    return st.builds(_of_one_currency, messages, st.sampled_from(["EUR", "USD", "JPY", "KWD"]))


def _of_one_currency(message, currency):
    items = tuple(
        item._replace(
            line_number=number,
            detail=item.detail._replace(unit_price=item.detail.unit_price._replace(currency=currency)),
        )
        for number, item in enumerate(message.items, 1)
    )
    total = sum((item.quantity * item.detail.unit_price.amount for item in items), Decimal(0))
    total = Money(lexical.rounded(total, currency), currency if items else "XXX")
    return replace(message, items=items, total=total)


@MANY
@given(
    carts(
        IN_CXML,
        cookie=COOKIE,
        operation=st.sampled_from(["create", "inspect", "edit"]),
        charge=st.none() | CHARGE,
        ship_to=st.none() | ADDRESS,
    )
)
def test_in_cxml(cart):
    # when
    document = write_order_message(ID, PARTIES, cart, dtd_version="1.2.050")
    notes = Notes()
    envelope = read_envelope(guard.open_document(document, notes).root, notes)

    # then
    assert read_order_message(envelope.payload, envelope.status, notes) == cart
    assert (notes.faults, notes.remarks) == ([], [])


@MANY
@given(carts(IN_CXML, charge=st.none() | CHARGE))
def test_in_cxml_of_an_early_dtd_without_what_that_does_not_know(cart):
    # given
    known = replace(
        cart,
        items=tuple(
            item._replace(
                item_id=item.item_id._replace(buyer_part_id=""), detail=item.detail._replace(price_basis=None)
            )
            for item in cart.items
        ),
    )

    # when
    document = write_order_message(ID, PARTIES, cart)
    notes = Notes()
    envelope = read_envelope(guard.open_document(document, notes).root, notes)

    # then
    assert_valid(document)
    assert read_order_message(envelope.payload, envelope.status, notes) == known


@MANY
@given(carts(IN_OCI))
def test_in_oci(cart):
    # when
    fields = oci.write_cart(cart)
    notes = Notes()
    found = oci.read_cart(fields, notes)

    # then
    assert found == cart
    assert (notes.faults, notes.remarks) == ([], [])
    assert all(value for _, value in fields)
    assert len({name for name, _ in fields}) == len(fields)


@MANY
@given(carts(IN_ORACLE))
def test_in_oracles_xml(cart):
    # given
    cart = replace(cart, items=tuple(item._replace(detail=_with_unspsc(item.detail)) for item in cart.items))

    # when
    document = oracle.write_cart(cart)
    notes = Notes()
    found = oracle.read_cart(open_oracle(document, notes, limit=guard.ORDER_LIMIT).root, notes)

    # then
    assert found == cart
    assert (notes.faults, notes.remarks) == ([], [])


def _with_unspsc(detail):
    return detail._replace(classifications=tuple(Classification("UNSPSC", one.code) for one in detail.classifications))


@pytest.mark.parametrize("version", ["1.2.050", "1.2.071"])
def test_a_later_dtd_judges_what_only_it_knows(version):
    # given
    basis = PriceBasis(Decimal(100), "EA", Decimal("0.5"), "price of 100")
    detail = ItemDetail(
        Money(Decimal("12.50"), "EUR"),
        "Pen",
        unit_of_measure="BX",
        classifications=(Classification("UNSPSC", "44121701"),),
        long_text="A pen that writes",
        price_basis=basis,
    )
    item = ItemIn(1, Decimal(2), ItemID("SKU-1", "s/1", "MAT-7"), detail, Address("0100", "Plant", country="DE"))
    cart = PunchOutOrderMessage("c", "edit", Money(Decimal("25.00"), "EUR"), (item,))

    # when
    document = write_order_message(ID, PARTIES, cart, dtd_version=version)

    # then
    assert f"/{version}/cXML.dtd".encode() in document
    assert b'<Address isoCountryCode="DE" addressID="0100">' in document
    assert b"<BuyerPartID>MAT-7</BuyerPartID>" in document
    assert b"<ShortName>Pen</ShortName>\nA pen that writes</Description>" in document
    assert_valid(document)
