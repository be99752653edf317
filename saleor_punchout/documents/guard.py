"""The only door for XML: bytes of a stranger in, a safe tree in the standard's spelling out.

In order: size, decoding of our own, prolog, shape, repair of what real senders get wrong, parse, tree. Each step
closes what the next one cannot: a hardened parser alone reads ``<Identity>AN01&x;.evil</Identity>`` as ``AN01``, takes
attributes from an internal ``ATTLIST``, and on lxml 4.9 needs minutes for a megabyte of attributes. The parser here
never sees a DOCTYPE at all. No step opens a file or a socket. Nothing else in the package may call a parser.
"""

from __future__ import annotations

import codecs
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from lxml import etree

from saleor_punchout.documents import repairs
from saleor_punchout.documents.reading import Element, Names, Notes, names_in
from saleor_punchout.documents.repairs import Span
from saleor_punchout.documents.spelling import check_names, vocabulary_of
from saleor_punchout.documents.vocabulary import CXML, Vocabulary
from saleor_punchout.exceptions import DocumentTooLarge, NotAcceptable

SETUP_LIMIT = 256 * 1024
"""Bytes that a sender may make us parse before it is authenticated."""

ORDER_LIMIT = 16 * 1024 * 1024
"""Bytes of one cXML document from an authenticated sender."""

MAX_TAGS = 1_000_000
MAX_ELEMENTS = 500_000
"""A line of an order takes about thirty; a walk in Python over more would take seconds."""
MAX_STRETCH = 64 * 1024
"""Characters between two ``<``: one attribute list or one run of text."""
MAX_ATTRIBUTES = 256
"""Of one element: libxml2 2.10 compares each with each. The widest element of cXML has about forty."""
MAX_SCOPES = 2_000_000_000
"""Namespace declarations times tags: libxml2 2.10 goes through all declarations in scope for every element."""
MAX_DEPTH = 64

ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
}
"""The encodings that we read, beside UTF-16 with a byte order mark. UTF-7, UTF-32 and EBCDIC hide markup from every
check of text: refused."""

_UTF16 = frozenset({"utf-16", "utf-16le", "utf-16be"})
"""What .NET writes into the declaration of a text that then travels as UTF-8. A declaration that we could read byte
by byte is no UTF-16, so the name is wrong by itself."""

_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_MISC = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_LITERAL = rb"""(?:"[^"<>]*"|'[^'<>]*')"""
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s++[^\s\[<>\"']{1,100}(?:\s++(?:SYSTEM\s*+%b|PUBLIC\s*+%b\s*+%b))?\s*+(?:\[\s*+\]\s*+)?+>"
    % ((_LITERAL,) * 3)
)
_ROOT_NAME = re.compile(rb"<([^\s/>]+)")
_TAG = re.compile(rb"""(?!!)[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*|""")
"""A tag after its ``<``, as far as it goes; empty for a CDATA section or a comment. Matches always."""
_HEAD_END = re.compile(rb"</(?:[\w.-]+:)?header\s*>", re.IGNORECASE)
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")
_CHUNK = 64 * 1024
MAX_KEPT = 4 * 1024 * 1024
"""Bytes of the largest document whose elements are kept."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A document that passed the guard."""

    root: Element
    """With every element of its vocabulary in its standard spelling and without comments."""

    doctype: str
    """The document type declaration as sent, for information; never a basis for a decision."""

    elements: Sequence[Element] = field(repr=False)
    """All of them. While one is kept, lxml need not make its Python object again for every reader that comes by, which
    takes as long as half the parse. None of a document so large that Python would search them for cycles all the time.
    """

    names: Names
    """Of its elements and attributes."""


class _Parsers(threading.local):
    """One hardened parser per thread: a fresh one per document doubles the time of small documents."""

    def __init__(self) -> None:
        self.parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            # With comments kept, AN01<!-- -->.evil reads as AN01 (the class of CVE-2017-11427).
            remove_comments=True,
            remove_pis=True,
        )


_parsers = _Parsers()

PAGE_LIMIT = 2 * 1024 * 1024
"""Bytes of an HTML page with a form; Odoo stops at one million."""


