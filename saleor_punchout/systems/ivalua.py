"""Ivalua."""

from saleor_punchout.systems.base import CXML, OCI, ProcurementSystem, Source

IVALUA = ProcurementSystem(
    key="ivalua",
    name="Ivalua",
    sources=(
        Source("A public setup request of 2024"),
        Source("punchout-simulator, variation of cXML", "https://github.com/slawomir-szostak/punchout-simulator"),
    ),
    unsourced=frozenset(
        """
        protocols cxml.return_field cost_centre_places operation_allowed units limits on_empty framing
        order_transport
        """.split()
    ),
    protocols=(CXML, OCI),
    credential_domains={"from": ("NetworkID",), "to": ("NetworkID",), "sender": ("NetworkID",)},
    ship_to="none",
    notes=(
        "From and Sender are the same identity.",
        "A SelectedItem comes with an empty part number; it leads to the home page.",
        "Only its setup request is known in public: confirm all else with the buyer.",
    ),
)
