"""Where in a document a system puts a value."""

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
"""Taken last: in orders this Contact is a purchasing department as often as a person."""

EMAIL_PLACES: tuple[Place, ...] = (
    *extrinsics("UserEmail", "Email", "EMailAddress", "User-Email"),
    InContact("email"),
    InShipTo("email"),
    *extrinsics("UniqueName", "User", "UniqueUsername", containing="@"),
    InContact("email", BUYING),
)

UNIQUE_NAME_PLACES: tuple[Place, ...] = (
    *extrinsics("UniqueName", "User", "UserId", "UniqueUsername"),
    InContact("name"),
    InContact("name", BUYING),
)

NAME_PLACES: tuple[Place, ...] = (
    InExtrinsic(("FirstName", "LastName")),
    *extrinsics("UserFullName", "UserPrintableName"),
    InContact("name"),
    InContact("name", BUYING),
)

COST_CENTRE_PLACES: tuple[Place, ...] = extrinsics("CostCenter", "CostCentre", "Cost Center", "Department")
