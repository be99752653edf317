"""What a procurement system is to us: one declaration, read in two places.

A system differs from the others in where it puts things that we read, and in what it can take of what we write. Both
are data here. Nothing outside this folder compares a system's key; a test holds that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from saleor_punchout.documents.types import NOTHING, PunchOutOrderMessage
from saleor_punchout.systems.fitting import Fitted, fit
from saleor_punchout.systems.places import (
    COST_CENTRE_PLACES,
    EMAIL_PLACES,
    NAME_PLACES,
    UNIQUE_NAME_PLACES,
    Document,
    InContact,
    InExtrinsic,
    InShipTo,
    Place,
    extrinsics,
)
from saleor_punchout.systems.protocols import Forbidden, KnownUnits, Limit, PunchOutProtocol

__all__ = [
    "COST_CENTRE_PLACES",
    "CXML",
    "CXML_DTD",
    "CXML_GUIDE",
    "EMAIL_PLACES",
    "NAME_PLACES",
    "OCI",
    "OCI_FIELDS",
    "ORACLE",
    "UNIQUE_NAME_PLACES",
    "BuyerUser",
    "CxmlDialect",
    "Forbidden",
    "InContact",
    "InExtrinsic",
    "InShipTo",
    "KnownUnits",
    "Limit",
    "OciDialect",
    "OracleDialect",
    "Place",
    "ProcurementSystem",
    "PunchOutProtocol",
    "Source",
    "extrinsics",
]

CXML, OCI, ORACLE = PunchOutProtocol

USUAL_DOMAINS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"from": ("NetworkID", "DUNS"), "to": ("DUNS", "NetworkID"), "sender": ("NetworkID", "DUNS")}
)


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


CXML_GUIDE = Source("cXML User's Guide 1.1, June 2000")
CXML_DTD = Source("cXML.dtd 1.2.014 to 1.2.071", "http://xml.cxml.org/current/")
OCI_FIELDS = Source("SAP CRM library: Open Catalog Interface, outbound and inbound section", "https://help.sap.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class CxmlDialect:
    """How a system takes cXML."""

    return_field: str = "cxml-urlencoded"
    """Name of the form field that brings the cart back, which also says its encoding: ``cxml-urlencoded`` or
    ``cXML-base64``. The spelling matters: Odoo accepts exactly these two."""

    dtd_versions: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """The DTD that a document of ours declares, by the name of its payload element, where it is not the default of
    its kind (1.2.014 for the cart and for answers)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OciDialect:
    """How a system calls an OCI catalogue, and what it wants back. All of it is configured by hand in the buyer's
    system, so a trading partner may differ in each."""

    version: str = "4.0"
    username_parameter: str = "USERNAME"
    """Compared without regard to case, like the other two names."""
    password_parameter: str = "PASSWORD"  # noqa: S105  # the name of a parameter
    hook_parameter: str = "HOOK_URL"
    most_fields: int | None = None
    """How many fields of a form it reads: PHP stops at 1,000 and says nothing. None: all."""
    hook_is_last: bool = False
    """The hook stands at the end of the address and is not encoded: everything after its name belongs to it (IFS)."""
    splits_hook: bool = True
    """The hook's own query goes back as hidden fields, as SAP asks; some receivers want the address whole."""
    allows_sapevent: bool = False
    """``SAPEVENT:POST``, the browser inside SAP GUI, is a return address."""
    charset: str = "utf-8"
    """Of the return form where the call names none."""
    fields: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Further ``NEW_ITEM`` fields of every line, by name without prefix: a constant such as ``VENDOR`` →
    ``0000527123``, or with ``{unspsc}``, ``{sku}``, ``{auxiliary_id}`` or ``{extrinsic:costcenter}`` in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OracleDialect:
    """How a system takes Oracle's native XML; no vendor's text on it can be read, so every name is a setting."""

    return_field: str = "oracleCart"
    is_login_url_in_body: bool = False
    """``loginURL`` stands directly in the body of our answer, not in its ``loginInfo``."""
    category_identifier: str = "UNSPSC"
    """``UNSPSC``, ``SPSC`` or ``SUPPLIER``."""
    supplier_name: str = ""
    supplier_duns: str = ""
    supplier_trading_partner_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcurementSystem:
    """One kind of software that buyers use. The defaults are the standard's."""

    key: str
    """Stable name in the database and the API."""

    name: str
    """As its vendor writes it."""

    sources: tuple[Source, ...] = ()
    """Where the facts below come from."""

    unsourced: frozenset[str] = frozenset()
    """Names of the fields below whose values nobody has written down in public, a dialect's as ``cxml.return_field``:
    to be confirmed with the first customer."""

    protocols: tuple[PunchOutProtocol, ...] = (CXML,)
    """What it can speak, the usual one first."""

    cxml: CxmlDialect = CxmlDialect()
    oci: OciDialect = OciDialect()
    oracle: OracleDialect = OracleDialect()

    credential_domains: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: USUAL_DOMAINS)
    """Domains that its headers name, by party, the usual one first: a suggestion to whoever configures a partner."""

    email_places: tuple[Place, ...] = EMAIL_PLACES
    """Where the user's e-mail address may stand, first match wins."""

    unique_name_places: tuple[Place, ...] = UNIQUE_NAME_PLACES
    """Where the user's login or number may stand."""

    name_places: tuple[Place, ...] = NAME_PLACES
    """Where the user's display name may stand."""

    cost_centre_places: tuple[Place, ...] = COST_CENTRE_PLACES
    """Where the cost centre of the visit may stand; empty where its requests have no place for one."""

    ship_to: str = "address"
    """What a request to shop says of the delivery: an ``address`` with the buyer's code of the place, ``text`` that
    only people understand, or ``none``."""

    operation_allowed: str = "edit"
    """What procurement may do with a returned cart later: ``edit``, ``inspect``, or ``create``: only a new one."""

    units: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Its own unit of measure for a UN/ECE code, where it is another; a trading partner's map goes before."""

    known_units: KnownUnits | None = None
    """Where it fails on other units, or makes something else of them: a unit that is neither here nor in the trading
    partner's map is warned of."""

    limits: Mapping[str, Limit] = field(default_factory=dict)
    """What a field of a line holds at most, by the name of the field in :mod:`documents.types`, where that is less than
    the protocol allows."""

    left_out: frozenset[str] = frozenset()
    """Fields of a line, or ``shipping`` and ``tax`` of the cart, that it makes something else of: they do not go."""

    forbidden_in_part_id: Forbidden | None = None
    """Characters that a part number of ours must not hold."""

    on_empty: str = "message_204"
    """What ends a visit without a cart: ``message_204`` (nothing changed), ``empty`` (a form without lines), or
    ``no_post`` where an empty cart breaks the receiver."""

    framing: str = "either"
    """Where its users see the shop: ``frame``, ``window`` or ``either``, by configuration."""

    order_transport: str = "cxml"
    """How its purchase orders come: ``cxml``, or ``other`` (IDoc, EDI, e-mail), which we do not take."""

    notes: tuple[str, ...] = field(default=(), repr=False)
    """What whoever connects such a buyer should know, in whole sentences."""

    def dialect(
        self, protocol: PunchOutProtocol, changes: Mapping[str, Any] = NOTHING
    ) -> CxmlDialect | OciDialect | OracleDialect:
        """How it speaks ``protocol``, with ``changes`` by the names of the dialect's fields.

        Raises TypeError for a name that the dialect does not have.
        """
        own: CxmlDialect | OciDialect | OracleDialect = getattr(self, protocol.value)
        return replace(own, **changes)

    def identify(self, document: Document) -> BuyerUser:
        """The user that a document names; empty where it names none, and never a reason to refuse."""
        return BuyerUser(
            email=_first(self.email_places, document),
            name=_first(self.name_places, document),
            unique_name=_first(self.unique_name_places, document),
        )

    def cost_centre(self, document: Document) -> str:
        """The cost centre that a document names, or an empty string."""
        return _first(self.cost_centre_places, document)

    def units_with(self, own: Mapping[str, str]) -> dict[str, str]:
        """Its units of measure by ours, where a trading partner's ``own`` map goes before."""
        return {**self.units, **own}

    def fit(
        self,
        message: PunchOutOrderMessage,
        protocol: PunchOutProtocol,
        units: Mapping[str, str] = NOTHING,
        charset: str = "utf-8",
    ) -> Fitted:
        """The cart as this system takes it over this protocol, and a warning for every value that is not the shop's.

        ``units`` is the trading partner's own map of units of measure, ``charset`` what the call asked the form to be
        written in. Raises LookupError for a charset that Python does not know.
        """
        return fit(
            message,
            self,
            protocol,
            self.units_with(units),
            charset,
            self.cxml.dtd_versions.get("PunchOutOrderMessage", ""),
        )


def _first(places: tuple[Place, ...], document: Document) -> str:
    return next(filter(None, (place.find(document) for place in places)), "")