def open_document(
    body: bytes,
    notes: Notes,
    *,
    charset: str = "",
    limit: int = ORDER_LIMIT,
    vocabularies: Sequence[Vocabulary] = (CXML,),
) -> Opened:
    """The safe tree of one document, cXML unless other ``vocabularies`` are wanted; its root tells which.

    ``charset`` is the charset of the HTTP content type, which overrides the XML declaration. Raises
    :class:`DocumentTooLarge` above ``limit`` bytes and :class:`NotAcceptable` for all that is unparsable, hostile or
    in another language.
    """
    if len(body) > limit:
        raise DocumentTooLarge(f"The document has {len(body):,} bytes; at most {limit:,} are taken. Split it.")
    core = repairs.trimmed(_as_utf8(body, charset, notes), notes)
    doctype, root = _without_prolog(core)
    return _opened(repairs.without_trailer(root, notes), doctype, notes, vocabularies)


def open_head(body: bytes, notes: Notes, *, charset: str = "") -> Opened:
    """The tree of ``cXML/Header`` alone, from the first ``SETUP_LIMIT`` bytes of a large document.

    It tells who is speaking before megabytes of theirs are parsed; the caller must compare it with the header of the
    whole document afterwards.
    """
    core = repairs.trimmed(_as_utf8(body[:SETUP_LIMIT], charset, notes, cut=True), notes)
    doctype, span = _without_prolog(core)
    text = span.cut()
    end, root = _HEAD_END.search(text), _ROOT_NAME.match(text)
    if end is None or root is None:
        raise NotAcceptable(f"No Header ends within the first {SETUP_LIMIT:,} bytes; send the Header first.")
    return _opened(Span.of(text[: end.end()] + b"</%b>" % root[1]), doctype, notes)


def open_page(body: bytes, notes: Notes, *, charset: str = "") -> Element:
    """The tree of an HTML page, for the form on it. Raises as :func:`open_document` does."""
    if len(body) > PAGE_LIMIT:
        raise DocumentTooLarge(f"The page has {len(body):,} bytes; at most {PAGE_LIMIT:,} are taken.")
    declared = _META_CHARSET.search(body[:2048])
    text = _as_utf8(body, charset or (declared[1].decode("ascii") if declared else ""), notes)
    _check_shape(Span.of(text))
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = etree.fromstring(text, parser)
    except etree.XMLSyntaxError:
        tree = None
    if tree is None:
        raise NotAcceptable("The HTML page is empty.")
    if _TOO_DEEP(tree):
        raise NotAcceptable(f"Elements are nested more than {MAX_DEPTH} deep.")
    return tree


def parse_fragment(markup: str) -> Element:
    """The element that wraps ``markup``: inner XML that this guard let in earlier, on its way out again."""
    return etree.fromstring(f"<_>{markup}</_>".encode(), _parsers.parser)


def _as_utf8(body: bytes, charset: str, notes: Notes, *, cut: bool = False) -> bytes:
    """The document in UTF-8, decoded by byte order mark, else HTTP charset, else declaration, else as UTF-8.

    (RFC 3023; cXML User's Guide 1.1 p.50.) ``cut`` says that the last character may be incomplete, which is no reason
    to doubt the encoding.
    """
    encoding = _encoding(body, charset, notes)
    for attempt in dict.fromkeys([encoding, "utf-8", "cp1252"]):
        try:
            text = _decoded(body, attempt, cut)
        except UnicodeDecodeError:
            continue
        if attempt != encoding:
            notes.remark("encoding_fallback", f"The bytes are not {encoding} as declared; they were read as {attempt}.")
        return text
    raise NotAcceptable("The bytes are in no encoding that we take; send UTF-8.")


def _decoded(body: bytes, encoding: str, cut: bool) -> bytes:
    """``body`` itself where it is valid UTF-8, else its translation."""
    decoder = codecs.getincrementaldecoder(encoding)()
    if encoding != "utf-8":
        return decoder.decode(body, final=not cut).encode()
    for at in range(0, len(body), _CHUNK):
        decoder.decode(body[at : at + _CHUNK], final=not cut and at + _CHUNK >= len(body))
    return body


def _encoding(body: bytes, charset: str, notes: Notes) -> str:
    if body.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise NotAcceptable("The document is in UTF-32; send UTF-8.")
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if body.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    declared = _DECLARED.match(body)
    name = charset.strip("\"' ").lower() or (declared[1].decode("ascii").lower() if declared else "utf-8")
    encoding = ENCODINGS.get(name)
    if declared and name in _UTF16:
        notes.remark("encoding_fallback", "The bytes are not UTF-16 as declared; they were read as UTF-8.")
        return "utf-8"
    if encoding is None:
        raise NotAcceptable(f"The encoding {name[:40]!r} is not taken; send UTF-8.")
    return encoding


