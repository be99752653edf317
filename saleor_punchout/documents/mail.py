"""A file that somebody saved: a document as it is, or the whole e-mail that it came with.

An e-mail is taken apart by hand and to a bounded depth: what it holds is a stranger's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.parser import BytesHeaderParser

from saleor_punchout.documents.arrival import (
    GZIP,
    MAX_PARTS,
    Arrival,
    Part,
    attachments_of,
    inflated,
    is_cxml,
    parts_of,
    transfer_decoded,
)
from saleor_punchout.exceptions import DocumentTooLarge, NotAcceptable

MAX_DEPTH = 5
"""Messages inside messages: a forwarded one, with its text in two kinds and its attachments, has three levels."""
MAX_HEAD = 64 * 1024
_HEAD = re.compile(rb"(?:From [^\r\n]*\r?\n)?((?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+)\r?\n")
"""Headers with their continuations (RFC 5322 §2.2), behind the line that mailboxes write before each message."""


def opened(saved: bytes, *, limit: int) -> Arrival:
    """The cXML document of a saved file, with what was attached beside it.

    Raises :class:`NotAcceptable` for an e-mail without exactly one cXML document, :class:`DocumentTooLarge`.
    """
    if saved.startswith(GZIP):
        saved = inflated(Arrival(saved), limit)
    if len(saved) > limit:
        raise DocumentTooLarge(f"The file has {len(saved):,} bytes; at most {limit:,} are taken.")
    message = _message(saved)
    return _document_of(message) if message else Arrival(saved)


def _message(saved: bytes) -> Part | None:
    """An e-mail or a MIME message; None for what does not begin with headers."""
    head = _HEAD.match(saved[:MAX_HEAD])
    if head is None:
        return None
    headers = BytesHeaderParser().parsebytes(head[1])
    encoding = str(headers.get("Content-Transfer-Encoding", ""))
    return Part(headers, transfer_decoded(saved[head.end() :], encoding))


def _document_of(message: Part) -> Arrival:
    leaves: list[Part] = []
    for leaf in _leaves(message, 1):
        leaves.append(leaf)
        if len(leaves) > MAX_PARTS:
            raise DocumentTooLarge(f"The e-mail has more than {MAX_PARTS} parts.")
    documents = [leaf for leaf in leaves if is_cxml(leaf.content)]
    if len(documents) != 1:
        held = f"{len(documents)} cXML documents" if documents else "no cXML document"
        raise NotAcceptable(f"The e-mail holds {held}; send one with each.")
    (document,) = documents
    attachments = attachments_of(leaf for leaf in leaves if leaf is not document and _is_attached(leaf))
    return Arrival(document.content, str(document.headers.get("Content-Type", "")), attachments=attachments)


def _leaves(part: Part, depth: int) -> Iterator[Part]:
    """The parts that hold no others."""
    if depth > MAX_DEPTH:
        raise NotAcceptable(f"The e-mail has messages inside messages, more than {MAX_DEPTH} deep.")
    inner: list[Part | None] = []
    if part.headers.get_content_maintype() == "multipart":
        inner += parts_of(Arrival(part.content, str(part.headers.get("Content-Type", ""))))
    elif part.headers.get_content_type() == "message/rfc822":
        inner.append(_message(part.content))
    else:
        yield part
    for one in inner:
        if one is not None:
            yield from _leaves(one, depth + 1)


def _is_attached(leaf: Part) -> bool:
    """The text of the e-mail itself is none."""
    is_text = leaf.headers.get_content_maintype() == "text"
    is_file = leaf.headers.get_content_disposition() == "attachment"
    return is_file or not is_text or bool(leaf.filename or leaf.content_id)
