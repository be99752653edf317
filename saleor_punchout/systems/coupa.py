"""Coupa."""

from saleor_punchout.systems.base import CxmlDialect, KnownUnits, ProcurementSystem, Source

COUPA = ProcurementSystem(
    key="coupa",
    name="Coupa",
    sources=(
        Source("Configure punchouts", "https://compass.coupa.com"),
        Source("Punchout ordering", "https://compass.coupa.com"),
        Source("Sample Punchout Setup Request", "https://compass.coupa.com"),
        Source("Supported cXML DTD Version Per Document Type", "https://compass.coupa.com"),
        Source("cXML Purchase Orders", "https://compass.coupa.com"),
    ),
    unsourced=frozenset({"operation_allowed", "on_empty", "cost_centre_places"}),
    cxml=CxmlDialect(
        dtd_versions={
            "PunchOutOrderMessage": "1.2.023",
            "ConfirmationRequest": "1.2.036",
            "ShipNoticeRequest": "1.2.014",
            "InvoiceDetailRequest": "1.2.020",
        },
    ),
    credential_domains={"from": ("DUNS", "NetworkID"), "to": ("DUNS", "NetworkID"), "sender": ("DUNS", "NetworkID")},
    known_units=KnownUnits(
        frozenset({"EA"}),
        "Coupa fails the whole cart where a unit is not enabled there",
        "Coupa: Punchout failed to return a cart",
    ),
    framing="window",
    notes=(
        "Without a secret in its settings Coupa sends the word none, and its orders may carry no secret at all.",
        "It waits a minute for an answer, repeats an order five times hourly after a server error, and never after"
        " a refusal.",
        "Users see 'No status element in setup response' where the address is wrong.",
    ),
)
