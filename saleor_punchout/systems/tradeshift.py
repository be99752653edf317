"""Tradeshift."""

from saleor_punchout.systems.base import CXML, CXML_DTD, OCI, OCI_FIELDS, ProcurementSystem

TRADESHIFT = ProcurementSystem(
    key="tradeshift",
    name="Tradeshift",
    sources=(CXML_DTD, OCI_FIELDS),
    unsourced=frozenset(
        """
        protocols cxml.return_field credential_domains email_places unique_name_places name_places
        cost_centre_places ship_to operation_allowed units limits on_empty framing order_transport
        """.split()
    ),
    protocols=(CXML, OCI),
    notes=(
        "No public specification was found: it is taken to follow the standards.",
        "Its identities are often the UUIDs of companies.",
        "Orders may come as UBL 2.1 through its network, which we do not take.",
    ),
)
