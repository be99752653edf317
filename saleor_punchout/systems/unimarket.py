"""Unimarket."""

from saleor_punchout.systems.base import CXML, OCI, ProcurementSystem, Source

UNIMARKET = ProcurementSystem(
    key="unimarket",
    name="Unimarket",
    sources=(Source("PunchOut by cXML and by OCI", "https://supplier-help.unimarket.com"),),
    unsourced=frozenset(
        """
        cxml.return_field credential_domains cost_centre_places ship_to operation_allowed units limits
        on_empty framing order_transport email_places
        """.split()
    ),
    protocols=(CXML, OCI),
    notes=(
        "It prefers cXML; its documents declare the DTD 1.2.020 and version 1.2.",
        "By OCI it asks for an address, a user name and a password.",
    ),
)
