"""Jaggaer, formerly SciQuest."""

from saleor_punchout.systems.base import CXML, OCI, KnownUnits, Limit, ProcurementSystem, Source

_SPECIFICATION = "JAGGAER specification 07.17.23, as collected in punchoutsandbox, platform-conformance.md"
_NUMBER = Limit(100, source=_SPECIFICATION)
_DESCRIPTION = Limit(256, source=_SPECIFICATION)

JAGGAER = ProcurementSystem(
    key="jaggaer",
    name="Jaggaer",
    sources=(
        Source(_SPECIFICATION, "https://github.com/njp970/punchoutsandbox"),
        Source("punchout-simulator, variation of cXML", "https://github.com/slawomir-szostak/punchout-simulator"),
        Source("Supplier Network Portal, handbook 20.3", "https://pdfslide.us"),
    ),
    unsourced=frozenset(
        """
        protocols cxml.return_field email_places operation_allowed framing ship_to on_empty
        unique_name_places cost_centre_places units
        """.split()
    ),
    protocols=(CXML, OCI),
    credential_domains={"from": ("NetworkID",), "to": ("DUNS",), "sender": ("NetworkID",)},
    known_units=KnownUnits(
        frozenset({"EA"}), "Jaggaer makes EA of a unit without a mapping, without a word", _SPECIFICATION
    ),
    limits={
        "supplier_part_id": _NUMBER,
        "supplier_part_auxiliary_id": _NUMBER,
        "manufacturer_part_id": _NUMBER,
        "description": _DESCRIPTION,
        "long_text": _DESCRIPTION,
        "extrinsics": Limit(100, source=_SPECIFICATION),
    },
    notes=(
        "The Sender is the platform: NetworkID SciQuest.",
        "The total of a cart is thrown away and computed anew.",
        "A copied cart sends the auxiliary ids of an old one.",
        "Orders have no DOCTYPE, a blank before the offset of their timestamps, and Extrinsics with blanks in their"
        " names.",
    ),
)
