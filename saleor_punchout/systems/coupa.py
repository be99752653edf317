"""Coupa."""

from saleor_punchout.systems.base import ProcurementSystem, Source

COUPA = ProcurementSystem(
    key="coupa",
    name="Coupa",
    sources=(
        Source("Configure punchouts", "https://compass.coupa.com"),
        Source("Sample Punchout Setup Request", "https://compass.coupa.com"),
    ),
)
