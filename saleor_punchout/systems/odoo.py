"""Odoo, with the modules of its community association."""

from saleor_punchout.systems.base import CXML, OCI, ProcurementSystem, Source

ODOO = ProcurementSystem(
    key="odoo",
    name="Odoo",
    sources=(
        Source("OCA/edi, punchout and punchout_cxml", "https://github.com/OCA/edi"),
        Source("OCI call-ups: punchout_oci, supplier_presets.xml", "https://github.com/bosd/edi"),
    ),
    unsourced=frozenset("cost_centre_places operation_allowed units framing order_transport".split()),
    protocols=(CXML, OCI),
    ship_to="none",
    order_transport="other",
    notes=(
        "It reads the fields cxml-urlencoded and cXML-base64 in exactly this spelling.",
        "Its request names the user by UserEmail only.",
        "The hook of OCI carries a token in its query, which must come back.",
        "Of several fields of one name it keeps the last; a cart may have one megabyte.",
        "Presets of OCI send logonId without a password, and operation_type=create: set the names of the parameters.",
    ),
)
