"""Reading an OrderRequest.

Subject: the real path from bytes to dataclasses, with every check of the guard and of the reader. Floor: lxml's bare
parse of the same bytes. Unit: CPU time, ours ÷ floor; above five times a parse, something is read more than once.
"""

from __future__ import annotations

from functools import partial

from bench import floors
from bench.documents import order_request
from bench.figures import Figure, milliseconds
from bench.timing import growth, interleaved
from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.cxml.payloads import Payload, read_payload
from saleor_punchout.documents.guard import Opened
from saleor_punchout.documents.reading import Notes

ROUNDS = {10: 300, 100: 60, 1000: 25, 10_000: 9}
RATIO, GROWTH = "<= 5", "<= 1.1"


def read(document: bytes) -> tuple[Opened, Payload]:
    """The dataclasses, and the tree: an endpoint keeps both until it has answered, and so does the floor its tree."""
    notes = Notes()
    opened = guard.open_document(document, notes)
    return opened, read_payload(read_envelope(opened.root, notes), notes)


def figures() -> list[Figure]:
    found, taken = [], {}
    for lines, rounds in ROUNDS.items():
        document = order_request(lines)
        works = {"floor": partial(floors.parse, document), "ours": partial(read, document)}
        seconds = interleaved(works, rounds, lines=lines)
        taken[lines] = seconds["ours"]
        name = f"read an order of {lines:,} lines ÷ bare parse"
        found.append(Figure(name, seconds["ours"] / seconds["floor"], RATIO, milliseconds(**seconds)))
    return [*found, Figure("read an order: growth, 1,000 to 10,000 lines", growth(taken), GROWTH)]
