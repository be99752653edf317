"""What each protocol has room for in a returned cart, whoever the receiver is.

The fields are named as in :mod:`documents.types`, and as ``shipping``, ``tax`` and ``total`` those of the whole cart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from saleor_punchout.documents.cxml.items import SHORT_NAME, is_later
from saleor_punchout.documents.oci.cart import WIDTHS


class PunchOutProtocol(StrEnum):
    """The languages in which a buyer's system punches out."""

    CXML = "cxml"
    OCI = "oci"
    """SAP's Open Catalog Interface: parameters in, a form of ``NEW_ITEM-*`` fields out."""
    ORACLE = "oracle"
    """Oracle's native XML, beside its cXML."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a field holds at most."""

    size: int
    in_bytes: bool = False
    """Counted in UTF-8 bytes, not in characters."""
    source: str = ""

    def holds(self, text: str) -> bool:
        """Whether ``text`` fits."""
        return len(text.encode() if self.in_bytes else text) <= self.size

    def cut(self, text: str) -> str:
        """The longest beginning of ``text`` that fits: no character is split, no blank stands at the end."""
        if self.holds(text):
            return text
        if self.in_bytes:
            return text.encode()[: self.size].decode(errors="ignore").rstrip()
        return text[: self.size].rstrip()

    def __str__(self) -> str:
        return f"{self.size:,} {'bytes' if self.in_bytes else 'characters'}"


@dataclass(frozen=True, slots=True)
class KnownUnits:
    """Units of measure that a system takes as they are."""

    units: frozenset[str]
    otherwise: str
    """What becomes of another one that the buyer has not set up, after a colon."""
    source: str


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Characters that a system refuses."""

    characters: str
    source: str


@dataclass(frozen=True, slots=True)
class Digits:
    """How a number is written at most."""

    whole: int
    decimals: int
    source: str = ""

    def holds(self, number: Decimal) -> bool:
        """Whether ``number`` fits."""
        return self.has_room(number) and number == self.rounded(number)

    def has_room(self, number: Decimal) -> bool:
        """Whether ``number`` fits once its decimals are rounded."""
        return abs(number) + Decimal(5).scaleb(-self.decimals - 1) < Decimal(10) ** self.whole

    def rounded(self, number: Decimal) -> Decimal:
        """The nearest number that fits, halves away from zero; one that is too large is not for this."""
        return number.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """What a cart may hold to arrive whole."""

    name: str
    """As it is called."""
    left_out: frozenset[str] = frozenset()
    """Fields that it has no place for; without ``total`` the receiver adds up the lines, and nothing is lost."""
    limits: Mapping[str, Limit]
    """By field; ``classification_domain`` beside ``classifications`` is that of a code's domain."""
    price: Digits
    quantity: Digits
    lead_time: int = 999_999_999
    """Most days."""
    classifications: int | None = None
    """How many commodity codes a line may have; None: any number."""
    title: Limit | None = None
    """What a description holds beside a long text."""
    has_price_basis: bool = False
    """A price may be for another number of units than one."""
    is_single_line: bool = False
    """Line breaks have no place but in the long text."""
    source: str


def _width(name: str) -> Limit:
    return Limit(WIDTHS[name], source=f"Open Catalog Interface, width of NEW_ITEM-{name}")


_IPROCUREMENT = "Oracle iProcurement, limits of a cart that comes directly from the supplier"
_FUSION = "Oracle Fusion, Attributes Supported in Oracle XML Punchout"

CARRIAGE: Mapping[PunchOutProtocol, Carriage] = {
    PunchOutProtocol.CXML: Carriage(
        name="cXML",
        left_out=frozenset({"buyer_part_id", "attachment"}),
        limits={"short_name": Limit(SHORT_NAME, source="cXML.dtd, ShortName")},
        title=Limit(SHORT_NAME, source="cXML.dtd, ShortName"),
        price=Digits(12, 4, "cXML: four decimals are what every receiver takes"),
        quantity=Digits(12, 6),
        source="cXML.dtd, ItemIn",
    ),
    PunchOutProtocol.OCI: Carriage(
        name="OCI",
        left_out=frozenset("short_name manufacturer_name url extrinsics ship_to shipping tax total".split()),
        limits={
            "supplier_part_id": _width("VENDORMAT"),
            "supplier_part_auxiliary_id": _width("EXT_PRODUCT_ID"),
            "buyer_part_id": _width("MATNR"),
            "description": _width("DESCRIPTION"),
            "unit_of_measure": _width("UNIT"),
            "manufacturer_part_id": _width("MANUFACTMAT"),
            "attachment": _width("ATTACHMENT"),
            "classifications": _width("EXT_CATEGORY_ID"),
            "classification_domain": _width("EXT_SCHEMA_TYPE"),
        },
        price=Digits(10, 4, "Open Catalog Interface: PRICE has 11 digits before the point and 3 after it"),
        quantity=Digits(11, 3, "Open Catalog Interface: QUANTITY has 11 digits before the point and 3 after it"),
        lead_time=10 ** WIDTHS["LEADTIME"] - 1,
        classifications=1,
        is_single_line=True,
        source="Open Catalog Interface, inbound section",
    ),
    PunchOutProtocol.ORACLE: Carriage(
        name="Oracle's XML",
        left_out=frozenset(
            "short_name long_text url attachment lead_time extrinsics ship_to shipping tax total".split()
        ),
        limits={
            **dict.fromkeys(
                ("supplier_part_id", "manufacturer_part_id", "buyer_part_id"),
                Limit(25, source=f"{_IPROCUREMENT}: itemID"),
            ),
            "description": Limit(240, source=f"{_IPROCUREMENT}: description"),
            "unit_of_measure": Limit(80, source=f"{_IPROCUREMENT}: unit of measure"),
            "manufacturer_name": Limit(30, source=f"{_IPROCUREMENT}: manufacturerName"),
            "classifications": Limit(80, source=f"{_IPROCUREMENT}: category"),
        },
        price=Digits(12, 4),
        quantity=Digits(12, 6),
        classifications=1,
        source=_FUSION,
    ),
}


def carriage_of(protocol: PunchOutProtocol, dtd_version: str) -> Carriage:
    """What a cart may hold; ``dtd_version`` is what a document of cXML will declare, and empty for the default."""
    carriage = CARRIAGE[protocol]
    if protocol is PunchOutProtocol.CXML and is_later(dtd_version):
        return replace(carriage, left_out=carriage.left_out - {"buyer_part_id"}, has_price_basis=True)
    return carriage
