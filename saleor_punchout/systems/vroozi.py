"""Vroozi."""

from saleor_punchout.systems.base import CXML, OCI, ProcurementSystem, Source

VROOZI = ProcurementSystem(
    key="vroozi",
    name="Vroozi",
    sources=(Source("Article 360047609711: PunchOut", "https://vroozi.zendesk.com"),),
    unsourced=frozenset(
        """
        cxml.return_field credential_domains email_places cost_centre_places ship_to operation_allowed units
        limits on_empty framing
        """.split()
    ),
    protocols=(CXML, OCI),
    notes=("With OCI it stands before an SAP system, and no orders come by cXML.",),
)
