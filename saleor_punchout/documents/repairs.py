"""What real senders get wrong in the text of a document, mended once and noted; never dropped in silence.

Every repair here was seen in the field; each works outside CDATA sections and comments only. What none of them mends
goes to the parser as it is and is refused there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5
from itertools import count

from saleor_punchout.documents.reading import Notes
from saleor_punchout.exceptions import NotAcceptable

_AROUND = b"\xef\xbb\xbf\x00 \t\r\n"
_BEFORE = re.compile(rb"[%b]*" % re.escape(_AROUND))
_ROOT_NAME = re.compile(rb"<([^\s/>]{1,100})|")
_DEFINED = r"(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});"
_ODD_AMPERSAND = re.compile(b"&(?!%b)" % _DEFINED.encode())
_PIECES = re.compile(
    # An unclosed section runs to the end of the text: else a million of them would be scanned a million times.
    r"(?P<opaque><!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))"
    rf"|&(?!{_DEFINED})(?:(?P<entity>[A-Za-z_][A-Za-z0-9._-]{{0,63}});)?",
    re.DOTALL,
)
_FORBIDDEN = re.compile(
    rb"[\x01-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
    rb"|&#(?:0{0,4}(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0{0,4}(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
_ESCAPES = {
    **dict.fromkeys((b"&lt;", b"&#60;", b"&#x3c;", b"&#x3C;"), b"<"),
    **dict.fromkeys((b"&gt;", b"&#62;", b"&#x3e;", b"&#x3E;"), b">"),
    **dict.fromkeys((b"&quot;", b"&#34;", b"&#x22;"), b'"'),
    **dict.fromkeys((b"&apos;", b"&#39;", b"&#039;", b"&#x27;"), b"'"),
    b"&amp;": b"&",  # the last, so that nothing is unescaped twice
}
MAX_REPAIRS = 100_000
"""More than that is no faulty template but somebody who wants us busy."""
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, without a copy: a second copy of a large order costs more than its parse."""

    text: bytes
    start: int
    end: int

    @classmethod
    def of(cls, text: bytes) -> Span:
        return cls(text, 0, len(text))

    def after(self, start: int) -> Span:
        return Span(self.text, start, self.end)

    def cut(self) -> bytes:
        return self.text[self.start : self.end]

    def count(self, what: bytes) -> int:
        return self.text.count(what, self.start, self.end)

    def match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        """The match at the start, of a pattern that matches the empty string at least."""
        found = pattern.match(self.text, self.start, self.end)
        assert found  # noqa: S101  # by the contract above
        return found


def trimmed(text: bytes, notes: Notes) -> Span:
    """The document without what templates and transports leave before it, unescaped if all of it was escaped."""
    start = Span.of(text).match(_BEFORE).end()
    if text.startswith(b"&lt;", start):
        notes.remark("escaped_body", "The whole document was HTML-escaped; it was unescaped once.")
        text, start = _unescaped(text[start:]), 0
    if text.startswith(b"<?xml", start) and text[:start].strip(b"\xef\xbb\xbf"):
        notes.remark("leading_whitespace", "Blanks stood before the XML declaration.")
    return Span(text, start, len(text))


def without_trailer(root: Span, notes: Notes) -> Span:
    """The root element without what stands behind its end."""
    name = root.match(_ROOT_NAME)[1]
    end = _end_of(name, root) if name else root.end
    rest = root.text[end : root.end].strip(_AROUND)
    if rest and not rest.startswith((b"<!--", b"<?")):
        notes.remark("trailing_garbage", "Text stood after the end of the document; it was cut off.")
    return Span(root.text, root.start, end)


def _unescaped(text: bytes) -> bytes:
    """``text`` without the escapes that HTML needs; a letter's name such as ``&uuml;`` is for :func:`repaired`."""
    for escape, character in _ESCAPES.items():
        text = text.replace(escape, character)
    return text


def _end_of(name: bytes, root: Span) -> int:
    usual = root.text.rfind(b"</%b>" % name, root.start, root.end)
    if usual != -1:
        return usual + len(name) + 3
    end = root.end
    for last in re.compile(rb"</%b\s*>" % re.escape(name)).finditer(root.text, root.start, root.end):
        end = last.end()  # the last one, without a list of millions of them
    return end


def repaired(root: Span, notes: Notes) -> Span:
    """Bare ampersands escaped, HTML entities replaced by their characters; any other entity is refused."""
    if not _ODD_AMPERSAND.search(root.text, root.start, root.end):
        return root

    repairs = count()

    def mended(piece: re.Match[str]) -> str:
        if piece["opaque"]:
            return piece[0]
        if next(repairs) > MAX_REPAIRS:
            raise NotAcceptable(f"The document holds more than {MAX_REPAIRS:,} stray ampersands; escape them.")
        name = piece["entity"]
        if not name:
            notes.remark("bare_ampersand", "An & stood alone; it was read as &amp;.")
            return "&amp;"
        character = html5.get(f"{name};")
        if character is None:
            raise NotAcceptable(f"The entity &{name}; is not defined; write the character itself.")
        notes.remark("html_entities", "HTML entities were used without a declaration; they were read as characters.")
        return character.translate(_MARKUP)  # &nbsp; is a template's blank

    return Span.of(_PIECES.sub(mended, root.cut().decode(errors="replace")).encode())


def without_forbidden_characters(root: Span, notes: Notes) -> Span:
    """Control characters, which XML forbids, become U+FFFD: visible, and never equal to any identity or secret."""
    mended, found = _FORBIDDEN.subn("\ufffd".encode(), root.cut(), count=MAX_REPAIRS + 1)
    if not found:
        return root
    if found > MAX_REPAIRS:
        raise NotAcceptable(f"The document holds more than {MAX_REPAIRS:,} control characters; remove them.")
    notes.remark("control_characters", "Control characters, which XML forbids, were replaced by U+FFFD.")
    return Span.of(mended)
