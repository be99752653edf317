"""What we understand of a document that nobody sent us: for support, and for whoever wants to judge the readers.

Needs no settings, no database and no network; says for each document the status that it deserves by itself. Who may
send it, whether its order is known, and whether its articles exist is another question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from saleor_punchout.documents.arrival import FORM_FIELDS, FORM_TYPE, Arrival, read_http_request, unwrap
from saleor_punchout.documents.cxml.payloads import READERS
from saleor_punchout.documents.guard import ORDER_LIMIT, PAGE_LIMIT, open_document
from saleor_punchout.documents.oci.form import read_form
from saleor_punchout.documents.reading import Notes, Remark
from saleor_punchout.documents.vocabulary import CXML, ORACLE
from saleor_punchout.exceptions import NotAcceptable, PunchOutError
from saleor_punchout.inspection import cxml, oci, oracle

EMPTY: dict[str, Any] = {
    "document": None,
    "operation": None,
    "order_type": None,
    "credentials": None,
    "buyer_cookie": None,
    "browser_form_post": None,
    "user": None,
    "ship_to": None,
    "items": [],
    "order_id": None,
    "order_version": None,
    "total": None,
    "currency": None,
    "deployment_mode": None,
    "payload_id": None,
}

_FORM_OR_CXML = re.compile(rb"<form|<cxml", re.IGNORECASE)

REASONS = {
    None: "This document is no request to a supplier; it gets no answer.",
    oci.CALL_UP: "OK",
    oracle.LOGIN_REQUEST: "OK",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one document says, and what it deserves."""

    values: dict[str, Any]
    status: int | None
    """The cXML status of our answer; None for a document that is no request in cXML. Other protocols have their own:
    ``http_status`` and ``native_return_code`` in the values."""
    reason: str
    remarks: tuple[Remark, ...]


def inspect(saved: bytes) -> Finding:
    """Read a document of any protocol: its body, a form, a MIME message, a query, or a saved HTTP request."""
    notes, values = Notes(), dict(EMPTY)
    try:
        _read(saved, values, notes)
        notes.settle()
    except PunchOutError as error:
        return _refused(values, error, notes)
    is_request = values["document"] in READERS
    reason = "OK" if is_request else REASONS.get(values["document"], REASONS[None])
    return Finding(values | _outcome(values, None), 200 if is_request else None, reason, tuple(notes.remarks))


def _refused(values: dict[str, Any], error: PunchOutError, notes: Notes) -> Finding:
    own = _outcome(values, error)
    return Finding(values | own, None if own else error.status, error.message, tuple(notes.remarks))


def _outcome(values: dict[str, Any], error: PunchOutError | None) -> dict[str, Any]:
    """The outcome in the protocol's own terms, where it is not cXML."""
    if values["document"] == oci.CALL_UP:
        return {"http_status": oci.http_status(values, error)}
    if values["document"] == oracle.LOGIN_REQUEST:
        return {"native_return_code": oracle.return_code(error)}
    return {}


def _read(saved: bytes, values: dict[str, Any], notes: Notes) -> None:
    arrival = read_http_request(saved)
    if oci.is_call_up(arrival):
        oci.read_call(arrival, values, notes)
    elif oci.is_posted_cart(arrival):
        oci.read_posted_cart(arrival, values, notes)
    elif oci.is_catalogue_page(arrival):
        oci.read_catalogue_page(arrival.body, values, notes)
    else:
        _read_body(unwrap(arrival, notes, limit=ORDER_LIMIT), values, notes)


def _read_body(arrival: Arrival, values: dict[str, Any], notes: Notes) -> None:
    first = _FORM_OR_CXML.search(arrival.body, 0, PAGE_LIMIT)
    if first and first[0].lower() == b"<form":
        _read_page(arrival, values, notes)
    else:
        _read_xml(arrival, values, notes)


def _read_page(arrival: Arrival, values: dict[str, Any], notes: Notes) -> None:
    """A page whose form returns a cart, by its fields or by a document in one of them."""
    form = read_form(arrival.body, notes, charset=arrival.charset)
    inner = [field for field in form.fields if field[0].lower() in FORM_FIELDS]
    if oci.is_return_form(form):
        oci.read_return_form(form, values, notes)
    elif inner:
        posted = Arrival(urlencode(inner).encode("ascii"), FORM_TYPE)
        _read_xml(unwrap(posted, notes, limit=ORDER_LIMIT), values, notes)
        values["browser_form_post"] = form.action or None
    else:
        raise NotAcceptable("This is an HTML page without a cart; send a cXML document.")


def _read_xml(arrival: Arrival, values: dict[str, Any], notes: Notes) -> None:
    opened = open_document(arrival.body, notes, charset=arrival.charset, vocabularies=(CXML, ORACLE))
    if opened.root.tag in ORACLE.roots:
        oracle.read(opened.root, values, notes)
    else:
        cxml.read(opened.root, {attachment.content_id for attachment in arrival.attachments}, values, notes)
