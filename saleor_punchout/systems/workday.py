"""Workday."""

from saleor_punchout.systems.base import CXML_DTD, ProcurementSystem, Source

WORKDAY = ProcurementSystem(
    key="workday",
    name="Workday",
    sources=(
        CXML_DTD,
        Source("punchout-simulator, variation of cXML", "https://github.com/slawomir-szostak/punchout-simulator"),
    ),
    unsourced=frozenset(
        """
        protocols cxml.return_field credential_domains email_places unique_name_places name_places
        cost_centre_places ship_to operation_allowed units limits on_empty framing order_transport
        """.split()
    ),
    notes=(
        "Workday publishes no specification for suppliers: it is taken to follow the standard.",
        "Orders may bring attachments in base64.",
    ),
)
