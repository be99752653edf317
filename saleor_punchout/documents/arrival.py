"""How a document arrives: compressed, as a form field, as a part of a MIME message, or plainly as itself.

What comes out is one run of bytes for the guard, the charset that the transport named, and the attachments. The
content type is a hint only: orders come as ``text/html`` from one test client, setup requests as ``form-urlencoded``
with raw XML in the body from another (cXML reference §9 and §10).
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser, HeaderParser
from itertools import islice
from os.path import splitext
from unicodedata import normalize
from urllib.parse import unquote, unquote_to_bytes

from saleor_punchout.documents.reading import Notes
from saleor_punchout.exceptions import DocumentTooLarge, NotAcceptable, UnsupportedMediaType

FOREIGN_TYPES = ("image/", "audio/", "video/", "font/", "application/json", "application/pdf", "application/zip")
"""Content types of callers who do not speak cXML. All others are looked into: many gateways name a wrong one."""
MAX_RATIO = 100
MAX_PARTS = 20
MAX_PART = 10 * 1024 * 1024
MAX_PART_HEADERS = 8 * 1024
MAX_NESTED = 5
"""Levels of multiparts: a text in two kinds beside its pictures, beside files, has three."""
FORM_PIECE = 64 * 1024
MAX_BOUNDARY = 70
"""Characters of a MIME boundary (RFC 2046 §5.1.1); a longer one costs us a pattern as long."""

FORM_TYPE = "application/x-www-form-urlencoded"
GZIP = b"\x1f\x8b"
PEEK = 4096
_XML = re.compile(rb"\s*<(?!html|!doctype html)", re.IGNORECASE)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
"""To be ignored, says RFC 2045 §6.8."""
_REQUEST_LINE = re.compile(rb"(GET|HEAD|POST|PUT) ([^\r\n]+)\r?\n?")

FORM_FIELDS = ("cxml-base64", "cxml-urlencoded", "xml", "oraclecart", "loginrequest", "xmldoc")
"""Form fields that may hold a document, in lower case, in the order in which receivers look (User's Guide 1.1 p.61;
the last three are Oracle's)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A MIME part beside the document, as sent; the name is made safe, the type is the sender's claim."""

    content_id: str
    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes with what the transport says about them, or what was found inside after unwrapping."""

    body: bytes
    content_type: str = ""
    content_encoding: str = ""
    attachments: tuple[Attachment, ...] = ()
    method: str = ""
    """Of a saved HTTP request; empty for a bare body."""
    query: bytes = b""
    """What stands behind the question mark of the saved request's address."""

    @property
    def media_type(self) -> str:
        return self._header.get_content_type() if self.content_type else ""

    @property
    def charset(self) -> str:
        return self._header.get_content_charset() or "" if self.content_type else ""

    def parameter(self, name: str) -> str:
        """A parameter of the content type, unquoted, or an empty string."""
        value = self._header.get_param(name, "")
        return value if isinstance(value, str) else ""

    @property
    def _header(self) -> Message:
        message = Message()
        message["Content-Type"] = self.content_type
        return message


def unwrap(arrival: Arrival, notes: Notes, *, limit: int) -> Arrival:
    """The document's own bytes. Raises :class:`UnsupportedMediaType` for an unknown content coding or a type that no
    sender of cXML would name, :class:`DocumentTooLarge` and :class:`NotAcceptable` where nothing usable is inside."""
    media_type = arrival.content_type.strip().lower()
    if media_type.startswith(FOREIGN_TYPES):
        raise UnsupportedMediaType(f"{media_type[:60]!r} is not taken; send cXML as text/xml.")
    if arrival.content_encoding or arrival.body.startswith(GZIP):
        arrival = replace(arrival, body=inflated(arrival, limit), content_encoding="")
    if len(arrival.body) > limit:
        raise DocumentTooLarge(f"The message has {len(arrival.body):,} bytes; at most {limit:,} are taken.")
    if _is_multipart(arrival):
        return _from_multipart(arrival, notes)
    return _from_form(arrival, notes) or arrival


def read_http_request(saved: bytes) -> Arrival:
    """A saved HTTP request or a bare body: the request line and headers are used where they are there."""
    line = _REQUEST_LINE.match(saved)
    rest = saved[line.end() :] if line else saved
    method, query = (line[1].decode("ascii"), _query(line[2])) if line else ("", b"")
    if not re.match(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]*\r?\n)+\r?\n", rest):
        return Arrival(rest.lstrip(b"\r\n") if line else rest, method=method, query=query)
    head, body = re.split(rb"\r?\n\r?\n", rest, maxsplit=1)
    headers = BytesHeaderParser().parsebytes(head)
    types = _header(headers, "Content-Type"), _header(headers, "Content-Encoding")
    return Arrival(body, *types, method=method, query=query)


def _query(target: bytes) -> bytes:
    """What stands behind the question mark; a version of HTTP after it is not always saved."""
    address, space, version = target.rstrip().rpartition(b" ")
    return (address if space and version.startswith(b"HTTP/") else target.rstrip()).partition(b"?")[2]


