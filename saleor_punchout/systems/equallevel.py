"""EqualLevel."""

from saleor_punchout.systems.base import ProcurementSystem, Source

EQUALLEVEL = ProcurementSystem(
    key="equallevel",
    name="EqualLevel",
    sources=(Source("Resources for suppliers", "https://www.equallevelgo.com"),),
    unsourced=frozenset(
        """
        cxml.return_field credential_domains email_places cost_centre_places ship_to operation_allowed
        limits on_empty order_transport
        """.split()
    ),
    framing="window",
    notes=(
        "ISO codes are preferred as units of measure.",
        "Whether a UNSPSC code is needed differs by buyer.",
        "It advises against frames.",
    ),
)
