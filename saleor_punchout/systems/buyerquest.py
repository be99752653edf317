"""BuyerQuest."""

from saleor_punchout.systems.base import (
    CXML,
    NAME_PLACES,
    OCI,
    InExtrinsic,
    ProcurementSystem,
    Source,
)

BUYERQUEST = ProcurementSystem(
    key="buyerquest",
    name="BuyerQuest",
    sources=(
        Source(
            "Punchout Setup Request - cXML Specification and Example",
            "https://support.buyerquest.com/hc/en-us/articles/41399293594387",
        ),
        Source("Punchout To Supplier, cXML and OCI", "https://community.buyerquest.com"),
    ),
    unsourced=frozenset(
        """
        cxml.return_field cost_centre_places ship_to units limits on_empty framing order_transport
        """.split()
    ),
    protocols=(CXML, OCI),
    credential_domains={"from": ("NetworkId",), "to": ("NetworkId", "DUNS"), "sender": ("NetworkId",)},
    name_places=(*NAME_PLACES, InExtrinsic(("fname", "lname"))),
    notes=(
        "Whether a returned cart may be edited is a setting of the connection at the buyer.",
        "By OCI the user comes as fname, lname, email, userid and group.",
    ),
)
