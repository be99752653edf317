"""What a call of an OCI catalogue says, a form that returns a cart, and a page of a catalogue."""

from __future__ import annotations

import re
from typing import Any

from saleor_punchout.documents.arrival import FORM_TYPE, Arrival, form_decoded
from saleor_punchout.documents.oci.call_up import STANDARD, CallUp, ParameterNames, read_call_up, split_hook
from saleor_punchout.documents.oci.cart import is_cart_field, read_cart, read_lines
from saleor_punchout.documents.oci.catalogue import CatalogueItem, read_catalogue
from saleor_punchout.documents.oci.form import Form
from saleor_punchout.documents.oci.parameters import read_parameters
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import PunchOutSetupRequest
from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.inspection.values import items_of, text_of, user_of

CALL_UP = "OCICallUp"
CONTROLS = frozenset({"~okcode", "~caller", "~target"})
USERNAMES = ("username", "login", "logonid", "userid", "user_id", "user")
PASSWORDS = ("password", "passwd", "pwd")
HOOKS = ("hook_url", "hookurl", "return_url", "returnurl")
"""What buyers have been seen to call the three parameters whose names are theirs to choose, the usual one first."""

_HEAD = 4096
"""Bytes of a query that tell what it is."""
_QUERY = re.compile(rb"\??[A-Za-z0-9_.~%:\[\]-]{1,100}=[^<>\r\n]*")


def _sources(arrival: Arrival) -> tuple[bytes, bytes]:
    """Query and form of a request; a bare line of parameters counts as a query."""
    body = arrival.body.strip()
    if not _QUERY.fullmatch(body):
        return arrival.query, b""
    if arrival.method or arrival.media_type == FORM_TYPE:
        return arrival.query, body
    return body.removeprefix(b"?"), b""


def _names(source: bytes) -> set[str]:
    return {form_decoded(one.partition(b"=")[0]).decode("latin-1").lower() for one in source[:_HEAD].split(b"&")}


def is_call_up(arrival: Arrival) -> bool:
    """Whether the parameters are those of a call: a return address, a function, or a login."""
    names = set().union(*map(_names, _sources(arrival)))
    is_login = bool(names & {*USERNAMES} and names & {*PASSWORDS})
    return not any(map(is_cart_field, names)) and bool(is_login or names & {*HOOKS, "function"})


def is_posted_cart(arrival: Arrival) -> bool:
    """Whether a form was posted that returns a cart."""
    return any(is_cart_field(name) for name in _names(_sources(arrival)[1]))


def is_catalogue_page(arrival: Arrival) -> bool:
    """Whether the body is JSON with a list of articles."""
    return arrival.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"items"' in arrival.body.lower()


def read_call(arrival: Arrival, values: dict[str, Any], notes: Notes) -> None:
    """Fill ``values`` with what a call says; of a faulty one too."""
    values["document"] = CALL_UP
    sources = _sources(arrival)
    call_up = read_call_up(*sources, _parameter_names(sources), notes)
    values |= {
        "operation": call_up.function or "LOGIN",
        "browser_form_post": call_up.hook_url or None,
        "oci": {"method": arrival.method or ("POST" if sources[1] else "GET")} | _of_call(call_up),
        "fields": _further(call_up),
    }
    if call_up.language:
        values["language"] = call_up.language
    as_setup = PunchOutSetupRequest("create", "", call_up.hook_url, extrinsics=call_up.fields)
    user = user_of(as_setup, Notes())["user"]
    values["user"] = user if any(user.values()) else None


def _parameter_names(sources: tuple[bytes, bytes]) -> ParameterNames:
    """The names that this call uses, as far as anybody can guess."""
    used = set().union(*map(_names, sources))
    username, password, hook = (
        next((name for name in candidates if name in used), candidates[0])
        for candidates in (USERNAMES, PASSWORDS, HOOKS)
    )
    is_last = any(_ends_with_address(source, hook) for source in sources)
    return ParameterNames(username, password, hook, hook_is_last=is_last)


