"""SAP Supplier Relationship Management 7."""

from saleor_punchout.systems.base import OCI, OCI_FIELDS, KnownUnits, ProcurementSystem, Source

SAP_UNITS = {"EA": "PCE", "C62": "PCE", "H87": "PCE"}
"""SAP's ISO code of a piece for those of UN/ECE; many installations want their internal ST or EA instead."""

SAP_KNOWN_UNITS = KnownUnits(
    frozenset({"PCE", "KGM", "MTR", "DZN"}),
    "SAP drops a line without a word where a unit is not an ISO code known there",
    "SAP's log object BBP_OCI, transaction SLG1",
)

SAP_SRM = ProcurementSystem(
    key="sap-srm",
    name="SAP SRM",
    sources=(
        OCI_FIELDS,
        Source("OCI - Open Catalog Interface 4.0", "https://blogs.sap.com/2013/12/14/"),
        Source("punchoutsandbox, oci-and-oracle.md", "https://github.com/njp970/punchoutsandbox"),
        Source("SAP KBA 3382679: PRICEUNIT is reset after VALIDATE"),
    ),
    unsourced=frozenset({"cost_centre_places", "units", "on_empty"}),
    protocols=(OCI,),
    credential_domains={},
    ship_to="none",
    operation_allowed="create",
    units=SAP_UNITS,
    known_units=SAP_KNOWN_UNITS,
    on_empty="empty",
    framing="frame",
    order_transport="other",
    notes=(
        "No user is named unless the buyer adds parameters such as userid and email to the call.",
        "It calls VALIDATE from its server and reads the plain form.",
        "BYPASS_OUTB_HANDLER=X opens the shop without SAP's frame.",
        "Agree with the buyer on units and on material groups: a faulty line vanishes without a word.",
    ),
)
