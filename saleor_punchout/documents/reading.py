"""What every reader shares: the notes it takes, and one pass over an element's children.

A reader never stops at the first fault. It reads all that can be read, puts each fault into :class:`Notes`, and the
whole list reaches the sender in one answer: *line 2 …, line 3 …*, not one fault per attempt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from sys import intern
from typing import NamedTuple
from urllib.parse import SplitResult

from lxml.etree import _Element

from saleor_punchout.documents import lexical
from saleor_punchout.documents.vocabulary import ATTRIBUTES_BY_LOWER_CASE
from saleor_punchout.exceptions import BadRequest, PunchOutError

Element = _Element
Parts = dict[str, list[Element]]
"""Children by name; ``parts.get("ItemOut", ())`` are all of one name."""


class Names(NamedTuple):
    """Which names a tree uses."""

    elements: set[str]
    attributes: set[str | bytes]


MAX_LINES = 10_000
"""Lines of one cart or order."""

MAX_FAULTS = 100
"""Faults that one answer names: it must not outgrow the document that it answers."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd that was understood all the same, recorded for the shop's staff."""

    code: str
    """Stable name such as ``encoding_fallback``; tests and filters use it."""

    message: str
    """One plain sentence."""


@dataclass(slots=True)
class Notes:
    """Oddities and faults met while one document was read."""

    remarks: list[Remark] = field(default_factory=list)
    faults: list[PunchOutError] = field(default_factory=list)
    line: int | None = None
    """The line being read; what is noted meanwhile names it."""

    def remark(self, code: str, message: str) -> None:
        """Record an oddity once per kind: the five-hundredth odd amount teaches nobody anything."""
        if all(known.code != code for known in self.remarks):
            self.remarks.append(Remark(code, self._placed(message)))

    def fault(self, message: str) -> None:
        """Record that the document cannot be used; reading goes on."""
        self.faults.append(BadRequest(self._placed(message)))

    def _placed(self, message: str) -> str:
        if self.line is None:
            return message
        is_name = message[1:2].isupper()  # of a field, such as QUANTITY
        return f"Line {self.line}: {message[0] if is_name else message[0].lower()}{message[1:]}"

    def settle(self) -> None:
        """Raise what was found. Several faults of meaning become one :class:`BadRequest` that names them all."""
        if not self.faults:
            return
        others = [fault for fault in self.faults if not isinstance(fault, BadRequest)]
        if others:
            raise others[0]
        named, unnamed = self.faults[:MAX_FAULTS], len(self.faults) - MAX_FAULTS
        raise BadRequest.joining([*named, BadRequest(f"{unnamed:,} more faults follow.")] if unnamed > 0 else named)

    def number(self, text: str, what: str) -> Decimal | None:
        """The number in ``text``, or None and a fault. ``what`` begins the sentence: *The unit price*."""
        value = lexical.plain_number(text) if len(text) <= lexical.MAX_WORD else None
        if value is not None:
            return value
        try:
            value = lexical.number(text)
        except lexical.LexicalError as error:
            self.fault(f"{what} {error}.")
            return None
        if not text.strip().startswith("."):  # .34 is how the standard's own example writes it
            self.remark("amount_format", f"{what} is not written as a plain decimal; it was read as {value}.")
        return value

    def currency(self, text: str, what: str) -> str:
        """The ISO 4217 code in ``text``, or an empty string and a fault."""
        try:
            return lexical.currency(text)
        except lexical.LexicalError as error:
            self.fault(f"{what} {error}.")
            return ""

    def return_address(self, words: str, what: str) -> SplitResult | None:
        """The URL in ``words`` that the cart goes back to, or None and a fault."""
        if not words:
            self.fault(f"{what} is missing; without it the cart cannot return. Send an https URL.")
            return None
        try:
            url = lexical.return_address(words)
        except lexical.LexicalError as error:
            self.fault(f"{what} {error}.")
            return None
        if url.scheme == "http":
            self.remark("insecure_return_url", "The cart would return over http, readable on its way.")
        return url


def names_in(elements: Iterable[Element]) -> Names:
    """All names, found in one walk, which takes nearly as long as the parse."""
    names = Names(set(), set())
    for element in elements:
        names.elements.add(element.tag)
        names.attributes.update(element.keys())
    return names


def children(element: Element) -> Parts:
    """The children of one element by name, in document order, found in a single pass.

    ``find()`` costs a scan per name; this costs one scan in all and is what keeps a 10,000-line order within five
    times a bare parse. Only direct children count: the same names inside an Extrinsic are somebody's content.
    """
    parts: Parts = {}
    for child in element:
        name = child.tag
        if name in parts:
            parts[name].append(child)
        else:
            parts[name] = [child]
    return parts


def first(parts: Parts, name: str) -> Element | None:
    """The first child of that name, or None."""
    found = parts.get(name)
    return found[0] if found else None


def only(parts: Parts, name: str) -> Element | None:
    """The one child of that name, or None; two are an attack or a faulty template, never *last one wins*."""
    found = parts.get(name)
    if not found:
        return None
    if len(found) > 1:
        raise BadRequest(f"The document has {len(found)} {name} elements where one is allowed; send one.")
    return found[0]


def text(parts: Parts, name: str) -> str:
    """The stripped text of the first child of that name that has any, else an empty string."""
    for child in parts.get(name, ()):
        words = text_of(child) if len(child) else (child.text or "").strip()
        if words:
            return intern(words)
    return ""


def texts(element: Element) -> dict[str, str]:
    """The stripped text of the first child of each name that has any: for an element that holds plain words only."""
    found: dict[str, str] = {}
    for child in element:
        words = text_of(child) if len(child) else (child.text or "").strip()
        if words:
            found.setdefault(child.tag, intern(words))
    return found


def child_of(element: Element | None, name: str) -> Element | None:
    """The first child of that name of an element that has few children, or None."""
    if element is not None:
        for child in element:
            if child.tag == name:
                return child
    return None


def text_in(element: Element | None, name: str) -> str:
    """The stripped text of the first child of that name of an element that has few, or an empty string."""
    child = child_of(element, name)
    return "" if child is None else text_of(child)


def text_of(element: Element) -> str:
    """All character content of ``element`` in document order, markup ignored, blanks at both ends removed.

    Comments and processing instructions are gone before a reader sees the tree, so text that they split is whole.
    Interned, for the lines of an order say the same again and again.
    """
    if len(element):
        return "".join(map(str, element.itertext())).strip()
    return intern((element.text or "").strip())


def attribute(element: Element, name: str) -> str:
    """The stripped value of an attribute, or an empty string.

    Upper and lower case do not matter (``Operation``). On the lines of an order, where time counts, readers try
    ``element.get`` first: the guard respells attributes only where element names are in the wrong case too.
    """
    value = element.get(name)
    if value is not None:
        return str(value).strip()
    return attributes(element).get(name, "")


def attributes(element: Element) -> dict[str, str]:
    """All attributes in the standard's spelling, stripped: for an element of which many are asked, most absent."""
    return {
        ATTRIBUTES_BY_LOWER_CASE.get(str(key).lower(), str(key)): str(value).strip() for key, value in element.items()
    }
