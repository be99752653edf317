"""Microsoft Dynamics 365 Supply Chain Management."""

from saleor_punchout.systems.base import ProcurementSystem, Source

DYNAMICS365 = ProcurementSystem(
    key="dynamics365",
    name="Microsoft Dynamics 365",
    sources=(
        Source(
            "Set up an external catalog for PunchOut eProcurement",
            "https://github.com/MicrosoftDocs/Dynamics-365-Operations.ar-sa/blob/live/articles/supply-chain/procurement/"
            "set-up-external-catalog-for-punchout.md",
        ),
        Source("punchout-woocommerce, dynamics365.md", "https://github.com/wadejbeckett/punchout-woocommerce"),
    ),
    unsourced=frozenset(
        """
        cxml.return_field credential_domains email_places cost_centre_places ship_to operation_allowed units
        limits on_empty framing order_transport
        """.split()
    ),
    notes=(
        "The request is a template of the buyer's: what it names is what the buyer wrote into it.",
        "It has no DOCTYPE, an empty BuyerCookie, and timestamps without an offset.",
    ),
)
