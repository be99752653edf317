"""The values that travel between the rooms, named as cXML names them.

All are immutable: what was read is evidence. An empty string means that the document says nothing; ``None`` stands
only where nothing and a value must be told apart, such as an amount that is missing. What occurs once in a document is
a frozen dataclass; what occurs on every line is a named tuple, for an order may bring ten thousand lines, and a frozen
dataclass takes five times as long to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CredentialMac:
    """A message authentication code in place of a shared secret (cXML.dtd, CredentialMac)."""

    value: str
    type: str
    algorithm: str
    creation_date: str
    """As written: the MAC is computed over the characters, not over the moment."""
    expiration_date: str


@dataclass(frozen=True, slots=True)
class Credential:
    """Who a party is: an identity within a domain such as DUNS or NetworkID."""

    domain: str
    identity: str
    type: str = ""
    """``marketplace`` where a marketplace speaks beside its member, otherwise empty."""
    shared_secret: str | None = field(default=None, repr=False)
    """None where the element is missing; an empty element is an empty secret."""
    mac: CredentialMac | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Header:
    """Who wrote the document, for whom, and who opened the connection (User's Guide 1.1 p.54)."""

    from_: tuple[Credential, ...]
    to: tuple[Credential, ...]
    sender: tuple[Credential, ...]
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The outcome of a request, or of a PunchOut in a Message (204: ended without change)."""

    code: int
    text: str
    message: str = ""
    language: str = ""


class Money(NamedTuple):
    """An amount of one currency."""

    amount: Decimal
    currency: str
    """ISO 4217."""


class Charge(NamedTuple):
    """Shipping or Tax: an amount with its description."""

    money: Money | None
    """None where the sender left the element empty: nothing was said about the amount."""
    description: str = ""


class Address(NamedTuple):
    """A place of the buyer."""

    address_id: str = ""
    """The buyer's code of a plant or location."""
    name: str = ""
    deliver_to: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    """ISO 3166-1, two letters."""
    country_name: str = ""
    email: str = ""
    phone: str = ""


class Contact(NamedTuple):
    """A person or department of the buyer."""

    name: str
    email: str = ""
    phone: str = ""
    role: str = ""


class ItemID(NamedTuple):
    """What a line is called: by us, and by the buyer."""

    supplier_part_id: str
    supplier_part_auxiliary_id: str = ""
    buyer_part_id: str = ""


class Classification(NamedTuple):
    """A commodity code, in the domain ``UNSPSC`` as a rule."""

    domain: str
    code: str


class PriceBasis(NamedTuple):
    """A price that is not for one unit of measure (PriceBasisQuantity): 10 for 100 pieces, or for a box."""

    quantity: Decimal
    """How many of ``unit_of_measure`` the price is for."""
    unit_of_measure: str
    conversion_factor: Decimal = Decimal(1)
    """Price units in one unit of measure of the line."""
    description: str = ""


class ItemDetail(NamedTuple):
    """What one line is and costs; ItemIn carries all of it, ItemOut any part."""

    unit_price: Money | None
    """Net price of one unit of measure, or as ``price_basis`` says. None where the document names none: then our
    cart's price holds."""
    description: str = ""
    short_name: str = ""
    """What to write as ShortName where the description is too long for it; readers give it as the description."""
    unit_of_measure: str = ""
    classifications: tuple[Classification, ...] = ()
    manufacturer_part_id: str = ""
    manufacturer_name: str = ""
    url: str = ""
    lead_time: int | None = None
    """Whole days."""
    extrinsics: Mapping[str, str] = NOTHING
    long_text: str = ""
    """All that the shop says of the article, as plain text; ``description`` alone where that is all there is."""
    price_basis: PriceBasis | None = None
    attachment: str = ""
    """Address of a document about the article, such as its data sheet."""

    @property
    def price_of_one(self) -> Decimal | None:
        """The price of one unit of measure of the line, whatever the price is written for (cXML.dtd,
        PriceBasisQuantity)."""
        if self.unit_price is None:
            return None
        basis = self.price_basis
        return self.unit_price.amount * basis.conversion_factor / basis.quantity if basis else self.unit_price.amount


class ItemIn(NamedTuple):
    """A line of a returned cart (PunchOutOrderMessage)."""

    line_number: int | None
    """None where the supplier did not number it; we always do."""
    quantity: Decimal
    item_id: ItemID
    detail: ItemDetail
    ship_to: Address | None = None


class AccountingSegment(NamedTuple):
    """One account or cost centre."""

    id: str
    name: str = ""
    description: str = ""


class Distribution(NamedTuple):
    """A share of a line's cost and the accounts that carry it."""

    name: str
    segments: tuple[AccountingSegment, ...]
    charge: Money | None = None


class Comment(NamedTuple):
    """Words of a buyer to people at our side."""

    text: str
    attachments: tuple[str, ...] = ()
    """URLs as written, ``cid:`` of a MIME part as a rule; none is ever fetched."""


class ItemOut(NamedTuple):
    """A line of a purchase order, or of a cart to edit."""

    line_number: int
    """As the buyer numbers it."""
    line_number_source: str
    """``lineNumber``, ``Extrinsic LINENUM`` (Oracle EBS), or ``position`` where the document does not number."""
    quantity: Decimal | None
    """None where the document's text is not a number."""
    item_id: ItemID
    detail: ItemDetail
    requested_delivery_date: str = ""
    requisition_id: str = ""
    agreement_item_number: str = ""
    parent_line_number: str = ""
    item_type: str = ""
    distributions: tuple[Distribution, ...] = ()
    ship_to: Address | None = None
    shipping: Charge | None = None
    tax: Charge | None = None
    contacts: tuple[Contact, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def is_composite(self) -> bool:
        """A parent that only groups its parts; it is neither sold nor added up."""
        return self.item_type == "composite"


@dataclass(frozen=True, slots=True)
class PunchOutSetupRequest:
    """A buyer's wish to shop here (User's Guide 1.1 p.73)."""

    operation: str
    """``create``, ``edit`` or ``inspect``."""
    buyer_cookie: str
    """Inner XML of BuyerCookie, verbatim: opaque, not a key, returned unchanged."""
    browser_form_post: str
    """Where the browser posts the cart; empty where the document names no place."""
    extrinsics: Mapping[str, str] = field(default_factory=dict)
    """Names trimmed and in lower case."""
    contacts: tuple[Contact, ...] = ()
    ship_to: Address | None = None
    selected_item: ItemID | None = None
    items: tuple[ItemOut, ...] = ()


@dataclass(frozen=True, slots=True)
class PunchOutOrderMessage:
    """A cart on its way back to procurement; with status 204 the word that nothing changed."""

    buyer_cookie: str
    operation_allowed: str
    """The highest operation allowed later: ``create``, ``inspect`` or ``edit``."""
    total: Money
    """Sum of the lines; shipping and tax are not in it."""
    items: tuple[ItemIn, ...] = ()
    shipping: Charge | None = None
    tax: Charge | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class PaymentCard:
    last_digits: str
    """The last four at most: the reader drops the others at once."""
    expiration: str = ""


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """A purchase order (User's Guide 1.1 p.62)."""

    order_id: str
    type: str
    """``new``, ``update`` or ``delete``."""
    order_version: str = ""
    order_date: datetime | None = None
    order_type: str = "regular"
    """``regular``, ``release``, ``blanket``, ``stockTransport`` or ``stockTransportRelease``."""
    is_internal_version: bool = False
    """A version that only the buyer's own system knows of: acknowledge it, change nothing."""
    agreement_id: str = ""
    requisition_id: str = ""
    ship_complete: bool = False
    requested_delivery_date: str = ""
    total: Money | None = None
    ship_to: Address | None = None
    bill_to: Address | None = None
    shipping: Charge | None = None
    tax: Charge | None = None
    payment_card: PaymentCard | None = None
    payment_days: tuple[int, ...] = ()
    contacts: tuple[Contact, ...] = ()
    comments: tuple[Comment, ...] = ()
    followup_url: str = ""
    document_reference: str = ""
    """payloadID of the version that this one replaces."""
    control_keys: Mapping[str, str] = field(default_factory=dict)
    terms_of_delivery: str = ""
    extrinsics: Mapping[str, str] = field(default_factory=dict)
    items: tuple[ItemOut, ...] = ()

    @property
    def priced_items(self) -> tuple[ItemOut, ...]:
        """The lines that are sold: all but composite parents."""
        return tuple(item for item in self.items if not item.is_composite)


@dataclass(frozen=True, slots=True)
class ProfileRequest:
    """The question what we can do; also every network's ping."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """A request that we take, where, and with which options (ProfileResponse)."""

    request_name: str
    url: str
    options: Mapping[str, str] = field(default_factory=dict)
