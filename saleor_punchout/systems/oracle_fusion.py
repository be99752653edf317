"""Oracle Fusion Self Service Procurement."""

from saleor_punchout.systems.base import CXML, ORACLE, ProcurementSystem, Source

ORACLE_FUSION = ProcurementSystem(
    key="oracle-fusion",
    name="Oracle Fusion Procurement",
    sources=(
        Source("Attributes Supported in Oracle cXML Punchout; in Oracle XML Punchout", "https://docs.oracle.com"),
        Source("cXML 1.2.008 Cancel Order Requests; 1.2.009 Change Order Requests", "https://docs.oracle.com"),
        Source("punchoutsandbox, oci-and-oracle.md", "https://github.com/njp970/punchoutsandbox"),
    ),
    unsourced=frozenset("cxml.return_field oracle.return_field oracle.is_login_url_in_body framing".split()),
    protocols=(CXML, ORACLE),
    credential_domains={"from": ("DUNS", "OSN"), "to": ("DUNS",), "sender": ("DUNS", "OSN")},
    cost_centre_places=(),
    ship_to="text",
    on_empty="no_post",
    framing="window",
    notes=(
        "Its first call is a ProfileRequest.",
        "Units and categories without a mapping go through as they are.",
        "An order is cancelled by its header alone; a change counts orderVersion up.",
        "Agreement numbers are read from IdReference, with identifier and domain the other way round.",
    ),
)
