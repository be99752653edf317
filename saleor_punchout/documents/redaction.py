"""Cutting secrets and card numbers out of a document before anything of it is stored or logged.

First by structure, for a regular expression misses namespaces and broken XML: what cannot be parsed is therefore never
stored at all, only its length and hash. Then in the text that is left, for senders put escaped documents, query strings
and JSON into comments and extrinsics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from lxml import etree

from saleor_punchout.documents.reading import Element, Names, attribute, names_in

MASK = "********"
MIN_SECRET = 6
"""Shorter secrets are not searched for in the rest of the document: ``none`` or ``1234`` would tear holes into it."""
MIN_CARD = 12
"""Digits of the shortest card number (ISO/IEC 7812); shorter ones are masked in their place only."""

_WORD = r"(?:pass(?:word|wd|phrase)|secret|pwd|card.?n(?:o|um)|credit.?card|cvv|cvc|cardverification|api.?key)"
_TELLING = re.compile(_WORD, re.IGNORECASE)
_CARDS = ("PCard", "PaymentToken")
_LOOKED_INTO = (*_CARDS, "Credential", "Extrinsic", "SharedSecret")
_HARMLESS = frozenset({"name", "domain", "type", "algorithm", "encoding", "creationDate", "expirationDate"})
"""Attributes that say of which kind a secret is."""

_ESCAPED_ELEMENT = re.compile(
    rb"&(?:amp;)*lt;[\w.:-]{0,40}%b[^&<>]{0,200}&(?:amp;)*gt;([^<]*?)(?=&(?:amp;)*lt;|<)" % _WORD.encode(), re.DOTALL
)
_RUN = re.compile(rb"[\w.-]*+|")
_MASKED = re.compile(rb"""["']?\*+[0-9]{0,4}["']?""")
_STEMS = (b"pass", b"secret", b"pwd", b"card", b"credit", b"cv", b"api")
_ASSIGNED = re.compile(
    rb"""(?:%b[\w.-]*+|(?<=p)card\b[^<>]{0,80}?number)(?:"|'|&(?:amp;)*quot;)?\s*(?:=|:|%%3d)\s*"""
    rb"""("[^"<>]*"|'[^'<>]*'|&(?:amp;)*quot;[^<>]*?&(?:amp;)*quot;|[^\s"'<>&;,]+)""" % _WORD.encode()
)
"""A telling word, which begins with one of the stems, and the value that a sign assigns to it."""


def redacted(root: Element, secrets: Iterable[str] = (), names: Names | None = None) -> str:
    """The document as text without secrets; changes the tree, which must not be read for secrets afterwards.

    ``secrets`` are those that the sender presented; wherever else one of them stands, it goes too, and so does the
    number of a card. ``names`` are those in the tree, where they are known already.
    """
    text = _masked(root, secrets, names or names_in(root.iter()))
    del root  # a large tree ends here where the caller gave it up; what follows needs the room for copies of the text
    return _without_assigned(text).decode()


def _masked(root: Element, secrets: Iterable[str], names: Names) -> bytes:
    """The text of the tree after what is a secret by its place, and whatever equals one."""
    known = {secret.strip() for secret in secrets}
    known |= _mask_places(root, names)
    spellings = {spelling for secret in known if len(secret) >= MIN_SECRET for spelling in _spellings(secret)}
    text = _written(root)
    if any(escape(spelling).encode() in text for spelling in spellings):
        _cut_out(root, spellings)
        text = _written(root)
    return text


def _written(root: Element) -> bytes:
    """The tree as text. Piece by piece, for ``tostring`` makes it twice."""
    written = BytesIO()
    etree.ElementTree(root).write(written, encoding="utf-8")
    return written.getvalue()


def redacted_text(text: str, secrets: Iterable[str]) -> str:
    """A piece of plain text without ``secrets`` and what else looks like one, on one line."""
    spellings = {spelling for secret in secrets if len(secret) >= MIN_SECRET for spelling in _spellings(secret)}
    for spelling in sorted(spellings, key=len, reverse=True):
        text = text.replace(spelling, MASK)
    line = "".join(one if one.isprintable() else " " for one in text)
    return _without_assigned(line.encode(errors="replace")).decode()


def redacted_pairs(pairs: Iterable[tuple[str, str]], secret: str) -> str:
    """The parameters of a call without its secrets, one a line. ``secret`` is the password that it showed."""
    spellings = sorted(_spellings(secret), key=len, reverse=True) if len(secret) >= MIN_SECRET else []
    lines = []
    for name, value in pairs:
        if value and (tells_secret(name) or value.strip() == secret.strip()):
            value = MASK
        for spelling in spellings:
            value = value.replace(spelling, MASK)
        lines.append("".join(one if one.isprintable() else " " for one in f"{name}={value}"))
    return _without_assigned("\n".join(lines).encode(errors="replace")).decode()


def _mask_places(root: Element, names: Names) -> set[str]:
    """Mask what is a secret by its place, and what tells by its name that it is one: elements, attributes, Extrinsics.
    Returns the numbers of cards."""
    numbers: set[str] = set()
    tags, telling = (set(filter(tells_secret, map(str, found))) for found in names)
    for element in root.iter() if telling else ():
        for name in telling.intersection(element.keys()):
            element.set(name, MASK)
    # Listed first: what is masked loses its children, and on one of them the walk would end.
    for element in list(root.iter(*_LOOKED_INTO, *tags)):
        if element.tag in _CARDS:
            numbers.update(_mask_card(element))
        elif element.tag == "Credential":
            _mask_all_but_identity(element)
        elif element.tag != "Extrinsic" or tells_secret(attribute(element, "name")):
            _mask(element)
    return numbers


def _mask_all_but_identity(credential: Element) -> None:
    """Whatever stands beside Identity proves it: SharedSecret, CredentialMac, Oracle's SharedSecret1, a signature."""
    for child in credential:
        if child.tag != "Identity":
            _mask(child)


def _mask_card(card: Element) -> Iterator[str]:
    """Leave the last four digits; yields the whole number as written and as digits."""
    for name, value in card.items():
        if str(name).lower() == "number":
            digits = "".join(character for character in str(value) if character.isdigit())
            card.set(name, "*" * max(len(digits) - 4, 0) + digits[-4:])
            if len(digits) >= MIN_CARD:
                yield from (str(value).strip(), digits)


@lru_cache(maxsize=1024)
def tells_secret(name: str) -> bool:
    """Whether a value of that name is a secret by its name: ``password``, ``apiKey``, ``CardNumber``."""
    return bool(_TELLING.search(name.rpartition("}")[2]))


def _mask(element: Element) -> None:
    said = any(str(text).strip() for text in element.itertext())
    del element[:]
    if said:
        element.text = MASK
    for name in element.keys():  # noqa: SIM118  # an element is no mapping
        if name not in _HARMLESS and element.get(name):
            element.set(name, MASK)


def _without_assigned(text: bytes) -> bytes:
    """``text`` without what follows a telling word: in an escaped element, behind a colon or an equals sign."""
    if b"lt;" in text:
        text = b"".join(_pieces(text, [found.span(1) for found in _ESCAPED_ELEMENT.finditer(text.lower())]))
    return b"".join(_pieces(text, _assigned(text.lower())))


def _assigned(text: bytes) -> list[tuple[int, int]]:
    """Where assigned values stand in a text in lower case. Stems are looked up first, for that costs next to nothing,
    while a pattern that begins with a choice is tried at every character."""
    spans = []
    for stem in _STEMS:
        at = text.find(stem)
        while at != -1:
            end = at + len(stem)
            found = _ASSIGNED.match(text, at) or _RUN.match(text, end)
            if found and found.re is _ASSIGNED:
                spans.append(found.span(1))
            at = text.find(stem, found.end() if found else end)
    return sorted(spans)


def _pieces(text: bytes, spans: list[tuple[int, int]]) -> Iterator[bytes]:
    at = 0
    for start, end in spans:
        value = text[start:end]
        if start < at or _MASKED.fullmatch(value):
            continue
        yield text[at:start]
        mark = value[:1] if value[:1] in (b'"', b"'") else b""
        yield mark + MASK.encode() + mark if value.strip() else value
        at = end
    yield text[at:]


def _cut_out(root: Element, spellings: Iterable[str]) -> None:
    """Mask the secrets in text and attributes. One that happens to be an element's name leaves the markup whole."""
    secret = re.compile("|".join(map(re.escape, sorted(spellings, key=len, reverse=True))))
    for element in root.iter():
        element.text = element.text and secret.sub(MASK, element.text)
        element.tail = element.tail and secret.sub(MASK, element.tail)
        for name, value in element.items():
            element.set(name, secret.sub(MASK, str(value)))


def _spellings(secret: str) -> set[str]:
    """The secret as it stands in text, in a document inside text, and in a URL's query."""
    return {secret, escape(secret), escape(secret, {'"': "&quot;"}), quote(secret, safe=""), quote_plus(secret)}
