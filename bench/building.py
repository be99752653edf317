"""Building a PunchOutOrderMessage, the cart on its way back.

Subject: ``write_order_message``, a tree and its text. Floor: f-strings that escape what must be escaped and yield the
same document; that they do is checked before anything is timed. Unit: CPU time, ours ÷ floor. The tree is worth its
price: it cannot be broken out of, and refuses what XML cannot hold.
"""

from __future__ import annotations

from functools import partial

from lxml import etree

from bench import floors
from bench.documents import HEADER_OF_CART, cart
from bench.figures import Figure, milliseconds
from bench.timing import growth, interleaved
from saleor_punchout.documents.cxml.punchout import write_order_message

ROUNDS = {10: 200, 100: 60, 1000: 25, 10_000: 7}
RATIO, GROWTH = "<= 11", "<= 1.1"
PAYLOAD_ID, TIMESTAMP = "1698765432.1.2@bench.example.com", "2026-11-23T08:00:00+00:00"


def figures() -> list[Figure]:
    found, taken = [], {}
    for lines, rounds in ROUNDS.items():
        message = cart(lines)
        works = {
            "floor": partial(floors.write_order_message, PAYLOAD_ID, TIMESTAMP, HEADER_OF_CART, message),
            "ours": partial(write_order_message, PAYLOAD_ID, HEADER_OF_CART, message),
        }
        assert _canonical(works["floor"]()) == _canonical(works["ours"]()), "the floor writes another document"
        seconds = interleaved(works, rounds, lines=lines)
        taken[lines] = seconds["ours"]
        name = f"build a cart of {lines:,} lines ÷ f-string"
        found.append(Figure(name, seconds["ours"] / seconds["floor"], RATIO, milliseconds(**seconds)))
    return [*found, Figure("build a cart: growth, 1,000 to 10,000 lines", growth(taken), GROWTH)]


def _canonical(document: bytes) -> bytes:
    root = floors.parse(document)
    root.set("timestamp", TIMESTAMP)
    return etree.tostring(root, method="c14n")
