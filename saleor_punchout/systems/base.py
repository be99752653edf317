"""What a procurement system is to us: one declaration, read in two places.

A system differs from the others in where it puts things that we read, and in what it can take of what we write. Both
are data here. Nothing outside this folder compares a system's key; a test holds that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from saleor_punchout.documents.types import Address, Contact


class Document(Protocol):
    """What a setup request and a purchase order have in common when the question is *who is buying?*"""

    @property
    def extrinsics(self) -> Mapping[str, str]: ...

    @property
    def contacts(self) -> tuple[Contact, ...]: ...

    @property
    def ship_to(self) -> Address | None: ...


class Place(Protocol):
    """Somewhere in a document where a system may have put a value."""

    def find(self, document: Document) -> str:
        """The value, or an empty string."""
        ...


@dataclass(frozen=True, slots=True)
class InExtrinsic:
    """The Extrinsics of these names, joined by a blank; all must be there."""

    names: tuple[str, ...]
    containing: str = ""
    """Counts only where the value contains this: a login is an e-mail address only with an ``@``."""

    def find(self, document: Document) -> str:
        values = [document.extrinsics.get(name.lower(), "") for name in self.names]
        found = " ".join(values) if all(values) else ""
        return found if self.containing in found else ""


@dataclass(frozen=True, slots=True)
class InContact:
    """A field of the first Contact that has one of these roles."""

    field: str
    roles: frozenset[str] = frozenset({"", "enduser", "user", "requester"})

    def find(self, document: Document) -> str:
        contacts = (contact for contact in document.contacts if contact.role.lower() in self.roles)
        return next(filter(None, (str(getattr(contact, self.field)) for contact in contacts)), "")


@dataclass(frozen=True, slots=True)
class InShipTo:
    """A field of the delivery address."""

    field: str

    def find(self, document: Document) -> str:
        return str(getattr(document.ship_to, self.field)) if document.ship_to else ""


def extrinsics(*names: str, containing: str = "") -> tuple[InExtrinsic, ...]:
    """One place per name, in this order."""
    return tuple(InExtrinsic((name,), containing) for name in names)


BUYING = frozenset({"buyer"})


@dataclass(frozen=True, slots=True)
class BuyerUser:
    """The person at the buyer's side, as far as the document names one."""

    email: str = ""
    name: str = ""
    unique_name: str = ""

    def __bool__(self) -> bool:
        return bool(self.email or self.name or self.unique_name)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact about a system stands."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ProcurementSystem:
    """One kind of software that buyers use. The defaults are the standard's."""

    key: str
    """Stable name in the database and the API."""

    name: str
    """As its vendor writes it."""

    sources: tuple[Source, ...] = ()
    """Where the facts below come from; a fact without a source is marked where it stands."""

    return_field: str = "cxml-urlencoded"
    """Name of the form field that brings the cart back, which also says its encoding: ``cxml-urlencoded`` or
    ``cXML-base64``. The spelling matters: Odoo accepts exactly these two."""

    email_places: tuple[Place, ...] = (
        *extrinsics("UserEmail", "Email", "EMailAddress", "User-Email"),
        InContact("email"),
        InShipTo("email"),
        *extrinsics("UniqueName", "User", "UniqueUsername", containing="@"),
        InContact("email", BUYING),
    )
    """Where the user's e-mail address may stand, first match wins."""

    unique_name_places: tuple[Place, ...] = (
        *extrinsics("UniqueName", "User", "UserId", "UniqueUsername"),
        InContact("name"),
        InContact("name", BUYING),
    )
    """Where the user's login or number may stand."""

    name_places: tuple[Place, ...] = (
        InExtrinsic(("FirstName", "LastName")),
        *extrinsics("UserFullName", "UserPrintableName"),
        InContact("name"),
        InContact("name", BUYING),
    )
    """Where the user's display name may stand."""

    def identify(self, document: Document) -> BuyerUser:
        """The user that a document names; empty where it names none, and never a reason to refuse."""
        return BuyerUser(
            email=_first(self.email_places, document),
            name=_first(self.name_places, document),
            unique_name=_first(self.unique_name_places, document),
        )


def _first(places: tuple[Place, ...], document: Document) -> str:
    return next(filter(None, (place.find(document) for place in places)), "")
