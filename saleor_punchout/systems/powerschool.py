"""PowerSchool BusinessPlus."""

from saleor_punchout.systems.base import ProcurementSystem, Source

POWERSCHOOL = ProcurementSystem(
    key="powerschool",
    name="PowerSchool BusinessPlus",
    sources=(Source("BusinessPlus: cXML", "https://bp.powerschool-docs.com"),),
    unsourced=frozenset("cxml.return_field operation_allowed units limits on_empty framing".split()),
    credential_domains={"from": ("NetworkId",), "to": ("DUNS",), "sender": ("NetworkId",)},
    cost_centre_places=(),
    ship_to="none",
    notes=(
        "Its request names no user: set the partner's default e-mail address.",
        "Its payloadID is a timestamp without an offset, so two documents may share one.",
        "It sends no DOCTYPE; orders carry the word none as their secret, and a place's code in addressID.",
    ),
)
