"""Carts for the tests of fitting: a good one, and any."""

from decimal import Decimal

from hypothesis import strategies as st

from saleor_punchout.documents.types import (
    Address,
    Charge,
    Classification,
    ItemDetail,
    ItemID,
    ItemIn,
    Money,
    PriceBasis,
    PunchOutOrderMessage,
)
from saleor_punchout.systems import SYSTEMS
from saleor_punchout.systems.protocols import carriage_of

WAYS = [(system, protocol) for system in SYSTEMS.values() for protocol in system.protocols]
"""Every system with each of its protocols."""
IDS = [f"{system.key} by {protocol}" for system, protocol in WAYS]

AGREED = {"EA": "EA"}
"""A trading partner's word that its system knows this unit."""

ITEM = ItemIn(
    line_number=1,
    quantity=Decimal(2),
    item_id=ItemID("SKU-1", "h7k2m4q9xw/1-4fz8q2m1a7c3e"),
    detail=ItemDetail(
        Money(Decimal("12.50"), "EUR"),
        "Ballpoint pen, blue",
        unit_of_measure="EA",
        classifications=(Classification("UNSPSC", "44121701"),),
        manufacturer_part_id="P-7",
    ),
)


def carriage_for(system, protocol):
    return carriage_of(protocol, system.cxml.dtd_versions.get("PunchOutOrderMessage", ""))


def with_values(item, **values):
    """The line with other values, by the names of the fields wherever they stand."""
    item_id = {name: value for name, value in values.items() if name in ItemID._fields}
    detail = {name: value for name, value in values.items() if name in ItemDetail._fields}
    own = {name: value for name, value in values.items() if name not in item_id and name not in detail}
    return item._replace(item_id=item.item_id._replace(**item_id), detail=item.detail._replace(**detail), **own)


def cart_of(*items, **parts):
    total = sum((item.quantity * item.detail.unit_price.amount for item in items), Decimal(0))
    return PunchOutOrderMessage("cookie", "edit", Money(total, "EUR"), items, **parts)


def good_cart(system, protocol):
    """All that protocol and system have a place for, in sizes that everybody takes."""
    wanted = {
        "manufacturer_name": "Pen Works",
        "lead_time": 3,
        "long_text": "A ballpoint pen with blue ink that dries at once.",
        "url": "https://shop.example.com/pens",
        "attachment": "https://shop.example.com/pens.pdf",
        "extrinsics": {"colour": "blue"},
    }
    charges = {"shipping": Charge(Money(Decimal("4.90"), "EUR"), "Standard"), "tax": Charge(None, "VAT")}
    left_out = carriage_for(system, protocol).left_out | system.left_out
    values, parts = (
        {name: value for name, value in some.items() if name not in left_out} for some in (wanted, charges)
    )
    return cart_of(with_values(ITEM, **values), **parts)


def values_of(message):
    """Every value of a cart by line and field."""
    found = {(None, name): getattr(message, name) for name in ("shipping", "tax", "total")}
    for item in message.items:
        values = {**item.item_id._asdict(), **item.detail._asdict(), "quantity": item.quantity, "ship_to": item.ship_to}
        found |= {(item.line_number, name): value for name, value in values.items()}
    return found


STRANGE = st.sampled_from(
    [*"\x00\x0b\x1b\x7f\x85\ud800\ufffe\uffff\u200b\u202e\ufeff\t\r\n ?{}&<>\"'", "€", "ß", "µ", "Ł"]
)
SHORT = st.text(st.characters(codec="latin-1", exclude_categories=("Cc",)) | STRANGE, max_size=8)
LONG = st.builds(lambda piece, times: piece * times, st.text(min_size=1, max_size=6), st.integers(1, 400))
WORDS = SHORT | LONG | st.text(max_size=60)
PLAIN_NUMBER = st.text("ABCxyz019-./", min_size=1, max_size=25)
NUMBER = st.text("ABCxyz019-./ ", min_size=1, max_size=45).map(str.strip).filter(bool) | SHORT
AMOUNT = st.decimals(0, 10**6, places=2) | st.decimals(0, 10**6, places=5)
HUGE_AMOUNT = AMOUNT | st.decimals(0, 10**15, places=6)
PIECES = st.integers(1, 999).map(Decimal) | st.decimals("0.001", 999, places=3)
HUGE_QUANTITY = PIECES | st.decimals("0.001", 10**13, places=5)
UNIT = st.sampled_from(["EA", "PCE", "C62", "BX"])
CODE = st.builds(Classification, st.sampled_from(["UNSPSC", "eClass", "A very long domain"]), NUMBER | WORDS)
PLACE = Address(address_id="0100", name="Plant 0100", country="DE")


def _optional(words):
    return st.just("") | words


def _carts(number, unit, quantity, amount, currencies, bases):
    money = st.builds(Money, amount, st.sampled_from(currencies))
    detail = st.builds(
        ItemDetail,
        money,
        WORDS,
        _optional(WORDS),
        unit,
        st.lists(CODE, max_size=3).map(tuple),
        _optional(NUMBER),
        _optional(WORDS),
        _optional(NUMBER),
        st.none() | st.integers(0, 200_000),
        st.dictionaries(st.sampled_from(["colour", "size", "sold to id"]), WORDS, max_size=2),
        _optional(WORDS),
        st.sampled_from(bases),
        _optional(NUMBER),
    )
    detail |= detail.map(_as_the_shop_writes)
    item_id = st.builds(ItemID, number, number, _optional(NUMBER))
    item = st.builds(ItemIn, st.just(0), quantity, item_id, detail, st.sampled_from([None, None, None, PLACE]))
    charge = st.none() | st.builds(Charge, st.none() | money, WORDS)
    items = st.lists(item, min_size=1, max_size=3).map(_numbered)
    total = st.builds(Money, amount, st.just("EUR"))
    return st.builds(PunchOutOrderMessage, st.just("cookie"), st.just("edit"), total, items, charge, charge)


def _as_the_shop_writes(detail):
    """With a long text that begins with the description."""
    return detail._replace(long_text=f"{detail.description}\n{detail.long_text}")


def _numbered(items):
    return tuple(item._replace(line_number=number) for number, item in enumerate(items, 1))


CART = _carts(
    NUMBER,
    UNIT | SHORT,
    HUGE_QUANTITY,
    HUGE_AMOUNT,
    ["EUR"] * 9 + ["USD"],
    [None] * 9 + [PriceBasis(Decimal(100), "EA")],
)
"""Any cart."""

PLAIN_CART = _carts(PLAIN_NUMBER, UNIT, PIECES, AMOUNT, ["EUR"], [None])
"""A cart that no system refuses, whatever stands in its words."""
