"""Profile: the question what a supplier can do, and every network's ping (User's Guide 1.1 p.63)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from saleor_punchout.documents.cxml.envelope import BASE_DTD, new_document, new_response, write_header
from saleor_punchout.documents.reading import Element, attribute, text_in, text_of
from saleor_punchout.documents.types import Header, Status, Transaction
from saleor_punchout.documents.writing import add, to_bytes

EFFECTIVE = datetime(2026, 1, 1, tzinfo=UTC)
"""Since when the answer holds; must not lie in the future."""


def write_profile_request(payload_id: str, header: Header) -> bytes:
    root = new_document(payload_id)
    write_header(root, header)
    add(add(root, "Request"), "ProfileRequest")
    return to_bytes(root, BASE_DTD)


def write_profile_response(payload_id: str, transactions: Iterable[Transaction]) -> bytes:
    """Which requests are taken, where, and with which options."""
    root, response = new_response(payload_id, Status(200, "OK"))
    profile = add(response, "ProfileResponse", effectiveDate=EFFECTIVE.isoformat())
    for transaction in transactions:
        element = add(profile, "Transaction", requestName=transaction.request_name)
        add(element, "URL", transaction.url)
        for name, value in transaction.options.items():
            add(element, "Option", value, name=name)
    return to_bytes(root, BASE_DTD)


def read_profile_response(element: Element) -> tuple[Transaction, ...]:
    return tuple(_read_transaction(child) for child in element if child.tag == "Transaction")


def _read_transaction(element: Element) -> Transaction:
    options = {attribute(option, "name"): text_of(option) for option in element if option.tag == "Option"}
    return Transaction(attribute(element, "requestName"), text_in(element, "URL"), options)
