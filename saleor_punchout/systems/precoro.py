"""Precoro."""

from saleor_punchout.systems.base import ProcurementSystem, Source

PRECORO = ProcurementSystem(
    key="precoro",
    name="Precoro",
    sources=(Source("PunchOut catalogues", "https://help.precoro.com"),),
    unsourced=frozenset(
        """
        cxml.return_field credential_domains email_places cost_centre_places ship_to operation_allowed units
        limits on_empty framing
        """.split()
    ),
    notes=("It knows punch-outs of level 1 only: the shop's home page, no single articles.",),
)
