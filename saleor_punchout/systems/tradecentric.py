"""TradeCentric, formerly PunchOut2Go: a gateway that speaks for other systems."""

from saleor_punchout.systems.base import UNIQUE_NAME_PLACES, ProcurementSystem, Source, extrinsics

_HELP = "https://help.tradecentric.com/hc/en-us/articles"

TRADECENTRIC = ProcurementSystem(
    key="tradecentric",
    name="TradeCentric",
    sources=(
        Source("Standard cXML payload for session request", f"{_HELP}/50810311295507"),
        Source("Standard cXML payload for return cart", f"{_HELP}/50810883025555"),
        Source("Standard cXML payload of a purchase order", f"{_HELP}/50811206051091"),
    ),
    unsourced=frozenset(
        """
        cost_centre_places units limits on_empty framing operation_allowed cxml.return_field
        """.split()
    ),
    credential_domains={
        "from": ("DUNS", "NetworkID"),
        "to": ("NetworkID", "DUNS"),
        "sender": ("NetworkID", "AribaNetworkUserId"),
    },
    unique_name_places=(*extrinsics("unique"), *UNIQUE_NAME_PLACES),
    notes=(
        "Whatever the buyer speaks arrives as this cXML; its cookie is the gateway's own id.",
        "Carts go back to connect.tradecentric.com.",
    ),
)
