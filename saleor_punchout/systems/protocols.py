"""What each protocol has room for in a returned cart, whoever the receiver is.

The fields are named as in :mod:`documents.types`, and as ``shipping`` and ``tax`` those of the whole cart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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
class Digits:
    """How a number is written at most."""

    whole: int
    decimals: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """What a cart may hold to arrive whole."""

    name: str
    """As it is called."""
    left_out: frozenset[str] = frozenset()
    """Fields that it has no place for."""
    limits: Mapping[str, Limit]
    """By field; ``classification_domain`` beside ``classifications`` is that of a code's domain."""
    price: Digits
    quantity: Digits
    lead_time: int = 999_999_999
    """Most days."""
    classifications: int | None = None
    """How many commodity codes a line may have; None: any number."""
    is_single_line: bool = False
    """Line breaks have no place but in the long text."""
    source: str


_OCI = "Open Catalog Interface 4.0, fields of the inbound section"
_ORACLE = "Oracle iProcurement, limits of carts that come directly from the supplier"

CARRIAGE: Mapping[PunchOutProtocol, Carriage] = {
    PunchOutProtocol.CXML: Carriage(
        name="cXML",
        limits={"short_name": Limit(50, source="cXML.dtd, ShortName")},
        price=Digits(12, 4, "cXML.dtd, Money: four decimals are what every receiver takes"),
        quantity=Digits(12, 6),
        source="cXML.dtd 1.2.014, ItemIn",
    ),
    PunchOutProtocol.OCI: Carriage(
        name="OCI",
        left_out=frozenset({"short_name", "manufacturer_name", "url", "extrinsics", "shipping", "tax"}),
        limits={
            "supplier_part_id": Limit(40, source=f"{_OCI}: VENDORMAT"),
            "supplier_part_auxiliary_id": Limit(40, source=f"{_OCI}: EXT_PRODUCT_ID"),
            "buyer_part_id": Limit(18, source=f"{_OCI}: MATNR, as wide as in 3.0"),
            "description": Limit(40, source=f"{_OCI}: DESCRIPTION"),
            "unit_of_measure": Limit(3, source=f"{_OCI}: UNIT"),
            "manufacturer_part_id": Limit(40, source=f"{_OCI}: MANUFACTMAT"),
            "classifications": Limit(60, source=f"{_OCI}: EXT_CATEGORY_ID"),
            "classification_domain": Limit(10, source=f"{_OCI}: EXT_SCHEMA_TYPE"),
        },
        price=Digits(11, 3, f"{_OCI}: PRICE"),
        quantity=Digits(11, 3, f"{_OCI}: QUANTITY"),
        lead_time=99_999,
        classifications=1,
        is_single_line=True,
        source=_OCI,
    ),
    PunchOutProtocol.ORACLE: Carriage(
        name="Oracle's XML",
        left_out=frozenset({"short_name", "long_text", "url", "lead_time", "extrinsics", "shipping", "tax"}),
        limits={
            "supplier_part_id": Limit(25, source=f"{_ORACLE}: itemID"),
            "buyer_part_id": Limit(25, source=f"{_ORACLE}: itemID"),
            "manufacturer_part_id": Limit(25, source=f"{_ORACLE}: itemID"),
            "description": Limit(240, source=f"{_ORACLE}: itemDescription"),
            "unit_of_measure": Limit(80, source=f"{_ORACLE}: supplierUOMType"),
            "manufacturer_name": Limit(30, source=f"{_ORACLE}: manufacturerName"),
            "classifications": Limit(80, source=f"{_ORACLE}: categoryCode"),
        },
        price=Digits(12, 4),
        quantity=Digits(12, 6),
        classifications=1,
        source="Attributes Supported in Oracle XML Punchout",
    ),
}
