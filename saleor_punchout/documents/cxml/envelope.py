"""The envelope: who speaks, to whom, about what, and with which outcome (cXML 1.2 DTD; User's Guide 1.1 p.46-62)."""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from saleor_punchout.documents.reading import (
    Element,
    Notes,
    Parts,
    attribute,
    attributes,
    children,
    only,
    text_in,
    text_of,
)
from saleor_punchout.documents.types import Credential, CredentialMac, Header, Status
from saleor_punchout.documents.writing import XML_LANG, add, put, to_bytes
from saleor_punchout.exceptions import BadRequest, NotAcceptable

BASE_DTD = "1.2.014"
"""The lowest common DTD; all that is written to this project's habits is valid in every later version too."""

Version = tuple[int, int, int]

BODIES = ("Request", "Message", "Response")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A document down to the name of its payload."""

    payload_id: str
    timestamp: str
    """As written; a sender's clock never decides."""
    language: str
    """``xml:lang`` of the document, empty where it has none."""
    header: Header | None
    """None on a Response."""
    body: str
    """``Request``, ``Message`` or ``Response``."""
    kind: str
    """Name of the payload element such as ``OrderRequest``; ``Response`` for a bare status."""
    payload: Element | None
    status: Status | None
    deployment_mode: str
    """``production`` or ``test``; empty on a Response."""

    @property
    def is_test(self) -> bool:
        return self.deployment_mode == "test"


def read_envelope(root: Element, notes: Notes) -> Envelope:
    """The envelope of a tree that the guard let in. Raises :class:`BadRequest` where two parts claim one place."""
    parts = children(root)
    bodies = [name for name in BODIES if only(parts, name) is not None]
    if len(bodies) != 1:
        raise BadRequest("The document must hold exactly one Request, Message or Response.")
    body = bodies[0]
    inner = children(_required(parts, body, "cXML"))
    kinds = [name for name in inner if name != "Status"]
    if len(kinds) > 1:
        raise BadRequest(f"The {body} holds {len(kinds)} payloads; send one.")
    header = only(parts, "Header")
    if header is None and body != "Response":
        raise BadRequest("The document has no Header; it must say From, To and Sender.")
    return Envelope(
        payload_id=attribute(root, "payloadID"),
        timestamp=attribute(root, "timestamp"),
        language=root.get(XML_LANG, "").strip(),
        header=None if header is None else read_header(header),
        body=body,
        kind=kinds[0] if kinds else body,
        payload=only(inner, kinds[0]) if kinds else None,
        status=read_status(only(inner, "Status")),
        deployment_mode="" if body == "Response" else _deployment_mode(_required(parts, body, "cXML")),
    )


def read_header(header: Element) -> Header:
    """The three parties. Each needs an identity; only Sender is expected to prove it."""
    parts = children(header)
    sender = _required(parts, "Sender", "Header")
    return Header(
        from_=_read_credentials(_required(parts, "From", "Header")),
        to=_read_credentials(_required(parts, "To", "Header")),
        sender=_read_credentials(sender),
        user_agent=text_in(sender, "UserAgent"),
    )


def _read_credentials(party: Element) -> tuple[Credential, ...]:
    found = tuple(_read_credential(element) for element in party if element.tag == "Credential")
    if not found:
        raise BadRequest(f"{party.tag} has no Credential; it needs a domain and an Identity.")
    return found


def _read_credential(element: Element) -> Credential:
    given, parts = attributes(element), children(element)
    identity, secret, mac = only(parts, "Identity"), only(parts, "SharedSecret"), only(parts, "CredentialMac")
    return Credential(
        given.get("domain", ""),
        _characters(identity).strip(),
        given.get("type", ""),
        None if secret is None else _characters(secret),
        None if mac is None else _read_mac(mac),
    )


