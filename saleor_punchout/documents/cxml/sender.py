"""Who opens the connection, put into a document of ours at the moment when it is sent (User's Guide 1.1 p.54)."""

from __future__ import annotations

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import write_credential
from saleor_punchout.documents.reading import Element, Notes, child_of
from saleor_punchout.documents.types import Credential
from saleor_punchout.documents.writing import under_doctype


def with_sender(document: bytes, credential: Credential) -> bytes:
    """A document of ours whose Sender shows ``credential``, its secret included, in place of what stood there. All else
    stays as it was written, down to the DOCTYPE."""
    opened = guard.open_document(document, Notes(), limit=len(document))
    sender = child_of(child_of(opened.root, "Header"), "Sender")
    assert sender is not None  # noqa: S101  # every document that we write has one
    for former in _credentials(sender):
        sender.remove(former)
    write_credential(sender, credential)
    sender.insert(0, _credentials(sender)[0])  # before UserAgent
    return under_doctype(opened.root, opened.doctype)


def _credentials(sender: Element) -> list[Element]:
    return [element for element in sender if element.tag == "Credential"]
