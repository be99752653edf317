"""Oracle's native XML, the login: a ``request`` in, a ``response`` with an address or a refusal out.

The structure is that of documents of Oracle iProcurement; no text of the vendor on it can be read, so where
``loginURL`` stands in the answer is for each buyer to confirm.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from saleor_punchout.documents import guard
from saleor_punchout.documents.reading import Element, Notes, Parts, attribute, children, first, only, text, text_in
from saleor_punchout.documents.types import Address, Contact, PunchOutSetupRequest
from saleor_punchout.documents.vocabulary import ORACLE
from saleor_punchout.documents.writing import add, without_doctype
from saleor_punchout.exceptions import BadRequest, NotSupported

SHOPPING = "shopping"
"""The one action that a buyer has been seen to ask for."""
SUCCESS = "S"
FAILURE = "E"


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """Who wants to shop, with which login. An empty string stands for an element that is missing."""

    username: str
    password: str = field(repr=False)
    request: PunchOutSetupRequest
    """The wish in the words of all protocols; the user's own name at the buyer is its extrinsic ``user``."""
    action: str = SHOPPING
    language: str = ""
    company_name: str = ""
    company_duns: str = ""
    operating_unit: str = ""
    search_keywords: str = ""
    """What to show first."""


@dataclass(frozen=True, slots=True)
class LoginResponse:
    """Our answer as a buyer reads it."""

    return_code: str
    """``S``, or something else where the login failed."""
    login_url: str = ""
    message: str = ""


def open_oracle(body: bytes, notes: Notes, *, charset: str = "", limit: int = guard.SETUP_LIMIT) -> guard.Opened:
    """The safe tree of one document in Oracle's XML; raises as :func:`guard.open_document` does."""
    return guard.open_document(body, notes, charset=charset, limit=limit, vocabularies=(ORACLE,))


def read_login_request(root: Element, notes: Notes) -> LoginRequest:
    """The login of a tree that the guard let in. Faults go to ``notes``.

    Raises :class:`BadRequest` for another document, and where two elements claim one place.
    """
    parts = children(root)
    header, body = children(_required(parts, "header")), children(_required(parts, "body"))
    info = _inside(body, "loginInfo")
    login, place, user = _inside(header, "login"), _inside(header, "userArea"), _inside(info, "userInfo")
    action = text(header, "action")
    if action.lower() != SHOPPING:
        notes.faults.append(NotSupported(f"The action {action[:30]!r} is not taken; send {SHOPPING}."))
    company = _inside(user, "userCompany")
    return LoginRequest(
        username=_words(login, "username"),
        password=_words(login, "password"),
        request=PunchOutSetupRequest(
            operation="create",
            buyer_cookie="",
            browser_form_post=_read_return_address(info, notes),
            extrinsics=_extrinsics(place, user),
            contacts=_contacts(user),
            ship_to=Address(name=text(place, "shipTo")) if text(place, "shipTo") else None,
        ),
        action=action,
        language=text(header, "language"),
        company_name=text(company, "companyName"),
        company_duns=text(company, "companyDUNS"),
        operating_unit=text(place, "operatingUnit"),
        search_keywords=text(body, "searchKeywords"),
    )


def _required(parts: Parts, name: str) -> Element:
    element = only(parts, name)
    if element is None:
        raise BadRequest(f"The document has no {name}.")
    return element


def _inside(parts: Parts, name: str) -> Parts:
    """The children of the one child of that name, if any."""
    element = only(parts, name)
    return {} if element is None else children(element)


def _words(parts: Parts, name: str) -> str:
    """The characters of an element that may stand once and holds nothing else."""
    element = only(parts, name)
    if element is not None and len(element):
        raise BadRequest(f"{name} holds markup; it may hold characters only.")
    return "" if element is None else (element.text or "").strip()


def _extrinsics(place: Parts, user: Parts) -> dict[str, str]:
    """What else the document says of the user, by the names under which Oracle's cXML says it."""
    said = {
        "user": text(user, "appUserName"),
        "operatingunit": text(place, "operatingUnit"),
        "deliverto": text(place, "deliverTo"),
    }
    return {name: value for name, value in said.items() if value}


def _contacts(user: Parts) -> tuple[Contact, ...]:
    reached = _inside(user, "userContactInfo")
    contact = Contact(text(user, "userName"), text(reached, "userEmail"), text(reached, "userPhone"), "endUser")
    return (contact,) if contact.name or contact.email else ()


def _read_return_address(info: Parts, notes: Notes) -> str:
    words = _words(info, "returnURL")
    notes.return_address(words, "returnURL")
    return words


def write_login_response(login_url: str, *, is_login_url_in_body: bool = False) -> bytes:
    """The good answer: where the buyer's browser starts. ``is_login_url_in_body`` leaves ``loginInfo`` out."""
    root = new_response(SUCCESS)
    body = add(root, "body")
    add(body if is_login_url_in_body else add(body, "loginInfo"), "loginURL", login_url)
    return without_doctype(root)


def write_login_failure(message: str, code: str = FAILURE) -> bytes:
    """A refusal; ``message`` may reach the buyer's user."""
    root = new_response(code, message)
    add(root, "body")
    return without_doctype(root)


def new_response(code: str, message: str = "") -> Element:
    """A ``response`` with its header."""
    root = etree.Element("response")
    outcome = add(add(root, "header", version="1.0"), "return", returnCode=code)
    add(outcome, "returnMessage", message)
    return root


def read_login_response(root: Element) -> LoginResponse:
    """An answer to a login, with ``loginURL`` in either place. Raises :class:`BadRequest` for another document."""
    body = children(_required(children(root), "body"))
    info = _inside(body, "loginInfo")
    code, message = read_outcome(root)
    return LoginResponse(code, text(info, "loginURL") or text(body, "loginURL"), message)


def read_outcome(root: Element) -> tuple[str, str]:
    """The return code of a ``response``, and its message."""
    outcome = first(_inside(children(root), "header"), "return")
    if outcome is None:
        raise BadRequest("The response has no header with a return code.")
    return attribute(outcome, "returnCode"), text_in(outcome, "returnMessage")