def _header(headers: Message, name: str) -> str:
    """A header's text. Where it holds bytes outside ASCII, the parser gives an object that is no string."""
    return str(headers.get(name, ""))


def inflated(arrival: Arrival, limit: int) -> bytes:
    coding = arrival.content_encoding.strip().lower() or "gzip"
    if coding == "identity":
        return arrival.body
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise UnsupportedMediaType(f"The content coding {coding[:20]!r} is not taken; send gzip or nothing.")
    for window_bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):  # gzip or zlib by its header, then raw deflate
        try:
            body = zlib.decompressobj(window_bits).decompress(arrival.body, limit + 1)
        except zlib.error:
            continue
        if len(body) > limit or len(body) > MAX_RATIO * max(len(arrival.body), 1):
            raise DocumentTooLarge(f"The message inflates to more than {limit:,} bytes or {MAX_RATIO} times its size.")
        return body
    raise NotAcceptable(f"The body is not {coding} as its Content-Encoding says.")


def _from_form(arrival: Arrival, notes: Notes) -> Arrival | None:
    """The document in a form post, or None where the body is no form (CSI, gateways: cXML reference §9)."""
    start = arrival.body[:80].lstrip().lower()
    if start.startswith((b"<", b"\xef\xbb\xbf", b"&lt;")):
        return None
    if arrival.media_type != FORM_TYPE and not start.startswith(tuple(f"{name}=".encode() for name in FORM_FIELDS)):
        return None
    fields = _form_fields(arrival.body)
    for name in FORM_FIELDS:
        if name in fields:
            notes.remark("form_encoded", f"The document came in the form field {name}.")
            return _from_field(name, form_decoded(fields[name]), notes)
    return None


def _form_fields(body: bytes) -> dict[str, bytes]:
    """The fields by name in lower case, their values still encoded."""
    pairs = (pair.partition(b"=") for pair in body.split(b"&", 50))
    return {form_decoded(name[:100]).decode("latin-1").lower(): value for name, _, value in pairs}


def form_decoded(value: bytes) -> bytes:
    """``value`` without its percent-encoding, piece by piece: the library makes a list of all percent signs."""
    if value.count(b"%") * 3 > len(value):
        raise NotAcceptable("The form is not percent-encoded as forms are; send it as browsers do.")
    value, pieces, start = value.replace(b"+", b" "), [], 0
    while start < len(value):
        end = start + FORM_PIECE
        end -= next((back for back in (1, 2) if value[end - back : end - back + 1] == b"%"), 0)
        pieces.append(unquote_to_bytes(value[start:end]))
        start = end
    return b"".join(pieces)


def _from_field(name: str, value: bytes, notes: Notes) -> Arrival:
    if name == "cxml-base64":
        try:
            # A sender that forgot to percent-encode its plus signs sent blanks.
            return Arrival(base64.b64decode(value.strip().replace(b" ", b"+")))
        except binascii.Error:
            raise NotAcceptable("The form field cXML-base64 is not base64.") from None
    if value.lstrip()[:3].lower() == b"%3c":
        notes.remark("double_encoded", "The form field was percent-encoded twice; it was decoded once more.")
        value = form_decoded(value.strip())
    return Arrival(value, "application/xml; charset=utf-8")


def _is_multipart(arrival: Arrival) -> bool:
    return arrival.media_type.startswith("multipart/") or arrival.body.lstrip()[:2] == b"--"


def _from_multipart(arrival: Arrival, notes: Notes) -> Arrival:
    """The part that ``start=`` names, else the first that is cXML or at least XML; the others are attachments."""
    parts = list(islice(_leaves(arrival, 1), MAX_PARTS + 1))
    if len(parts) > MAX_PARTS:
        raise DocumentTooLarge(f"The MIME message has more than {MAX_PARTS} parts.")
    wanted = comparable_id(arrival.parameter("start")) if arrival.content_type else ""
    named = [part for part in parts if wanted and comparable_id(part.content_id) == wanted]
    if wanted and not named:
        notes.remark(
            "multipart_start", "The start that the Content-Type names is no part; the cXML document was taken."
        )
    written = [part for part in parts if part.content.lstrip()[:1] in (b"<", b"\xef")]
    chosen = next(iter([*named, *(part for part in parts if is_cxml(part.content)), *written]), None)
    if chosen is None:
        raise NotAcceptable("No part of the MIME message is a cXML document.")
    if not chosen.is_closed:
        notes.remark(
            "multipart_open", "The MIME message has no last boundary; what may have followed the document is missing."
        )
    attachments = attachments_of(part for part in parts if part is not chosen)
    return Arrival(chosen.content, _header(chosen.headers, "Content-Type"), attachments=attachments)


def _leaves(arrival: Arrival, depth: int) -> Iterator[Part]:
    """The parts that are no multipart themselves; of one that holds nothing, the whole."""
    if depth > MAX_NESTED:
        raise NotAcceptable(f"The MIME message has multiparts inside multiparts, more than {MAX_NESTED} deep.")
    for part in parts_of(arrival):
        inner: list[Part] = []
        if part.headers.get_content_maintype() == "multipart":
            nested = Arrival(part.content, _header(part.headers, "Content-Type"))
            inner += islice(_leaves(nested, depth + 1), MAX_PARTS + 1)
        yield from inner or [part]


