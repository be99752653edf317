"""Basware: P2P, and Marketplace."""

from saleor_punchout.systems.base import CXML, OCI, OCI_FIELDS, ProcurementSystem, Source

BASWARE = ProcurementSystem(
    key="basware",
    name="Basware",
    sources=(
        Source("Basware knowledge base, BWKB0018306: OCI in P2P"),
        Source("Basware knowledge base, BWKB0017367: punch-out in Marketplace"),
        OCI_FIELDS,
    ),
    unsourced=frozenset(
        """
        credential_domains cost_centre_places ship_to units limits on_empty order_transport email_places
        """.split()
    ),
    protocols=(OCI, CXML),
    ship_to="none",
    operation_allowed="create",
    on_empty="empty",
    framing="window",
    order_transport="other",
    notes=(
        "P2P takes OCI only, as an HTML form; Marketplace speaks cXML.",
        "The buyer chooses GET or POST, and net or gross prices: ask for net.",
        "It searches in the background by BACKGROUND_SEARCH.",
    ),
)