def _ends_with_address(source: bytes, hook: str) -> bool:
    """Whether a return address with a query of its own stands at the end without encoding, as IFS sends it."""
    pattern = rb"(?:\A|&)%b=https?://[^&]*\?[^&]*&(.*)" % hook.encode()
    found = re.search(pattern, source[:_HEAD], re.IGNORECASE)
    if not found:
        return False
    rest = _names(found[1])
    return not rest & STANDARD and not any(name.startswith(("~", "sap-", "opi_", "bypass_")) for name in rest)


def _of_call(call_up: CallUp) -> dict[str, Any]:
    found: dict[str, Any] = {
        "function": call_up.function or None,
        "username": call_up.username or None,
        "password": call_up.password or None,
        "echo": dict(call_up.echo),
    }
    if call_up.hook_url:
        action, fields = split_hook(call_up.hook_url)
        found |= {"form_action": action, "hook_fields": [list(field) for field in fields]}
    return found | _said(
        oci_version=call_up.version,
        returntarget=call_up.return_target,
        http_content_charset=call_up.charset,
        productid=call_up.product_id,
        quantity=text_of(call_up.quantity),
        searchstring=call_up.search_string,
        vendor=call_up.vendor,
    )


def _further(call_up: CallUp) -> dict[str, Any]:
    return dict(call_up.fields) | _said(
        transactionid=call_up.transaction_id,
        pagesize=call_up.page_size,
        requestedpage=call_up.requested_page,
        cti=call_up.cti,
        ocicancel=call_up.cancel_url,
    )


def _said(**values: object) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def http_status(values: dict[str, Any], error: PunchOutError | None) -> int:
    """What a page of ours would say: OCI knows no other status. A call without a login can never succeed."""
    if error is not None:
        return 413 if error.status == 499 else 400
    login = values["oci"]
    return 200 if login["username"] and login["password"] else 403


def is_return_form(form: Form) -> bool:
    """Whether a form returns a cart, or ends a visit without one."""
    return any(is_cart_field(name) or name.lower() in CONTROLS for name, _ in form.fields)


def read_return_form(form: Form, values: dict[str, Any], notes: Notes) -> None:
    """Fill ``values`` with the cart of a form as our page holds it."""
    values["browser_form_post"] = form.action or None
    _read_cart(form.fields, values, notes)


def read_posted_cart(arrival: Arrival, values: dict[str, Any], notes: Notes) -> None:
    """Fill ``values`` with the cart of a form as the browser posts it."""
    _read_cart(read_parameters((_sources(arrival)[1],), notes).pairs, values, notes)


def _read_cart(fields: tuple[tuple[str, str], ...], values: dict[str, Any], notes: Notes) -> None:
    """Prices stand as the document has them, beside the number of units that they are for."""
    values["document"] = "OCIReturnForm"
    lines, cart = read_lines(fields), read_cart(fields, notes)
    values["items"] = [
        item | {"unit_price": line.get("PRICE") or None, "price_unit": line.get("PRICEUNIT") or None}
        for item, line in zip(items_of(cart.items), lines.values(), strict=True)
    ]


def read_catalogue_page(document: bytes, values: dict[str, Any], notes: Notes) -> None:
    """Fill ``values`` with the articles of an answer to DOWNLOADJSON."""
    values["document"] = "OCIDownloadJSON"
    page = read_catalogue(document, notes)
    values["items"] = [_of_article(number, item) for number, item in enumerate(page.items, 1)]
    values["page"] = {"number": page.page, "of": page.pages, "total_items": page.total_items}


def _of_article(number: int, item: CatalogueItem) -> dict[str, Any]:
    return {
        "line_number": number,
        "supplier_part_id": item.product_id or None,
        "auxiliary_id": None,
        "quantity": None,
        "unit_price": text_of(item.price and item.price.amount),
        "currency": item.price and item.price.currency,
        "uom": item.unit or None,
    }