@dataclass(frozen=True, slots=True)
class Part:
    headers: Message
    content: bytes
    is_closed: bool = True
    """Whether a boundary follows. Without one, nobody knows whether the part is whole."""

    @property
    def content_id(self) -> str:
        return _header(self.headers, "Content-ID").strip().strip("<>")

    @property
    def filename(self) -> str:
        """As the sender claims; empty where there is none, or none that could be read."""
        name = ""
        with suppress(ValueError, LookupError, HeaderParseError):
            name = self.headers.get_filename() or ""
            if "=?" in name:  # RFC 2047, where 2231 is meant
                name = str(make_header(decode_header(name)))
        return name


def attachments_of(parts: Iterable[Part]) -> tuple[Attachment, ...]:
    """The files. Raises :class:`NotAcceptable` where one of them may have been cut off."""
    found = []
    for part in parts:
        name = _safe_name(part.filename)
        if not part.is_closed:
            raise NotAcceptable(f"The MIME message breaks off within {name!r}; send it whole, with its last boundary.")
        found.append(Attachment(part.content_id, name, part.headers.get_content_type(), part.content))
    return tuple(found)


def is_cxml(content: bytes) -> bool:
    """Whether a file looks like a cXML document, compressed or not, whatever its encoding."""
    head = content[:PEEK]
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, PEEK)
        except zlib.error:
            return False
    head = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe")
    return bool(_XML.match(head)) and b"<cxml" in head.lower()


def parts_of(arrival: Arrival) -> list[Part]:
    """The parts of one level. Cut by hand, for the e-mail parser descends into nested messages without a bound."""
    boundary = arrival.parameter("boundary").encode(errors="surrogateescape") if arrival.content_type else b""
    if not boundary:  # a saved body without its headers: the first line tells
        boundary = arrival.body.lstrip().split(b"\n", 1)[0].strip()[2:]
    if len(boundary) > MAX_BOUNDARY:
        raise NotAcceptable(f"The MIME boundary has more than {MAX_BOUNDARY} characters.")
    delimiter = re.compile(rb"(?:\A|\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    found: list[Part] = []
    start = None
    for line in [*islice(delimiter.finditer(arrival.body), MAX_PARTS + 2), None]:
        if start is not None:
            end = line.start() if line else len(arrival.body)
            found.append(_part(arrival.body[start:end].removesuffix(b"\r"), is_closed=line is not None))
        if line is None or line[1]:
            break
        start = line.end()
    if len(found) > MAX_PARTS:
        raise DocumentTooLarge(f"The MIME message has more than {MAX_PARTS} parts.")
    return found


def _part(piece: bytes, *, is_closed: bool) -> Part:
    split = re.search(rb"(?:\A|\n)\r?\n", piece[: MAX_PART_HEADERS + 2])
    if split is None:
        raise NotAcceptable(f"The headers of a MIME part do not end within {MAX_PART_HEADERS:,} bytes.")
    # As text, for many senders write names in plain UTF-8, which the parser of bytes gives up.
    headers = HeaderParser().parsestr(piece[: split.start()].decode("utf-8", "surrogateescape"))
    claimed = _header(headers, "Content-Length").strip()
    if re.fullmatch("[0-9]+", claimed) and (len(claimed) > 18 or int(claimed) > MAX_PART):
        raise DocumentTooLarge(
            f"A part of the MIME message claims {claimed[:18]} bytes; at most {MAX_PART:,} are taken."
        )
    content = transfer_decoded(piece[split.end() :], _header(headers, "Content-Transfer-Encoding"))
    if len(content) > MAX_PART:
        raise DocumentTooLarge(f"A part of the MIME message has more than {MAX_PART:,} bytes.")
    return Part(headers, content, is_closed)


def transfer_decoded(content: bytes, encoding: str) -> bytes:
    match encoding.strip().lower():
        case "base64":
            try:  # strictly, for what stands behind the padding would be lost
                return binascii.a2b_base64(_NOT_BASE64.sub(b"", content), strict_mode=True)
            except binascii.Error:
                raise NotAcceptable(
                    "A MIME part is not base64 as its Content-Transfer-Encoding says, or breaks off."
                ) from None
        case "quoted-printable":
            return quopri.decodestring(content)
        case _:
            return content


def comparable_id(content_id: str) -> str:
    """What a Content-ID and the ``cid:`` addresses of its part have in common, however they are written: senders add
    brackets, blanks and percent signs, and change upper and lower case (RFC 2392 allows the percent signs only)."""
    return unquote(content_id).strip().strip("<>").strip().lower()


def _safe_name(name: str) -> str:
    """The last component of a claimed file name, without what a file system, a header or an eye could misread. Its end
    stays, for it says what the file is."""
    last = re.split(r"[/\\]", normalize("NFC", name))[-1]
    stem, suffix = splitext(re.sub(" {2,}", " ", re.sub(r"[^\w.() -]", "_", last)).strip(". "))
    suffix = suffix[:20]
    return (stem[: 100 - len(suffix)] + suffix).strip(". ") or "attachment"