def _without_prolog(core: Span) -> tuple[str, Span]:
    """The document type declaration and the root element; a declaration that declares anything is refused."""
    found, root = "", core.after(core.match(_MISC).end())
    if root.text.startswith(b"<!DOCTYPE", root.start):
        doctype = _DOCTYPE.match(root.text, root.start, root.end)
        if doctype is None:
            raise NotAcceptable("The DOCTYPE declares entities, attributes or elements; send a DOCTYPE without them.")
        found, root = doctype[0].decode("utf-8", "replace"), root.after(doctype.end())
        root = root.after(root.match(_MISC).end())
    if root.text.startswith(b"<!", root.start):  # a second DOCTYPE would reach the parser with all its declarations
        raise NotAcceptable(_what_it_is(root.text) or "No root element follows the prolog; send at most one DOCTYPE.")
    return found, root


def _check_shape(root: Span) -> None:
    """Refuse what no honest document looks like, before a parser spends time on it."""
    if root.text.find(b"\x00", root.start, root.end) != -1:
        raise NotAcceptable("The document holds NUL characters; remove them.")
    if root.end - root.start > SETUP_LIMIT:  # a smaller one has no room for as many
        _check_counts(root)
    for start, end in _long_stretches(root):
        if end - start > MAX_STRETCH:
            raise NotAcceptable(f"The document has {end - start:,} bytes in one piece; {MAX_STRETCH:,} are taken.")
        if root.text.count(b"=", start, Span(root.text, start, end).match(_TAG).end()) > MAX_ATTRIBUTES:
            raise NotAcceptable(f"An element has more than {MAX_ATTRIBUTES:,} attributes.")


def _check_counts(root: Span) -> None:
    tags = root.count(b"<")
    if tags > MAX_TAGS or (tags > MAX_ELEMENTS and tags - root.count(b"</") > MAX_ELEMENTS):
        raise NotAcceptable(f"The document has more than {MAX_ELEMENTS:,} elements; split it.")
    if root.count(b"xmlns") * tags > MAX_SCOPES:
        raise NotAcceptable("The document declares namespaces over and over; declare each once.")


def _long_stretches(root: Span, window: int = 1024) -> Iterator[tuple[int, int]]:
    """Every run without ``<`` that covers an aligned window: all runs of two windows and more, for one scan."""
    text, end = root.text, root.start
    for at in range(root.start, root.end, window):
        if at < end or text.find(b"<", at, min(at + window, root.end)) != -1:
            continue
        start = text.rfind(b"<", root.start, at) + 1
        end = text.find(b"<", at, root.end)
        end = root.end if end == -1 else end
        yield start, end


def _opened(root: Span, doctype: str, notes: Notes, vocabularies: Sequence[Vocabulary] = (CXML,)) -> Opened:
    _check_shape(root)
    tree = _parsed(repairs.repaired(root, notes), notes)
    if _TOO_DEEP(tree):
        raise NotAcceptable(f"Elements are nested more than {MAX_DEPTH} deep.")
    elements = list(tree.iter()) if root.end - root.start <= MAX_KEPT else ()
    names, vocabulary = names_in(elements or tree.iter()), vocabulary_of(tree, vocabularies)
    check_names(tree, names.elements, vocabulary, notes)
    if names.elements - vocabulary.names:  # of which some may have got their standard name now
        names = names_in(tree.iter())
    return Opened(tree, doctype, elements, names)


def _parsed(root: Span, notes: Notes) -> Element:
    try:
        return _fed(root)
    except etree.XMLSyntaxError as error:
        mended = repairs.without_forbidden_characters(root, notes)
        if mended is not root:
            return _parsed(mended, notes)
        told = _what_it_is(root.text) or f"The document is not well-formed XML (line {error.lineno}); send it whole."
        raise NotAcceptable(told) from None


def _what_it_is(text: bytes) -> str:
    """What came instead of XML, in words; empty where that is not clear."""
    head = text[:100].lstrip().lower()
    if not head:
        return "The message is empty; send a cXML document."
    if head.startswith((b"<!doctype html", b"<html")):
        return "This is an HTML page; send a cXML document."
    if head.startswith((b"{", b"[")):
        return "This is JSON; send a cXML document."
    if head.startswith(b"http/"):
        return "This is the answer to an HTTP request; the request itself is wanted, or its body."
    return ""


def _fed(root: Span) -> Element:
    """Parse in chunks, so that the document is never copied as a whole."""
    parser = _parsers.parser
    try:
        for at in range(root.start, root.end, _CHUNK):
            parser.feed(root.text[at : min(at + _CHUNK, root.end)])
        return parser.close()
    except etree.XMLSyntaxError:
        with suppress(etree.XMLSyntaxError):
            parser.close()  # ready for the next document
        raise
