"""Proactis, with PECOS."""

from saleor_punchout.systems.base import CXML, OCI, ProcurementSystem, Source

PROACTIS = ProcurementSystem(
    key="proactis",
    name="Proactis",
    sources=(Source("PECOS: PunchOut", "https://edihelp.pecosipm.com"),),
    unsourced=frozenset(
        """
        cxml.return_field email_places unique_name_places name_places cost_centre_places ship_to
        operation_allowed units limits on_empty framing order_transport
        """.split()
    ),
    protocols=(CXML, OCI),
    notes=(
        "The Sender's identity may be the user's login or e-mail address, a fixed value, or one of the organisation:"
        " agree on a fixed value.",
    ),
)
