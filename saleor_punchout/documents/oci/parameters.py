"""The parameters of a call: pairs of names and values, as a query or a form brings them.

Names count without regard to case, and the first value of a name counts (SAP's own systems send both cases). Which
bytes a character is, only the parameters themselves tell: ``http_content_charset``, else UTF-8, else Windows' Latin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from saleor_punchout.documents.arrival import form_decoded
from saleor_punchout.documents.guard import ENCODINGS
from saleor_punchout.documents.reading import Notes
from saleor_punchout.exceptions import DocumentTooLarge

MAX_BYTES = 64 * 1024
MAX_PARAMETERS = 200
MAX_NAME = 100
MAX_VALUE = 8 * 1024

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""No parameter may hold one: PostgreSQL keeps none of some, and a header ends at others."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """All that a call says, in its order."""

    pairs: tuple[tuple[str, str], ...]
    """Names as received."""
    charset: str = ""
    """What the call asks pages and forms to be in, as written; empty where it says nothing that we know."""

    def named(self, name: str) -> list[tuple[str, str]]:
        """All pairs of that name."""
        return [pair for pair in self.pairs if pair[0].lower() == name.lower()]

    def get(self, *names: str) -> str:
        """The first value of the first of ``names`` that says anything, without blanks around."""
        values = (value.strip() for name in names for _, value in self.named(name)[:1])
        return next(filter(None, values), "")


def read_parameters(sources: tuple[bytes, ...], notes: Notes) -> Parameters:
    """The parameters of a query and of a form. Raises :class:`DocumentTooLarge` over the limits."""
    raw = [pair for source in sources for pair in split(source)]
    if len(raw) > MAX_PARAMETERS:
        raise DocumentTooLarge(f"The call has {len(raw):,} parameters; at most {MAX_PARAMETERS} are taken.")
    charset = _charset(raw, notes)
    pairs = tuple((_decoded(name, charset, notes), _decoded(value, charset, notes)) for name, value in raw)
    for name, value in pairs:
        _check(name, value, notes)
    names = [name.lower() for name, _ in pairs]
    if len(set(names)) < len(names):
        notes.remark("repeated_parameter", "A parameter came more than once; its first value was taken.")
    return Parameters(pairs, charset)


def split(source: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and values of a query or a form, decoded to the bytes that they stand for."""
    if len(source) > MAX_BYTES:
        raise DocumentTooLarge(f"The call has {len(source):,} bytes; at most {MAX_BYTES:,} are taken.")
    for pair in source.strip().split(b"&"):
        name, _, value = pair.partition(b"=")
        if name:
            yield form_decoded(name), form_decoded(value)


def _charset(raw: list[tuple[bytes, bytes]], notes: Notes) -> str:
    said = next((value for name, value in raw if name.lower() == b"http_content_charset"), b"")
    name = said.decode("latin-1").strip()
    if name and name.lower() not in ENCODINGS:
        notes.remark("unknown_charset", f"The charset {name[:40]!r} is not known; UTF-8 was taken.")
        return ""
    return name


def _decoded(value: bytes, charset: str, notes: Notes) -> str:
    for attempt in dict.fromkeys([charset or "utf-8", "utf-8", "cp1252"]):
        try:
            text = value.decode(attempt)
        except UnicodeDecodeError:
            continue
        if attempt != (charset or "utf-8"):
            notes.remark("encoding_fallback", f"A parameter was not {charset or 'utf-8'}; it was read as {attempt}.")
        return text
    return value.decode("latin-1")


def _check(name: str, value: str, notes: Notes) -> None:
    if len(name) > MAX_NAME or len(value) > MAX_VALUE:
        raise DocumentTooLarge(f"A parameter has more than {MAX_VALUE:,} characters, or its name more than {MAX_NAME}.")
    if CONTROL.search(name) or CONTROL.search(value):
        notes.fault("A parameter holds control characters; remove them.")