def _characters(element: Element | None) -> str:
    """Character content that must be nothing else: in ``<Identity>AN01<b/>.evil</Identity>`` two readers could see
    two identities."""
    if element is None:
        return ""
    if len(element):
        raise NotAcceptable(f"{element.tag} holds markup; it may hold characters only.")
    return element.text or ""


def _read_mac(element: Element) -> CredentialMac:
    return CredentialMac(
        value=text_of(element),
        type=attribute(element, "type"),
        algorithm=attribute(element, "algorithm"),
        creation_date=attribute(element, "creationDate"),
        expiration_date=attribute(element, "expirationDate"),
    )


def read_status(element: Element | None) -> Status | None:
    if element is None:
        return None
    code = attribute(element, "code")
    if not (code.isascii() and code.isdigit() and len(code) <= 4):
        raise BadRequest("Status has no numeric code.")
    return Status(int(code), attribute(element, "text"), text_of(element), element.get(XML_LANG, ""))


def _deployment_mode(body: Element) -> str:
    return "test" if attribute(body, "deploymentMode").lower() == "test" else "production"


def _required(parts: Parts, name: str, parent: str) -> Element:
    element = only(parts, name)
    if element is None:
        raise BadRequest(f"{parent} has no {name}.")
    return element


def has_since(dtd_version: str, first: Version) -> bool:
    """Whether a document that declares this DTD may hold what the DTD has had since the version ``first``."""
    return tuple(int(part) for part in dtd_version.split(".") if part.isdigit()) >= first


def new_payload_id(host: str) -> str:
    """Unique in space and time, and unchanged through every retry: ``datetime.pid.random@host`` (p.48)."""
    return f"{time.time():.3f}.{os.getpid()}.{secrets.randbelow(10**9):09d}@{host}"


def now() -> str:
    """A timestamp as the guide asks: ISO 8601 with a numeric offset; ``Z`` is not allowed (p.49)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def new_document(payload_id: str, language: str = "") -> Element:
    """An empty ``cXML`` element."""
    root = etree.Element("cXML", payloadID=payload_id, timestamp=now())
    if language:
        root.set(XML_LANG, language)
    return root


def new_request(payload_id: str, header: Header, language: str, *, is_test: bool) -> tuple[Element, Element]:
    """A document that asks for something; returns it and its Request, for the payload to be added."""
    root = new_document(payload_id, language)
    write_header(root, header)
    return root, add(root, "Request", deploymentMode="test" if is_test else "production")


def write_header(root: Element, header: Header) -> None:
    element = add(root, "Header")
    for name, credentials in (("From", header.from_), ("To", header.to), ("Sender", header.sender)):
        party = add(element, name)
        for credential in credentials:
            write_credential(party, credential)
    add(party, "UserAgent", header.user_agent)


def write_credential(party: Element, credential: Credential) -> None:
    element = add(party, "Credential", domain=credential.domain)
    put(element, "type", credential.type)
    add(element, "Identity", credential.identity)
    if credential.shared_secret is not None:
        add(element, "SharedSecret", credential.shared_secret)
    elif credential.mac is not None:
        _write_mac(element, credential.mac)


def _write_mac(parent: Element, mac: CredentialMac) -> None:
    dates = {"creationDate": mac.creation_date, "expirationDate": mac.expiration_date}
    add(parent, "CredentialMac", mac.value, type=mac.type, algorithm=mac.algorithm, **dates)


def write_status(parent: Element, status: Status) -> None:
    add(parent, "Status", status.message, lang=status.language, code=str(status.code), text=status.text)


def new_response(payload_id: str, status: Status) -> tuple[Element, Element]:
    """A ``cXML/Response`` with its status; returns the document and the Response, for a payload to be added."""
    root = new_document(payload_id, status.language or "en")
    response = add(root, "Response")
    write_status(response, status)
    return root, response


def write_response(payload_id: str, status: Status) -> bytes:
    """A bare answer: all that an OrderRequest gets, and every refusal."""
    root, _ = new_response(payload_id, status)
    return to_bytes(root, BASE_DTD)
